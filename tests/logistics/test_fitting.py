"""Whether buses fit the programme, and what the hours that a host proposes would collide with."""

import datetime as dt
from typing import Any

import pytest

from cohorts.logistics.fitting_queries import misfits_of
from cohorts.logistics.models import Direction, Run
from cohorts.timetable.models import Session
from residencies.models import Way
from tests.factories.choices import visits
from tests.factories.cohorts import DayFactory, PlaceFactory
from tests.factories.logistics import RunFactory, VisitSiteFactory
from tests.factories.residencies import VenueFactory, manager_of
from tests.factories.timetable import SessionFactory, TrackGroupFactory
from tests.logistics.conftest import Trip
from tests.school import browser_of, trainer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(db: None) -> Run:
    """A run at three stops: it leaves at 8:05 and 8:20, and arrives at 8:30."""
    found: Run = RunFactory(day=DayFactory())
    return found


def session_at(run: Run, starts: str, ends: str, **more: Any) -> Session:
    """A session on the day of a run."""
    hours = {"starts": dt.time.fromisoformat(starts), "ends": dt.time.fromisoformat(ends)}
    return SessionFactory(day=run.cohort.days.get(), title_en="Lecture", **hours, **more)


def words_of(run: Run) -> list[str]:
    return [each.in_words() for each in misfits_of([Run.objects.get(pk=run.pk)])[run.pk]]


def test_a_bus_that_leaves_before_people_are_free_is_named_with_both_hours(run: Run) -> None:
    session_at(run, "07:00", "08:15")
    assert words_of(run) == ["The bus leaves “Вокзал” at 08:05, and “Lecture” goes on until 08:15."]


def test_a_bus_that_comes_after_the_session_has_begun_is_named(run: Run) -> None:
    session_at(run, "08:25", "10:00")
    assert words_of(run) == ["The bus is at “Завод” at 08:30, and “Lecture” begins at 08:25."]


@pytest.mark.parametrize(("starts", "ends"), [("07:00", "08:05"), ("08:30", "10:00")])
def test_to_the_minute_is_in_time(run: Run, starts: str, ends: str) -> None:
    session_at(run, starts, ends)
    assert words_of(run) == []


def test_a_bus_that_comes_when_its_visit_is_over_is_late_too(run: Run) -> None:
    run.serves.add(session_at(run, "06:00", "07:00"))
    assert words_of(run) == ["The bus is at “Завод” at 08:30, and “Lecture” begins at 06:00."]


def test_a_way_back_before_the_visit_ends_is_early(run: Run) -> None:
    Run.objects.filter(pk=run.pk).update(direction=Direction.BACK)
    run.serves.add(session_at(run, "09:00", "10:00"))
    assert words_of(run) == ["The bus leaves “Вокзал” at 08:05, and “Lecture” goes on until 10:00."]


def test_parallel_sessions_count_for_those_aboard_who_chose_them_and_cancelled_ones_for_nobody() -> None:
    chosen = visits(2)
    chosen.set_up("first_come", 5, 5)
    run = RunFactory(day=chosen.day, starts=dt.time(10))
    SessionFactory(day=chosen.day, starts=dt.time(9), state=Session.State.CANCELLED)
    rider, other = chosen.person(), chosen.person()
    PlaceFactory(pool=run.pool, participant=rider, to_call=2)
    PlaceFactory(pool=chosen.option(0).pool, participant=other)
    assert words_of(run) == []
    PlaceFactory(pool=chosen.option(1).pool, participant=rider)
    assert words_of(run) == ["The bus leaves “Вокзал” at 10:05, and “Visit 2” goes on until 12:00."]


def test_what_does_not_fit_is_asked_with_the_same_number_of_queries_for_any_number_of_runs(
    run: Run, django_assert_num_queries: Any
) -> None:
    day = run.cohort.days.get()
    session_at(run, "07:00", "08:15")
    for rows in ([run], [run, RunFactory(day=day), RunFactory(day=day)]):
        found = list(Run.objects.filter(pk__in=[each.pk for each in rows]).prefetch_related("calls"))
        with django_assert_num_queries(4):
            misfits_of(found)


def test_the_page_of_a_run_says_what_does_not_fit(run: Run) -> None:
    session_at(run, "07:00", "08:15")
    page = browser_of(manager_of(run.cohort.residency.programme)).get(f"/admin/runs/{run.pk}/")
    assert "Lecture" in page.content.decode() and "08:15" in page.content.decode()


# ---------------------------------------------------------------- what a host proposes
def asked_before_agreeing(trip: Trip) -> str:
    """What the manager reads before agreeing to 12:00–13:30."""
    trip.ask()
    trip.press("time/", starts="12:00", ends="13:30")
    office = browser_of(trip.manager)
    office.cookies["language"] = "en"
    page = office.get(f"/admin/visit-sites/{trip.site.pk}/step/accept/")
    assert page.status_code == 200
    return str(page.content.decode())


def beside(trip: Trip, starts: str, ends: str, **more: Any) -> Session:
    hours = {"starts": dt.time.fromisoformat(starts), "ends": dt.time.fromisoformat(ends)}
    return SessionFactory(day=trip.day, **hours, **more)


def test_nothing_is_named_where_the_proposed_hours_fit(trip: Trip) -> None:
    beside(trip, "13:30", "14:30", title_en="Lunch")
    assert "Look at this first" not in asked_before_agreeing(trip)


def test_lunch_and_every_session_of_the_same_people_is_named_before_agreeing(trip: Trip) -> None:
    beside(trip, "13:00", "14:00", title_en="Lunch")
    page = asked_before_agreeing(trip)
    assert "At the same time as “Lunch”, 13:00–14:00." in page
    assert trip.session.starts == dt.time(10)  # nothing is done by looking


def test_parallel_visits_have_other_people_and_are_not_named(trip: Trip) -> None:
    group = TrackGroupFactory(cohort=trip.cohort)
    Session.objects.filter(pk=trip.session.pk).update(track_group=group)
    beside(trip, "12:00", "13:00", title_en="The other visit", track_group=group)
    assert "The other visit" not in asked_before_agreeing(trip)


def test_a_way_that_takes_longer_than_there_is_time_is_named(trip: Trip) -> None:
    programme = trip.cohort.residency.programme
    hall, site = VenueFactory(programme=programme), trip.site.venue
    Session.objects.filter(pk=trip.session.pk).update(venue=site)
    beside(trip, "13:40", "14:30", title_en="Talk", venue=hall)
    Way.objects.create(from_venue=site, to_venue=hall, minutes=25)
    assert "takes 25 min; between them there are 10 min." in asked_before_agreeing(trip)


def test_a_trainer_and_a_bus_that_would_not_fit_are_named(trip: Trip) -> None:
    other = beside(
        trip, "13:15", "14:00", title_en="Training", track_group=TrackGroupFactory(cohort=trip.cohort)
    )
    trainer_of(trip.session, other)
    run = RunFactory(day=trip.day, direction=Direction.BACK, starts=dt.time(12, 30), number=4)
    run.serves.add(trip.session)
    page = asked_before_agreeing(trip)
    assert "is needed for “Training” too, 13:15–14:00." in page
    assert "bus 4 return: The bus leaves “Вокзал” at 12:35" in page


def test_another_site_of_the_same_visit_at_that_time_is_named(trip: Trip) -> None:
    trip.site.arrives, trip.site.leaves = dt.time(10), dt.time(10, 40)
    trip.site.save()
    VisitSiteFactory(
        visit=trip.visit, venue__name_en="Pump house", arrives=dt.time(12, 30), leaves=dt.time(13)
    )
    assert "The group is at “Pump house” then, 12:30–13:00." in asked_before_agreeing(trip)
