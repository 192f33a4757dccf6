"""The one mechanism for places: lock the pool, count, insert, one transaction, a constraint behind it.

How many are free is counted in `cohorts.counting`. Every change writes a `Move`; a place that becomes free while people
wait writes work for its pool: see `cohorts.offering`.

Right on PostgreSQL (row lock) and on SQLite (`BEGIN IMMEDIATE` lets one writer in at a time). Callers are services
that hold the transaction; nothing here sends or draws anything.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation import work
from foundation.errors import DomainError
from foundation.work import WorkState
from people.models import User

from .counting import Numbers, has_free, numbers_of
from .models import WHOLE, Move, Offer, Participant, Place, Pool, PoolWork, Reservation, Stretch, Waiting

TASK = "cohorts.move_on"
What = Move.What


class PoolFull(DomainError):
    """Every place of the pool is held."""


# ---------------------------------------------------------------- moves and the work that they bring
def note(
    what: str,
    pool_id: int,
    participant: Participant,
    actor: User | None,
    stretch: Stretch = WHOLE,
    **also: Any,
) -> Move:
    """Write down a move. The caller holds the pool, so that moves stand in the order in which they happened."""
    return Move.objects.create(
        what=what,
        pool_id=pool_id,
        participant=participant,
        actor=actor,
        from_call=stretch.from_call,
        to_call=stretch.to_call,
        **also,
    )


def look_at(pool_id: int) -> None:
    """Have the worker look whether a place of the pool can be offered on; it does nothing twice.

    Side effects: the pool's row of work is queued; after commit, a message to the worker.
    """
    anew = {
        "state": WorkState.QUEUED,
        "attempts": 0,
        "not_before": timezone.now(),
        "lease_until": None,
        "swept_at": None,
        "finished_at": None,
        "last_error": "",
    }
    row, _is_new = PoolWork.objects.update_or_create(pool_id=pool_id, defaults=anew)
    work.send_after_commit(TASK, row.pk)


def _freed(pool_id: int) -> None:
    """A place is free: somebody who waits may have it."""
    if Waiting.objects.filter(pool=pool_id).exists():
        look_at(pool_id)


# ---------------------------------------------------------------- taking and giving back
def lock(pool_id: int) -> Pool:
    """The pool, held until the transaction ends: everybody who counts its places comes through here."""
    return Pool.objects.select_for_update().get(pk=pool_id)


def lock_all(pool_ids: Iterable[int]) -> dict[int, Pool]:
    """Pools, held until the transaction ends, by id, so that nobody waits in a ring; one query.

    Whoever needs several asks for all of them at once: two calls are two orders.
    """
    rows = Pool.objects.select_for_update().filter(pk__in=set(pool_ids)).order_by("pk")
    return {pool.pk: pool for pool in rows}


def lock_participants(ids: Iterable[int]) -> dict[int, Participant]:
    """Participants with their accounts, by id, held until the transaction ends; one query. Before pools.

    Not their keys: who gives a place up holds a pool by then, and writes moves that point at the participant.
    """
    rows = Participant.objects.select_for_update(of=("self",), no_key=True).select_related("user")
    return {row.pk: row for row in rows.filter(pk__in=set(ids)).order_by("pk")}


@transaction.atomic
def take(
    *,
    pool_id: int,
    participant: Participant,
    actor: User | None = None,
    stretch: Stretch = WHOLE,
    reason: str = "",
) -> Place:
    """Take a place, or find the one that is already held; the queue, an offer and a reservation of the person's end.

    Raises `PoolFull` if every place is held, or offered to others or reserved for them.
    """
    pool = lock(pool_id)
    held = Place.objects.filter(pool=pool, participant=participant).first()
    if held is not None:
        return held
    if not numbers_of(pool, stretch, besides=participant).room:
        raise PoolFull(_("Every place on this day is taken."))
    Waiting.objects.filter(pool=pool, participant=participant).delete()
    Reservation.objects.filter(pool=pool, participant=participant).delete()
    answered = {"outcome": Offer.Outcome.ACCEPTED, "answered_at": timezone.now()}
    Offer.objects.filter(pool=pool, participant=participant, outcome=Offer.Outcome.OPEN).update(**answered)
    return _hold(pool, participant, actor, stretch, reason)


def _hold(
    pool: Pool, participant: Participant, actor: User | None, stretch: Stretch, reason: str = ""
) -> Place:
    note(What.TOOK, pool.pk, participant, actor, stretch, reason=reason)
    return Place.objects.create(
        pool=pool, participant=participant, from_call=stretch.from_call, to_call=stretch.to_call
    )


def arrive(
    *,
    pool: Pool,
    participant: Participant,
    waits: bool,
    actor: User | None = None,
    stretch: Stretch = WHOLE,
    takes_at_once: bool = False,
) -> Place | Waiting:
    """Take a free place as one who comes by oneself, or the end of the queue; a place is kept for each who waits.

    Whoever goes into the queue gets their `number` in it. The caller holds the pool's lock, inside a transaction, and
    knows that the person has neither yet (a constraint stands behind that). Raises `PoolFull` if there is no place to
    be had and the person does not want to wait.
    """
    if has_free(pool, stretch):
        return _hold(pool, participant, actor, stretch)
    if not waits:
        raise PoolFull(_("Every place on this day is taken."))
    return _join(pool, participant, actor, stretch, takes_at_once=takes_at_once)


@transaction.atomic
def reserve(*, pool_id: int, participant: Participant) -> None:
    """Keep a place for somebody until `take`, `give_back` or `release`; a second time it changes nothing.

    They keep their number in the queue, and no move is written. Raises `PoolFull` as `take` does.
    """
    pool = lock(pool_id)
    if not numbers_of(pool, besides=participant).room:
        raise PoolFull(_("Every place on this day is taken."))
    Reservation.objects.get_or_create(pool=pool, participant=participant)


def release(*, pool_ids: Iterable[int], participants: Iterable[int] | None = None) -> None:
    """Drop what is reserved of these held pools, for these participants or all, by ids; who waits may have it."""
    whose = {} if participants is None else {"participant__in": set(participants)}
    rows = Reservation.objects.filter(pool__in=set(pool_ids), **whose)
    if freed := set(rows.values_list("pool", flat=True)):
        rows.delete()
    for pool_id in sorted(freed):
        _freed(pool_id)


@transaction.atomic
def give_back(*, pool_id: int, participant: Participant, actor: User | None = None, reason: str = "") -> bool:
    """Give a place back, the place in the queue, an offer and a reservation. True if a place was held."""
    pool = lock(pool_id)
    release(pool_ids=[pool_id], participants=[participant.pk])
    left, _rows = Waiting.objects.filter(pool=pool, participant=participant).delete()
    place = Place.objects.filter(pool=pool, participant=participant).first()
    if left:
        note(What.LEFT_QUEUE, pool_id, participant, actor, reason=reason)
    if place is not None:
        note(What.GAVE_BACK, pool_id, participant, actor, place.stretch, reason=reason)
        place.delete()
        _freed(pool_id)
    open_offers = Offer.objects.filter(participant=participant, outcome=Offer.Outcome.OPEN)
    end(
        open_offers.filter(Q(pool=pool_id) | Q(part_of__pool=pool_id)),
        outcome=Offer.Outcome.WITHDRAWN,
        what=What.UNOFFERED,
        actor=actor,
        reason=reason,
    )
    return place is not None


def end(
    offers: Iterable[Offer], *, outcome: str, what: str, actor: User | None, reason: str = ""
) -> list[Move]:
    """Write down how open offers ended, and have others be offered the places; the caller holds the offer's own pool.

    A part's pool need not be held: there only fewer places are taken than were.
    """
    moves = []
    for offer in offers:
        offer.outcome, offer.answered_at = outcome, timezone.now()
        offer.save(update_fields=["outcome", "answered_at"])
        moves.append(note(what, offer.pool_id, offer.participant, actor, offer.stretch, reason=reason))
        _freed(offer.pool_id)
    return moves


def close(*, queues: Iterable[int], places: Iterable[int], actor: User | None = None) -> None:
    """Take everybody out of the queues of some pools, and give back every place of others; ids of pools.

    What was offered or reserved of them is taken back. The caller holds all these pools, inside a transaction. A
    constant number of queries, however many people.
    """
    waiting = Waiting.objects.filter(pool__in=list(queues))
    held = Place.objects.filter(pool__in=list(places))
    offers = Offer.objects.filter(pool__in={*queues, *places}, outcome=Offer.Outcome.OPEN)
    ended: tuple[tuple[str, QuerySet[Any]], ...] = (
        (What.LEFT_QUEUE, waiting),
        (What.UNOFFERED, offers),
        (What.GAVE_BACK, held),
    )
    Move.objects.bulk_create(
        [
            Move(
                what=what,
                pool_id=row.pool_id,
                participant_id=row.participant_id,
                actor=actor,
                from_call=row.from_call,
                to_call=row.to_call,
            )
            for what, rows in ended
            for row in rows
        ]
    )
    waiting.delete()
    held.delete()
    offers.update(outcome=Offer.Outcome.WITHDRAWN, answered_at=timezone.now())
    Reservation.objects.filter(pool__in={*queues, *places}).delete()


# ---------------------------------------------------------------- the queue
def _join(
    pool: Pool, participant: Participant, actor: User | None, stretch: Stretch, *, takes_at_once: bool
) -> Waiting:
    queue = Waiting.objects.filter(pool=pool).aggregate(length=Count("pk"), last=Max("position"))
    row = Waiting.objects.create(
        pool=pool,
        participant=participant,
        position=(queue["last"] or 0) + 1,
        takes_at_once=takes_at_once,
        from_call=stretch.from_call,
        to_call=stretch.to_call,
    )
    row.number = queue["length"] + 1
    note(What.QUEUED, pool.pk, participant, actor, stretch)
    return row


@transaction.atomic
def queue(
    *,
    pool_id: int,
    participant: Participant,
    actor: User | None = None,
    stretch: Stretch = WHOLE,
    takes_at_once: bool = False,
) -> Waiting:
    """Put somebody at the end of the waiting list, or find where they stand."""
    pool = lock(pool_id)
    standing = Waiting.objects.filter(pool=pool, participant=participant).first()
    if standing is not None:
        return standing
    return _join(pool, participant, actor, stretch, takes_at_once=takes_at_once)


@transaction.atomic
def set_at_once(*, pool_id: int, participant: Participant, at_once: bool) -> None:
    """Keep whether who waits wants a freed place at once, without being asked; nothing for who does not wait."""
    lock(pool_id)
    Waiting.objects.filter(pool=pool_id, participant=participant).update(takes_at_once=at_once)


@transaction.atomic
def rank(*, pool_id: int, participant: Participant, number: int, actor: User, reason: str) -> Waiting:
    """Put somebody who waits to another place in the queue, `number` from 1; the others close up.

    Raises `DomainError` without a reason, for a number that the queue does not have, and for who does not wait.
    """
    if not reason.strip():
        raise DomainError(_("Write why: the order of the queue is kept with its reasons."), field="reason")
    lock(pool_id)
    rows = list(Waiting.objects.filter(pool=pool_id).order_by("position", "pk"))
    moved = next((row for row in rows if row.participant_id == participant.pk), None)
    if moved is None:
        raise DomainError(_("This person does not wait any more."))
    if not 1 <= number <= len(rows):
        words = _("The queue has places 1 to %(last)s.")
        raise DomainError(words % {"last": len(rows)}, field="number")
    positions = sorted(row.position for row in rows)
    rows.remove(moved)
    rows.insert(number - 1, moved)
    # Out of the way first: a position is there once at every moment.
    beyond = positions[-1] + 1
    Waiting.objects.filter(pool=pool_id).update(position=F("position") + beyond)
    for row, position in zip(rows, positions, strict=True):
        row.position = position
    Waiting.objects.bulk_update(rows, ["position"])
    note(What.RANKED, pool_id, participant, actor, moved.stretch, number=number, reason=reason)
    look_at(pool_id)
    return moved


@transaction.atomic
def set_capacity(*, pool_id: int, capacity: int) -> Pool:
    """Change how many places there are. Raises `DomainError` if more are taken already.

    Side effect: more places while people wait are work for the pool.
    """
    pool = lock(pool_id)
    now = numbers_of(pool, Stretch(0, pool.legs))
    if capacity < now.taken:
        raise DomainError(_too_few(now), field="capacity")
    is_more = capacity > pool.capacity
    pool.capacity = capacity
    pool.save(update_fields=["capacity"])
    if is_more:
        _freed(pool_id)
    return pool


def _too_few(now: Numbers) -> Any:
    if now.taken > now.held:
        words = _("%(held)s places are already held or offered, so there cannot be fewer.")
        return words % {"held": now.taken}
    return _("%(held)s places are already held, so there cannot be fewer.") % {"held": now.held}
