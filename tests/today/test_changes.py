"""What has become other since the day before: of the programme, of buses, of one's own seat."""

import datetime as dt
from typing import Any

import pytest

from cohorts.logistics.models import Call, Direction, Run, RunChange
from cohorts.logistics.services import runs, seats, swapping
from cohorts.models import Cohort, Participant, Stretch
from cohorts.replacing.services import approve
from cohorts.timetable.models import Session
from cohorts.timetable.services import cancel_session
from people.models import User
from tests.factories.logistics import RunFactory, VehicleFactory
from tests.factories.replacing import confirmed
from tests.factories.residencies import VenueFactory
from tests.factories.timetable import SessionFactory
from tests.school import browser_of
from tests.today.conftest import Morning

pytestmark = pytest.mark.django_db


def changes(morning: Morning, who: User) -> list[str]:
    found = browser_of(who).get(morning.url()).context["board"].changes
    return [str(words) for words in found]


@pytest.fixture
def rider(morning: Morning, time_machine: Any) -> Participant:
    """Somebody who was told everything long before, and looks at seven in the morning."""
    who = morning.add_person()
    time_machine.move_to(morning.at(7), tick=False)
    return who


@pytest.fixture
def idler(morning: Morning, rider: Participant) -> Participant:
    """Somebody of the other visit, without a bus."""
    return morning.add_person(visit=1, rides=False)


@pytest.fixture
def morning(morning: Morning, time_machine: Any) -> Morning:
    """The programme went out a week before."""
    time_machine.move_to(morning.at(12, days=-7), tick=False)
    Session.objects.filter(pk=morning.talk.pk).update(title_en="The talk")
    morning.choosing.release()
    return morning


def plan(**values: Any) -> None:
    Session.objects.filter(pk=values.pop("pk")).update(**values)


# ---------------------------------------------------------------- the programme
def test_nothing_is_said_where_nothing_changed(morning: Morning, rider: Participant) -> None:
    assert changes(morning, rider.user) == []


def test_a_release_says_what_is_new_other_and_cancelled(morning: Morning, rider: Participant) -> None:
    plan(pk=morning.talk.pk, starts=dt.time(8, 30))
    hall = VenueFactory(programme=morning.cohort.residency.programme, name_en="City hall")
    plan(pk=morning.choosing.sessions[0].pk, venue=hall)
    SessionFactory(day=morning.day, starts=dt.time(15), ends=dt.time(16), title_en="Closing")
    extra = SessionFactory(day=morning.day, starts=dt.time(17), ends=dt.time(18), title_en="Never seen")
    cancel_session(actor=morning.manager, session=extra)
    morning.choosing.release()
    assert changes(morning, rider.user) == [
        "New: 15:00–16:00, Closing.",
        "The talk: 08:30–09:45 instead of 09:00–09:45.",
        "Visit 1: now at City hall.",
    ]
    cancel_session(actor=morning.manager, session=Session.objects.get(title_en="The talk"))
    morning.choosing.release()
    assert "Cancelled: 08:30–09:45, The talk." in changes(morning, rider.user)


def test_of_what_one_chose_otherwise_nothing_is_said(
    morning: Morning, rider: Participant, idler: Participant
) -> None:
    plan(pk=morning.choosing.sessions[0].pk, starts=dt.time(10, 15))
    morning.choosing.release()
    words = "Visit 1: 10:15–12:00 instead of 10:00–12:00."
    assert changes(morning, rider.user) == [words] == changes(morning, morning.manager)
    assert changes(morning, idler.user) == []


def test_what_changed_earlier_is_no_news(morning: Morning, rider: Participant, time_machine: Any) -> None:
    for hours, news in ((-32, 0), (-31, 1)):
        plan(pk=morning.talk.pk, starts=dt.time(8, -hours))
        time_machine.move_to(morning.at(7) + dt.timedelta(hours=hours), tick=False)
        morning.choosing.release()
        time_machine.move_to(morning.at(7), tick=False)
        assert len(changes(morning, rider.user)) == news


def test_what_went_with_its_cohort_is_told_as_cancelled(morning: Morning, rider: Participant) -> None:
    Cohort.objects.filter(pk=morning.cohort.pk).update(
        state=Cohort.State.CANCELLED, cancelled_at=morning.at(9, 50)
    )
    assert changes(morning, rider.user) == ["Cancelled: 10:00–12:00, Visit 1."]


# ---------------------------------------------------------------- buses
def test_another_vehicle_is_told_to_who_travels_by_it_and_who_works(
    morning: Morning, rider: Participant, idler: Participant
) -> None:
    other = VehicleFactory(operator=morning.run.vehicle.operator, plate="BC 4545 AA", seats=30)
    seen = swapping.plan(morning.run, other).mark
    swapping.swap_vehicle(actor=morning.manager, run=morning.run, vehicle=other, seen=seen)
    words = "Bus 2 outbound: another vehicle, Sprinter, BC 4545 AA, white."
    assert changes(morning, rider.user) == [words] == changes(morning, morning.manager)
    assert changes(morning, idler.user) == []


def test_an_hour_that_moved_is_told_of_ones_own_stop(morning: Morning, rider: Participant) -> None:
    later = morning.add_person(rides=False)
    seats.take_seat(actor=morning.manager, run=morning.run, participant=later, stretch=Stretch(1, 2))
    call = Call.objects.select_related("run").get(run=morning.run, position=1)
    call.minutes = 25
    runs.save_call(actor=morning.manager, call=call)
    assert changes(morning, rider.user) == []
    words = "Bus 2 outbound: 08:35 Ратуша instead of 08:20 Ратуша."
    assert changes(morning, later.user) == [words] == changes(morning, morning.manager)


def test_a_whole_run_moves_with_its_meeting_point_and_is_told_once(
    morning: Morning, rider: Participant
) -> None:
    for hour, place in ((dt.time(8, 30), "Біля лікарні"), (dt.time(7, 45), "Під годинником")):
        run = Run.objects.get(pk=morning.run.pk)
        run.starts = hour
        runs.save_run(actor=morning.manager, run=run, serves=list(run.serves.all()))
        for position in (0, 1):  # the rider gets on at the first
            call = Call.objects.select_related("run").get(run=run, position=position)
            call.meeting_point_uk = f"{place}, {position}"
            runs.save_call(actor=morning.manager, call=call)
    assert changes(morning, rider.user) == [
        "Bus 2 outbound: 07:50 Вокзал instead of 08:05 Вокзал.",
        "Bus 2 outbound: another meeting point. Під годинником, 0",
    ]


def test_what_came_back_to_what_it_was_is_not_told(morning: Morning, rider: Participant) -> None:
    for hour in (dt.time(9), dt.time(8)):
        run = Run.objects.get(pk=morning.run.pk)
        run.starts = hour
        runs.save_run(actor=morning.manager, run=run)
    assert RunChange.objects.count() == 6 and changes(morning, rider.user) == []


def test_what_changes_before_anybody_travels_is_no_change(morning: Morning) -> None:
    run = Run.objects.get(pk=morning.run.pk)
    run.starts = dt.time(9)
    runs.save_run(actor=morning.manager, run=run)
    assert not RunChange.objects.exists()


def test_who_was_given_another_bus_is_told_so(morning: Morning, rider: Participant) -> None:
    back = RunFactory(day=morning.day, seats=5, number=2, direction=Direction.BACK)
    other = RunFactory(day=morning.day, seats=5, number=3, starts=dt.time(8, 10))
    seats.take_seat(actor=morning.manager, run=back, participant=rider, stretch=Stretch(0, 2))
    assert changes(morning, rider.user) == []
    seats.take_seat(actor=morning.manager, run=other, participant=rider, stretch=Stretch(0, 2))
    assert changes(morning, rider.user) == ["You travel by another bus now: bus 3 outbound."]
    seats.take_seat(actor=rider.user, run=morning.run, participant=rider, stretch=Stretch(0, 2))
    assert changes(morning, rider.user) == []


def test_who_was_given_another_bus_and_the_same_again_is_told_nothing(
    morning: Morning, rider: Participant
) -> None:
    other = RunFactory(day=morning.day, seats=5, number=3, starts=dt.time(8, 10))
    for run in (other, morning.run):
        seats.take_seat(actor=morning.manager, run=run, participant=rider, stretch=Stretch(0, 2))
    assert changes(morning, rider.user) == []


# ---------------------------------------------------------------- one person for another
def test_who_came_in_a_colleague_s_place_reads_what_they_hold_and_managers_read_who_came(
    morning: Morning, rider: Participant, time_machine: Any
) -> None:
    time_machine.move_to(morning.at(16, 50, days=-1), tick=False)
    row = confirmed(rider, morning.manager)
    newcomer = approve(actor=morning.manager, replacement=row)
    time_machine.move_to(morning.at(7), tick=False)
    (words,) = changes(morning, newcomer.user)
    assert words.startswith("You come in place of a colleague. Yours are now: ")
    date = str(morning.day.date.day)
    assert date in words and "the session “Visit 1”" in words and "bus 2 outbound" in words
    names = f"{newcomer.user.official_name} comes in place of {rider.user.official_name}."
    assert names in changes(morning, morning.manager)
    assert changes(morning, morning.trainer) == ["1 person comes in place of a colleague."]
    seats.give_back_seat(actor=newcomer.user, run=morning.run, participant=newcomer)
    assert "bus 2 outbound" not in changes(morning, newcomer.user)[0]


def test_a_colleague_who_came_long_before_is_no_news(
    morning: Morning, rider: Participant, time_machine: Any
) -> None:
    time_machine.move_to(morning.at(12, days=-3), tick=False)
    newcomer = approve(actor=morning.manager, replacement=confirmed(rider, morning.manager))
    time_machine.move_to(morning.at(7), tick=False)
    assert changes(morning, newcomer.user) == [] == changes(morning, morning.manager)
