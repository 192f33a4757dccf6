"""The last seat of a stretch, a bus that is replaced, and one tap twice, all at once. On PostgreSQL, with controls."""

from collections.abc import Callable

import pytest

from cohorts.logistics.models import Run
from cohorts.logistics.services import seats, swapping
from cohorts.models import Participant, Place, Stretch, Waiting
from foundation.errors import DomainError
from tests.factories.cohorts import DayFactory
from tests.factories.logistics import RunFactory, VehicleFactory
from tests.factories.residencies import manager_of
from tests.school import accepted

from .conftest import at_once, errors

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS, CLIENTS = 10, 8
STRETCHES = (Stretch(0, 2), Stretch(0, 1), Stretch(1, 2))


def busiest(run: Run) -> int:
    """How many are aboard on the fullest leg."""
    rows = list(Place.objects.filter(pool=run.pool_id).values_list("from_call", "to_call"))
    return max(sum(first <= leg < last for first, last in rows) for leg in range(2))


def test_the_last_seat_of_a_stretch_is_taken_once(is_locked: bool, wide_window: Callable[..., None]) -> None:
    wide_window(CLIENTS, seconds=0.2)
    most = []
    for _round in range(ROUNDS if is_locked else 1):
        day = DayFactory()
        run = RunFactory(day=day, seats=1)
        people = [accepted(day) for _client in range(CLIENTS)]

        def take(number: int, run: Run = run, people: list[Participant] = people) -> object:
            return seats.take_seat(
                actor=people[number].user, run=run, participant=people[number], stretch=STRETCHES[number % 3]
            )

        assert errors(at_once(take, range(CLIENTS))) == []
        most.append(busiest(run))
        assert (
            Place.objects.filter(pool=run.pool).count() + Waiting.objects.filter(pool=run.pool).count()
            == CLIENTS
        )
    assert (max(most) == 1) == is_locked, "" if is_locked else "the control shows no fault"


def test_nobody_gets_a_seat_that_the_new_vehicle_does_not_have(wide_window: Callable[..., None]) -> None:
    day = DayFactory()
    run = RunFactory(day=day, seats=6)
    manager = manager_of(day.cohort.residency.programme)
    small = VehicleFactory(operator=run.vehicle.operator, seats=2)
    people = [accepted(day) for _client in range(6)]
    for each in people[:2]:
        seats.take_seat(actor=manager, run=run, participant=each, stretch=Stretch(0, 2))
    seen = swapping.plan(run, small).mark
    wide_window(2, seconds=0.2)

    def act(number: int) -> object:
        if number == 0:
            return swapping.swap_vehicle(actor=manager, run=run, vehicle=small, seen=seen)
        return seats.take_seat(
            actor=people[number].user, run=run, participant=people[number], stretch=Stretch(0, 2)
        )

    found = errors(at_once(act, [0, 2, 3, 4, 5]))
    assert all(isinstance(error, DomainError) for error in found), found
    run.refresh_from_db()
    assert busiest(run) <= run.pool.capacity
