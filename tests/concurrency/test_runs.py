"""The last seat of a stretch, a bus that is replaced, and one tap twice, all at once. On PostgreSQL, with controls."""

import threading
import time
from collections.abc import Callable

import pytest
from django.db import IntegrityError

from cohorts import offering, places
from cohorts.admission import services as admission
from cohorts.admission.models import DayRequest
from cohorts.admission.services import changes
from cohorts.logistics.models import Run
from cohorts.logistics.services import seats, swapping
from cohorts.logistics.services.travelling import May, Wish, save_travel
from cohorts.models import Day, Participant, Place, Pool, Stretch, Waiting
from foundation.errors import DomainError
from people.consents.models import Consent
from tests.factories.admission import DayRequestFactory
from tests.factories.choices import visits
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
    # Without the lock all meet; a slow machine may take its time for that.
    wide_window(CLIENTS, seconds=0.2 if is_locked else 5)
    most = []
    for _round in range(ROUNDS if is_locked else 1):
        day = DayFactory()
        run = RunFactory(day=day, seats=1)
        people = [accepted(day) for _client in range(CLIENTS)]

        def take(number: int, run: Run = run, people: list[Participant] = people) -> object:
            return seats.take_seat(
                actor=people[number].user, run=run, participant=people[number], stretch=STRETCHES[number % 3]
            )

        found = errors(at_once(take, range(CLIENTS)))
        most.append(busiest(run))
        if is_locked:
            waiting = Waiting.objects.filter(pool=run.pool).count()
            assert (found, Place.objects.filter(pool=run.pool).count() + waiting) == ([], CLIENTS)
        # Without it, who comes late and waits may meet another in the queue: the constraint behind the lock.
        assert all(isinstance(error, IntegrityError) for error in found), found
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


def test_two_who_change_a_way_each_and_what_captains_may_know_wait_in_no_ring(
    is_locked: bool, wide_window: Callable[..., None]
) -> None:
    """Both travel by both buses; each holds the other's bus when the lists of both get another number."""
    first = DayFactory()
    days = [first, DayFactory(cohort=first.cohort)]
    runs = [RunFactory(day=day) for day in days]
    people = [accepted(first) for _each in range(2)]
    for who in people:
        places.take(pool_id=days[1].pool_id, participant=who)
        for run in runs:
            places.take(pool_id=run.pool_id, participant=who, stretch=Stretch(0, 2))
    wide_window(2, Consent, seconds=1 if is_locked else 30)

    def save(number: int) -> object:
        run, who = runs[number], people[number]
        wish = Wish(run.date, run.direction, run=run, stretch=Stretch(1, 2))
        return save_travel(actor=who.user, participant=who, wishes={"way": wish}, may=May(shares_phone=True))

    found = errors(at_once(save, range(2)))
    assert bool(found) != is_locked, found


@pytest.mark.parametrize("is_by_id", [True, False], ids=["all by id", "one after another"])
def test_who_gives_a_day_up_while_its_visit_is_offered_waits_in_no_ring(
    is_by_id: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bus has a lower id than the visit: who leaves gives the visit back first, an offer holds both by id."""
    made = visits(1)
    run = RunFactory(day=made.day)
    made.set_up("first_come", 2)
    run.serves.add(made.sessions[0])
    option = made.option(0)
    assert made.day.pool_id < run.pool_id < option.pool_id
    leaver, waiter = accepted(made.day), made.person()
    request_day(leaver, made.day)
    for pool in (option.pool_id, run.pool_id):
        places.take(pool_id=pool, participant=leaver)
    places.queue(pool_id=option.pool_id, participant=waiter)
    leaving, is_half_way, lock = threading.local(), threading.Event(), places.lock

    def slowly(pool_id: int) -> Pool:
        if getattr(leaving, "yes", False) and pool_id == run.pool_id:
            is_half_way.set()
            time.sleep(1)
        return lock(pool_id)

    monkeypatch.setattr(places, "lock", slowly)
    if not is_by_id:
        days = lambda rows: places.lock_all(row.day.pool_id for row in rows)  # noqa: E731
        monkeypatch.setattr(changes, "hold_days", days)

    def one(number: int) -> object:
        if number == 0:
            leaving.yes = True
            return admission.withdraw_application(actor=leaver.user, application=leaver.application)
        is_half_way.wait(timeout=30)
        return offering.offer_place(option.pool, waiter)

    found = errors(at_once(one, range(2)))
    assert bool(found) != is_by_id, found


def request_day(who: Participant, day: Day) -> None:
    DayRequestFactory(application=who.application, day=day, state=DayRequest.State.ACCEPTED)
