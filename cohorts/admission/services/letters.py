"""Letters of admission: one for each thing that happened, in the reader's language, by the outbox."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from cohorts.admission.models import Application, DayRequest
from cohorts.admission.queries import number_in_queue
from cohorts.events import Cancellation, Notice
from cohorts.programme import FrozenSession
from messaging import outbox
from messaging.models import Letter
from people.models import User

_STATE = DayRequest.State
_KIND: Mapping[str, str] = {
    _STATE.ACCEPTED: "day_accepted",
    _STATE.WAITING: "day_waiting",
    _STATE.DECLINED: "day_declined",
    _STATE.CANCELLED: "day_cancelled",
}


def kind_of(state: str) -> str:
    """The letter that tells a person of a decision with this outcome."""
    return _KIND[state]


def status_url(application: Application, reader: User) -> str:
    """The whole address of the application's own page in the reader's language."""
    with translation.override(reader.language):
        path = reverse("admission:application", args=[application.public_id])
    return f"{settings.SITE_URL}{path}"


def context_of(application: Application) -> dict[str, Any]:
    """What every letter about an application may say; the application came with its person and cohort."""
    participant = application.participant
    return {
        "application": application,
        "cohort": participant.cohort,
        "residency": participant.cohort.residency,
        "button_url": status_url(application, participant.user),
    }


def _write(kind: str, application: Application, row: object, **context: Any) -> None:
    participant = application.participant
    outbox.write(
        kind=kind,
        key=_key(kind, application, row),
        recipient=participant.user,
        context={**context_of(application), **context},
        programme=participant.cohort.residency.programme,
    )


def _key(kind: str, application: Application, row: object) -> str:
    return f"{kind}:{row}:{application.version}"


RECEIVED = "application_received"


def received(application: Application, requests: list[DayRequest], programme_id: int) -> None:
    """The application has come: its receipt number, how each day stands, what happens next.

    When registration opens, many wait for one another while this is written: the worker words it.
    """
    outbox.write_facts(
        kind=RECEIVED,
        key=_key(RECEIVED, application, application.pk),
        recipient=application.participant.user,
        facts={
            "application": application.pk,
            "days": [[request.pk, request.state, request.queue_number] for request in requests],
        },
        context={"application": application},
        programme_id=programme_id,
    )


def received_in_words(letter: Letter) -> dict[str, Any]:
    """What the letter `received` says: each day as it stood when the application came, whatever became of it since."""
    facts = letter.facts or {}
    rows = Application.objects.select_related(
        "participant__user", "participant__cohort__residency__programme"
    )
    application = rows.get(pk=facts["application"])
    found = DayRequest.objects.select_related("day").in_bulk([pk for pk, *_how in facts["days"]])
    requests = []
    for pk, state, *number in facts["days"]:
        found[pk].state = state
        found[pk].queue_number = next(iter(number), None)  # letters written before it was told have none
        requests.append(found[pk])
    return {**context_of(application), "requests": requests}


def changed(application: Application, requests: list[DayRequest]) -> None:
    """The person changed the application: how each day stands now."""
    number_in_queue(requests)
    _write("application_changed", application, application.pk, requests=requests)


def withdrawn(application: Application) -> None:
    """The person withdrew the application."""
    _write("application_withdrawn", application, application.pk)


def decided(request: DayRequest) -> None:
    """The organiser decided on a day."""
    number_in_queue([request])
    _write(kind_of(request.state), request.application, request.pk, request=request, day=request.day)


def preview(request: DayRequest, state: str, reason: str, number: int | None = None) -> tuple[str, str, str]:
    """Subject, text and HTML of the letter that a decision would send, in the reader's language; writes nothing.

    `number` is the one on the waiting list that the person would have.
    """
    reader = request.application.participant.user
    shown = DayRequest(
        pk=request.pk, application=request.application, day=request.day, state=state, reason=reason
    )
    shown.queue_number = number
    context = {**context_of(request.application), "request": shown, "day": request.day}
    programme = request.application.participant.cohort.residency.programme
    return outbox.render(kind_of(state), reader, context, programme)


@dataclass(frozen=True)
class Ended:
    """What a cancellation means for one person.

    `outcomes`, of the days concerned: “kept” where a place on a day that had begun stays, “lost” where a place is given
    back, “closed” where they held none. `led` are sessions that they would have led.
    """

    cancellation: Cancellation
    outcomes: frozenset[str]
    led: Sequence[FrozenSession]

    def context(self) -> dict[str, Any]:
        """What the letter says of it."""
        said = {name: getattr(self, name) for name in ("cancellation", "outcomes", "led")}
        return {**said, "reason": self.cancellation.reason}


def cohort_cancelled(application: Application, ended: Ended) -> Notice:
    """The organiser has cancelled the cohort: what of it is called off."""
    kind = "cohort_cancelled"
    return Notice(
        reader=application.participant.user,
        kind=kind,
        key=_key(kind, application, application.pk),
        context={**context_of(application), **ended.context()},
        # The letter about the whole says the same to everybody.
        alike=frozenset() if ended.cancellation.is_whole else ended.outcomes,
    )
