"""A bus in the night: people are told the date of the moment, whatever day its run belongs to."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cohorts.logistics import carriers, papers
from cohorts.logistics.models import Direction, Run
from cohorts.logistics.services import runs, seats
from cohorts.logistics.wing import BusesWing
from cohorts.models import Day, Participant, Place, Stretch
from foundation.errors import DomainError
from people.models import User
from tests.factories.cohorts import DayFactory
from tests.factories.logistics import RunFactory, captain_of
from tests.factories.residencies import manager_of
from tests.factories.timetable import SessionFactory
from tests.letters import letters
from tests.school import accepted, browser_of

pytestmark = pytest.mark.django_db
ALL = Stretch(0, 2)
NEXT = "19 May"


@pytest.fixture
def day(time_machine: Any) -> Day:
    """A Tuesday, 18 May; it is noon on the day before."""
    time_machine.move_to(dt.datetime(2027, 5, 17, 9, tzinfo=dt.UTC), tick=False)
    found: Day = DayFactory(date=dt.date(2027, 5, 18))
    return found


@pytest.fixture
def run(day: Day) -> Run:
    """It is at its first stop at 23:59 and leaves five minutes later."""
    found: Run = RunFactory(day=day, number=2, starts=dt.time(23, 59), direction=Direction.OTHER, seats=3)
    return found


@pytest.fixture
def manager(day: Day) -> User:
    return manager_of(day.cohort.residency.programme)


@pytest.fixture
def who(run: Run, day: Day, manager: User) -> Participant:
    """Somebody with a seat in it."""
    found = accepted(day)
    found.user.language = "en"
    found.user.save()
    seats.take_seat(actor=manager, run=run, participant=found, stretch=ALL)
    return found


def test_who_travels_is_told_the_date_on_which_the_bus_leaves(run: Run, who: Participant) -> None:
    assert run.leaves == dt.datetime(2027, 5, 19, 0, 4)
    (letter,) = letters(kind="seat_changed", recipient=who.user)
    browser = browser_of(who.user)
    own = f"/en/my/travel/{run.cohort.slug}/"
    assert "Wednesday, 19 May 2027" in letter.text and "00:04" in letter.text
    assert "Wednesday, 19 May 2027, 00:04" in browser.get("/en/my/").text
    for url in (own, f"/en/my/cohorts/{run.cohort.slug}/today/"):
        assert f"00:04, {NEXT}" in browser.get(url).text


def test_captain_carrier_office_and_paper_name_the_date_on_which_the_bus_leaves(
    run: Run, who: Participant, manager: User
) -> None:
    office, link = browser_of(manager), f"/en/captain/{captain_of(run)}/"
    captain = Client()
    before = captain.get(link).text
    captain.post(link, {"action": "claim"})
    pages = [before, captain.get(link).text]
    pages += [office.get(reverse(name, args=[run.pk])).text for name in ("logistics_run", "logistics_list")]
    pages.append(office.get(reverse("logistics_runs", args=[run.cohort_id])).text)
    for page in pages:
        assert "Wednesday, 19 May 2027" in page and "18 May 2027" not in page
    with translation.override("en"):
        (carrier,) = carriers.lists_of(run.cohort)
        assert all(line[1] == f"{NEXT}, 00:04" for line in carrier.lines.values())
        verdict = papers.verdict_of(papers.code_of(run), run.list_number)
        assert verdict is not None and verdict.when == "Wednesday, 19 May 2027"


def test_a_bus_of_the_night_is_at_hand_until_the_night_ends(run: Run, manager: User) -> None:
    morning = dt.datetime(2027, 5, 19, 4, tzinfo=run.cohort.zone)
    with translation.override("en"):
        (fact,) = BusesWing().at_hand(run.cohort, manager, morning - dt.timedelta(minutes=1))
        assert f"bus 2 other, {NEXT}, 00:04" in str(fact)
    assert BusesWing().at_hand(run.cohort, manager, morning) == []


# ---------------------------------------------------------------- the way back
def test_a_way_back_after_midnight_belongs_to_the_day_and_goes_in_its_night(day: Day, manager: User) -> None:
    DayFactory(cohort=day.cohort, date=day.date + dt.timedelta(days=1))
    there, who = RunFactory(day=day), accepted(day)
    there.serves.add(SessionFactory(day=day, starts=dt.time(20), ends=dt.time(23, 50)))
    seats.take_seat(actor=manager, run=there, participant=who, stretch=ALL)
    back = runs.make_way_back(actor=manager, run=there)
    assert (back.date, back.starts) == (day.date, dt.time(0, 5))
    assert back.starts_at == dt.datetime(2027, 5, 19, 0, 5, tzinfo=day.cohort.zone)
    assert back.ends_at == dt.datetime(2027, 5, 20, 4, tzinfo=day.cohort.zone)
    assert Place.objects.filter(pool=back.pool, participant=who).exists()
    assert [run.pk for run in sorted([back, there], key=lambda run: run.in_time)] == [there.pk, back.pk]
    with pytest.raises(DomainError):
        runs.make_way_back(actor=manager, run=there)


def test_a_way_back_when_the_night_is_over_belongs_to_the_next_day(day: Day, manager: User) -> None:
    there = RunFactory(day=day)
    there.serves.add(SessionFactory(day=day, starts=dt.time(20), ends=dt.time(5)))
    back = runs.make_way_back(actor=manager, run=there)
    assert (back.date, back.starts) == (day.date + dt.timedelta(days=1), dt.time(5, 15))
    assert back.starts_at == dt.datetime(2027, 5, 19, 5, 15, tzinfo=day.cohort.zone)


def test_a_return_in_the_night_after_the_last_day_is_entered_with_that_day(day: Day, manager: User) -> None:
    made = Run(
        cohort=day.cohort,
        number=1,
        vehicle=RunFactory(day=day).vehicle,
        direction=Direction.BACK,
        starts=dt.time(0, 30),
        date=day.date + dt.timedelta(days=1),
    )
    with pytest.raises(DomainError) as refusal:
        runs.save_run(actor=manager, run=made)
    assert refusal.value.field == "date"
    made.date = day.date
    assert runs.save_run(actor=manager, run=made).starts_at.date() == day.date + dt.timedelta(days=1)
