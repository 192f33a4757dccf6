"""What a replacement makes of two applications: the one ends with the days handed on, the other is there with them."""

from collections.abc import Iterable, Sequence

from django.utils import timezone

from cohorts.admission.answers import Answers, cleaned
from cohorts.admission.models import Application, DayRequest
from cohorts.admission.receipt_numbers import new_receipt
from cohorts.admission.states import ACTIVE, HOLDING, move
from cohorts.models import Day, Participant
from cohorts.wing import recorded
from people.models import User

from . import writing
from .day_requests import leave
from .history import note
from .locking import requests_of
from .pending import forget_pending

_STATE = DayRequest.State
# By which states a day gets to the one in which somebody has said that they come, from where it is.
_WAYS: dict[str, tuple[str, ...]] = {
    _STATE.ASKED: (_STATE.ACCEPTED, _STATE.CONFIRMED),
    _STATE.WITHDRAWN: (_STATE.ASKED, _STATE.ACCEPTED, _STATE.CONFIRMED),
}


def requests_to_end(leaver: Participant) -> list[DayRequest]:
    """What somebody who is replaced has asked for and that is to come: it ends, whether held or not; three queries.

    A day on which they were marked present stays.
    """
    application = Application.objects.filter(participant=leaver).select_related("participant__cohort").first()
    if application is None:
        return []
    application.participant = leaver
    now, stay = timezone.now(), recorded([leaver.pk])
    return [
        each
        for each in requests_of(application)
        if each.state in ACTIVE and not each.day.is_over_at(now) and (leaver.pk, each.day_id) not in stay
    ]


def end_requests(requests: Sequence[DayRequest], *, actor: User, reason: str) -> None:
    """End the days of somebody who is replaced, and the application with the last of them; places are handed on before.

    The transaction holds the application and the pools of these days with all that goes along. Side effects: states,
    places in queues, audit lines.
    """
    if not requests:
        return
    forget_pending(requests)
    for request in requests:
        request.reason, request.decided_by, request.decided_at = reason, actor, timezone.now()
        if request.state in HOLDING:
            move(request, _STATE.WITHDRAWN).save(
                update_fields=["state", "reason", "decided_by", "decided_at"]
            )
        else:
            leave(request, actor=actor)
        note(request, "replaced", actor)
    row = requests[0].application
    row.version += 1
    if not any(each.state in ACTIVE for each in requests_of(row)):
        move(row, Application.State.WITHDRAWN)
    row.save(update_fields=["state", "version"])


def enter(*, newcomer: Participant, days: Iterable[Day], answers: Answers, actor: User) -> Application:
    """The application of somebody who comes in another's place, confirmed for these days, with their own answers.

    What they had begun before is gone on with; days that a draft asked for besides are not asked for by this. The
    transaction holds the newcomer. Raises `DomainError` for an answer that cannot be kept. Side effects: the profile
    learns what it lacks, an audit line.
    """
    row, _is_new = Application.objects.get_or_create(participant=newcomer)
    row.participant = newcomer
    writing.apply(row, writing.differences(row, answers))
    if row.state == Application.State.WITHDRAWN:
        move(row, Application.State.DRAFT)
    now = timezone.now()
    if row.state == Application.State.DRAFT:
        move(row, Application.State.SENT)
    row.receipt = row.receipt or new_receipt()
    row.sent_at = row.changed_at = now
    row.version += 1
    row.save()
    _enter_days(row, list(days), actor)
    note(row, "entered", actor)
    return row


def _enter_days(row: Application, days: Sequence[Day], actor: User) -> None:
    known = {request.day_id: request for request in requests_of(row)}
    coming = {day.pk for day in days}
    for request in known.values():
        if request.day_id not in coming and request.state == _STATE.ASKED:
            move(request, _STATE.WITHDRAWN).save(update_fields=["state"])
    for day in days:
        request = known.get(day.pk) or DayRequest(application=row, day=day)
        for state in _WAYS.get(request.state, (_STATE.ACCEPTED, _STATE.CONFIRMED)):
            move(request, state)
        request.decided_by, request.decided_at = actor, timezone.now()
        request.save()


def cleaned_answers(answers: Answers) -> dict[str, object]:
    """The answers about the person and the application, as their columns take them, for keeping them as JSON.

    Raises `DomainError` with the field for one that cannot be kept. A community is its id.
    """
    found: dict[str, object] = {}
    for name, value in answers.items():
        if name == "community":
            found[name] = value.pk if value is not None else None  # type: ignore[attr-defined]
        elif name == "has_one_name":
            found[name] = bool(value)
        else:
            model = User if name in writing.PERSON_FIELDS else Application
            found[name] = cleaned(model, name, value)
    return found
