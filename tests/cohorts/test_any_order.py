"""Places in any order of coming, waiting, offering, answering, giving back, raising and lowering: what always holds."""

import datetime as dt
import zoneinfo
from contextlib import suppress
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cohorts import offering, places
from cohorts.models import Cohort, Move, Offer, Participant, Place, Pool, Stretch, Waiting
from foundation.errors import DomainError
from tests.factories.cohorts import CohortFactory, DayFactory, ParticipantFactory, PoolFactory
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOW = dt.datetime(2027, 3, 10, 10, tzinfo=zoneinfo.ZoneInfo("Europe/Kyiv"))
PEOPLE, LEGS = 6, 3

PERSON = st.integers(0, PEOPLE - 1)
STRETCH = st.tuples(st.integers(0, LEGS - 1), st.integers(1, LEGS)).filter(lambda pair: pair[0] < pair[1])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("come"), PERSON, STRETCH),
        st.tuples(st.just("wait"), PERSON, STRETCH),
        st.tuples(st.just("give back"), PERSON),
        st.tuples(st.just("accept"), PERSON),
        st.tuples(st.just("decline"), PERSON),
        st.tuples(st.just("rank"), PERSON, st.integers(1, PEOPLE)),
        st.tuples(st.just("capacity"), st.integers(0, 4)),
        st.tuples(st.just("hours"), st.integers(1, 14)),
        st.tuples(st.just("move on")),
    ),
    min_size=8,
    max_size=24,
)


class Pools:
    """A pool, six people, and what they do."""

    def __init__(self, cohort: Cohort, people: list[Participant], legs: int, clock: Any) -> None:
        self.pool: Pool = PoolFactory(cohort=cohort, capacity=2, legs=legs)
        self.people, self.legs, self.clock = people, legs, clock

    def stretch(self, pair: tuple[int, int]) -> Stretch:
        return Stretch(*pair) if self.legs > 1 else Stretch(0, 1)

    def do(self, name: str, *what: Any) -> None:
        """One step; what is refused changes nothing, which the checks after it see."""
        with suppress(DomainError):
            getattr(self, name.replace(" ", "_"))(*what)

    def come(self, number: int, pair: tuple[int, int]) -> None:
        if not self._has_anything(number):
            pool = places.lock(self.pool.pk)
            places.arrive(pool=pool, participant=self.people[number], waits=True, stretch=self.stretch(pair))

    def wait(self, number: int, pair: tuple[int, int]) -> None:
        if not self._has_anything(number):
            places.queue(pool_id=self.pool.pk, participant=self.people[number], stretch=self.stretch(pair))

    def give_back(self, number: int) -> None:
        places.give_back(pool_id=self.pool.pk, participant=self.people[number])

    def accept(self, number: int) -> None:
        self._answer(number, offering.accept)

    def decline(self, number: int) -> None:
        self._answer(number, offering.decline)

    def rank(self, number: int, to: int) -> None:
        places.rank(
            pool_id=self.pool.pk,
            participant=self.people[number],
            number=to,
            actor=self.people[0].user,
            reason="так",
        )

    def capacity(self, number: int) -> None:
        places.set_capacity(pool_id=self.pool.pk, capacity=number)

    def hours(self, number: int) -> None:
        self.clock.shift(dt.timedelta(hours=number))

    def move_on(self) -> None:
        """One step of the worker, and whether it passed somebody over who could have had the place."""
        waiting = list(Waiting.objects.filter(pool=self.pool).order_by("position"))
        room = [row for row in waiting if self._is_free(row.stretch)]
        before = Move.objects.filter(pool=self.pool).count()
        offering.step(self.pool.pk)
        offered = Move.objects.filter(pool=self.pool).order_by("pk")[before:]
        for move in offered:
            if move.what == Move.What.OFFERED:
                assert move.participant_id == room[0].participant_id

    def _answer(self, number: int, answer: Any) -> None:
        offer = Offer.objects.filter(pool=self.pool, participant=self.people[number], outcome="").first()
        if offer is not None:
            answer(actor=self.people[number].user, offer=offer)

    def _has_anything(self, number: int) -> bool:
        mine = {"pool": self.pool, "participant": self.people[number]}
        is_offered = Offer.objects.filter(**mine, outcome="").exists()
        return is_offered or Place.objects.filter(**mine).exists() or Waiting.objects.filter(**mine).exists()

    def _taken(self, leg: int) -> int:
        rows = [
            *Place.objects.filter(pool=self.pool),
            *Offer.objects.filter(pool=self.pool).live(timezone.now()),
        ]
        return sum(row.from_call <= leg < row.to_call for row in rows)

    def _is_free(self, stretch: Stretch) -> bool:
        capacity = Pool.objects.get(pk=self.pool.pk).capacity
        return all(self._taken(leg) < capacity for leg in range(stretch.from_call, stretch.to_call))

    def check(self) -> None:
        """No leg has more than places, and the moves lead to what is there."""
        capacity = Pool.objects.get(pk=self.pool.pk).capacity
        assert max(self._taken(leg) for leg in range(self.legs)) <= capacity
        now = offering.replay(list(Move.objects.filter(pool=self.pool)))
        held = {row.participant_id: row.stretch for row in Place.objects.filter(pool=self.pool)}
        assert now.held == held
        assert now.waiting == list(
            Waiting.objects.filter(pool=self.pool).order_by("position").values_list("participant", flat=True)
        )
        open_offers = Offer.objects.filter(pool=self.pool, outcome="")
        assert now.offered == set(open_offers.values_list("participant", flat=True))


@pytest.fixture
def cohort() -> Cohort:
    """A cohort whose first day is so late that everything moves by itself."""
    cohort: Cohort = CohortFactory()
    DayFactory(cohort=cohort, date=dt.date(2027, 6, 9))
    return cohort


@pytest.fixture
def people(cohort: Cohort) -> list[Participant]:
    return [ParticipantFactory(cohort=cohort, user=UserFactory()) for _number in range(PEOPLE)]


@pytest.mark.parametrize("legs", [1, LEGS])
def test_whatever_the_order_places_hold_and_moves_lead_to_what_is_there(
    cohort: Cohort, people: list[Participant], legs: int
) -> None:
    # All of them on SQLite; on PostgreSQL some, again, for what it says of the same queries.
    number = 25 if connection.vendor == "sqlite" else 8

    @settings(max_examples=number, deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps=STEPS)
    def whatever(steps: list[tuple[Any, ...]]) -> None:
        with time_machine.travel(NOW, tick=False) as clock:
            pools = Pools(cohort, people, legs, clock)
            for name, *what in steps:
                pools.do(name, *what)
                pools.check()

    whatever()
