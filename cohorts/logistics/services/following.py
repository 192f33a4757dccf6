"""A seat follows the visit: who attends another visit than before travels by the bus that serves it.

What follows is worked out from what people hold after the moves, so it is the same whoever brought them about: a
manager, an allocation, the queue, or the person.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from cohorts import places
from cohorts.choices.models import Option
from cohorts.choices.queries.attending import in_their_groups
from cohorts.counting import numbers_of
from cohorts.models import Move, Offer, Participant, Place, Stretch, Waiting
from people.models import User

from ..models import Run, Travel
from ..queries import pools_of
from .runs import changed_list
from .seats import has_left, whole
from .telling_of_seats import tell_otherwise

# A date and which way, on which one travels by one bus.
Way = tuple[dt.date, str]
_CHANGES = {Move.What.TOOK, Move.What.GAVE_BACK}


def runs_of_visits(pools: Collection[int]) -> QuerySet[Run]:
    """Buses in which a seat may follow a place of these pools: of each date and way on which some bus serves one of
    these visits, or one that is chosen beside it. Closed ones are not among them."""
    groups = in_their_groups().filter(pool__in=list(pools)).values("choice_group")
    serving = Run.objects.filter(
        serves__choice_option__choice_group__in=groups,
        closed_at=None,
        cohort=OuterRef("cohort"),
        date=OuterRef("date"),
        direction=OuterRef("direction"),
    )
    found: QuerySet[Run] = Run.objects.filter(Exists(serving), closed_at=None)
    return found


def follow(moves: Sequence[Move]) -> None:
    """Bring the seats of these people to where the moves of visits have led.

    A seat in a bus that serves nothing of theirs any more is given back, for all of them first, as they may change
    places with each other. Then each who took a visit and has no seat on that way gets one in a bus that serves it,
    from the first stop to the last, or comes last in its queue. A seat in a bus that serves no visit, and what somebody
    chose instead of a bus, stays; so does all that is of a bus that has left.

    Called in the transaction of the moves, which holds the participants and the pools of `runs_of_visits`. Side
    effects: moves, other numbers of the lists; letters about these seats that wait do not leave, for the one about the
    visit speaks of them. A constant number of queries besides those of each who changes.
    """
    changes = [move for move in moves if move.what in _CHANGES]
    standing = _standing_of(changes) if changes else None
    if standing is None:
        return
    people = {move.participant_id: (move.participant, move.actor) for move in changes}
    touched: dict[Way, set[int]] = {}  # whose seats on the way are others now
    changed: dict[int, Run] = {}
    for step in (standing.leave, standing.take):
        for participant, actor in people.values():
            for way in standing.ways:
                for run in step(way, participant, actor):
                    changed[run.pk] = run
                    touched.setdefault(way, set()).add(participant.pk)
    for run in changed.values():
        changed_list(run)
    for way, own in touched.items():
        tell_otherwise(standing.ways[way][0].cohort, standing.ways[way], own)


@dataclass
class _Standing:
    """The runs of each way, and by participant what they have of them, and the pools that say what they attend."""

    ways: Mapping[Way, Sequence[Run]]
    # By run, the pools of what it serves; none of a run that serves no visit.
    served: Mapping[int, frozenset[int]]
    held: dict[int, set[int]]
    asked: dict[int, set[int]]  # waited for, or offered
    offered_with: Mapping[int, set[int]]  # offered with something else
    days: frozenset[int]  # pools of days, which who comes to work does not hold
    taken: Mapping[int, set[int]]  # by these moves
    otherwise: Mapping[int, set[Way]]

    def leave(self, way: Way, participant: Participant, actor: User | None) -> Iterable[Run]:
        """Give back what the person has of buses to visits that they do not attend; the runs that changed."""
        has = self._has(participant)
        if self._has_travelled(way, participant):
            return []
        gone = [run for run in self.ways[way] if run.pool_id in has and not self._is_for(run, participant)]
        for run in gone:
            places.give_back(pool_id=run.pool_id, participant=participant, actor=actor)
            for rows in (self.held, self.asked):
                rows.get(participant.pk, set()).discard(run.pool_id)
        return gone

    def take(self, way: Way, participant: Participant, actor: User | None) -> Iterable[Run]:
        """A seat in a bus that serves what the person attends, or the last place in its queue; the run that changed."""
        has = self._has(participant)
        is_settled = way in self.otherwise.get(participant.pk, ())
        if is_settled or any(run.pool_id in has for run in self.ways[way]):
            return []
        fits = [run for run in self.ways[way] if self._may_board(run, participant)]
        if not fits:
            return []
        kept = [run for run in fits if self._is_kept(run, participant)]
        run = next((run for run in kept or fits if kept or _has_room(run, participant)), fits[0])
        got = self._put(run, participant, actor, is_kept=bool(kept))
        rows = self.held if isinstance(got, Place) else self.asked
        rows.setdefault(participant.pk, set()).add(run.pool_id)
        return [run]

    def _is_kept(self, run: Run, participant: Participant) -> bool:
        """Whether a seat in the bus is kept for the person until they answer an offer of another visit."""
        if run.pool_id not in self.offered_with.get(participant.pk, ()):
            return False
        own = Offer.objects.filter(pool=run.pool_id, participant=participant)
        return own.live(timezone.now()).exists()

    def _put(
        self, run: Run, participant: Participant, actor: User | None, *, is_kept: bool
    ) -> Place | Waiting:
        """A seat that is kept for them with another visit is theirs now, whatever they answer there."""
        if is_kept:
            return places.take(pool_id=run.pool_id, participant=participant, actor=actor, stretch=whole(run))
        if run.pool_id in self.offered_with.get(participant.pk, ()):
            places.give_back(pool_id=run.pool_id, participant=participant, actor=actor)
        return places.arrive(
            pool=run.pool,
            participant=participant,
            waits=True,
            actor=actor,
            stretch=whole(run),
            takes_at_once=True,
        )

    def _has(self, participant: Participant) -> set[int]:
        return self.held.get(participant.pk, set()) | self.asked.get(participant.pk, set())

    def _has_travelled(self, way: Way, participant: Participant) -> bool:
        held = self.held.get(participant.pk, set())
        return any(run.pool_id in held and has_left(run) for run in self.ways[way])

    def _is_for(self, run: Run, participant: Participant) -> bool:
        """Whether the bus serves no visit, or one that the person attends."""
        served = self.served[run.pk]
        attends = self.held.get(participant.pk, set())
        if participant.kind != Participant.Kind.PARTICIPANT:
            attends = attends | self.days
        return not served or bool(served & attends)

    def _may_board(self, run: Run, participant: Participant) -> bool:
        """Whether the bus serves a visit that the person took, has its stops, and is yet to leave."""
        serves = bool(self.served[run.pk] & self.taken.get(participant.pk, set()))
        return serves and len(run.calls.all()) > run.pool.legs and not has_left(run)


def _standing_of(changes: Sequence[Move]) -> _Standing | None:
    """What these people have of the buses that their moves concern; None where none does. Eleven queries."""
    rows = Run.objects.taking_place().filter(
        pk__in=runs_of_visits({move.pool_id for move in changes}).values("pk")
    )
    runs = list(rows.select_related("cohort__residency__programme").prefetch_related("calls", "serves__day"))
    if not runs:
        return None
    pools = places.lock_all(run.pool_id for run in runs)
    for run in runs:
        run.pool = pools[run.pool_id]
    visits = pools_of({session for run in runs for session in run.serves.all()})
    served = {run.pk: frozenset(visits[session.pk] for session in run.serves.all()) for run in runs}
    ways: dict[Way, list[Run]] = {}
    for run in sorted(runs, key=lambda run: run.in_time):
        ways.setdefault((run.date, run.direction), []).append(run)
    people = {move.participant_id for move in changes}
    seats = {run.pool_id for run in runs}
    otherwise: dict[int, set[Way]] = {}
    for row in Travel.objects.filter(participant__in=people):
        otherwise.setdefault(row.participant_id, set()).add((row.date, row.direction))
    offers = Offer.objects.filter(outcome=Offer.Outcome.OPEN)
    asked = _by_person(Waiting.objects.all(), people, seats)
    for person, mine in _by_person(offers.filter(part_of=None), people, seats).items():
        asked.setdefault(person, set()).update(mine)
    taken: dict[int, set[int]] = {}
    for move in changes:
        if move.what == Move.What.TOOK:
            taken.setdefault(move.participant_id, set()).add(move.pool_id)
    return _Standing(
        ways=ways,
        served=served,
        held=_by_person(Place.objects.all(), people, seats | set(visits.values())),
        asked=asked,
        offered_with=_by_person(offers.exclude(part_of=None), people, seats),
        days=_days_of(runs),
        taken=taken,
        otherwise=otherwise,
    )


def _days_of(runs: Iterable[Run]) -> frozenset[int]:
    return frozenset(session.day.pool_id for run in runs for session in run.serves.all())


def _by_person(rows: QuerySet, people: Collection[int], pools: Collection[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    own = rows.filter(participant__in=people, pool__in=pools)
    for person, pool in own.values_list("participant", "pool"):
        found.setdefault(person, set()).add(pool)
    return found


def _has_room(run: Run, participant: Participant) -> bool:
    return numbers_of(run.pool, Stretch(0, run.pool.legs), besides=participant).free > 0


def ways_given_up(pool_id: int, participant: Participant) -> set[Way]:
    """Ways on which somebody's seat is in a bus that serves nothing of theirs once they have a place of this pool.

    Such a way is not settled for who is offered the place: see `follow`. Five queries at most.
    """
    group = in_their_groups().filter(pool=pool_id).values_list("choice_group", flat=True).first()
    if group is None:
        return set()
    seats = Run.objects.filter(pool__places__participant=participant, departed_at=None, closed_at=None)
    runs = list(seats.prefetch_related("serves__day"))
    visits = pools_of({session for run in runs for session in run.serves.all()})
    beside = Option.objects.filter(choice_group=group).values_list("pool_id", flat=True)
    held = Place.objects.filter(participant=participant, pool__in=visits.values())
    attends = (set(held.values_list("pool", flat=True)) - set(beside)) | {pool_id}
    if participant.kind != Participant.Kind.PARTICIPANT:
        attends |= _days_of(runs)
    stays, goes = set[Way](), set[Way]()
    for run in runs:
        served = {visits[session.pk] for session in run.serves.all()}
        (goes if served and not served & attends else stays).add((run.date, run.direction))
    return goes - stays
