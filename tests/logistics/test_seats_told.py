"""Who gets a seat, other stops or none by somebody else’s hand is told: in one letter, in time, and not at night."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from cohorts import offering, places, wing
from cohorts.logistics.models import Direction, Run, Travel
from cohorts.logistics.services import runs, seats, swapping
from cohorts.models import Day, Participant, Place, Stretch, Waiting
from cohorts.services import cancel_cohort
from messaging.models import Letter
from people.models import User
from tests.factories.choices import visits
from tests.factories.cohorts import DayFactory
from tests.factories.logistics import RunFactory, VehicleFactory
from tests.factories.residencies import manager_of
from tests.factories.timetable import SessionFactory
from tests.letters import letters
from tests.school import accepted, browser_of

pytestmark = pytest.mark.django_db
ALL = Stretch(0, 2)


@pytest.fixture
def day(time_machine: Any) -> Day:
    """A Tuesday; it is noon on the Tuesday before."""
    time_machine.move_to(dt.datetime(2027, 5, 11, 9, tzinfo=dt.UTC), tick=False)
    found: Day = DayFactory(date=dt.date(2027, 5, 18))
    return found


@pytest.fixture
def run(day: Day) -> Run:
    found: Run = RunFactory(day=day, seats=3)
    return found


@pytest.fixture
def manager(day: Day) -> User:
    return manager_of(day.cohort.residency.programme)


@pytest.fixture
def who(day: Day) -> Participant:
    return accepted(day)


def told(who: Participant) -> list[Letter]:
    return letters(kind="seat_changed", recipient=who.user)


def give(manager: User, run: Run, who: Participant, stretch: Stretch = ALL) -> None:
    seats.take_seat(actor=manager, run=run, participant=who, stretch=stretch)


@pytest.mark.parametrize(
    ("language", "words", "gone"),
    [
        ("uk", "надав вам місце в автобусі", "У вас більше немає місця"),
        ("en", "given you a seat in a bus", "You have no seat"),
        ("pl", "Masz miejsce w autokarze", "Nie masz już miejsca"),
    ],
)
def test_who_is_given_a_seat_reads_bus_stop_and_hour_and_who_loses_it_reads_that(
    run: Run, who: Participant, manager: User, language: str, words: str, gone: str
) -> None:
    who.user.language = language
    who.user.save()
    give(manager, run, who, Stretch(1, 2))
    (letter,) = told(who)
    assert words in letter.text and "Ратуша" in letter.text and "08:20" in letter.text
    assert run.vehicle.plate in letter.text and f"/my/travel/{run.cohort.slug}/" in letter.text
    assert words in letter.html
    Letter.objects.update(not_before=dt.datetime.now(dt.UTC))
    seats.give_back_seat(actor=manager, run=run, participant=who)
    assert gone in told(who)[1].text


def test_all_that_is_changed_one_after_another_is_in_one_letter(
    run: Run, who: Participant, manager: User
) -> None:
    give(manager, run, who)
    back = runs.make_way_back(actor=manager, run=run)
    (letter,) = told(who)
    assert letter.text.count(str(run.vehicle.plate)) == 2
    seats.give_back_seat(actor=manager, run=back, participant=who)
    (letter,) = told(who)
    assert letter.text.count(str(run.vehicle.plate)) == 1


def test_what_came_to_nothing_is_told_to_nobody(run: Run, who: Participant, manager: User) -> None:
    give(manager, run, who)
    seats.give_back_seat(actor=manager, run=run, participant=who)
    assert told(who) == []
    seats.take_seat(actor=who.user, run=run, participant=who, stretch=ALL)
    give(manager, run, who, Stretch(1, 2))
    give(manager, run, who, ALL)
    assert told(who) == []


def test_another_bus_or_other_stops_are_told_and_ones_own_choice_is_not(
    run: Run, day: Day, who: Participant, manager: User
) -> None:
    seats.take_seat(actor=who.user, run=run, participant=who, stretch=ALL)
    assert told(who) == []
    other = RunFactory(day=day, starts=dt.time(9))
    give(manager, other, who)
    (letter,) = told(who)
    assert "09:05" in letter.text
    seats.take_seat(actor=who.user, run=run, participant=who, stretch=ALL)
    assert told(who) == []


def test_own_transport_that_a_manager_keeps_is_told_as_a_seat_that_is_gone(
    run: Run, who: Participant, manager: User
) -> None:
    seats.take_seat(actor=who.user, run=run, participant=who, stretch=ALL)
    way = {"participant": who, "date": run.date, "direction": run.direction}
    seats.travel_otherwise(actor=manager, how=Travel.How.OWN, **way)
    assert len(told(who)) == 1


def test_visitors_who_are_seated_get_one_letter_each_in_the_same_queries(
    run: Run, day: Day, manager: User
) -> None:
    def asked(people: int) -> int:
        bus = RunFactory(day=day, seats=people)
        bus.serves.add(SessionFactory(day=day))
        for _number in range(people):
            accepted(day)
        with CaptureQueriesContext(connection) as captured:
            assert seats.seat_visitors(actor=manager, run=bus)[0] == people
        return sum("messaging_letter" in query["sql"] for query in captured)

    assert asked(1) == asked(5) <= 4
    assert Letter.objects.filter(kind="seat_changed").count() == 6


# ---------------------------------------------------------------- when
def leaves(who: Participant) -> dt.datetime:
    found: dt.datetime = Letter.objects.get(kind="seat_changed", recipient=who.user).not_before
    return found


def test_by_day_the_letter_leaves_ten_minutes_after_the_last_change(
    run: Run, who: Participant, manager: User
) -> None:
    give(manager, run, who)
    assert leaves(who) == dt.datetime(2027, 5, 11, 9, 10, tzinfo=dt.UTC)


def test_at_night_it_waits_for_the_morning_and_on_a_day_off_for_the_next_one(
    run: Run, who: Participant, manager: User, time_machine: Any
) -> None:
    time_machine.move_to(dt.datetime(2027, 5, 14, 19, 30, tzinfo=dt.UTC), tick=False)  # Friday 22:30
    give(manager, run, who)
    assert leaves(who) == dt.datetime(2027, 5, 17, 5, tzinfo=dt.UTC)  # Monday 8:00


def test_what_would_come_too_late_by_morning_leaves_at_night(
    run: Run, who: Participant, manager: User, time_machine: Any
) -> None:
    time_machine.move_to(dt.datetime(2027, 5, 17, 19, 30, tzinfo=dt.UTC), tick=False)  # the eve, 22:30
    give(manager, run, who)
    assert leaves(who) == dt.datetime(2027, 5, 17, 19, 40, tzinfo=dt.UTC)


def test_once_the_bus_should_have_left_nobody_is_written_to(
    run: Run, who: Participant, manager: User, time_machine: Any
) -> None:
    time_machine.move_to(run.starts_at, tick=False)
    give(manager, run, who)
    assert told(who) == []


# ---------------------------------------------------------------- told in another way
def test_who_is_moved_by_another_vehicle_has_that_letter_alone(run: Run, day: Day, manager: User) -> None:
    for _number in range(3):
        seats.take_seat(actor=(each := accepted(day)).user, run=run, participant=each, stretch=ALL)
    small = VehicleFactory(operator=run.vehicle.operator, seats=1)
    seen = swapping.plan(run, small).mark
    swapping.swap_vehicle(actor=manager, run=run, vehicle=small, seen=seen)
    assert Letter.objects.filter(kind="bus_changed").count() == 3
    assert not Letter.objects.filter(kind__in=["seat_changed", "seat_offered"]).exists()


def test_nobody_reads_of_a_seat_after_the_letter_that_calls_the_day_off(
    run: Run, day: Day, who: Participant, manager: User
) -> None:
    freed = accepted(day)
    seats.take_seat(actor=freed.user, run=run, participant=freed, stretch=ALL)
    give(manager, run, who)
    seats.give_back_seat(actor=manager, run=run, participant=freed)
    assert len(told(who)) == len(told(freed)) == 1
    cancel_cohort(actor=manager, cohort=day.cohort, reason="Тривога.")
    assert told(who) == told(freed) == []


def test_a_way_of_a_day_that_was_stays_in_the_letter(
    run: Run, day: Day, manager: User, time_machine: Any
) -> None:
    later = DayFactory(cohort=day.cohort, date=day.date + dt.timedelta(days=1))
    for each in (day, later):
        SessionFactory(day=each, starts=dt.time(10))
    home = RunFactory(day=day, direction=Direction.BACK, starts=dt.time(23, 30))
    there, both = RunFactory(day=later), accepted(day, later)
    time_machine.move_to(dt.datetime(2027, 5, 18, 16, tzinfo=dt.UTC), tick=False)  # 19:00 on the day itself
    give(manager, home, both)
    give(manager, there, both)
    assert told(both)[0].text.count("BC ") == 2
    cancel_cohort(actor=manager, cohort=day.cohort, reason="Тривога.")
    (letter,) = told(both)
    assert "23:3" in letter.text and letter.text.count("BC ") == 1


def test_who_gives_the_day_up_does_not_read_that_the_organiser_took_the_seat(
    run: Run, day: Day, who: Participant, manager: User
) -> None:
    give(manager, run, who)
    places.give_back(pool_id=day.pool_id, participant=who)
    wing.left(day.pool_id, who, who.user)
    assert not Place.objects.filter(pool=run.pool).exists() and told(who) == []


# ---------------------------------------------------------------- the queue of a run
@pytest.fixture
def waits(run: Run, day: Day, who: Participant) -> Participant:
    """Waits for a seat in a bus that was full; one seat has just become free."""
    full = [accepted(day) for _number in range(3)]
    for each in full:
        seats.take_seat(actor=each.user, run=run, participant=each, stretch=ALL)
    seats.take_seat(actor=who.user, run=run, participant=who, stretch=ALL)
    assert Waiting.objects.get(pool=run.pool).participant == who
    seats.give_back_seat(actor=full[0].user, run=run, participant=full[0])
    return who


def test_a_seat_that_is_offered_comes_by_letter_and_so_does_what_became_of_it(
    run: Run, waits: Participant, time_machine: Any
) -> None:
    assert offering.offer_place(run.pool, waits)
    (letter,) = letters(kind="seat_offered", recipient=waits.user)
    offer = run.pool.offers.get()
    assert "08:05" in letter.text and f"/offers/{offer.public_id}/" in letter.text
    time_machine.move_to(offer.until + dt.timedelta(seconds=2), tick=False)
    offering.lapse(offer)
    assert len(letters(kind="seat_offered", recipient=waits.user)) == 2 and told(waits) == []


def test_a_freed_seat_that_a_manager_gives_comes_by_letter(
    run: Run, waits: Participant, manager: User
) -> None:
    offering.give(actor=manager, pool=run.pool, participant=waits)
    assert len(told(waits)) == 1


def test_who_waits_for_a_seat_and_does_not_come_any_more_is_told_why(
    run: Run, day: Day, waits: Participant
) -> None:
    Place.objects.filter(pool=day.pool, participant=waits).delete()
    assert offering.skip(run.pool, waits)
    assert len(letters(kind="seat_offered", recipient=waits.user, facts__case="skipped")) == 1


def test_a_visit_that_is_offered_with_its_bus_is_told_of_once() -> None:
    made = visits(2)
    made.set_up("first_come", 1, 5)
    run = RunFactory(day=made.day)
    run.serves.add(made.sessions[0])
    who = made.person()
    Waiting.objects.create(pool=made.option(0).pool, participant=who, position=1)
    assert offering.offer_place(made.option(0).pool, who)
    assert run.pool.offers.count() == 1
    (letter,) = letters(recipient=who.user)
    assert letter.kind == "session_place"
    with translation.override(who.user.language):
        assert f"- {run}, " in letter.text and f"<li>{run}, " in letter.html


# ---------------------------------------------------------------- on the manager's screen
def test_the_page_of_a_run_says_that_people_are_told_and_when(
    run: Run, who: Participant, manager: User
) -> None:
    office = browser_of(manager)
    page = office.get(f"/admin/runs/{run.pk}/").text
    assert "one letter about all of it, ten minutes after the last change" in page
    form = {"action": "seat", "participant": who.pk, "from_call": 0, "to_call": 2}
    assert "The person gets a letter" in office.post(f"/admin/runs/{run.pk}/", form, follow=True).text
