"""“Replace the bus”: who stays, who goes where, who is told; all of it or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohorts import offering
from cohorts.logistics.models import Run
from cohorts.logistics.services import seats, swapping
from cohorts.logistics.swapping import Held, Leaving, Other, fullest, who_leaves, work_out
from cohorts.logistics.taps import Seat
from cohorts.models import Move, Participant, Place, Stretch, Waiting
from foundation.errors import Conflict, DomainError
from messaging.models import Letter
from people.models import User
from tests.factories.cohorts import DayFactory
from tests.factories.logistics import RunFactory, VehicleFactory, captain_of
from tests.factories.residencies import manager_of
from tests.school import accepted, browser_of

WHOLE = Seat(0, 2)


# ---------------------------------------------------------------- values
@given(
    st.lists(st.tuples(st.sampled_from([Seat(0, 1), Seat(1, 2), Seat(0, 2)]), st.booleans()), max_size=12),
    st.integers(0, 6),
)
def test_who_stays_fits_and_nobody_leaves_without_need(rows: list[tuple[Seat, bool]], capacity: int) -> None:
    held = [Held(number, seat, stays) for number, (seat, stays) in enumerate(rows)]
    leaving = who_leaves(held, capacity, 2)
    staying = [each for each in held if each not in leaving]
    assert not any(each.stays for each in leaving)
    if not any(each.stays for each in held):
        assert fullest([each.seat for each in staying], WHOLE) <= capacity
    if fullest([each.seat for each in held], WHOLE) <= capacity:
        assert leaving == []


def test_who_came_last_goes_first_and_only_where_it_is_too_full() -> None:
    held = [Held(1, Seat(0, 2)), Held(2, Seat(0, 1), stays=True), Held(3, Seat(0, 1)), Held(4, Seat(1, 2))]
    assert [each.person for each in who_leaves(held, 2, 2)] == [3]


def test_each_goes_to_the_first_run_with_both_stops_and_a_seat() -> None:
    held = [Held(number, WHOLE) for number in range(4)]
    others = [
        Other(7, 9, ["Вокзал", "Музей"]),
        Other(8, 1, ["Ратуша", "Вокзал", "Завод"]),
        Other(9, 1, ["Вокзал", "Завод"]),
    ]
    assert work_out(held, 1, ["Вокзал", "Ратуша", "Завод"], others) == [
        *(Leaving(1, 8, Seat(1, 2)), Leaving(2, 9, Seat(0, 1)), Leaving(3))
    ]


# ---------------------------------------------------------------- in one step
@pytest.fixture
def run(db: None) -> Run:
    found: Run = RunFactory(day=DayFactory(), seats=5)
    return found


@pytest.fixture
def manager(run: Run) -> User:
    return manager_of(run.cohort.residency.programme)


@pytest.fixture
def people(run: Run, manager: User) -> list[Participant]:
    """Five, in the order in which they came; the last is the captain, the one before in a wheelchair."""
    found = [accepted(run.cohort.days.get()) for _each in range(5)]
    for each in found:
        seats.take_seat(actor=manager, run=run, participant=each, stretch=Stretch(0, 2))
    captain_of(run, participant=found[4])
    seats.save_passenger(actor=manager, participant=found[3], wheelchair=True)
    run.refresh_from_db()
    return found


def swap(run: Run, manager: User, size: int) -> swapping.Plan:
    vehicle = VehicleFactory(operator=run.vehicle.operator, seats=size)
    seen = swapping.plan(run, vehicle).mark
    return swapping.swap_vehicle(actor=manager, run=run, vehicle=vehicle, seen=seen)


def by_bus(run: Run) -> set[int]:
    return set(Place.objects.filter(pool=run.pool_id).values_list("participant", flat=True))


def test_captain_and_wheelchair_stay_and_the_others_go_to_the_next_bus(
    run: Run, people: list[Participant], manager: User
) -> None:
    other = RunFactory(day=run.cohort.days.get(), seats=1)
    before = Run.objects.get(pk=run.pk).list_number
    swap(run, manager, 3)
    run.refresh_from_db()
    assert by_bus(run) == {people[0].pk, people[3].pk, people[4].pk}
    assert by_bus(other) == {people[1].pk}
    assert Waiting.objects.get(pool=run.pool_id).participant == people[2]
    assert (run.pool.capacity, run.vehicle.seats) == (3, 3)
    assert run.list_number > before and Run.objects.get(pk=other.pk).list_number > 1


def test_who_had_a_seat_waits_before_those_who_never_had_one(
    run: Run, people: list[Participant], manager: User
) -> None:
    late = accepted(run.cohort.days.get())
    seats.take_seat(actor=late.user, run=run, participant=late, stretch=Stretch(0, 2))
    swap(run, manager, 3)
    waiting = Waiting.objects.filter(pool=run.pool_id).order_by("position")
    assert [row.participant for row in waiting] == [people[1], people[2], late]
    moves = list(Move.objects.filter(pool=run.pool_id).order_by("pk"))
    ranked = [move for move in moves if move.what == Move.What.RANKED]
    assert [(move.participant, move.number) for move in ranked] == [(people[1], 1), (people[2], 2)]
    assert all("bus that was replaced" in move.reason and move.actor == manager for move in ranked)
    assert offering.replay(moves).waiting == [people[1].pk, people[2].pk, late.pk]


def test_each_is_told_once_and_by_what_bus(run: Run, people: list[Participant], manager: User) -> None:
    other = RunFactory(day=run.cohort.days.get(), seats=1)
    swap(run, manager, 3)
    said = {
        letter.recipient_id: letter.facts
        and (letter.facts["was"], letter.facts["is"], letter.facts["stretch"])
        for letter in Letter.objects.filter(kind="bus_changed")
    }
    assert said == {
        person.user_id: (run.pk, now, [0, 2])
        for person, now in zip(people, (run.pk, other.pk, None, run.pk, run.pk), strict=True)
    }


def test_what_was_shown_is_done_or_nothing(run: Run, people: list[Participant], manager: User) -> None:
    vehicle = VehicleFactory(operator=run.vehicle.operator, seats=3)
    seen = swapping.plan(run, vehicle).mark
    seats.give_back_seat(actor=manager, run=run, participant=people[0])
    with pytest.raises(Conflict):
        swapping.swap_vehicle(actor=manager, run=run, vehicle=vehicle, seen=seen)
    run.refresh_from_db()
    assert run.vehicle.seats == 5 and not Letter.objects.filter(kind="bus_changed").exists()


def test_a_vehicle_without_a_place_for_a_wheelchair_is_pointed_out(
    run: Run, people: list[Participant], manager: User
) -> None:
    url = f"/admin/runs/{run.pk}/swap/"
    for places, is_warned in ((0, True), (1, False)):
        vehicle = VehicleFactory(operator=run.vehicle.operator, seats=9, accessible_seats=places)
        page = browser_of(manager).get(url, {"vehicle": vehicle.pk}).text
        assert ("travels in a wheelchair" in page) == is_warned


def test_the_driver_of_the_vehicle_that_comes_is_named_in_the_same_step(
    run: Run, people: list[Participant], manager: User
) -> None:
    Run.objects.filter(pk=run.pk).update(driver_name="Тиміш", driver_phone="+380501112233")
    vehicle, office = VehicleFactory(operator=run.vehicle.operator, seats=5), browser_of(manager)
    url = f"/admin/runs/{run.pk}/swap/"
    page = office.get(url, {"vehicle": vehicle.pk})
    assert 'value="Тиміш"' in page.text
    sent = {"vehicle": vehicle.pk, "seen": page.context["plan"].mark, "driver_name": "Юрко"}
    assert office.post(url, {**sent, "driver_phone": "12"}).status_code == 422
    run.refresh_from_db()
    assert (run.vehicle_id == vehicle.pk, run.driver_name) == (False, "Тиміш")
    assert office.post(url, {**sent, "driver_phone": "+380 50 444 55 66"}).status_code == 302
    run.refresh_from_db()
    assert (run.vehicle_id, run.driver_name) == (vehicle.pk, "Юрко")
    assert run.driver_phone.replace(" ", "") == "+380504445566"


def test_a_bus_too_small_for_those_who_stay_is_refused(
    run: Run, people: list[Participant], manager: User
) -> None:
    with pytest.raises(DomainError):
        swap(run, manager, 1)
    assert len(by_bus(run)) == 5


def test_nobody_is_sent_past_those_who_wait_for_the_other_bus(
    run: Run, people: list[Participant], manager: User
) -> None:
    other = RunFactory(day=run.cohort.days.get(), seats=1)
    Waiting.objects.create(
        pool=other.pool, participant=accepted(run.cohort.days.get()), position=1, from_call=0, to_call=2
    )
    swap(run, manager, 4)
    assert by_bus(other) == set()
    assert Waiting.objects.filter(pool=run.pool_id).exists()


def test_a_plan_costs_the_same_however_many_people(
    run: Run, people: list[Participant], manager: User, django_assert_num_queries: object
) -> None:
    vehicle = VehicleFactory(operator=run.vehicle.operator, seats=1)
    RunFactory(day=run.cohort.days.get())
    with django_assert_num_queries(7):  # type: ignore[operator]
        swapping.plan(run, vehicle)
