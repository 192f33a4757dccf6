"""What managers decide, day by day: accept, put on the waiting list, decline, cancel."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cohorts import places
from cohorts.admission import letters
from cohorts.admission.answers import cleaned
from cohorts.admission.models import Application, DayRequest, Decision
from cohorts.admission.queries import number_in_queue
from cohorts.admission.states import may_become, move
from cohorts.counting import numbers_of
from cohorts.models import Cohort, Day, Pool, Waiting
from foundation.errors import Conflict, DomainError
from messaging import outbox
from people.models import User

from .day_requests import hold_days, leave
from .history import note
from .locking import lock_applications
from .pending import forget_pending

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_STATE = DayRequest.State


OUTCOME: Mapping[str, str] = {
    Decision.ACCEPT: _STATE.ACCEPTED,
    Decision.WAIT: _STATE.WAITING,
    Decision.DECLINE: _STATE.DECLINED,
    Decision.CANCEL: _STATE.CANCELLED,
}
NEEDS_REASON = frozenset({Decision.DECLINE, Decision.CANCEL})
LETS_IN = frozenset({Decision.ACCEPT, Decision.WAIT})


class OwnApplication(DomainError):
    """A manager who applied does not decide on their own application."""


@dataclass(frozen=True)
class Order:
    """One decision about several requests."""

    actor: User
    decision: Decision
    reason: str


def decide(
    *, actor: User, day_request: DayRequest, decision: Decision, reason: str = "", seen_state: str
) -> DayRequest:
    """Decide on one day of one application; see `decide_many`."""
    return decide_many(actor=actor, seen={day_request.pk: seen_state}, decision=decision, reason=reason)[0]


@transaction.atomic
def decide_many(
    *, actor: User, seen: Mapping[int, str], decision: Decision, reason: str = ""
) -> list[DayRequest]:
    """Decide the same for several requests: all of them or, if one cannot be, none.

    `seen`: id of each request → the state that the manager saw. Accepting takes the day's place; whoever waits is
    accepted in the order of the list only; declining and taking a place away need a reason. Nobody is let in on a day
    that is over or called off.
    Raises `Conflict` with the present state if somebody decided meanwhile, `PoolFull` with the number that there is
    room for, `OwnApplication`, `DomainError` for a missing reason or a foreign programme.
    Side effects per request: the place or its place in the queue, an audit line, a letter.
    """
    requests = locked_requests(actor, seen)
    refuse_too_late(requests, decision)
    order = Order(actor, decision, checked_reason(decision, reason))
    hold_days(requests)
    forget_pending(requests)
    if decision == Decision.ACCEPT:
        check_room(requests)
        requests = in_order(requests)
    for request in requests:
        carry_out(request, order)
    number_in_queue(requests)
    outbox.write(letters.decided(request) for request in requests)
    return requests


def why_too_late(request: DayRequest, decision: Decision, moment: dt.datetime) -> "_StrPromise | None":
    """What stands against letting anybody in on the day any more; nothing does while it is to come and not called off.

    Declining and taking a place away stay possible. Asks nothing of the database if the day came with its cohort.
    """
    if decision not in LETS_IN:
        return None
    if request.day.cohort.state != Cohort.State.PUBLISHED:
        return _("This cohort does not take place, so nobody can be accepted any more.")
    if request.day.is_over_at(moment):
        return _("This day is over, so nobody can be accepted for it any more.")
    return None


def may_be_decided(request: DayRequest, decision: Decision, moment: dt.datetime) -> bool:
    """Whether this can be decided about the request as it stands; asks what `why_too_late` asks."""
    is_sent = request.application.state == Application.State.SENT
    return (
        is_sent and may_become(request, OUTCOME[decision]) and why_too_late(request, decision, moment) is None
    )


def refuse_too_late(requests: list[DayRequest], decision: Decision) -> None:
    moment = timezone.now()
    for request in requests:
        if reason := why_too_late(request, decision, moment):
            raise DomainError(reason)


def checked_reason(decision: Decision, reason: str) -> str:
    """The reason as it is kept; raises `DomainError` if it cannot be, or if the decision needs one."""
    text = cleaned(DayRequest, "reason", reason)
    if not text and decision in NEEDS_REASON:
        raise DomainError(_("Write the reason: the applicant reads it in the letter."), field="reason")
    return text


def locked_requests(actor: User, seen: Mapping[int, str]) -> list[DayRequest]:
    """The requests with their applications locked, checked: the actor's to decide on, and as they were seen."""
    mine = DayRequest.objects.visible_to(actor, "applications.decide").filter(pk__in=seen)
    applications = lock_applications(mine.values_list("application_id", flat=True))
    requests = list(mine.select_related("day__pool").order_by("day__date", "pk"))
    if not requests or len(requests) != len(seen):
        raise DomainError(_("Choose applications of your own programmes."))
    for request in requests:
        request.application = applications[request.application_id]
        request.day.cohort = request.application.participant.cohort
        if request.application.participant.user_id == actor.pk:
            raise OwnApplication(_("You cannot decide on your own application. Ask another manager."))
    _check_seen(requests, seen)
    return requests


def _check_seen(requests: list[DayRequest], seen: Mapping[int, str]) -> None:
    changed = [
        request
        for request in requests
        if request.state != seen[request.pk] or request.application.state != Application.State.SENT
    ]
    if changed:
        now = ", ".join(f"{request.application}: {present_state(request)}" for request in changed)
        raise Conflict(
            _("This has changed in the meantime, so nothing was decided. Now: %(now)s.") % {"now": now}
        )


def present_state(request: DayRequest) -> str:
    """How the request stands, in words; a withdrawn application speaks for all its days."""
    if request.application.state != Application.State.SENT:
        return str(request.application.get_state_display())
    return str(request.get_state_display())


def check_room(requests: list[DayRequest]) -> None:
    """Raise `PoolFull` if there is room for fewer people; the pools are locked.

    Room is what is neither held nor offered to others. It is no number of free places: those who wait are let in here.
    """
    wanted: dict[int, int] = {}
    for request in requests:
        wanted[request.day.pool_id] = wanted.get(request.day.pool_id, 0) + 1
    # Who is offered a place has it already.
    for request in requests:
        wanted[request.day.pool_id] -= request.state == _STATE.OFFERED
    for pool in Pool.objects.filter(pk__in=wanted):
        room = numbers_of(pool).room
        if wanted[pool.pk] > room:
            raise places.PoolFull(
                ngettext(
                    "There is room for %(number)s person on this day. Choose fewer people, or raise the number of"
                    " places.",
                    "There is room for %(number)s people on this day. Choose fewer people, or raise the number of"
                    " places.",
                    room,
                )
                % {"number": room}
            )


def in_order(requests: list[DayRequest], *, leaving: Collection[int] = ()) -> list[DayRequest]:
    """The requests in the order of arrival on their waiting lists; raises `DomainError` if somebody is passed over.

    Participants who are `leaving` the lists are passed by.
    """
    for day_id in {request.day_id for request in requests}:
        chosen = [request for request in requests if request.day_id == day_id]
        queue = list(
            Waiting.objects.filter(pool_id=chosen[0].day.pool_id)
            .exclude(participant__in=leaving)
            .order_by("position", "pk")
            .values_list("participant_id", flat=True)
        )
        waiting = {
            request.application.participant_id for request in chosen if request.state == _STATE.WAITING
        }
        is_open = chosen[0].day.admission == Day.Admission.OPEN
        in_turn = len(waiting) + sum(request.state == _STATE.OFFERED for request in chosen)
        passes_by = is_open and in_turn < len(chosen) and len(queue) > len(waiting)
        if set(queue[: len(waiting)]) != waiting or passes_by:
            raise DomainError(
                _(
                    "Others stand before them on the waiting list. Accept from the top, or decline those first."
                )
            )
    return requests


def carry_out(request: DayRequest, order: Order, *, sender: User | None = None) -> None:
    """Do to one locked request what was decided, perhaps by another than who sends it."""
    participant = request.application.participant
    target = OUTCOME[order.decision]
    request.reason = order.reason
    request.decided_by = order.actor
    request.decided_at = timezone.now()
    if order.decision in (Decision.DECLINE, Decision.CANCEL):
        leave(request, target, actor=order.actor)
    else:
        move(request, target)
        claim = places.take if order.decision == Decision.ACCEPT else places.queue
        claim(pool_id=request.day.pool_id, participant=participant, actor=order.actor)
        request.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    request.application.version += 1
    request.application.save(update_fields=["version"])
    note(request, order.decision, sender or order.actor)
