"""A cohort that is cancelled has no buses: seats and queues are given back, and whom to call about them is named."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cohorts import offering, wing
from cohorts.logistics.models import Direction, Run
from cohorts.logistics.services import boarding, seats
from cohorts.models import Day, Move, Participant, Place, Stretch, Waiting
from cohorts.services import cancel_cohort
from foundation.errors import DomainError
from people.models import User
from tests.factories.cohorts import DayFactory
from tests.factories.logistics import RunFactory, captain_of
from tests.factories.residencies import manager_of
from tests.factories.timetable import SessionFactory
from tests.school import accepted, browser_of

pytestmark = pytest.mark.django_db
ALL = Stretch(0, 2)


@pytest.fixture
def day() -> Day:
    found: Day = DayFactory()
    return found


@pytest.fixture
def manager(day: Day) -> User:
    return manager_of(day.cohort.residency.programme)


def sit(manager: User, run: Run, *people: Participant) -> None:
    for each in people:
        seats.take_seat(actor=manager, run=run, participant=each, stretch=ALL)


def cancel(manager: User, day: Day) -> None:
    cancel_cohort(actor=manager, cohort=day.cohort, reason="Захворіли тренери.")


def test_seats_and_queues_are_given_back_and_the_list_has_another_number(day: Day, manager: User) -> None:
    run, first, second = RunFactory(day=day, seats=1), accepted(day), accepted(day)
    sit(manager, run, first)
    seats.take_seat(actor=second.user, run=run, participant=second, stretch=ALL)
    number = Run.objects.get(pk=run.pk).list_number
    cancel(manager, day)
    assert not Place.objects.filter(pool=run.pool).exists() and not Waiting.objects.exists()
    standing = offering.replay(list(Move.objects.filter(pool=run.pool).order_by("pk")))
    assert (standing.held, standing.waiting) == ({}, [])
    assert Run.objects.get(pk=run.pk).list_number > number


def test_the_evening_before_and_the_morning_after_go_with_the_day_that_they_serve(
    day: Day, manager: User
) -> None:
    one = dt.timedelta(days=1)
    evening = RunFactory(day=day, date=day.date - one)
    morning = RunFactory(day=day, date=day.date + one, direction=Direction.BACK)
    who = accepted(day)
    sit(manager, evening, who)
    sit(manager, morning, who)
    cancel(manager, day)
    assert not Run.objects.taking_place().filter(cohort=day.cohort).exists()
    assert not Place.objects.filter(participant=who, pool__bus__isnull=False).exists()
    for run in (evening, morning):
        assert wing.why_rests(run.pool, timezone.now())
        with pytest.raises(DomainError):
            sit(manager, run, who)


def test_a_day_that_was_keeps_its_buses(day: Day, manager: User, time_machine: Any) -> None:
    later = DayFactory(cohort=day.cohort, date=day.date + dt.timedelta(days=1))
    SessionFactory(day=day, starts=dt.time(10))
    SessionFactory(day=later, starts=dt.time(10))
    first, second, back = (
        RunFactory(day=day),
        RunFactory(day=later),
        RunFactory(day=day, direction=Direction.BACK, starts=dt.time(18)),
    )
    who = accepted(day, later)
    for run in (first, second, back):
        sit(manager, run, who)
    time_machine.move_to(first.starts_at)
    boarding.depart(actor=manager, run=first)
    time_machine.move_to(first.starts_at + dt.timedelta(hours=4))
    cancel(manager, day)
    assert set(
        Place.objects.filter(participant=who, pool__bus__isnull=False).values_list("pool", flat=True)
    ) == {
        first.pool_id,
        back.pool_id,
    }


def test_the_page_before_names_carriers_and_captains_to_call(day: Day, manager: User) -> None:
    run = RunFactory(
        day=day, vehicle__operator__name="Перевізник Зразок", vehicle__operator__phone="+380 44 1"
    )
    captain_of(run, name="Остап", phone="+380 67 2")
    captain_of(run, name="Учасниця", participant=accepted(day))
    page = browser_of(manager).get(reverse("cohort_step", args=[day.cohort_id, "cancel"])).text
    assert (
        "2 people cannot be told by letter: Остап +380 67 2, Перевізник Зразок +380 44 1. Call them." in page
    )


def test_who_loses_all_days_has_no_seat_on_the_evening_before_either(day: Day, manager: User) -> None:
    later = DayFactory(cohort=day.cohort, date=day.date + dt.timedelta(days=1))
    evening = RunFactory(day=day, date=day.date - dt.timedelta(days=1))
    who = accepted(day, later)
    sit(manager, evening, who)
    Place.objects.filter(participant=who, pool=day.pool).delete()
    wing.left(day.pool_id, who, manager)
    assert Place.objects.filter(pool=evening.pool).exists()  # the other day is left
    Place.objects.filter(participant=who, pool=later.pool).delete()
    wing.left(later.pool_id, who, manager)
    assert not Place.objects.filter(pool=evening.pool).exists()
