"""What becomes of an application when its day's pool moves on: see `cohorts.offering`."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db.models import F
from django.utils import timezone, translation

from cohorts.admission import letters
from cohorts.admission.models import Application, DayRequest
from cohorts.admission.queries import number_in_queue
from cohorts.admission.states import ACTIVE, may_become, move
from cohorts.models import Move, Offer
from messaging import outbox
from messaging.models import Letter

from .history import note
from .locking import lock_applications
from .pending import forget_pending

_STATE = DayRequest.State
What = Move.What
# What a move makes of the request, and what the audit calls it.
_BECOMES: Mapping[str, str] = {
    What.OFFERED: _STATE.OFFERED,
    What.TOOK: _STATE.ACCEPTED,
    What.LAPSED: _STATE.LAPSED,
    What.DECLINED: _STATE.WITHDRAWN,
    What.SKIPPED: _STATE.DECLINED,
}


def hold(participants: Collection[int]) -> None:
    """Lock the applications of these participants, until the transaction ends."""
    rows = Application.objects.filter(participant__in=participants)
    lock_applications(rows.values_list("pk", flat=True))


def follow(moves: Sequence[Move]) -> None:
    """Bring requests to where the moves of their days' pools have led, and write a letter about each.

    Called in the transaction of the moves, which holds the applications and the pools. Side effects: states, audit
    lines, letters.
    """
    for change in moves:
        request = _request_of(change)
        if request is not None and may_become(request, _BECOMES[change.what]):
            outbox.write(_follow(request, change))


def _request_of(change: Move) -> DayRequest | None:
    """The request for the day whose pool moved; none for another pool, and for who holds a place without applying."""
    rows = DayRequest.objects.filter(
        day__pool=change.pool_id,
        application__participant=change.participant_id,
        application__state=Application.State.SENT,
    )
    cohort = "application__participant__cohort__residency__programme"
    return rows.select_related("day__pool", "day__cohort", cohort, "application__participant__user").first()


def _follow(request: DayRequest, change: Move) -> Iterable[Letter]:
    application = request.application
    move(request, _BECOMES[change.what])
    forget_pending([request])
    request.decided_at = timezone.now()
    if change.why:
        with translation.override(application.participant.user.language):
            request.reason = change.get_why_display()
    request.save(update_fields=["state", "reason", "decided_at"])
    Application.objects.filter(pk=application.pk).update(version=F("version") + 1)
    application.version += 1
    note(request, change.what, change.actor)
    if change.what == What.OFFERED:
        offers = Offer.objects.filter(participant=change.participant_id, pool=change.pool_id)
        return [letters.offered(request, offers.prefetch_related("parts").latest("pk"))]
    if change.what == What.DECLINED:
        return [_gave_up(application, change)]
    return [letters.decided(request)]


def _gave_up(application: Application, change: Move) -> Letter:
    """A person said no to an offer: it is a day given up, and the application with the last one."""
    requests = list(application.day_requests.select_related("day__pool", "day__cohort").order_by("day__date"))
    if any(request.state in ACTIVE for request in requests):
        number_in_queue(requests)
        return letters.changed(application, requests)
    move(application, Application.State.WITHDRAWN)
    application.save(update_fields=["state"])
    note(application, "withdraw", change.actor)
    return letters.withdrawn(application, freed=False)
