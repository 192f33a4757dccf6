"""A room or a trainer that is needed twice at one time: the manager reads it on the cohort's page."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cohorts.models import Cohort, Day
from cohorts.timetable.models import Session
from courses.models import Trainer
from residencies.models import Room
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.courses import TrainerFactory
from tests.factories.residencies import RoomFactory, manager_of
from tests.factories.timetable import SessionFactory, TrackGroupFactory

pytestmark = pytest.mark.django_db
DATE = dt.date(2026, 12, 17)


@pytest.fixture
def day() -> Day:
    return DayFactory(date=DATE)


@pytest.fixture
def room(day: Day) -> Room:
    return RoomFactory(venue__programme=day.cohort.residency.programme, name_en="Blue hall")


@pytest.fixture
def trainer(day: Day) -> Trainer:
    return TrainerFactory(programme=day.cohort.residency.programme, name_en="Ann Example")


@pytest.fixture
def office(client: Client, day: Day) -> Client:
    client.force_login(manager_of(day.cohort.residency.programme))
    client.cookies["language"] = "en"
    return client


def page(office: Client, cohort: Cohort) -> str:
    return office.get(reverse("cohort_overview", args=[cohort.pk])).text


def at(starts: str, ends: str, day: Day, **more: Any) -> Session:
    return SessionFactory(
        day=day, starts=dt.time.fromisoformat(starts), ends=dt.time.fromisoformat(ends), **more
    )


def test_a_room_that_is_needed_twice_is_said_with_both_sessions(office: Client, day: Day, room: Room) -> None:
    first = at("10:00", "11:30", day, room=room)
    second = at("11:00", "12:00", day, room=room)
    text = page(office, day.cohort)
    assert "needed twice at one time" in text
    assert f"{room}, Thursday, 17 December 2026, 10:00–11:30: “{first}” and “{second}”" in text


def test_a_trainer_of_two_parallel_sessions_is_said(office: Client, day: Day, trainer: Trainer) -> None:
    group = TrackGroupFactory(cohort=day.cohort)
    for _number in range(2):
        at("10:00", "11:00", day, track_group=group, trainers=[trainer])
    assert "Ann Example, Thursday" in page(office, day.cohort)


def test_one_after_another_elsewhere_and_cancelled_are_no_clash(
    office: Client, day: Day, room: Room, trainer: Trainer
) -> None:
    at("10:00", "11:00", day, room=room, trainers=[trainer])
    at("11:00", "12:00", day, room=room, trainers=[trainer])
    at("10:00", "11:00", day, room=RoomFactory(venue=room.venue))
    at("10:00", "11:00", day, room=room, state=Session.State.CANCELLED)
    other_day = DayFactory(cohort=day.cohort, date=DATE + dt.timedelta(days=1))
    at("10:00", "11:00", other_day, room=room, trainers=[trainer])
    assert "needed twice" not in page(office, day.cohort)


@pytest.mark.both_databases
def test_another_cohort_of_the_programme_that_needs_the_same_is_named(
    office: Client, day: Day, room: Room, trainer: Trainer
) -> None:
    other = CohortFactory(residency=day.cohort.residency, time_zone="Europe/Warsaw")
    at("10:00", "11:00", day, room=room, trainers=[trainer])
    # Nine in Warsaw is ten in Kyiv.
    at("09:00", "10:00", DayFactory(cohort=other, date=DATE), room=room, trainers=[trainer])
    text = page(office, day.cohort)
    assert reverse("cohort_overview", args=[other.pk]) in text
    assert f"{room}, Thursday" in text and "Ann Example, Thursday" in text
    Cohort.objects.filter(pk=other.pk).update(state=Cohort.State.CANCELLED)
    assert "needed twice" not in page(office, day.cohort)


def test_nothing_is_refused_for_it(office: Client, day: Day, room: Room) -> None:
    for title in ("Перше", "Друге"):
        sent = {
            "day": day.pk,
            "title_uk": title,
            "starts": "10:00",
            "ends": "11:00",
            "room": room.pk,
            "format": SessionFactory(day=day).format_id,
        }
        url = f"{reverse('session:add')}?cohort={day.cohort_id}"
        response = office.post(url, sent)
        assert response.status_code == 302
    assert "needed twice" in office.get(response.url).text


def test_the_page_takes_as_many_queries_for_two_clashes_as_for_many(
    office: Client, day: Day, room: Room, trainer: Trainer
) -> None:
    other = DayFactory(cohort=CohortFactory(residency=day.cohort.residency), date=DATE)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert "needed twice" in page(office, day.cohort)
        return len(captured)

    for each in (day, day, other):
        at("10:00", "11:00", each, room=room, trainers=[trainer])
    queries()
    few = queries()
    for each in (day, other):
        for _number in range(5):
            at("10:00", "11:00", each, room=room, trainers=[trainer])
    assert queries() == few
