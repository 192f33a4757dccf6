"""Whatever people and managers do in whatever order: nobody stands in a bus, and the moves tell what there is."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cohorts import offering
from cohorts.logistics.models import Run, Travel
from cohorts.logistics.services import seats, swapping
from cohorts.logistics.swapping import fullest
from cohorts.logistics.taps import Seat
from cohorts.models import Move, Participant, Place, Stretch, Waiting
from foundation.errors import DomainError
from people.models import User
from tests.factories.cohorts import DayFactory
from tests.factories.logistics import RunFactory, VehicleFactory
from tests.factories.residencies import manager_of
from tests.school import accepted

pytestmark = pytest.mark.django_db
STRETCHES = st.sampled_from([Stretch(0, 1), Stretch(1, 2), Stretch(0, 2)])
STEPS = st.one_of(
    st.tuples(st.sampled_from(["come", "be given"]), st.integers(0, 4), st.integers(0, 1), STRETCHES),
    st.tuples(st.sampled_from(["leave", "travel otherwise"]), st.integers(0, 4), st.integers(0, 1)),
    st.tuples(st.just("swap"), st.integers(0, 1), st.integers(0, 2)),
)


class World:
    """Two buses of two seats, five people, vehicles of one to three seats."""

    def __init__(self) -> None:
        day = DayFactory()
        self.buses: list[Run] = [RunFactory(day=day, seats=2) for _bus in range(2)]
        self.manager: User = manager_of(day.cohort.residency.programme)
        self.people: list[Participant] = [accepted(day) for _person in range(5)]
        operator = self.buses[0].vehicle.operator
        self.vehicles = [VehicleFactory(operator=operator, seats=size) for size in (1, 2, 3)]

    def do(self, step: tuple[Any, ...]) -> None:
        """One step; a refusal changes nothing."""
        try:
            with transaction.atomic():
                self._do(*step)
        except DomainError:
            pass

    def _do(self, what: str, first: int, second: int, stretch: Stretch | None = None) -> None:
        if what == "swap":
            run, vehicle = Run.objects.get(pk=self.buses[first].pk), self.vehicles[second]
            seen = swapping.plan(run, vehicle).mark
            swapping.swap_vehicle(actor=self.manager, run=run, vehicle=vehicle, seen=seen)
            return
        who, run = self.people[first], self.buses[second]
        if what == "leave":
            seats.give_back_seat(actor=who.user, run=run, participant=who)
        elif what == "travel otherwise":
            seats.travel_otherwise(
                actor=who.user, participant=who, date=run.date, direction=run.direction, how=Travel.How.OWN
            )
        elif stretch is not None:
            actor = who.user if what == "come" else self.manager
            seats.take_seat(actor=actor, run=run, participant=who, stretch=stretch)

    def look(self) -> None:
        """What holds after each step."""
        held_by: dict[int, int] = {}
        for bus in self.buses:
            run = Run.objects.select_related("pool", "vehicle").get(pk=bus.pk)
            rows = list(Place.objects.filter(pool=run.pool_id))
            assert run.pool.capacity == run.vehicle.seats
            assert fullest([Seat(*row.stretch) for row in rows], Seat(0, 2)) <= run.pool.capacity
            replayed = offering.replay(list(Move.objects.filter(pool=run.pool_id)))
            assert replayed.held == {row.participant_id: row.stretch for row in rows}
            queue = Waiting.objects.filter(pool=run.pool_id).values_list("participant", flat=True)
            assert replayed.waiting == list(queue)
            for row in rows:
                held_by[row.participant_id] = held_by.get(row.participant_id, 0) + 1
        assert all(number == 1 for number in held_by.values())
        assert not Travel.objects.filter(participant__in=held_by).exists()


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(st.lists(STEPS, max_size=10))
def test_nobody_stands_and_the_moves_tell_what_there_is(steps: list[tuple[Any, ...]]) -> None:
    with transaction.atomic():
        world = World()
        for step in steps:
            world.do(step)
            world.look()
        transaction.set_rollback(True)
