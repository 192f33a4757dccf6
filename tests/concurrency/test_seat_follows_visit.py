"""A seat that follows a visit, while others take seats and cohorts are cancelled. On PostgreSQL, with controls."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db.models import QuerySet
from django.db.models.signals import pre_save

from cohorts import offering, places
from cohorts.choices.services import giving
from cohorts.logistics.models import Run
from cohorts.logistics.services import seats
from cohorts.logistics.wing import BusesWing
from cohorts.models import Offer, Participant, Place, Pool, Stretch, Waiting
from cohorts.services import cancel_cohort
from tests.factories.choices import Visits, visits
from tests.factories.logistics import RunFactory

from .conftest import at_once, errors

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WHOLE = Stretch(0, 2)


def bus_to(made: Visits, visit: int, *, seats: int) -> Run:
    run: Run = RunFactory(day=made.day, seats=seats)
    run.serves.add(made.sessions[visit])
    return run


def give(made: Visits, who: Participant, visit: int | None) -> None:
    option = made.option(visit) if visit is not None else None
    giving.give(actor=made.manager, choice_group=made.row, participant=who, option=option)


@pytest.fixture
def meet_in() -> Iterator[Callable[[Run, int, float], None]]:
    """Whoever is about to take a seat of a bus waits for so many others who are, as long as the lock lets them meet."""
    hooks: list[Callable[..., None]] = []

    def meet(run: Run, parties: int, seconds: float) -> None:
        meeting = threading.Barrier(parties)

        def wait(instance: Place, **_also: Any) -> None:
            if instance.pool_id == run.pool_id:
                with contextlib.suppress(threading.BrokenBarrierError):
                    meeting.wait(timeout=seconds)

        hooks.append(wait)
        pre_save.connect(wait, sender=Place, weak=False)

    yield meet
    for hook in hooks:
        pre_save.disconnect(hook, sender=Place)


def test_the_last_seat_of_the_other_bus_is_had_once_by_who_is_moved_or_who_takes_it(
    is_locked: bool, meet_in: Callable[[Run, int, float], None]
) -> None:
    made = visits(2)
    made.set_up("first_come", 4, 4)
    old, new = bus_to(made, 0, seats=4), bus_to(made, 1, seats=1)
    moved, other = made.person(), made.person()
    places.take(pool_id=made.option(0).pool_id, participant=moved)
    seats.take_seat(actor=moved.user, run=old, participant=moved, stretch=WHOLE)
    places.take(pool_id=made.option(1).pool_id, participant=other)
    meet_in(new, 2, 0.3 if is_locked else 10)

    def either(number: int) -> None:
        if number == 0:
            give(made, moved, 1)
        else:
            seats.take_seat(actor=other.user, run=new, participant=other, stretch=WHOLE)

    found = errors(at_once(either, range(2)))
    held = Place.objects.filter(pool=new.pool_id).count()
    assert (held == 1) == is_locked, "" if is_locked else "the control shows no fault"
    if is_locked:
        assert found == [] and Waiting.objects.filter(pool=new.pool_id).count() == 1
        assert not Place.objects.filter(pool=old.pool_id).exists()


def test_many_who_are_moved_at_once_have_as_many_seats_as_there_are_and_the_others_wait() -> None:
    made = visits(2)
    made.set_up("first_come", 12, 12)
    old, new = bus_to(made, 0, seats=12), bus_to(made, 1, seats=3)
    people = [made.person() for _each in range(8)]
    for who in people:
        places.take(pool_id=made.option(0).pool_id, participant=who)
        seats.take_seat(actor=who.user, run=old, participant=who, stretch=WHOLE)
    assert errors(at_once(lambda who: give(made, who, 1), people)) == []
    assert Place.objects.filter(pool=new.pool_id).count() == 3
    assert Waiting.objects.filter(pool=new.pool_id).count() == 5
    assert not Place.objects.filter(pool=old.pool_id).exists()


def test_people_who_are_moved_there_and_back_at_once_wait_in_no_ring() -> None:
    made = visits(2)
    made.set_up("first_come", 12, 12)
    runs = [bus_to(made, visit, seats=12) for visit in (1, 0)]
    people = [made.person() for _each in range(8)]
    for number, who in enumerate(people):
        give(made, who, number % 2)
    for turn in range(3):
        found = at_once(
            lambda pair, turn=turn: give(made, pair[1], (pair[0] + turn + 1) % 2), list(enumerate(people))
        )
        assert errors(found) == []
    seated = Place.objects.filter(pool__in=[run.pool_id for run in runs])
    assert seated.count() == seated.values("participant").distinct().count() == len(people)


@pytest.mark.parametrize("is_at_once", [True, False], ids=["all by id", "one after another"])
def test_a_cohort_that_is_cancelled_while_somebody_is_taken_out_of_a_visit_waits_in_no_ring(
    is_at_once: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bus has a lower id than the visit: who cancels holds it and wants the visit, who is moved the other way."""
    made = visits(1)
    run = bus_to(made, 0, seats=4)
    made.set_up("first_come", 4)
    option, who = made.option(0), made.person()
    assert run.pool_id < option.pool_id
    for pool, stretch in ((option.pool_id, Stretch(0, 1)), (run.pool_id, WHOLE)):
        places.take(pool_id=pool, participant=who, stretch=stretch)
    moving, is_half_way, lock_all = threading.local(), threading.Event(), places.lock_all

    def slowly(pools: Any) -> dict[int, Pool]:
        held = lock_all(pools)
        if getattr(moving, "yes", False) and not is_half_way.is_set():
            is_half_way.set()
            time.sleep(1)
        return held

    monkeypatch.setattr(places, "lock_all", slowly)
    if not is_at_once:
        monkeypatch.setattr(BusesWing, "go_along", days_alone)

    def one(number: int) -> object:
        if number == 0:
            moving.yes = True
            return give(made, who, None)
        is_half_way.wait(timeout=30)
        return cancel_cohort(actor=made.manager, cohort=made.cohort, reason="Тривога.")

    found = errors(at_once(one, range(2)))
    assert bool(found) != is_at_once, found
    assert not Place.objects.filter(pool=run.pool_id).exists()


def days_alone(_wing: BusesWing, pools: Any) -> "QuerySet[Run, int]":
    """What went along before seats followed visits."""
    return seats.runs_of_days(pools).values_list("pool_id", flat=True)


def test_a_cohort_that_is_cancelled_while_somebody_accepts_another_visit_waits_in_no_ring(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The visit that is held has a lower id than the one that is offered, and is given back after it."""
    made = visits(2)
    made.set_up("first_come", 4, 4)
    held, wanted = sorted((made.option(0), made.option(1)), key=lambda option: option.pool_id)
    who = made.person()
    places.take(pool_id=held.pool_id, participant=who)
    places.queue(pool_id=wanted.pool_id, participant=who)
    assert offering.offer_place(wanted.pool, who)
    offer = Offer.objects.get(pool=wanted.pool_id)
    accepting, is_half_way, lock_all = threading.local(), threading.Event(), places.lock_all

    def slowly(pools: Any) -> dict[int, Pool]:
        found = lock_all(pools)
        if getattr(accepting, "yes", False) and not is_half_way.is_set():
            is_half_way.set()
            time.sleep(1)
        return found

    monkeypatch.setattr(places, "lock_all", slowly)

    def one(number: int) -> object:
        if number == 0:
            accepting.yes = True
            return offering.accept(actor=who.user, offer=offer)
        is_half_way.wait(timeout=30)
        return cancel_cohort(actor=made.manager, cohort=made.cohort, reason="Тривога.")

    assert errors(at_once(one, range(2))) == []
    assert not Place.objects.filter(pool__in=[held.pool_id, wanted.pool_id]).exists()
