"""What becomes of applications when their cohort is cancelled: each is closed, and each person told, once."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import F

from cohorts import places
from cohorts.admission import letters
from cohorts.admission.answers import cleaned
from cohorts.admission.models import Application, DayRequest, PendingDecision
from cohorts.admission.states import ACTIVE, HOLDING, move
from cohorts.events import Cancellation, Notice
from cohorts.models import Cohort, Participant, Place, Pool
from cohorts.programme import FrozenSession
from cohorts.timetable.cancelling import sessions_led
from cohorts.wing import go_along
from people.models import User

from .history import note_all
from .locking import lock_applications

_STATE = DayRequest.State
# Rows in one statement: SQLite takes a limited number of values.
BATCH = 100
# Who holds a place loses it; who is still considered or waits is declined; an offer lapses.
OUTCOME: Mapping[str, str] = {
    _STATE.ASKED: _STATE.DECLINED,
    _STATE.WAITING: _STATE.DECLINED,
    _STATE.OFFERED: _STATE.LAPSED,
    _STATE.ACCEPTED: _STATE.CANCELLED,
    _STATE.CONFIRMED: _STATE.CANCELLED,
}


def _requests(cancellation: Cancellation) -> list[DayRequest]:
    """Days of sent applications that are called off or broken off and still going on, those of one person together.

    Five queries, however many: all that the letters say comes along.
    """
    days = {day.pk: day for day in (*cancellation.days, *cancellation.broken_off)}
    rows = (
        DayRequest.objects.filter(day__in=days, application__state=Application.State.SENT, state__in=ACTIVE)
        .select_related("day__pool", "application__participant__user")
        .order_by("application_id", "day__date")
    )
    cohorts = Cohort.objects.select_related("residency").prefetch_related("days")
    cohort = cohorts.get(pk=cancellation.cohort.pk)
    for row in rows:
        row.day.cohort = row.application.participant.cohort = cohort
    return list(rows)


def _to_close(cancellation: Cancellation, requests: Iterable[DayRequest]) -> list[DayRequest]:
    """Those of the requests that end: all for what had not begun; of a day broken off, whose place is not held.

    Who holds a place on a day that had begun keeps it, with their presence and the materials.
    """
    return [row for row in requests if _outcome(cancellation, row) != "kept"]


def _outcome(cancellation: Cancellation, request: DayRequest) -> str:
    """What becomes of a request that goes on, as `letters.CohortCancelled` calls it."""
    if request.state not in HOLDING:
        return "closed"
    return "lost" if request.day_id in {day.pk for day in cancellation.days} else "kept"


def _outcomes(cancellation: Cancellation) -> dict[int, frozenset[str]]:
    """What becomes of the days of each application, by its id; asked before they are closed."""
    found: dict[int, set[str]] = {}
    for request in cancellation.once(_requests):
        found.setdefault(request.application_id, set()).add(_outcome(cancellation, request))
    return {pk: frozenset(outcomes) for pk, outcomes in found.items()}


def _applications(requests: Iterable[DayRequest]) -> list[Application]:
    """The applications of these requests, each once."""
    return list({request.application_id: request.application for request in requests}.values())


@transaction.atomic
def close_applications(cancellation: Cancellation, actor: User) -> None:
    """Close what applications have of a cohort that is being cancelled.

    Called inside the cancellation, which holds the cohort. All applications are held and get a new version, drafts too:
    whoever sends or changes one at this moment finds it changed, and the cohort cancelled. What had begun stays as it
    was. Side effects: places and queues of the days called off are given back; an audit line per day of an application.
    """
    ids = Application.objects.filter(participant__cohort=cancellation.cohort).values_list("pk", flat=True)
    held = lock_applications(ids)
    Application.objects.filter(pk__in=held).update(version=F("version") + 1)
    # All of the cohort at once, by id: rooms above close theirs after this one.
    pools = places.lock_all(Pool.objects.filter(cohort=cancellation.cohort).values_list("pk", flat=True))
    PendingDecision.objects.filter(batch__cohort=cancellation.cohort).delete()
    places.release(pool_ids=pools)
    # Before anything is given back: the letters speak of what was lost.
    at_work, requests = cancellation.once(_at_work), cancellation.once(_requests)
    # Who holds a place on a day that is broken off keeps it, and nobody is let in any more.
    called_off = {day.pool_id for day in cancellation.days}
    queues = called_off | {day.pool_id for day in cancellation.broken_off}
    if requests or at_work:
        cancellation.once(_outcomes)
        places.close(queues=queues, places=called_off, actor=actor)
    if requests:
        text = cleaned(DayRequest, "reason", cancellation.reason)
        _close(_to_close(cancellation, requests), cancellation, actor, text)


def notices(cancellation: Cancellation) -> list[Notice]:
    """The letter to each person who had something going on, or comes to work, with what they would have led.

    Writes nothing.
    """
    outcomes, led = cancellation.once(_outcomes), sessions_led(cancellation)
    found = []
    for application in _applications(cancellation.once(_requests)):
        theirs = led.get(application.participant.user_id, ())
        ended = outcomes[application.pk]
        letter = letters.cohort_cancelled(application, cancellation, ended, theirs)
        # The letter about the whole says the same to everybody.
        found.append(Notice(letter, alike=None if cancellation.is_whole else ended))
    return found + _to_who_comes_to_work(cancellation, led)


def _to_who_comes_to_work(
    cancellation: Cancellation, led: Mapping[int, Iterable[FrozenSession]]
) -> list[Notice]:
    """The letter to each who holds a place of what is called off and has no application that goes on."""
    people = cancellation.once(_at_work)
    if not people:
        return []
    cohort = Cohort.objects.select_related("residency").get(pk=cancellation.cohort.pk)
    return [
        Notice(letters.cohort_cancelled_at_work(each, cohort, cancellation, led.get(each.pk, ())))
        for each in people
    ]


def _at_work(cancellation: Cancellation) -> list[User]:
    """Who holds a place of these days, or of what goes with them, without an application; asked before they close."""
    days = {day.pool_id for day in (*cancellation.days, *cancellation.broken_off)}
    held = Place.objects.filter(pool__in=go_along(days)).values("participant")
    sent = Application.objects.filter(state=Application.State.SENT).values("participant")
    rows = Participant.objects.filter(pk__in=held, user__is_active=True).exclude(pk__in=sent)
    return [each.user for each in rows.select_related("user").order_by("pk")]


def _close(requests: list[DayRequest], cancellation: Cancellation, actor: User, reason: str) -> None:
    for request in requests:
        move(request, OUTCOME[request.state])
        request.reason, request.decided_by, request.decided_at = reason, actor, cancellation.moment
    DayRequest.objects.bulk_update(
        requests, ["state", "reason", "decided_by", "decided_at"], batch_size=BATCH
    )
    note_all(requests, "close", actor)
