"""What does not fit of a run is said where a manager looks: on the cohort’s page, in the list of runs, what waits."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from cohorts.logistics.gaps import gaps_of
from cohorts.logistics.models import Run, Travel
from cohorts.logistics.services import seats, swapping
from cohorts.logistics.wing import BusesWing
from cohorts.models import Participant, Place, Stretch
from tests.factories.choices import Visits, visits
from tests.factories.logistics import RunFactory, VehicleFactory
from tests.factories.timetable import SessionFactory
from tests.school import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(db: None) -> Visits:
    """Two visits, with two people at the first."""
    found = visits(2)
    found.set_up("first_come", 10, 10)
    return found


@pytest.fixture
def people(made: Visits) -> list[Participant]:
    found = [made.person() for _number in range(2)]
    for who in found:
        Place.objects.create(pool=made.option(0).pool, participant=who)
    return found


@pytest.fixture
def run(made: Visits) -> Run:
    """The bus to the first visit: nobody has a seat in it yet."""
    found: Run = RunFactory(day=made.day, starts=dt.time(6))
    found.serves.add(made.sessions[0])
    return found


@pytest.fixture
def office(made: Visits) -> Client:
    return browser_of(made.manager)


def said(made: Visits) -> dict[str, str]:
    """By what waits in the buses, where it leads."""
    with translation.override("en"):
        facts = BusesWing().waits([made.cohort], timezone.now(), made.manager)
    return {fact.text: fact.url for fact in facts.get(made.cohort.pk, ())}


def seat(made: Visits, run: Run, who: Participant) -> None:
    seats.take_seat(actor=made.manager, run=run, participant=who, stretch=Stretch(0, 2))


def test_who_attends_a_visit_and_has_no_seat_is_counted_until_a_seat_or_other_means_are_there(
    made: Visits, run: Run, people: list[Participant]
) -> None:
    link = f"/admin/runs/{run.pk}/"
    assert said(made) == {"2 people without a seat in the bus": link}
    seat(made, run, people[0])
    assert said(made) == {"1 person without a seat in the bus": link}
    Travel.objects.create(participant=people[1], date=run.date, direction=run.direction, how=Travel.How.OWN)
    assert said(made) == {}


def test_who_no_longer_fits_into_another_vehicle_is_said_on_every_screen(
    made: Visits, run: Run, people: list[Participant], office: Client
) -> None:
    for who in people:
        seat(made, run, who)
    small = VehicleFactory(operator=run.vehicle.operator, seats=1)
    seen = swapping.plan(run, small).mark
    swapping.swap_vehicle(actor=made.manager, run=run, vehicle=small, seen=seen)
    words, link = "1 person without a seat in the bus", f"/admin/runs/{run.pk}/"
    assert said(made) == {words: link}
    page = office.get(f"/admin/cohorts/overview/{made.cohort.pk}/").text
    assert f'<a href="{link}">{words}</a>' in page
    assert words in office.get(f"/admin/cohorts/{made.cohort.pk}/runs/").text
    assert words in office.get("/admin/").text
    assert f"Without a seat in this bus: {people[1].user.official_name}." in office.get(link).text


def test_who_attends_another_visit_now_keeps_no_seat_unseen(
    made: Visits, run: Run, people: list[Participant], office: Client
) -> None:
    for who in people:
        seat(made, run, who)
    Place.objects.filter(pool=made.option(0).pool, participant=people[0]).update(pool=made.option(1).pool)
    link = f"/admin/runs/{run.pk}/"
    assert said(made) == {"1 seat of somebody who attends something else": link}
    words = f"attend nothing that this bus serves: {people[0].user.official_name}."
    assert words in office.get(link).text


def test_hours_that_do_not_fit_are_said_and_several_runs_lead_to_their_list(made: Visits, run: Run) -> None:
    SessionFactory(day=made.day, starts=dt.time(6), ends=dt.time(6, 15), room=None)
    words = "1 bus whose hours do not fit the programme"
    assert said(made) == {words: f"/admin/runs/{run.pk}/"}
    RunFactory(day=made.day, starts=dt.time(6))
    assert said(made) == {
        "2 buses whose hours do not fit the programme": f"/admin/cohorts/{made.cohort.pk}/runs/"
    }


def test_of_a_bus_that_has_left_nothing_waits(
    made: Visits, run: Run, people: list[Participant], time_machine: Any
) -> None:
    time_machine.move_to(run.starts_at, tick=False)
    assert said(made) == {}


def test_the_same_queries_for_one_run_and_for_those_of_many_cohorts(
    run: Run, people: list[Participant]
) -> None:
    def asked(runs: list[Run]) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert len(gaps_of(runs, timezone.now())) == len(runs)
        return len(captured)

    def loaded() -> list[Run]:
        return list(Run.objects.select_related("cohort").prefetch_related("calls"))

    few = asked(loaded())
    for _number in range(3):
        other = visits(2)
        other.set_up("first_come", 10, 10)
        RunFactory(day=other.day, starts=dt.time(6)).serves.add(other.sessions[0])
        Place.objects.create(pool=other.option(0).pool, participant=other.person())
    assert asked(loaded()) == few <= 12
