"""Deciding with an undo: the decisions of one pass are kept together, and carried out when a manager sends them.

Until then requests stay as they were, for their people and for the queue; a place is reserved for who is accepted.
Locked in this order: the batch, the applications, the pools; each by id.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts import places
from cohorts.admission import letters
from cohorts.admission.models import Application, DayRequest, Decision, DecisionBatch, PendingDecision
from cohorts.admission.queries import number_in_queue
from cohorts.admission.states import may_become
from cohorts.models import Cohort
from foundation.errors import Conflict, DomainError
from foundation.stale import require_seen
from messaging import outbox
from people.models import User
from people.rights import may

from .day_requests import hold_days
from .decisions import (
    OUTCOME,
    Order,
    carry_out,
    check_room,
    checked_reason,
    in_order,
    locked_requests,
    refuse_too_late,
)
from .history import note_all
from .locking import lock_applications
from .pending import forget_pending

# Who goes makes room for who comes; who is to wait stands behind all of them.
_IN_TURN = (Decision.CANCEL, Decision.DECLINE, Decision.ACCEPT, Decision.WAIT)
_LETS_GO = (Decision.CANCEL, Decision.DECLINE)
# Managers are reminded of decisions that have not been sent for so long.
REMINDED_AFTER = dt.timedelta(hours=1)
_STATE = DecisionBatch.State


@transaction.atomic
def add_decisions(
    *,
    actor: User,
    cohort: Cohort,
    seen: Mapping[int, str],
    decision: Decision,
    reason: str = "",
    replaces: Mapping[int, str] | None = None,
) -> DecisionBatch:
    """Decide the same for several requests, all or none, without telling anybody: see `send_decisions`.

    `seen`: id of each request → the state that the manager saw; `replaces`: the decision not sent yet that they saw
    about it, which ends. Raises what `decide_many` raises, and `Conflict` if a colleague decided on one meanwhile. Side
    effects: the cohort's open batch, a reserved place for each who is accepted, an audit line per request.
    """
    batch = _open_batch(cohort)
    requests = locked_requests(actor, seen)
    if {request.day.cohort_id for request in requests} != {cohort.pk}:
        raise DomainError(_("Choose applications of one cohort."))
    text = checked_reason(decision, reason)
    _check_replaced(requests, replaces or {})
    _check_possible(requests, decision)
    hold_days(requests)
    forget_pending(requests)
    if decision == Decision.ACCEPT:
        _reserve(batch, requests)
    PendingDecision.objects.bulk_create(
        PendingDecision(
            batch=batch,
            day_request=request,
            decision=decision,
            reason=text,
            seen_state=request.state,
            decided_by=actor,
        )
        for request in requests
    )
    _raise_version(batch)
    note_all(requests, "decide", actor, decision=str(decision))
    return batch


def _open_batch(cohort: Cohort) -> DecisionBatch:
    """The cohort's batch that is not sent yet, held until the transaction ends; a new one if there is none."""
    while True:
        known, _new = DecisionBatch.objects.get_or_create(cohort=cohort, state=_STATE.OPEN)
        batch = DecisionBatch.objects.select_for_update().get(pk=known.pk)
        if batch.state == _STATE.OPEN:
            return batch


def _check_replaced(requests: Iterable[DayRequest], replaces: Mapping[int, str]) -> None:
    now = PendingDecision.objects.filter(day_request__in=[request.pk for request in requests])
    if dict(now.values_list("day_request", "decision")) != replaces:
        raise Conflict(_("A colleague has decided on one of them in the meantime. Look at the list again."))


def _check_possible(requests: list[DayRequest], decision: Decision) -> None:
    """Raise `DomainError` for a day that is over, and for what the map of states does not let be decided."""
    refuse_too_late(requests, decision)
    for request in requests:
        if not may_become(request, OUTCOME[decision]):
            raise DomainError(_("This cannot be decided for %(receipt)s.") % {"receipt": request.application})


def _reserve(batch: DecisionBatch, requests: list[DayRequest]) -> None:
    """Keep a place for each who is accepted; the pools are held."""
    check_room(requests)
    _check_order(batch, requests)
    for request in requests:
        places.reserve(pool_id=request.day.pool_id, participant=request.application.participant)


def _check_order(batch: DecisionBatch, requests: list[DayRequest]) -> None:
    """Nobody who waits is passed by; who is declined in the same batch stands in nobody's way."""
    days = {request.day_id for request in requests}
    rows = batch.decisions.filter(day_request__day__in=days).select_related(
        "day_request__day__pool", "day_request__application"
    )
    others = list(rows)
    accepted = [row.day_request for row in others if row.decision == Decision.ACCEPT]
    leaving = {row.day_request.application.participant_id for row in others if row.decision in _LETS_GO}
    in_order([*accepted, *requests], leaving=leaving)


def _raise_version(batch: DecisionBatch) -> None:
    batch.version += 1
    batch.save(update_fields=["version"])


def _locked_batch(actor: User, batch: DecisionBatch, version: int) -> DecisionBatch:
    """The batch, held, with its cohort; raises `Conflict` if it is sent, undone, or not as it was seen."""
    row = DecisionBatch.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=batch.pk)
    if not may(actor, "applications.decide", row.cohort):
        raise DomainError(_("Choose applications of your own programmes."))
    if row.state != _STATE.OPEN:
        raise Conflict(
            _("These decisions are not waiting any more: %(state)s.") % {"state": row.get_state_display()}
        )
    stale = Conflict(_("More was decided after this page was opened. Look at it again, then send."))
    require_seen(row.version, version, stale)
    return row


def _locked_decisions(batch: DecisionBatch, only: Collection[int] | None = None) -> list[PendingDecision]:
    """The decisions of the batch (only these of them) with their requests, their applications held."""
    rows = batch.decisions.all() if only is None else batch.decisions.filter(pk__in=only)
    applications = lock_applications(rows.values_list("day_request__application", flat=True))
    found = list(
        rows.select_related("day_request__day__pool", "decided_by").order_by("day_request__day__date", "pk")
    )
    for row in found:
        request = row.day_request
        request.application = applications[request.application_id]
        request.day.cohort = request.application.participant.cohort
    return found


@transaction.atomic
def undo_decisions(
    *, actor: User, batch: DecisionBatch, version: int, only: Collection[int] | None = None
) -> int:
    """Take decisions back that are not sent, all or `only` these: everything is as it was. Returns how many.

    Raises `Conflict` if they have been sent, or more was decided since `version` was seen. Side effects: reserved
    places are free, an audit line per request.
    """
    row = _locked_batch(actor, batch, version)
    found = _locked_decisions(row, only)
    requests = [each.day_request for each in found]
    hold_days(requests)
    forget_pending(requests)
    note_all(requests, "undo", actor)
    if row.decisions.exists():
        _raise_version(row)
    else:
        _end(row, _STATE.UNDONE, actor)
    return len(found)


@transaction.atomic
def send_decisions(*, actor: User, batch: DecisionBatch, version: int) -> int:
    """Carry out all decisions of the batch, and write to everybody concerned. Returns how many they were.

    All or none. Raises `Conflict` if they have been sent or undone, more was decided since `version` was seen, or a
    request changed meanwhile; `PoolFull`, `DomainError` for a day that is over by now. Side effects per request: as of
    `decide_many`.
    """
    row = _locked_batch(actor, batch, version)
    found = _locked_decisions(row)
    if not found:
        raise DomainError(_("There is nothing to send."))
    _check_unchanged(found)
    hold_days(each.day_request for each in found)
    forget = PendingDecision.objects.filter(pk__in=[each.pk for each in found])
    done = []
    for decision in _IN_TURN:
        lines = [each for each in found if each.decision == decision]
        requests = [each.day_request for each in lines]
        refuse_too_late(requests, decision)
        if decision == Decision.ACCEPT and requests:
            in_order(requests)
        for each in lines:
            carry_out(each.day_request, Order(each.decided_by, decision, each.reason), sender=actor)
        done += requests
    forget.delete()
    number_in_queue(done)
    # A person with several days reads of them in their order.
    done.sort(key=lambda request: (request.application_id, request.day.date))
    outbox.write(letters.decided(request) for request in done)
    _end(row, _STATE.SENT, actor)
    return len(done)


def _check_unchanged(decisions: Iterable[PendingDecision]) -> None:
    changed = [
        str(each.day_request.application)
        for each in decisions
        if each.day_request.state != each.seen_state
        or each.day_request.application.state != Application.State.SENT
    ]
    if changed:
        words = _(
            "This has changed in the meantime: %(receipts)s. Take these decisions back, then send the others."
        )
        raise Conflict(words % {"receipts": ", ".join(changed)})


def _end(batch: DecisionBatch, state: str, actor: User) -> None:
    batch.state, batch.ended_at, batch.ended_by = state, timezone.now(), actor
    batch.version += 1
    batch.save(update_fields=["state", "ended_at", "ended_by", "version"])
