"""Runs with their stops and seats: legs and capacity in step, nobody passes a queue, a way back from a way there."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.utils import timezone

from cohorts import offering, wing
from cohorts.counting import numbers_of
from cohorts.logistics.models import Call, Direction, Operator, Run, RunChange, Tap, Travel, Vehicle
from cohorts.logistics.services import boarding, runs, seats
from cohorts.logistics.timing import Planned, stays
from cohorts.models import Day, Move, Participant, Place, Stretch, Waiting
from foundation.errors import DomainError
from people.models import User
from tests.factories.cohorts import DayFactory, ParticipantFactory
from tests.factories.logistics import RunFactory, VehicleFactory
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
def run(day: Day) -> Run:
    found: Run = RunFactory(day=day, seats=2)
    return found


@pytest.fixture
def manager(day: Day) -> User:
    return manager_of(day.cohort.residency.programme)


def take(who: Participant, run: Run, stretch: Stretch = ALL, by: User | None = None) -> Place | Waiting:
    return seats.take_seat(actor=by or who.user, run=run, participant=who, stretch=stretch)


# ---------------------------------------------------------------- hours
def test_hours_of_stops_are_worked_out_from_the_first_or_set_by_hand() -> None:
    calls = [Planned(99, 10), Planned(30, 5), Planned(20, 0, dt.time(9, 30)), Planned(15, 0)]
    found = stays(dt.datetime(2027, 5, 12, 8), calls)
    assert [f"{each.arrives:%H:%M}–{each.leaves:%H:%M}" for each in found] == [
        *("08:00–08:10", "08:40–08:45", "09:30–09:30", "09:45–09:45")
    ]


def test_a_run_may_pass_midnight() -> None:
    found = stays(
        dt.datetime(2027, 5, 12, 23, 50), [Planned(0, 5), Planned(20, 0), Planned(0, 0, dt.time(1))]
    )
    assert [each.arrives.day for each in found] == [12, 13, 13]


# ---------------------------------------------------------------- runs and stops
def test_a_run_has_as_many_places_as_its_vehicle_has_seats_and_a_leg_between_each_two_stops(
    day: Day, manager: User
) -> None:
    vehicle = VehicleFactory(operator__programme=day.cohort.residency.programme, seats=17)
    made = runs.save_run(
        actor=manager,
        run=Run(cohort=day.cohort, number=1, date=day.date, starts=dt.time(8), vehicle=vehicle),
    )
    for stop in ("Вокзал", "Ратуша", "Завод", "Музей"):
        runs.save_call(actor=manager, call=Call(run=made, stop_uk=stop, minutes=10))
    made.pool.refresh_from_db()
    assert (made.pool.capacity, made.pool.legs) == (17, 3)
    runs.remove_call(actor=manager, call=made.calls.get(position=1))
    made.pool.refresh_from_db()
    assert made.pool.legs == 2
    assert list(made.calls.values_list("position", "stop_uk")) == [(0, "Вокзал"), (1, "Завод"), (2, "Музей")]


def test_stops_neither_come_nor_go_while_somebody_has_a_seat_and_can_be_renamed(
    run: Run, manager: User
) -> None:
    take(accepted(run.cohort.days.get()), run)
    with pytest.raises(DomainError):
        runs.save_call(actor=manager, call=Call(run=run, stop_uk="Ще одна"))
    with pytest.raises(DomainError):
        runs.remove_call(actor=manager, call=run.calls.get(position=1))
    call = run.calls.get(position=1)
    call.stop = "Театр"
    runs.save_call(actor=manager, call=call)
    assert run.calls.get(position=1).stop == "Театр"


def test_every_change_of_a_list_gives_it_another_number(run: Run, manager: User) -> None:
    numbers = [run.list_number]

    def look() -> None:
        numbers.append(Run.objects.get(pk=run.pk).list_number)

    who = accepted(run.cohort.days.get())
    take(who, run)
    look()
    seats.save_passenger(actor=who.user, participant=who, shares_phone=True, wheelchair=False)
    look()
    seats.give_back_seat(actor=manager, run=run, participant=who)
    look()
    assert numbers == sorted(set(numbers))


def test_another_vehicle_is_refused_in_the_form_once_people_travel(run: Run, manager: User) -> None:
    take(accepted(run.cohort.days.get()), run)
    run.vehicle = VehicleFactory(operator=run.vehicle.operator, seats=30)
    with pytest.raises(DomainError) as refusal:
        runs.save_run(actor=manager, run=run)
    assert refusal.value.field == "vehicle"


def test_a_vehicle_of_another_programme_and_a_date_far_away_are_refused(run: Run, manager: User) -> None:
    run.vehicle = VehicleFactory()
    with pytest.raises(DomainError) as refusal:
        runs.save_run(actor=manager, run=run)
    assert refusal.value.field == "vehicle"
    run.refresh_from_db()
    run.date += dt.timedelta(days=9)
    with pytest.raises(DomainError) as refusal:
        runs.save_run(actor=manager, run=run)
    assert refusal.value.field == "date"


def test_a_run_that_people_had_seats_in_stays(run: Run, manager: User) -> None:
    who = accepted(run.cohort.days.get())
    take(who, run)
    seats.give_back_seat(actor=who.user, run=run, participant=who)
    with pytest.raises(DomainError):
        runs.delete_run(actor=manager, run=run)
    empty = RunFactory(day=run.cohort.days.get())
    runs.delete_run(actor=manager, run=empty)
    assert not Run.objects.filter(pk=empty.pk).exists()


def test_carriers_and_vehicles_are_on_file_once(run: Run, manager: User) -> None:
    same = Operator(programme=run.vehicle.operator.programme, name=run.vehicle.operator.name)
    with pytest.raises(DomainError):
        runs.save_operator(actor=manager, operator=same)
    twice = Vehicle(operator=run.vehicle.operator, name="x", plate=run.vehicle.plate, seats=3)
    with pytest.raises(DomainError):
        runs.save_vehicle(actor=manager, vehicle=twice)
    run.vehicle.seats = 40
    with pytest.raises(DomainError) as refusal:
        runs.save_vehicle(actor=manager, vehicle=run.vehicle)
    assert refusal.value.field == "seats"


@pytest.mark.parametrize("plate", ["bc7777aa", "BC-7777-AA", "ВС 7777 АА", " bс 7777 aА"])
def test_a_plate_is_known_again_however_it_is_spelt(run: Run, manager: User, plate: str) -> None:
    first = VehicleFactory(operator=run.vehicle.operator, plate="BC 7777 AA")
    twice = Vehicle(operator=first.operator, name="x", plate=plate, seats=3)
    with pytest.raises(DomainError) as refusal:
        runs.save_vehicle(actor=manager, vehicle=twice)
    assert refusal.value.field == "plate"
    first.plate = plate.strip()
    assert runs.save_vehicle(actor=manager, vehicle=first).plate == plate.strip()


def test_a_bus_has_a_number_of_three_figures_at_most(run: Run, manager: User) -> None:
    run.number = 999
    runs.save_run(actor=manager, run=run)
    run.number = 1000
    with pytest.raises(DomainError) as refusal:
        runs.save_run(actor=manager, run=run)
    assert refusal.value.field == "number"


# ---------------------------------------------------------------- seats
def test_a_seat_is_for_a_stretch_and_no_leg_has_more_than_seats(run: Run, day: Day) -> None:
    for stretch in (Stretch(0, 1), Stretch(1, 2), ALL):
        take(accepted(day), run, stretch)
    assert numbers_of(run.pool, ALL).room == 0
    late = take(accepted(day), run, Stretch(1, 2))
    assert isinstance(late, Waiting)


def test_who_comes_later_does_not_pass_who_waits(run: Run, day: Day) -> None:
    take(accepted(day), run, Stretch(0, 1))
    take(accepted(day), run, Stretch(0, 1))
    assert isinstance(take(accepted(day), run, ALL), Waiting)
    assert isinstance(take(accepted(day), run, Stretch(0, 1)), Waiting)


def test_a_manager_gives_what_is_free_and_nothing_beyond(run: Run, day: Day, manager: User) -> None:
    for _each in range(2):
        assert isinstance(take(accepted(day), run, by=manager), Place)
    with pytest.raises(DomainError):
        take(accepted(day), run, by=manager)


def test_fewer_stops_are_always_given_and_others_only_where_a_seat_is_free(run: Run, day: Day) -> None:
    who, full = accepted(day), [accepted(day), accepted(day)]
    take(full[0], run)
    take(full[1], run, Stretch(0, 1))
    take(who, run, Stretch(1, 2))
    with pytest.raises(DomainError):
        take(who, run, ALL)
    assert Place.objects.get(pool=run.pool, participant=who).stretch == Stretch(1, 2)
    seats.give_back_seat(actor=full[1].user, run=run, participant=full[1])
    take(who, run, ALL)
    assert Place.objects.get(pool=run.pool, participant=who).stretch == ALL
    held = offering.replay(list(Move.objects.filter(pool=run.pool))).held
    assert held == {each.participant_id: each.stretch for each in Place.objects.filter(pool=run.pool)}


def test_a_seat_in_another_bus_of_the_same_way_ends_and_the_way_back_stays(run: Run, day: Day) -> None:
    other, back = RunFactory(day=day), RunFactory(day=day, direction=Direction.BACK)
    who = accepted(day)
    for each in (run, back, other):
        take(who, each)
    assert set(Place.objects.filter(participant=who).values_list("pool", flat=True)) == {
        *(day.pool_id, other.pool_id, back.pool_id)
    }


def test_who_has_a_seat_keeps_it_if_the_other_bus_is_full(run: Run, day: Day) -> None:
    full, who = RunFactory(day=day, seats=1), accepted(day)
    take(accepted(day), full)
    take(who, run)
    with pytest.raises(DomainError):
        take(who, full)
    assert Place.objects.filter(pool=run.pool, participant=who).exists() and not Waiting.objects.exists()


def test_who_is_seated_at_once_waits_for_no_other_bus(run: Run, day: Day, manager: User) -> None:
    full, who = RunFactory(day=day, seats=1), accepted(day)
    take(accepted(day), full)
    take(who, full)
    run.serves.add(SessionFactory(day=day))
    seats.seat_visitors(actor=manager, run=run)
    assert Place.objects.filter(pool=run.pool, participant=who).exists() and not Waiting.objects.exists()


def test_only_who_comes_on_that_day_travels_and_who_works_always(run: Run, day: Day) -> None:
    with pytest.raises(DomainError):
        take(ParticipantFactory(cohort=day.cohort), run)
    worker = ParticipantFactory(cohort=day.cohort, kind=Participant.Kind.INTERPRETER)
    assert isinstance(take(worker, run), Place)
    with pytest.raises(DomainError):
        take(accepted(DayFactory()), run)


def test_a_stop_that_the_bus_does_not_have_is_refused(run: Run, day: Day) -> None:
    for stretch in (Stretch(1, 1), Stretch(2, 1), Stretch(0, 3)):
        with pytest.raises(DomainError):
            take(accepted(day), run, stretch)


def test_nobody_takes_a_seat_by_themselves_once_the_bus_has_left(run: Run, day: Day, manager: User) -> None:
    Run.objects.filter(pk=run.pk).update(departed_at=timezone.now())
    with pytest.raises(DomainError):
        take(accepted(day), run)
    assert take(accepted(day), run, by=manager)


def test_own_transport_gives_the_seat_back_and_a_seat_ends_own_transport(run: Run, day: Day) -> None:
    who = accepted(day)
    take(who, run)
    way = {"actor": who.user, "participant": who, "date": run.date, "direction": run.direction}
    seats.travel_otherwise(**way, how=Travel.How.OWN)
    assert not Place.objects.filter(pool=run.pool).exists()
    take(who, run)
    assert not Travel.objects.exists()


def test_who_attends_what_a_run_serves_is_seated_at_once_and_others_are_named(
    run: Run, day: Day, manager: User
) -> None:
    run.serves.add(SessionFactory(day=day))
    own, *others = [accepted(day) for _each in range(4)]
    way = {"actor": own.user, "participant": own, "date": run.date, "direction": run.direction}
    seats.travel_otherwise(**way, how=Travel.How.OWN)
    number, left = seats.seat_visitors(actor=manager, run=run)
    assert (number, left) == (2, [others[2]])
    assert seats.seat_visitors(actor=manager, run=run) == (0, [others[2]])


def test_what_was_in_a_closed_bus_stays_whatever_bus_somebody_takes_later(
    run: Run, day: Day, manager: User, time_machine: Any
) -> None:
    who, later = accepted(day), RunFactory(day=day, starts=dt.time(11))
    take(who, run, by=manager)
    time_machine.move_to(run.starts_at)
    boarding.depart(actor=manager, run=run)
    tap = boarding.Sent(uuid.uuid4(), timezone.now(), who.public_id, Tap.What.NO_SHOW, reason="overslept")
    boarding.record(actor=manager, run=run, taps=[tap])
    boarding.close(actor=manager, run=run)
    assert wing.why_not(later.pool, [who.pk], timezone.now()) == {}
    take(who, later, by=manager)
    assert Place.objects.filter(participant=who, pool__in=[run.pool, later.pool]).count() == 2


@pytest.mark.parametrize("change", [{"date": dt.date(2030, 1, 1)}, {"direction": Direction.BACK}])
def test_a_bus_with_passengers_keeps_its_date_and_its_way(
    run: Run, day: Day, manager: User, change: dict[str, Any]
) -> None:
    DayFactory(cohort=day.cohort, date=dt.date(2030, 1, 1))
    runs.save_run(actor=manager, run=_changed(run, change))
    runs.save_run(actor=manager, run=_changed(run, {"date": day.date, "direction": Direction.THERE}))
    take(accepted(day), run, by=manager)
    with pytest.raises(DomainError):
        runs.save_run(actor=manager, run=_changed(run, change))


def _changed(run: Run, change: dict[str, Any]) -> Run:
    found = Run.objects.get(pk=run.pk)
    for name, value in change.items():
        setattr(found, name, value)
    return found


# ---------------------------------------------------------------- the way back
def test_the_way_back_has_the_stops_the_other_way_round_and_a_seat_for_each(
    run: Run, day: Day, manager: User
) -> None:
    run.serves.add(SessionFactory(day=day, starts=dt.time(10), ends=dt.time(13)))
    Call.objects.filter(run=run, position=2).update(minutes=45)
    first, second = accepted(day), accepted(day)
    take(first, run, Stretch(1, 2))
    take(second, run, ALL)
    way = {"participant": second, "date": run.date, "direction": Direction.BACK}
    seats.travel_otherwise(actor=second.user, how=Travel.How.EARLIER, **way)
    back = runs.make_way_back(actor=manager, run=run)
    assert (back.direction, back.starts, back.number) == (Direction.BACK, dt.time(13, 15), run.number)
    assert list(back.calls.values_list("stop_uk", "minutes")) == [
        ("Завод", 0),
        ("Ратуша", 45),
        ("Вокзал", 10),
    ]
    assert back.pool.legs == 2
    assert Place.objects.get(pool=back.pool).stretch == Stretch(0, 1)
    with pytest.raises(DomainError):
        runs.make_way_back(actor=manager, run=run)
    other = RunFactory(day=day, number=77)
    take(second, other, by=manager)
    take(first, RunFactory(day=day, direction=Direction.BACK, number=78), Stretch(0, 1))
    take(first, other)
    assert Place.objects.filter(pool=runs.make_way_back(actor=manager, run=other).pool).count() == 0


def test_stops_are_read_in_ones_own_language_and_go_back_in_all(run: Run, day: Day, manager: User) -> None:
    Call.objects.filter(run=run, position=2).update(stop_en="Works", stop_pl="Zakład")
    who = accepted(day)
    take(who, run)
    page = browser_of(who.user).get(f"/pl/my/travel/{run.cohort.slug}/").text
    assert "Zakład" in page and "Завод" not in page and "Вокзал" in page  # not written in Polish
    back = runs.make_way_back(actor=manager, run=run)
    first = back.calls.order_by("position")[0]
    assert (first.stop_uk, first.stop_en, first.stop_pl) == ("Завод", "Works", "Zakład")  # type: ignore[attr-defined]


# ---------------------------------------------------------------- what changed for who travels
def test_what_becomes_other_while_people_travel_is_kept_as_it_was_and_as_it_is(
    run: Run, day: Day, manager: User
) -> None:
    call = Call.objects.select_related("run").get(run=run, position=1)
    call.minutes = 12
    runs.save_call(actor=manager, call=call)
    assert not RunChange.objects.exists()
    take(accepted(day), run)
    call.minutes = 20
    runs.save_call(actor=manager, call=call)
    assert list(RunChange.objects.values_list("what", "call", "before", "after")) == [
        ("call", 1, "08:22 Ратуша", "08:30 Ратуша"),
        ("call", 2, "08:32 Завод", "08:40 Завод"),
    ]
    call.meeting_point_uk = "Під годинником"
    runs.save_call(actor=manager, call=call)
    assert RunChange.objects.latest("pk").after == "Під годинником"
