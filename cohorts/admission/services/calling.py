"""Calls: what somebody said on the phone, written down by whoever called; and taking back what was misunderstood."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts import places, wing
from cohorts.admission import letters
from cohorts.admission.models import Application, Call, DayRequest
from cohorts.admission.states import ACTIVE, HOLDING, move
from cohorts.counting import has_free
from cohorts.models import Move, Pool
from foundation.errors import Conflict, DomainError
from messaging import outbox
from people.models import User

from .confirming import confirm_locked
from .day_requests import hold_days, leave
from .decisions import Decision, why_too_late
from .history import note
from .locking import lock_applications, requests_of

_STATE = DayRequest.State


@transaction.atomic
def record_call(
    *,
    actor: User,
    application: Application,
    outcome: str,
    call_back_at: dt.datetime | None = None,
    words: str = "",
) -> Call:
    """Write down what somebody said on the phone: who comes is confirmed, who does not gives all days up.

    Raises `DomainError` without an hour to call back at, `Conflict` if no place is held any more. Side effects: the
    call; states and places as if the person had said so themselves; a letter that says who wrote it down; an audit
    line.
    """
    if outcome == Call.Outcome.LATER and call_back_at is None:
        raise DomainError(_("Write when to call back."), field="call_back_at")
    row = lock_applications([application.pk])[application.pk]
    call = Call.objects.create(
        application=row, outcome=outcome, call_back_at=call_back_at, note=words, called_by=actor
    )
    if outcome == Call.Outcome.COMES:
        confirm_locked(row, actor)
    elif outcome == Call.Outcome.DOES_NOT:
        _give_up(row, actor)
    return call


def given_up(requests: list[DayRequest], moment: dt.datetime) -> list[DayRequest]:
    """The days of an application that go if the person comes on none: those held, waited for or asked, and to come."""
    return [each for each in requests if each.state in ACTIVE and not each.day.is_over_at(moment)]


def _give_up(row: Application, actor: User) -> None:
    moment = timezone.now()
    requests = requests_of(row)
    leaving = given_up(requests, moment)
    if not any(each.state in HOLDING for each in leaving):
        raise Conflict(_("No place is held on any day any more."))
    hold_days(leaving)
    for request in leaving:
        request.decided_by, request.decided_at = actor, moment
        leave(request, actor=actor)
        note(request, "withdraw_by_phone", actor)
    row.version += 1
    is_all = not any(request.state in ACTIVE for request in requests)
    if is_all:
        move(row, Application.State.WITHDRAWN)
    row.save(update_fields=["state", "version"])
    outbox.write([letters.withdrawn_by_phone(row, leaving, is_all=is_all)])


@transaction.atomic
def take_back(*, actor: User, application: Application) -> Application:
    """Take back that somebody does not come: the days that the last call gave up, with the visits and seats that went.

    Raises `Conflict` if something has happened since the call, `DomainError` for a day that is over or called off, on
    which somebody waits, or no place is free: then nothing is taken back. A visit or a seat that is gone stays gone,
    and so does a place in a queue. Side effects: places, states, audit lines, a letter about each day.
    """
    row = lock_applications([application.pk])[application.pk]
    call = row.calls.first()
    requests = [each for each in requests_of(row) if each.state == _STATE.WITHDRAWN]
    pools = hold_days(requests)
    given = _given_back_with(call, pools) if call is not None else {}
    requests = [each for each in requests if each.day.pool_id in given]
    if not requests or row.state == Application.State.DRAFT:
        raise Conflict(_("Something has happened since this call, so there is nothing to take back."))
    for request in requests:
        if reason := why_too_late(request, Decision.ACCEPT, timezone.now()):
            raise DomainError(reason)
    days = {each.day.pool_id for each in requests}
    if not all(has_free(pools[pool_id]) for pool_id in days):
        raise DomainError(
            _(
                "Others wait for this place, or it has been offered on, so it cannot be taken back. The person can"
                " apply again while registration is open."
            )
        )
    _take_again(row, [given[pool_id] for pool_id in sorted(given)], pools, days, actor)
    _accept_again(row, requests, actor)
    return row


def _given_back_with(call: Call, pools: Mapping[int, Pool]) -> dict[int, Move]:
    """By pool, what a call gave back of these, where nothing was moved since; one query."""
    if call.outcome != Call.Outcome.DOES_NOT:
        return {}
    rows = Move.objects.filter(pool__in=pools, participant=call.application.participant_id, at__gte=call.at)
    last = {move.pool_id: move for move in rows.order_by("pk")}
    return {
        pool_id: move
        for pool_id, move in last.items()
        if move.what == Move.What.GAVE_BACK and move.actor_id == call.called_by_id
    }


def _take_again(
    row: Application, given: Sequence[Move], pools: Mapping[int, Pool], days: Collection[int], actor: User
) -> None:
    """The places of the days, and what of the rest is free and to come."""
    taken, moment = [], timezone.now()
    for back in given:
        pool = pools[back.pool_id]
        if pool.pk not in days and (wing.why_rests(pool, moment) or not has_free(pool, back.stretch)):
            continue
        places.take(pool_id=pool.pk, participant=row.participant, actor=actor, stretch=back.stretch)
        taken.append(Move.objects.filter(pool=pool, participant=row.participant_id).latest("pk"))
    for each in wing.wings():
        each.moved([took for took in taken if took.pool_id not in days])


def _accept_again(row: Application, requests: Sequence[DayRequest], actor: User) -> None:
    """The application and its days as they were before the call, by the ways that the maps know."""
    if row.state == Application.State.WITHDRAWN:
        move(move(row, Application.State.DRAFT), Application.State.SENT)
    row.version += 1
    row.save(update_fields=["state", "version"])
    for request in requests:
        move(move(request, _STATE.ASKED), _STATE.ACCEPTED)
        request.decided_by, request.decided_at = actor, timezone.now()
        request.save(update_fields=["state", "decided_by", "decided_at"])
        note(request, "take_back", actor)
    outbox.write(letters.decided(request) for request in requests)
