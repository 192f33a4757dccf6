"""Telling people of seats that somebody else gave them, changed or took.

A manager gives the seat there and the seat back one after the other, and takes one back that was a slip. So a letter
waits a little: all that is done meanwhile is in one letter, and what came to nothing is in none.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.utils import timezone

from cohorts.models import Cohort, Move, Participant, Place
from cohorts.offering import hours_of
from cohorts.telling import is_of_a_queue, leaves_at
from foundation.work import WorkState
from messaging import outbox
from messaging.models import Letter

from .. import seat_letters
from ..models import Run
from ..seat_letters import Seat, Way
from .telling_of_runs import SETTLES_IN

# By the participant's id, a date and which way.
Seats = Mapping[tuple[int, Way], Seat]


@contextmanager
def telling(cohort: Cohort, people: Collection[int], *, by_themselves: bool = False) -> Iterator[None]:
    """Write to each of these people whose seats are others after the block than before it; five queries for any number.

    What they did by themselves is told to nobody, and is no matter of a letter that still waits. Call it in the
    transaction, with the pools held. Side effects: letters, which leave once nothing more is changed, and not at night.
    """
    before = _seats_of(cohort, people)
    yield
    after = _seats_of(cohort, people)
    touched = {
        key: before.get(key) for key in before.keys() | after.keys() if before.get(key) != after.get(key)
    }
    _tell(cohort, touched, after, by_themselves=by_themselves)


def tell_otherwise(cohort: Cohort, runs: Iterable[Run], people: Iterable[int] | None = None) -> None:
    """Take the ways of these runs out of letters that wait: what became of them is told in another way, or by oneself.

    Of these participants, by ids, or of all. One query as long as no letter waits. Side effects: letters.
    """
    rows = Participant.objects.filter(cohort=cohort)
    if people is not None:
        rows = rows.filter(pk__in=list(people))
    gone = {(run.date, run.direction) for run in runs}
    touched: dict[tuple[int, Way], Seat | None] = {
        (letter.facts["participant"], way): None
        for letter in _waiting(cohort, rows)
        for way in seat_letters.ways_of(letter)
        if way in gone
    }
    after = _seats_of(cohort, {person for person, _way in touched}) if touched else {}
    _tell(cohort, touched, after, by_themselves=True)


def tell_of_queue(moves: Sequence[Move]) -> None:
    """Write to whom the queue of a run has given a seat, offered one, or passed over.

    A seat that goes with something else is told of with that. Side effects: letters.
    """
    rows = Run.objects.filter(pool__in=[move.pool_id for move in moves]).select_related(
        "cohort__residency__programme"
    )
    runs = {run.pool_id: run for run in rows}
    if not moves or moves[0].pool_id not in runs:
        return
    told = [move for move in moves if move.pool_id in runs and is_of_a_queue(move)]
    outbox.write(seat_letters.offered(told, runs))
    for move in told:
        if move.what == Move.What.TOOK:
            run = runs[move.pool_id]
            key = (move.participant_id, (run.date, run.direction))
            _tell(run.cohort, {key: None}, _seats_of(run.cohort, [move.participant_id]))


def _seats_of(cohort: Cohort, people: Collection[int]) -> Seats:
    """Their seats in buses that have not left; one query."""
    rows = Place.objects.filter(
        participant__in=list(people),
        pool__bus__cohort=cohort,
        pool__bus__departed_at=None,
        pool__bus__closed_at=None,
    ).values_list(
        "participant", "pool__bus__date", "pool__bus__direction", "pool__bus", "from_call", "to_call"
    )
    return {(person, (date, way)): (run, first, last) for person, date, way, run, first, last in rows}


def _tell(
    cohort: Cohort,
    touched: Mapping[tuple[int, Way], Seat | None],
    after: Seats,
    *,
    by_themselves: bool = False,
) -> None:
    if not touched:
        return
    people = Participant.objects.filter(pk__in={person for person, _way in touched}).select_related("user")
    starts, hours = _starts((*touched.values(), *after.values())), hours_of(cohort)
    waiting = {letter.recipient_id: letter for letter in _waiting(cohort, people)}
    written = []
    for who in people:
        own = {way: before for (person, way), before in touched.items() if person == who.pk}
        known = seat_letters.ways_of(waiting.get(who.user_id))
        ways = (
            {way: was for way, was in known.items() if way not in own} if by_themselves else {**own, **known}
        )
        now = {way: after.get((who.pk, way)) for way in ways}
        ways = {way: was for way, was in ways.items() if was != now[way]}
        soonest = _soonest(starts, [*ways.values(), *(now[way] for way in ways)])
        if soonest is not None:
            due = leaves_at(hours, timezone.now() + SETTLES_IN, soonest)
            written.append(seat_letters.changed(who, cohort, ways, due))
    _waiting(cohort, people).filter(pk__in=[letter.pk for letter in waiting.values()]).delete()
    outbox.write(written)


def _starts(seats: Iterable[Seat | None]) -> dict[int, dt.datetime]:
    """When the buses of these seats are at their first stop, by the run's id; one query."""
    rows = Run.objects.filter(pk__in={seat[0] for seat in seats if seat}).select_related("cohort")
    return {run.pk: run.starts_at for run in rows}


def _soonest(starts: Mapping[int, dt.datetime], seats: Sequence[Seat | None]) -> dt.datetime | None:
    """When the first of these buses leaves that is yet to leave; None if nobody needs to be told any more."""
    moment = timezone.now()
    return min(
        (starts[seat[0]] for seat in seats if seat and starts.get(seat[0], moment) > moment), default=None
    )


def _waiting(cohort: Cohort, people: Any) -> Any:
    """Letters about seats of these people that no worker has taken yet."""
    return Letter.objects.filter(
        kind=seat_letters.SeatChanged.name,
        state=WorkState.QUEUED,
        not_before__gt=timezone.now(),
        cohort_id=cohort.pk,
        recipient__in=people.values("user"),
    )
