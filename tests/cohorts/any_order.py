"""A residency in which everything of places happens, and a ledger that is kept beside it by its moves alone.

The ledger counts for itself: it knows nothing of how the product counts, who is eligible, or who is next.
"""

import datetime as dt
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from cohorts import counting, offering
from cohorts.admission import services
from cohorts.admission.models import Application, DayRequest
from cohorts.choices.models import ChoiceGroup, Option
from cohorts.choices.queries import own
from cohorts.logistics.models import Run, Travel, Vehicle
from cohorts.logistics.run_queries import loads_of
from cohorts.models import Day, Move, Offer, Participant, Place, Pool, Stretch, Waiting
from cohorts.queries import places_of
from tests.factories.admission import draft_for
from tests.factories.choices import Visits
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.logistics import RunFactory, VehicleFactory
from tests.factories.people import CommunityFactory, UserFactory
from tests.factories.residencies import manager_of
from tests.factories.timetable import SessionFactory, TrackGroupFactory

NOW = dt.datetime(2027, 3, 10, 10, tzinfo=zoneinfo.ZoneInfo("Europe/Kyiv"))
PEOPLE, APPLIED, BUSES, VISITS = 8, 7, 2, 2
DAY_HAS = 4
What, State = Move.What, DayRequest.State
# What a request for a day is by what its pool has of the person.
STANDS = {
    "held": {State.ACCEPTED, State.CONFIRMED},
    "waiting": {State.WAITING},
    "offered": {State.OFFERED},
}


@dataclass
class Residency:
    """An open day of four places, two visits to choose from, buses of one seat and of two, eight people.

    Seven have applied: four hold the day, three wait for it; one has a draft.
    """

    visits: Visits
    day: Day
    drafts: list[Application]
    buses: list[Run]
    vehicles: list[Vehicle]
    group: ChoiceGroup

    @property
    def manager(self) -> Any:
        """Who manages it."""
        return self.visits.manager

    def person(self, number: int) -> Participant:
        """One of the eight."""
        return self.drafts[number].participant

    def run(self, number: int) -> Run:
        """A bus as it is now."""
        return Run.objects.select_related("cohort", "pool").get(pk=self.buses[number].pk)


def make_residency() -> Residency:
    """Made once: one bus brings everybody to the opening, the other those of the first visit."""
    cohort = CohortFactory()
    day = DayFactory(
        cohort=cohort,
        admission=Day.Admission.OPEN,
        date=NOW.date() + dt.timedelta(days=28),
        pool__capacity=DAY_HAS,
        pool__deadline=NOW + dt.timedelta(days=27),
    )
    group = TrackGroupFactory(cohort=cohort)
    hours = {"starts": dt.time(11), "ends": dt.time(13)}
    sessions = [SessionFactory(day=day, track_group=group, **hours) for _number in range(VISITS)]
    opening = SessionFactory(day=day, starts=dt.time(9), ends=dt.time(10))
    visits = Visits(cohort, day, group, sessions, manager_of(cohort.residency.programme))
    visits.release()
    chosen = visits.set_up("first_come", 2, 1)
    buses = [RunFactory(day=day, seats=seats, starts=dt.time(7, seats)) for seats in (1, 2)]
    buses[0].serves.set([opening])
    buses[1].serves.set([sessions[0]])
    community = CommunityFactory()
    drafts = [draft_for(day, user=UserFactory(), community=community) for _number in range(PEOPLE)]
    for draft in drafts[:APPLIED]:
        services.send_application(actor=draft.participant.user, slug=cohort.slug, version=draft.version)
    carrier = buses[0].vehicle.operator
    vehicles = [VehicleFactory(operator=carrier, seats=size) for size in (1, 2, 3)]
    return Residency(visits, day, drafts, buses, vehicles, chosen)


# ---------------------------------------------------------------- the ledger
@dataclass
class Book:
    """What the moves of one pool have led to, with stretches; offers with their hour."""

    held: dict[int, Stretch] = field(default_factory=dict)
    waiting: list[tuple[int, Stretch]] = field(default_factory=list)
    offered: dict[int, tuple[Stretch, dt.datetime]] = field(default_factory=dict)
    gave_back: dict[int, Stretch] = field(default_factory=dict)

    def is_live(self, person: int) -> bool:
        """Whether a place is kept for this person now."""
        return person in self.offered and self.offered[person][1] >= timezone.now()

    def taken(self, leg: int, besides: int = 0) -> int:
        """How many places of a leg are held or kept for somebody, for others than this person."""
        kept = [stretch for person, (stretch, _until) in self.offered.items() if self.is_live(person)]
        mine = [stretch for person, stretch in self.held.items() if person == besides]
        if self.is_live(besides):
            mine.append(self.offered[besides][0])
        return _on(leg, [*self.held.values(), *kept]) - _on(leg, mine)

    def room(self, stretch: Stretch, capacity: int, besides: int = 0) -> int:
        """How many more could be aboard all along a stretch."""
        return capacity - max(self.taken(leg, besides) for leg in range(*stretch))

    def waited_for(self, stretch: Stretch, besides: int = 0) -> int:
        """How many others wait for any of a stretch."""
        return sum(
            person != besides and each.from_call < stretch.to_call and stretch.from_call < each.to_call
            for person, each in self.waiting
        )

    def write(self, move: Move, until: dt.datetime | None) -> None:
        """Take a move down."""
        person = move.participant_id
        self.gave_back.pop(person, None)
        if move.what == What.RANKED:
            row = next(row for row in self.waiting if row[0] == person)
            self.waiting.remove(row)
            self.waiting.insert((move.number or 1) - 1, row)
            return
        if move.what == What.QUEUED:
            self.waiting.append((person, move.stretch))
            return
        self.waiting = [row for row in self.waiting if row[0] != person]
        self.offered.pop(person, None)
        if move.what == What.TOOK:
            self.held[person] = move.stretch
        elif move.what == What.OFFERED and until is not None:
            self.offered[person] = (move.stretch, until)
        elif move.what == What.GAVE_BACK and person in self.held:
            self.gave_back[person] = self.held.pop(person)


def _on(leg: int, stretches: list[Stretch]) -> int:
    return sum(first <= leg < last for first, last in stretches)


class Ledger:
    """The books of all pools of a residency; `read` takes down what has happened since, and minds what may not."""

    def __init__(self, made: Residency) -> None:
        self.made = made
        self.seen = 0
        pools = Pool.objects.filter(cohort=made.day.cohort_id)
        self.books = {pool.pk: Book() for pool in pools}
        self.capacity = {pool.pk: pool.capacity for pool in pools}
        self.read(by_hand=False)

    def holder(self, number: int) -> Participant:
        """One of those who hold the day; whoever it is if nobody does."""
        held = sorted(self.books[self.made.day.pool_id].held)
        return Participant.objects.get(pk=held[number % len(held)]) if held else self.made.person(number)

    def some(self, what: str, number: int) -> tuple[int, Participant] | None:
        """One of those who hold, wait for or are offered a place, with its pool; none where nobody does."""
        found = [
            (pool, row[0] if what == "waiting" else row)
            for pool, book in self.books.items()
            for row in getattr(book, what)
        ]
        pool, person = found[number % len(found)] if found else (0, 0)
        return (pool, Participant.objects.get(pk=person)) if found else None

    # ------------------------------------------------------------ who passes whom
    def read(self, *, by_hand: bool) -> None:
        """Take down the moves since, in their order; whoever gets a place may have it. `by_hand`: a manager gave it."""
        moves = list(Move.objects.filter(pool__in=self.books, pk__gt=self.seen).order_by("pk"))
        for pool in Pool.objects.filter(pk__in=self.books):
            # A number that became smaller did so after the moves that made room for it.
            self.capacity[pool.pk] = max(pool.capacity, self.capacity[pool.pk]) if moves else pool.capacity
        for move in moves:
            self.seen = move.pk
            book = self.books[move.pool_id]
            if move.what in (What.TOOK, What.OFFERED):
                assert by_hand or self._may_have(book, move), f"{move.participant_id} passed somebody by"
            book.write(move, self._until(move))
        for pool in Pool.objects.filter(pk__in=self.books):
            self.capacity[pool.pk] = pool.capacity

    def _until(self, move: Move) -> dt.datetime | None:
        rows = Offer.objects.filter(pool=move.pool_id, participant=move.participant_id)
        return rows.latest("pk").until if move.what == What.OFFERED else None

    def _may_have(self, book: Book, move: Move) -> bool:
        """An offered place, fewer stops of one's own seat, one that nobody waits for, or as the next who waits."""
        who, stretch, capacity = move.participant_id, move.stretch, self.capacity[move.pool_id]
        before = book.gave_back.get(who)
        is_less = before is not None and before[0] <= stretch[0] and stretch[1] <= before[1]
        room = book.room(stretch, capacity, who)
        if book.is_live(who) or is_less or room > book.waited_for(stretch, who):
            return True
        queue = [person for person, _stretch in book.waiting]
        if who not in queue or room < 1:
            return False
        return not any(
            self.is_eligible(person, move.pool_id) and book.room(own_stretch, capacity) > 0
            for person, own_stretch in book.waiting[: queue.index(who)]
        )

    def is_eligible(self, person: int, pool: int) -> bool:
        """Whether somebody who waits for a place of a pool may have it."""
        made, day = self.made, self.made.day.pool_id
        if pool == day:
            waits = DayRequest.objects.filter(
                day=made.day, state=State.WAITING, application__participant=person
            )
            return waits.filter(application__state=Application.State.SENT).exists()
        seats = Place.objects.filter(participant=person, pool__bus__isnull=False).exclude(pool=pool)
        is_bus = Run.objects.filter(pool=pool).exists()
        return Place.objects.filter(participant=person, pool=day).exists() and not (is_bus and seats.exists())

    def forgotten(self, rests: Callable[[Pool], object]) -> list[tuple[int, int]]:
        """Who waits although they may have a place that is free: pool and person."""
        return [
            (pool.pk, person)
            for pool in Pool.objects.filter(pk__in=self.books)
            if not rests(pool)
            for person, stretch in self.books[pool.pk].waiting
            if self.books[pool.pk].room(stretch, pool.capacity) > 0 and self.is_eligible(person, pool.pk)
        ]

    # ------------------------------------------------------------ what is there
    def check(self) -> None:
        """No leg has more than places; books and rows agree, and so does whoever shows a number."""
        held, waiting, offered = (self._rows(rows) for rows in (Place, Waiting, Offer))
        moves = self._rows(Move)
        for pool in Pool.objects.filter(pk__in=self.books):
            book = self.books[pool.pk]
            for leg in range(pool.legs):
                assert book.taken(leg) <= pool.capacity, f"pool {pool.pk} is too full on leg {leg}"
            places = {row.participant_id: row.stretch for row in held.get(pool.pk, [])}
            queue = [(row.participant_id, row.stretch) for row in waiting.get(pool.pk, [])]
            offers = {row.participant_id: (row.stretch, row.until) for row in offered.get(pool.pk, [])}
            assert (places, queue, offers) == (book.held, book.waiting, book.offered)
            now = offering.replay(moves.get(pool.pk, []))
            assert now == offering.Standing(places, [person for person, _stretch in queue], set(offers))
        self._check_people()
        self._check_numbers()

    def _rows(self, model: Any) -> dict[int, list[Any]]:
        """What there is of a kind, by pool; of offers those that are open."""
        rows = model.objects.filter(pool__in=self.books).order_by("pk")
        rows = rows.filter(outcome=Offer.Outcome.OPEN) if model is Offer else rows
        rows = rows.order_by("position") if model is Waiting else rows
        found: dict[int, list[Any]] = {}
        for row in rows:
            found.setdefault(row.pool_id, []).append(row)
        return found

    def _check_people(self) -> None:
        """Nobody has two of what one has once, or what goes with a day without the day; requests follow the pool."""
        made, day = self.made, self.books[self.made.day.pool_id]
        visits = set(Option.objects.values_list("pool", flat=True)) & set(self.books)
        buses = {bus.pool_id for bus in made.buses}
        for pools in (visits, buses):
            holders = [person for pool in pools for person in self.books[pool].held]
            assert len(holders) == len(set(holders)), "somebody has two"
        # What has left stays as it was.
        gone = set(Run.objects.filter(departed_at__isnull=False).values_list("pool", flat=True))
        for pool in (visits | buses) - gone:
            assert set(self.books[pool].held) <= set(day.held), (
                "somebody has a seat or a visit without the day"
            )
        assert not Travel.objects.filter(
            participant__in=[person for pool in buses for person in self.books[pool].held]
        ).exists()
        sent = DayRequest.objects.filter(day=made.day, application__state=Application.State.SENT)
        states = dict(sent.values_list("application__participant", "state"))
        queue = [person for person, _stretch in day.waiting]
        for what, people in (("held", day.held), ("waiting", queue), ("offered", day.offered)):
            assert all(states[person] in STANDS[what] for person in people), f"a request is not as {what}"
            count = sum(state in STANDS[what] for state in states.values())
            assert count == len(people), f"a request is {what} and has nothing"

    def _check_numbers(self) -> None:
        """The list of days, the page of visits, the loads of buses, and who takes a place, all count alike."""
        made, now = self.made, timezone.now()
        shown = {made.day.pool_id: places_of(made.visits.cohort, now)[0].numbers}
        options = own.with_numbers(Option.objects.filter(choice_group=made.group), now)
        shown.update({option.pool_id: own.numbers_of(option) for option in options})
        for pool_id, numbers in shown.items():
            book, pool = self.books[pool_id], Pool.objects.get(pk=pool_id)
            free = max(0, pool.capacity - book.taken(0) - len(book.waiting))
            assert numbers.free == counting.numbers_of(pool).free == free
        for line in loads_of(made.visits.cohort):
            book = self.books[line.row.pool_id]
            for number, leg in enumerate(line.legs):
                taken = counting.numbers_of(line.row.pool, Stretch(number, number + 1))
                assert leg.held + leg.more == taken.held + taken.offered == book.taken(number)
