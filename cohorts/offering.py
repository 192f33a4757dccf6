"""Freed places move on: to the first in the queue who is eligible, by day, within the programme's working hours.

Whoever frees a place writes work for its pool (`places.look_at`). The worker then goes step by step, each step a
transaction of its own that holds the participant, then what rooms above have of them, then the pools, and looks again.
Within it nothing is sent: letters are rows. Close to the event the machine proposes only, and a manager presses.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation import work
from foundation.clocks.working import WorkingHours
from foundation.errors import Conflict
from people.models import User
from residencies.queries import working_hours

from . import places, wing
from .counting import numbers_of
from .models import (
    Cohort,
    Move,
    Offer,
    Participant,
    Pool,
    PoolWork,
    Stretch,
    Waiting,
    whole_second,
)

# Close to the event nothing moves by itself.
BY_HAND_BEFORE = dt.timedelta(hours=72)
AT_A_TIME = 100
What = Move.What


# ---------------------------------------------------------------- when
def automation_ends(cohort: Cohort) -> dt.datetime:
    """From when freed places are given by hand: as set, or 72 hours before the cohort begins."""
    return cohort.automation_ends_at or wing.begin(cohort) - BY_HAND_BEFORE


def hours_of(cohort: Cohort) -> WorkingHours:
    """The working hours in which its people are offered places: the programme's, on the cohort's clocks; one query."""
    return working_hours(cohort.residency.programme, cohort.zone)


# ---------------------------------------------------------------- who
@dataclass(frozen=True)
class Next:
    """Who would get the next free place of a pool, and who is passed over before them, with why."""

    row: Waiting | None
    skipped: tuple[tuple[Waiting, Move.Why], ...]


def next_in_line(pool: Pool, moment: dt.datetime) -> Next:
    """The first who is eligible and whose whole stretch is free; who is not eligible any more is named.

    Who waits for a stretch that is full stays where they are, and the next whose stretch is free comes first.
    """
    is_free: dict[Stretch, bool] = {}
    skipped: list[tuple[Waiting, Move.Why]] = []
    for row, why in _queue(pool, moment):
        if why is not None:
            skipped.append((row, why))
            continue
        if row.stretch not in is_free:
            is_free[row.stretch] = numbers_of(pool, row.stretch).room > 0
        if is_free[row.stretch]:
            return Next(row, tuple(skipped))
        if pool.legs == 1:
            break
    return Next(None, tuple(skipped))


def _queue(pool: Pool, moment: dt.datetime) -> Iterator[tuple[Waiting, Move.Why | None]]:
    """Who waits, from the first on, and why they are not eligible; a hundred at a time, as mostly the first is."""
    rows = Waiting.objects.filter(pool=pool).select_related("participant__user").order_by("position", "pk")
    for start in count(0, AT_A_TIME):
        batch = list(rows[start : start + AT_A_TIME])
        why_not = wing.why_not(pool, [row.participant_id for row in batch], moment) if batch else {}
        yield from ((row, why_not.get(row.participant_id)) for row in batch)
        if len(batch) < AT_A_TIME:
            return


# ---------------------------------------------------------------- the worker
def move_on(work_id: int) -> None:
    """Offer on what is free of a pool, one after another; twice or late is harmless.

    At night it waits for the morning; from the cohort's hour on, it only writes down which offers ran out.
    """
    row = work.claim(PoolWork, work_id)
    if row is None:
        return
    try:
        while step(row.pool_id):
            if not work.keep(row):
                return
    except Exception as error:
        work.put_off(row, error)
        raise
    pool = _pool(row.pool_id)
    moment = timezone.now()
    hours = hours_of(pool.cohort)
    if hours.covers(moment) or not has_work(pool, moment):
        work.finish(row)
    else:
        work.wait_until(row, hours.next_from(moment))


def has_work(pool: Pool, moment: dt.datetime) -> bool:
    """Whether there is an offer to end, or somebody who waits."""
    waits = Waiting.objects.filter(pool=pool).exists()
    return waits or Offer.objects.filter(pool=pool).run_out(moment).exists()


def step(pool_id: int) -> bool:
    """Do the next thing for a pool: end an offer that ran out, pass somebody over, offer or give a place.

    False if there is nothing to do now. Nothing is done outside the working hours.
    """
    pool, moment = _pool(pool_id), timezone.now()
    if not hours_of(pool.cohort).covers(moment):
        return False
    late = Offer.objects.filter(pool=pool, part_of=None).run_out(moment).order_by("until", "pk").first()
    if late is not None:
        return lapse(late)
    if wing.why_rests(pool, moment) or moment >= automation_ends(pool.cohort):
        return False
    found = next_in_line(pool, moment)
    if found.skipped:
        return skip(pool, found.skipped[0][0].participant)
    return found.row is not None and offer_place(pool, found.row.participant)


def _pool(pool_id: int) -> Pool:
    return Pool.objects.select_related("cohort__residency__programme").get(pk=pool_id)


def sweep() -> int:
    """Have the pools looked at whose offers ran out, and send out again what was lost. Returns how many."""
    moment = timezone.now()
    late = Offer.objects.run_out(moment).filter(part_of=None)
    idle = late.exclude(pool__work__state__in=[work.WorkState.QUEUED, work.WorkState.RUNNING])
    for pool_id in idle.order_by().values_list("pool", flat=True).distinct():
        with transaction.atomic():
            places.lock(pool_id)
            places.look_at(pool_id)
    return work.sweep(PoolWork, places.TASK)


# ---------------------------------------------------------------- the steps, each a transaction
def _hold(participant: Participant, pools: Sequence[int]) -> dict[int, Pool]:
    """Lock a participant, what rooms above have of them, and pools by id with all that follows: so everywhere."""
    places.lock_participants([participant.pk])
    for each in wing.wings():
        each.hold([participant.pk])
    return places.lock_all(wing.go_along(pools))


def _tell(moves: Sequence[Move]) -> None:
    for each in wing.wings():
        each.moved(moves)


@transaction.atomic
def offer_place(pool: Pool, participant: Participant, *, actor: User | None = None) -> bool:
    """Offer the next free place of the pool to this person, if they are still the next; True if the pool moved on.

    Who asked beforehand to be given a place at once holds it at once, where the pool does so. What goes with it and is
    free is part of the offer; what is missing is named in it. Side effects: moves; those of `Wing.moved`: the state of
    the application, a letter.
    """
    parts = [part for each in wing.wings() for part in each.goes_with(pool, participant)]
    held = _hold(participant, [pool.pk, *(part.pool_id for part in parts)])
    moment = timezone.now()
    row = next_in_line(held[pool.pk], moment).row
    if row is None or row.participant_id != participant.pk:
        return True  # somebody came in between: look again
    if held[pool.pk].freed == Pool.Freed.TAKE and row.takes_at_once:
        free = [part for part in parts if _is_free(held, part, participant)]
        whole = wing.Part(pool.pk, row.stretch)
        _tell([_take(part.pool_id, participant, part.stretch, actor) for part in (whole, *free)])
        return True
    until = hours_of(pool.cohort).after(moment, held[pool.pk].hold_hours)
    row.delete()
    missing = [part.pool_id for part in parts if not _is_free(held, part, participant)]
    offer = _offer(pool.pk, participant, row.stretch, until, missing=missing)
    moves = [places.note(What.OFFERED, pool.pk, participant, actor, row.stretch)]
    for part in parts:
        if part.pool_id not in missing:
            Waiting.objects.filter(pool=part.pool_id, participant=participant).delete()
            _offer(part.pool_id, participant, part.stretch, until, part_of=offer)
            moves.append(places.note(What.OFFERED, part.pool_id, participant, actor, part.stretch))
    _tell(moves)
    return True


def _offer(
    pool_id: int,
    participant: Participant,
    stretch: Stretch,
    until: dt.datetime,
    *,
    part_of: Offer | None = None,
    missing: Sequence[int] = (),
) -> Offer:
    return Offer.objects.create(
        pool_id=pool_id,
        participant=participant,
        from_call=stretch.from_call,
        to_call=stretch.to_call,
        until=until,
        part_of=part_of,
        missing=list(missing),
    )


def _is_free(held: dict[int, Pool], part: wing.Part, participant: Participant) -> bool:
    """Whether the part can be had: a place is free that is kept for nobody who stands before."""
    pool = held[part.pool_id]
    return numbers_of(pool, part.stretch, besides=participant).free > 0


def _take(pool_id: int, participant: Participant, stretch: Stretch, actor: User | None) -> Move:
    """Take a place, and return the move that it was."""
    places.take(pool_id=pool_id, participant=participant, actor=actor, stretch=stretch)
    return Move.objects.filter(pool=pool_id, participant=participant).latest("pk")


@transaction.atomic
def give(*, actor: User, pool: Pool, participant: Participant) -> None:
    """Give somebody who waits a free place, by a manager who has called them; those before them stay ahead of the rest.

    Raises `Conflict` for who does not wait any more or is not the next, `PoolFull` if no place is free. Side effects:
    moves; those of `Wing.moved`.
    """
    held = _hold(participant, [pool.pk])
    row = next_in_line(held[pool.pk], timezone.now()).row
    if row is None or row.participant_id != participant.pk:
        raise Conflict(_("Somebody else is next now, or no place is free. Look at the queue again."))
    _tell([_take(pool.pk, participant, row.stretch, actor)])


@transaction.atomic
def skip(pool: Pool, participant: Participant, *, actor: User | None = None) -> bool:
    """Take somebody who is not eligible any more out of the queue, and tell them. True: the pool moved on."""
    held = _hold(participant, [pool.pk])
    why = wing.why_not(held[pool.pk], [participant.pk], timezone.now()).get(participant.pk)
    row = Waiting.objects.filter(pool=pool, participant=participant).first()
    if why is not None and row is not None:
        row.delete()
        _tell([places.note(What.SKIPPED, pool.pk, participant, actor, row.stretch, why=why)])
    return True


@transaction.atomic
def lapse(offer: Offer) -> bool:
    """Write down that nobody answered an offer in time, and that of its parts. True: the pool moved on."""
    rows = _locked(offer)
    moment = whole_second(timezone.now())
    open_rows = [row for row in rows if row.outcome == Offer.Outcome.OPEN and row.until < moment]
    _tell(places.end(open_rows, outcome=Offer.Outcome.LAPSED, what=What.LAPSED, actor=None))
    return True


def _locked(offer: Offer) -> list[Offer]:
    """The offer and its parts as they are now, their participant and pools held."""
    pools = [offer.pool_id, *offer.parts.values_list("pool_id", flat=True)]
    _hold(offer.participant, pools)
    rows = Offer.objects.filter(pk=offer.pk) | Offer.objects.filter(part_of=offer.pk)
    return list(rows.select_related("participant").order_by("pk"))


# ---------------------------------------------------------------- what the person answers
class OfferOver(Conflict):
    """The offer does not hold any more."""


def _still_open(offer: Offer) -> list[Offer]:
    """The offer and its open parts; raises `OfferOver` if it was answered, taken back, or its hour is over."""
    rows = _locked(offer)
    whole = rows[0]
    if whole.outcome != Offer.Outcome.OPEN:
        words = _("This offer no longer stands: %(how)s.")
        raise OfferOver(words % {"how": whole.get_outcome_display()})
    if whole.until < whole_second(timezone.now()):
        raise OfferOver(_("The hour until which this place was held for you is over."))
    return [row for row in rows if row.outcome == Offer.Outcome.OPEN]


@transaction.atomic
def accept(*, actor: User, offer: Offer) -> None:
    """Take what is offered, all of it. Raises `OfferOver`; `PoolFull` if the hour passed just now and others came.

    Side effects: places, moves; those of `Wing.moved`.
    """
    rows = _still_open(offer)
    _tell([_take(row.pool_id, row.participant, row.stretch, actor) for row in rows])


@transaction.atomic
def decline(*, actor: User, offer: Offer) -> None:
    """Say no to what is offered, which goes to the next. Raises `OfferOver`. Side effects: as of `accept`."""
    rows = _still_open(offer)
    _tell(places.end(rows, outcome=Offer.Outcome.DECLINED, what=What.DECLINED, actor=actor))


# ---------------------------------------------------------------- who has what, by the moves alone
@dataclass
class Standing:
    """Who holds, waits for and is offered places of a pool."""

    held: dict[int, Stretch]
    waiting: list[int]
    offered: set[int]


def replay(moves: Sequence[Move]) -> Standing:
    """What the moves of one pool lead to, in their order; ids of participants."""
    now = Standing({}, [], set())
    for move in moves:
        person = move.participant_id
        if move.what == What.QUEUED:
            now.waiting.append(person)
            continue
        if move.what == What.RANKED:
            now.waiting.remove(person)
            now.waiting.insert((move.number or 1) - 1, person)
            continue
        if person in now.waiting:
            now.waiting.remove(person)
        now.offered.discard(person)
        if move.what in {What.TOOK, What.TOOK_OVER}:
            now.held[person] = move.stretch
        elif move.what == What.OFFERED:
            now.offered.add(person)
        elif move.what in {What.GAVE_BACK, What.HANDED_ON}:
            now.held.pop(person, None)
    return now
