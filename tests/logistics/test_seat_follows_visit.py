"""Who attends another visit than before travels by the bus that serves it, whoever moved them; and all read so once."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cohorts import offering, places, wing
from cohorts.choices.models import Fixed, Wish
from cohorts.choices.queries.own import own_groups
from cohorts.choices.queries.runs import latest_run, mark_of_run
from cohorts.choices.services import allocating, choosing, giving
from cohorts.logistics.models import CaptainLink, Direction, Run, Travel
from cohorts.logistics.services import seats
from cohorts.models import Move, Offer, Participant, Place, Pool, PoolWork, Stretch, Waiting
from messaging.models import Letter
from tests.factories.choices import Visits, visits
from tests.factories.cohorts import DayFactory, ParticipantFactory, PlaceFactory
from tests.factories.logistics import RunFactory, captain_of
from tests.factories.timetable import SessionFactory
from tests.letters import letters, the_letter
from tests.school import browser_of

pytestmark = pytest.mark.django_db
MORNING = dt.datetime(2027, 5, 12, 7, tzinfo=dt.UTC)  # a Wednesday, 10:00
WHOLE = Stretch(0, 2)


@pytest.fixture
def made(time_machine: Any) -> Visits:
    """Two visits with room for all; it is a working morning."""
    time_machine.move_to(MORNING, tick=False)
    found = visits(2)
    found.set_up("first_come", 5, 5)
    return found


def bus_to(made: Visits, visit: int | None, *, seats: int = 8, direction: str = Direction.THERE) -> Run:
    """A bus that serves one of the visits, or none."""
    starts = dt.time(8) if direction == Direction.THERE else dt.time(13)
    run: Run = RunFactory(day=made.day, seats=seats, direction=direction, starts=starts)
    if visit is not None:
        run.serves.add(made.sessions[visit])
    return run


def at(made: Visits, visit: int, *runs: Run, stretch: Stretch = WHOLE) -> Participant:
    """Somebody who attends a visit and has a seat in these buses."""
    who = made.person()
    who.user.language = "en"
    who.user.save()
    Place.objects.create(pool=made.option(visit).pool, participant=who)
    for run in runs:
        seats.take_seat(actor=who.user, run=run, participant=who, stretch=stretch)
    return who


def give(made: Visits, who: Participant, visit: int | None) -> None:
    option = made.option(visit) if visit is not None else None
    giving.give(actor=made.manager, choice_group=made.row, participant=who, option=option)


def in_bus(run: Run) -> list[Participant]:
    return [
        place.participant for place in Place.objects.filter(pool=run.pool_id).select_related("participant")
    ]


def waits_for(run: Run) -> list[Participant]:
    return [row.participant for row in Waiting.objects.filter(pool=run.pool_id)]


@pytest.fixture
def office(made: Visits) -> Client:
    return browser_of(made.manager)


def move_on_the_screen(office: Client, made: Visits, who: Participant, visit: int | None) -> str:
    """The manager gives another visit on the person's page, and reads what the next page says."""
    form = {"option": made.option(visit).pk if visit is not None else "", "reason": ""}
    answer = office.post(f"/admin/choices/{made.row.pk}/people/{who.public_id}/", form, follow=True)
    assert answer.status_code == 200 and answer.redirect_chain
    return "\n".join(str(each) for each in answer.context["messages"])


# ---------------------------------------------------------------- moved by a manager
@pytest.mark.both_databases
def test_whom_a_manager_moves_travels_by_the_other_bus_both_ways_and_reads_it_once(
    made: Visits, office: Client
) -> None:
    there, back = (bus_to(made, 0, direction=way) for way in (Direction.THERE, Direction.BACK))
    new_there, new_back = (bus_to(made, 1, direction=way) for way in (Direction.THERE, Direction.BACK))
    who = at(made, 0, there, back, stretch=Stretch(1, 2))
    numbers = [Run.objects.get(pk=run.pk).list_number for run in (there, new_there)]
    said = move_on_the_screen(office, made, who, 1)
    assert in_bus(there) == in_bus(back) == []
    assert in_bus(new_there) == in_bus(new_back) == [who]
    assert Place.objects.get(pool=new_there.pool).stretch == WHOLE
    assert said == "Saved."
    letter = the_letter(recipient=who.user)
    assert letter.kind == "session_place"
    for run in (new_there, new_back):
        assert f"- {run}, " in letter.text and f"<li>{run}, " in letter.html
    assert "You do not have any more:" in letter.text and f"- {there}, " in letter.text
    changed = [Run.objects.get(pk=run.pk).list_number for run in (there, new_there)]
    assert all(after > before for before, after in zip(numbers, changed, strict=True))


@pytest.mark.both_databases
def test_the_moves_of_every_pool_still_lead_to_what_is_there(made: Visits) -> None:
    runs = [bus_to(made, visit, seats=1) for visit in (0, 1)]
    first, second = at(made, 0, runs[0]), at(made, 1, runs[1])
    for who, visit in ((first, 1), (second, 0), (first, 0), (second, None)):
        give(made, who, visit)
    for pool in Pool.objects.filter(cohort=made.cohort).exclude(pk=made.day.pool_id):
        moves = list(Move.objects.filter(pool=pool).order_by("pk"))
        now = offering.replay(moves)
        held = {place.participant_id: place.stretch for place in Place.objects.filter(pool=pool)}
        queue = list(
            Waiting.objects.filter(pool=pool).order_by("position").values_list("participant", flat=True)
        )
        if Run.objects.filter(pool=pool).exists():
            assert (now.held, now.waiting) == (held, queue)


def test_where_the_other_bus_is_full_the_person_waits_and_everybody_reads_so(
    made: Visits, office: Client
) -> None:
    old, new = bus_to(made, 0), bus_to(made, 1, seats=1)
    at(made, 1, new)
    who = at(made, 0, old)
    said = move_on_the_screen(office, made, who, 1)
    assert in_bus(old) == [] and waits_for(new) == [who]
    assert who.user.official_name in said and str(new) in said
    letter = the_letter(recipient=who.user)
    assert "There is no place left for you yet:" in letter.text and f"- {new}, " in letter.text
    key = f"seat-{new.date:%Y%m%d}-there"
    page = office.get(f"/admin/cohorts/{made.cohort.pk}/summary/?missing={key}")
    assert [line.participant for line in page.context["lines"]] == [who]


def test_a_part_of_the_way_is_not_enough_and_nobody_who_waits_is_passed(made: Visits) -> None:
    old, new = bus_to(made, 0), bus_to(made, 1, seats=1)
    at(made, 1, new, stretch=Stretch(1, 2))
    first, second = at(made, 0, old), at(made, 0, old)
    give(made, first, 1)
    seats.give_back_seat(
        actor=made.manager, run=new, participant=Place.objects.get(pool=new.pool).participant
    )
    give(made, second, 1)
    assert waits_for(new) == [first, second] and in_bus(new) == []


def test_the_seat_that_becomes_free_goes_to_who_waits_for_it(made: Visits) -> None:
    old, new = bus_to(made, 0, seats=1), bus_to(made, 1)
    who = at(made, 0, old)
    waits = at(made, 0, old)
    assert waits_for(old) == [waits]
    give(made, who, 1)
    assert PoolWork.objects.filter(pool=old.pool).exists()
    assert offering.step(old.pool_id)
    assert Offer.objects.get(pool=old.pool).participant == waits and in_bus(new) == [who]


def test_without_a_bus_to_the_other_visit_the_seat_is_given_back_and_the_letter_says_so(made: Visits) -> None:
    old = bus_to(made, 0)
    who = at(made, 0, old)
    give(made, who, 1)
    assert in_bus(old) == []
    letter = the_letter(recipient=who.user)
    assert "You do not have any more:" in letter.text and f"- {old}, " in letter.text


def test_whoever_had_no_bus_gets_a_seat_with_the_visit_that_has_one(made: Visits) -> None:
    new = bus_to(made, 1)
    who = at(made, 0)
    give(made, who, 1)
    assert in_bus(new) == [who]
    assert "With it you get:" in the_letter(recipient=who.user).text


def test_who_is_taken_out_of_the_visit_has_no_seat_to_it(made: Visits) -> None:
    old = bus_to(made, 0)
    who = at(made, 0, old)
    give(made, who, None)
    assert in_bus(old) == []
    assert f"- {old}, " in the_letter(recipient=who.user).text


# ---------------------------------------------------------------- what stays
def test_a_bus_that_serves_both_visits_keeps_its_passenger_and_the_stops(made: Visits) -> None:
    both, other = bus_to(made, 0), bus_to(made, 1)
    both.serves.add(made.sessions[1])
    who = at(made, 0, both, stretch=Stretch(1, 2))
    give(made, who, 1)
    assert Place.objects.get(pool=both.pool).stretch == Stretch(1, 2) and in_bus(other) == []
    assert str(both) not in the_letter(recipient=who.user).text


def test_a_seat_in_a_bus_for_everybody_stays_and_so_does_ones_own_transport(made: Visits) -> None:
    common, new = bus_to(made, None), bus_to(made, 1)
    rides, drives = at(made, 0, common), at(made, 0)
    Travel.objects.create(participant=drives, date=new.date, direction=new.direction, how=Travel.How.OWN)
    for who in (rides, drives):
        give(made, who, 1)
    assert in_bus(common) == [rides] and in_bus(new) == [] and waits_for(new) == []


@pytest.mark.parametrize("which", ["old", "new"])
def test_a_bus_that_has_left_takes_and_loses_nobody(made: Visits, which: str) -> None:
    old, new = bus_to(made, 0), bus_to(made, 1)
    who = at(made, 0, old)
    Run.objects.filter(pk={"old": old, "new": new}[which].pk).update(departed_at=timezone.now())
    give(made, who, 1)
    assert (in_bus(old), in_bus(new)) == (([who], []) if which == "old" else ([], []))
    assert not Waiting.objects.exists()


def test_a_bus_to_something_else_that_one_attends_is_no_bus_to_the_visit(made: Visits) -> None:
    opening = SessionFactory(day=made.day, starts=dt.time(9), ends=dt.time(9, 30))
    old, common = bus_to(made, 0), bus_to(made, None)
    common.serves.add(opening)
    who = at(made, 0, old)
    give(made, who, 1)
    assert in_bus(old) == in_bus(common) == []


@pytest.mark.both_databases
@pytest.mark.parametrize("is_yes", [True, False])
def test_who_books_the_seat_that_is_offered_with_a_visit_has_it_once_whatever_they_answer(
    made: Visits, is_yes: bool
) -> None:
    new = bus_to(made, 1, seats=1)
    who, pool = made.person(), made.option(1).pool
    places.queue(pool_id=pool.pk, participant=who)
    assert offering.offer_place(pool, who)
    seats.take_seat(actor=who.user, run=new, participant=who, stretch=Stretch(1, 2))
    assert in_bus(new) == [who] and not Offer.objects.filter(pool=new.pool, outcome="").exists()
    (offering.accept if is_yes else offering.decline)(actor=who.user, offer=Offer.objects.get(pool=pool))
    assert in_bus(new) == [who] and not Offer.objects.filter(outcome="").exists()
    standing = offering.replay(list(Move.objects.filter(pool=new.pool).order_by("pk")))
    assert (standing.held, standing.offered) == ({who.pk: Stretch(1, 2)}, set())


@pytest.mark.both_databases
@pytest.mark.parametrize("ends", ["yes", "no", "late"])
def test_who_attends_a_visit_of_the_bus_that_is_offered_with_another_has_the_seat_however_the_offer_ends(
    made: Visits, time_machine: Any, ends: str
) -> None:
    made.set_up("first_come", 5, 1)
    both = bus_to(made, 0)
    both.serves.add(made.sessions[1])
    who, pool = made.person(), made.option(1).pool
    places.queue(pool_id=pool.pk, participant=who)
    assert offering.offer_place(pool, who)
    offer = Offer.objects.get(pool=pool)
    if ends == "late":
        time_machine.move_to(offer.until + dt.timedelta(minutes=1), tick=False)
    choosing.choose(actor=who.user, choice_group=made.row, session=made.id_of(0))
    assert in_bus(both) == [who]
    if ends == "yes":
        offering.accept(actor=who.user, offer=offer)
    elif ends == "no":
        offering.decline(actor=who.user, offer=offer)
    else:
        offering.lapse(offer)
    assert in_bus(both) == [who] and not Offer.objects.filter(outcome="").exists()
    standing = offering.replay(list(Move.objects.filter(pool=both.pool).order_by("pk")))
    assert (standing.held, standing.offered, standing.waiting) == ({who.pk: WHOLE}, set(), [])


def test_a_visit_that_is_offered_when_its_bus_should_have_left_comes_without_a_seat_in_it(
    made: Visits, time_machine: Any
) -> None:
    bus_to(made, 1)
    who, pool = made.person(), made.option(1).pool
    time_machine.move_to(made.sessions[1].starts_at - dt.timedelta(minutes=30), tick=False)
    assert [part for each in wing.wings() for part in each.goes_with(pool, who)] == []


def test_who_comes_to_work_keeps_a_seat_in_the_bus_to_what_is_for_everybody(made: Visits) -> None:
    opening = SessionFactory(day=made.day, starts=dt.time(9), ends=dt.time(9, 30))
    common, new, _other = bus_to(made, None), bus_to(made, 1), bus_to(made, 0)
    common.serves.add(opening)
    who = ParticipantFactory(cohort=made.cohort, kind=Participant.Kind.STAFF)
    seats.take_seat(actor=made.manager, run=common, participant=who, stretch=WHOLE)
    giving.add_person(
        actor=made.manager,
        choice_group=made.row,
        option=made.option(1),
        email=who.user.email,
        kind=Participant.Kind.STAFF,
    )
    assert in_bus(common) == [who] and in_bus(new) == []
    assert [part for each in wing.wings() for part in each.goes_with(made.option(0).pool, who)] == []


def test_nobody_is_put_into_a_bus_without_its_stops(made: Visits) -> None:
    new = bus_to(made, 1)
    new.calls.all().delete()
    who = at(made, 0)
    give(made, who, 1)
    assert in_bus(new) == waits_for(new) == []


def test_a_captain_who_is_moved_counts_the_bus_no_more_as_one_who_changes_it_themselves(made: Visits) -> None:
    old, new = bus_to(made, 0), bus_to(made, 1)
    who = at(made, 0, old)
    captain_of(old, participant=who)
    assert CaptainLink.objects.living().filter(run=old).exists()
    give(made, who, 1)
    assert in_bus(new) == [who]
    assert not CaptainLink.objects.living().exists()


# ---------------------------------------------------------------- told once
def test_what_a_manager_moves_there_and_back_at_night_comes_to_nothing(
    made: Visits, time_machine: Any
) -> None:
    old, new = bus_to(made, 0), bus_to(made, 1)
    who = at(made, 0, old)
    time_machine.move_to(dt.datetime(2027, 5, 12, 20, 30, tzinfo=dt.UTC), tick=False)  # 23:30
    give(made, who, 1)
    assert Letter.objects.count() == 1
    give(made, who, 0)
    assert (in_bus(old), in_bus(new)) == ([who], []) and not Letter.objects.exists()


def test_who_is_back_at_the_visit_and_not_in_its_bus_reads_that(made: Visits, time_machine: Any) -> None:
    old, new = bus_to(made, 0, seats=1), bus_to(made, 1)
    who = at(made, 0, old)
    waits = at(made, 0, old)
    time_machine.move_to(dt.datetime(2027, 5, 12, 20, 30, tzinfo=dt.UTC), tick=False)  # 23:30
    give(made, who, 1)
    give(made, who, 0)
    assert waits_for(old) == [waits, who] and in_bus(new) == []
    letter = the_letter(recipient=who.user)
    assert "There is no place left for you yet:" in letter.text and f"- {old}, " in letter.text


def test_a_letter_does_not_wait_for_a_morning_on_which_the_bus_has_left(
    made: Visits, time_machine: Any
) -> None:
    # A Wednesday: before a day off, the morning after would come too late for both.
    made.day.date += dt.timedelta(days=(2 - made.day.date.weekday()) % 7)
    made.day.save()
    for session in made.sessions:
        session.starts, session.ends = dt.time(15), dt.time(17)
        session.save()
    made.release()
    night = made.day.date - dt.timedelta(days=1)
    time_machine.move_to(dt.datetime(night.year, night.month, night.day, 20, 30, tzinfo=dt.UTC), tick=False)
    without, who = at(made, 0), at(made, 0, bus_to(made, 0))
    bus_to(made, 1)
    Travel.objects.create(
        participant=without, date=made.day.date, direction=Direction.THERE, how=Travel.How.OWN
    )
    for each in (without, who):
        give(made, each, 1)
    assert Letter.objects.get(recipient=without.user).not_before > timezone.now()
    assert Letter.objects.get(recipient=who.user).not_before == timezone.now()


def test_a_letter_about_the_seat_that_still_waits_does_not_leave_beside_it(made: Visits) -> None:
    old, new = bus_to(made, 0), bus_to(made, 1)
    who = at(made, 0)
    seats.take_seat(actor=made.manager, run=old, participant=who, stretch=WHOLE)
    assert letters(kind="seat_changed")
    give(made, who, 1)
    assert [letter.kind for letter in letters(recipient=who.user)] == ["session_place"]
    assert in_bus(new) == [who]


@pytest.mark.parametrize(
    ("language", "words"), [("uk", "Цього у вас більше немає:"), ("pl", "Nie masz już:")]
)
def test_the_letter_says_it_in_the_readers_language(made: Visits, language: str, words: str) -> None:
    who = at(made, 0, bus_to(made, 0))
    who.user.language = language
    who.user.save()
    give(made, who, 1)
    letter = the_letter(recipient=who.user)
    assert words in letter.text and words in letter.html


# ---------------------------------------------------------------- by wishes
@pytest.fixture
def told(time_machine: Any) -> Visits:
    """Two visits of two places, given out by wishes and told: two people at the first, one at the second."""
    time_machine.move_to(MORNING, tick=False)
    made = visits(2)
    made.set_up("ranked", 2, 2)
    for first in (0, 0, 1):
        who = made.person()
        choosing.save_wishes(
            actor=who.user, choice_group=made.row, wishes=[made.id_of(first), made.id_of(1 - first)]
        )
    give_out(made)
    return made


def give_out(made: Visits) -> None:
    """A run is worked out and told."""
    found = allocating.start(actor=made.manager, choice_group=made.row)
    allocating.run(found.pk)
    last = latest_run(made.row)
    assert last is not None
    allocating.tell(actor=made.manager, choice_group=made.row, seen=mark_of_run(last))
    allocating.run(found.pk)


def at_visit(made: Visits, visit: int) -> list[Participant]:
    rows = Place.objects.filter(pool=made.option(visit).pool_id).select_related("participant__user")
    return [place.participant for place in rows.order_by("pk")]


def test_places_that_are_given_out_come_with_seats_and_who_has_none_is_named(made: Visits) -> None:
    other = visits(2)
    other.set_up("ranked", 2, 2)
    run = bus_to(other, 0, seats=1)
    people = [other.person() for _each in range(2)]
    for who in people:
        choosing.save_wishes(actor=who.user, choice_group=other.row, wishes=[other.id_of(0)])
    give_out(other)
    assert len(in_bus(run)) == len(waits_for(run)) == 1
    page = browser_of(other.manager).get(f"/admin/choices/{other.row.pk}/run/").text
    assert "1 person waits for a seat in the bus" in page
    assert waits_for(run)[0].user.official_name in page
    assert len(letters(kind="session_place")) == 2


@pytest.mark.both_databases
def test_who_changes_places_with_somebody_in_a_rerun_changes_seats_too(told: Visits) -> None:
    runs = [bus_to(told, visit, seats=seats) for visit, seats in ((0, 2), (1, 1))]
    first, second = at_visit(told, 0)
    (third,) = at_visit(told, 1)
    for who, run in ((first, runs[0]), (second, runs[0]), (third, runs[1])):
        seats.take_seat(actor=who.user, run=run, participant=who, stretch=WHOLE)
    Letter.objects.all().delete()
    give_out_fixed(told, {first: 1, third: 0})
    assert set(in_bus(runs[0])) == {second, third} and in_bus(runs[1]) == [first]
    assert not Waiting.objects.exists()
    assert {letter.recipient_id for letter in letters()} == {first.user_id, third.user_id}


def give_out_fixed(made: Visits, given: dict[Participant, int]) -> None:
    """Another run, in which a manager fixed what these people get."""
    for who, visit in given.items():
        Fixed.objects.create(
            choice_group=made.row, participant=who, option=made.option(visit), by=made.manager
        )
    give_out(made)


def test_who_loses_the_visit_in_a_rerun_loses_the_seat(told: Visits) -> None:
    run = bus_to(told, 0)
    first, second = at_visit(told, 0)
    for who in (first, second):
        seats.take_seat(actor=who.user, run=run, participant=who, stretch=WHOLE)
    Fixed.objects.create(choice_group=told.row, participant=first, option=None, by=told.manager)
    give_out(told)
    assert in_bus(run) == [second]


def test_a_letter_about_a_seat_that_stays_is_not_lost_when_others_change_that_way(told: Visits) -> None:
    common, run = bus_to(told, None), bus_to(told, 1)
    first, _second = at_visit(told, 0)
    (third,) = at_visit(told, 1)
    seats.take_seat(actor=third.user, run=run, participant=third, stretch=WHOLE)
    seats.take_seat(actor=told.manager, run=common, participant=first, stretch=WHOLE)
    assert [letter.recipient_id for letter in letters(kind="seat_changed")] == [first.user_id]
    give_out_fixed(told, {first: 1, third: 0})
    assert in_bus(common) == [first] and in_bus(run) == []
    assert [letter.recipient_id for letter in letters(kind="seat_changed")] == [first.user_id]


# ---------------------------------------------------------------- by the queue, and by oneself
def test_a_visit_that_is_offered_comes_with_a_seat_though_one_has_a_seat_to_the_other(made: Visits) -> None:
    old, new = bus_to(made, 0), bus_to(made, 1)
    who = at(made, 0, old)
    pool = made.option(1).pool
    Waiting.objects.create(pool=pool, participant=who, position=1)
    parts = [part.pool_id for each in wing.wings() for part in each.goes_with(pool, who)]
    assert parts == [new.pool_id]
    assert offering.offer_place(pool, who)
    assert in_bus(old) == [who]
    offering.accept(actor=who.user, offer=Offer.objects.get(pool=pool))
    assert (in_bus(old), in_bus(new)) == ([], [who])
    last = letters(kind="session_place")[-1]
    assert f"- {new}, " in last.text and f"- {old}, " in last.text


def test_a_day_that_is_offered_with_a_wished_visit_comes_with_the_seat_to_it(told: Visits) -> None:
    run, back = bus_to(told, 1), bus_to(told, 1, direction=Direction.BACK)
    bus_to(told, 0)
    who, option = ParticipantFactory(cohort=told.cohort), told.option(1)
    Wish.objects.create(participant=who, option=option, rank=1)
    Travel.objects.create(participant=who, date=back.date, direction=back.direction, how=Travel.How.OWN)
    parts = [part.pool_id for each in wing.wings() for part in each.goes_with(told.day.pool, who)]
    assert parts == [option.pool_id, run.pool_id]
    common = bus_to(told, None)
    common.serves.add(SessionFactory(day=told.day, starts=dt.time(9), ends=dt.time(9, 30)))
    parts = [part.pool_id for each in wing.wings() for part in each.goes_with(told.day.pool, who)]
    assert parts == [option.pool_id, common.pool_id]


def test_who_takes_the_freed_visit_at_once_waits_for_its_full_bus_and_reads_so(made: Visits) -> None:
    Pool.objects.filter(choice_option__isnull=False).update(freed=Pool.Freed.TAKE)
    old, new = bus_to(made, 0), bus_to(made, 1, seats=1)
    at(made, 1, new)
    who = at(made, 0, old)
    pool = made.option(1).pool
    places.queue(pool_id=pool.pk, participant=who, takes_at_once=True)
    assert offering.offer_place(Pool.objects.get(pk=pool.pk), who)
    assert in_bus(old) == [] and waits_for(new) == [who]
    letter = the_letter(recipient=who.user, kind="session_place")
    assert "There is no place left for you yet:" in letter.text and f"- {new}, " in letter.text


def test_who_chooses_another_visit_changes_the_bus_with_it_and_reads_on_the_page_what_is_missing(
    made: Visits,
) -> None:
    old, new = bus_to(made, 0), bus_to(made, 1, seats=1)
    who, other = at(made, 0, old), at(made, 0, old)
    assert str(new) not in take(made, who, 1)
    assert f"you wait for it: {new}, " in take(made, other, 1)
    assert in_bus(old) == [] and in_bus(new) == [who] and waits_for(new) == [other]
    assert not Letter.objects.exists()


def take(made: Visits, who: Participant, visit: int) -> str:
    """The person takes a place at another visit on the page of choosing, and reads what it says."""
    seen = own_groups(who.user_id, made.cohort, timezone.now())[0].mark
    url = f"/en/my/cohorts/{made.cohort.slug}/choices/{made.row.public_id}/take/"
    answer = browser_of(who.user).post(url, {"session": made.id_of(visit), "seen": seen}, follow=True)
    assert answer.status_code == 200 and answer.redirect_chain
    return "\n".join(str(each) for each in answer.context["messages"])


def test_who_gives_a_visit_back_gives_the_seat_back(made: Visits) -> None:
    old = bus_to(made, 0)
    who = at(made, 0, old)
    choosing.leave(actor=who.user, choice_group=made.row, session=made.id_of(0))
    assert in_bus(old) == []


@pytest.mark.both_databases
def test_who_gives_the_day_up_keeps_no_seat_on_its_eve_to_the_visit_though_another_day_is_theirs(
    made: Visits,
) -> None:
    second = DayFactory(cohort=made.cohort, offset=31)
    to_visit, common = bus_to(made, 0), bus_to(made, None)
    eve = made.day.date - dt.timedelta(days=1)
    Run.objects.filter(pk__in=[to_visit.pk, common.pk]).update(date=eve)
    first, other = at(made, 0), at(made, 0)
    for who, run in ((first, to_visit), (other, common)):
        run.refresh_from_db()
        PlaceFactory(pool=second.pool, participant=who)
        seats.take_seat(actor=who.user, run=run, participant=who, stretch=WHOLE)
        with transaction.atomic():
            places.lock_all(wing.go_along([made.day.pool_id]))
            places.give_back(pool_id=made.day.pool_id, participant=who, actor=who.user)
            wing.left(made.day.pool_id, who, who.user)
    assert in_bus(to_visit) == [] and in_bus(common) == [other]


def test_moving_one_costs_the_same_queries_however_many_buses_there_are(made: Visits) -> None:
    def asked() -> int:
        who = at(made, 0)
        with CaptureQueriesContext(connection) as captured:
            give(made, who, 1)
        return len(captured)

    bus_to(made, 1)
    few = asked()
    for _number in range(3):
        bus_to(made, 0)
        bus_to(made, 1)
    assert asked() <= few + 2
