"""Boarding: taps of two phones, departing without somebody, closing once each is explained."""

import datetime as dt
import random
import uuid
from typing import Any

import pytest
from django.utils import timezone, translation
from django.utils.dates import WEEKDAYS

from cohorts.logistics.manifests import boarding_of, manifest_of
from cohorts.logistics.models import MOST_COUNTED, CaptainLink, Count, Run, Tap
from cohorts.logistics.rights import Captain
from cohorts.logistics.services import boarding, captains, seats
from cohorts.logistics.services.boarding import Sent
from cohorts.models import Participant, Stretch
from cohorts.tokens import hash_of
from foundation.errors import Conflict, DomainError
from people.models import User
from tests.factories.cohorts import DayFactory, ParticipantFactory
from tests.factories.logistics import RunFactory, captain_of
from tests.factories.residencies import manager_of
from tests.school import accepted

pytestmark = pytest.mark.django_db


@pytest.fixture
def run() -> Run:
    """A bus of today."""
    found: Run = RunFactory(day=DayFactory(), date=timezone.localdate(), seats=60)
    return found


@pytest.fixture
def manager(run: Run) -> User:
    return manager_of(run.cohort.residency.programme)


@pytest.fixture
def people(run: Run, manager: User) -> list[Participant]:
    found = [accepted(run.cohort.days.get()) for _each in range(3)]
    for each in found:
        seats.take_seat(actor=manager, run=run, participant=each, stretch=Stretch(0, 2))
    return found


@pytest.fixture
def captain(run: Run) -> Captain:
    link = CaptainLink.objects.get(token_hash=hash_of(captain_of(run)))
    return Captain(link, has_claimed=True)


def sent(who: Participant, what: str = "boarded", ago: int = 0, **more: object) -> Sent:
    at = timezone.now() - dt.timedelta(seconds=ago)
    return Sent(uid=uuid.uuid4(), device_time=at, person=who.public_id, what=what, **more)  # type: ignore[arg-type]


def test_fifty_people_on_two_phones_shuffled_and_repeated_and_late_give_one_state(
    run: Run, manager: User, captain: Captain
) -> None:
    crowd = [ParticipantFactory(cohort=run.cohort, kind="staff") for _each in range(50)]
    for each in crowd:
        seats.take_seat(actor=manager, run=run, participant=each, stretch=Stretch(0, 2))
    taps = [sent(each, "boarded", ago=100 + number) for number, each in enumerate(crowd)]
    taps += [
        sent(crowd[0], "left", ago=5),
        sent(crowd[1], "undone", ago=4),
        sent(crowd[2], "boarded", ago=900),
    ]
    shuffled = [*taps, *random.Random(7).sample(taps, 20)]
    random.Random(8).shuffle(shuffled)
    half = len(shuffled) // 3
    for batch in (shuffled[half:], shuffled[:half]):
        boarding.record(actor=captain, run=run, taps=batch)
    found = boarding_of(run)
    assert len(found.aboard) == 48
    assert found.unexplained == {crowd[1].pk}
    assert Tap.objects.count() == len(taps)


def test_a_tap_that_comes_again_changes_nothing(
    run: Run, people: list[Participant], captain: Captain
) -> None:
    tap = sent(people[0])
    assert [boarding.record(actor=captain, run=run, taps=[tap]) for _each in range(3)] == [1, 0, 0]


def test_a_phone_with_a_wrong_clock_is_set_right(
    run: Run, people: list[Participant], captain: Captain
) -> None:
    wrong = dt.timedelta(hours=5)
    now = timezone.now()
    early = Sent(uuid.uuid4(), now + wrong - dt.timedelta(minutes=9), people[0].public_id, "boarded")
    boarding.record(actor=captain, run=run, taps=[early], device_now=now + wrong)
    boarding.record(actor=captain, run=run, taps=[sent(people[0], "left", ago=60)])
    assert boarding_of(run).state[people[0].pk].what == "left"


def test_somebody_on_an_old_list_is_flagged_and_not_lost(
    run: Run, people: list[Participant], captain: Captain, manager: User
) -> None:
    other = RunFactory(day=run.cohort.days.get(), date=run.date)
    seats.take_seat(actor=manager, run=other, participant=people[0], stretch=Stretch(0, 2))
    boarding.record(actor=captain, run=run, taps=[sent(people[0])])
    assert [line.participant for line in manifest_of(run).unexpected] == [people[0].pk]
    assert len(manifest_of(run).expected) == 2


def test_people_of_another_cohort_are_nobody_here(run: Run, captain: Captain) -> None:
    assert boarding.record(actor=captain, run=run, taps=[sent(ParticipantFactory())]) == 0


def test_a_bus_leaves_without_one_and_is_closed_only_when_each_is_explained(
    run: Run, people: list[Participant], captain: Captain, manager: User
) -> None:
    boarding.record(actor=captain, run=run, taps=[sent(people[0]), sent(people[1], "excused")])
    with pytest.raises(DomainError):
        boarding.close(actor=captain, run=run)
    assert boarding.depart(actor=captain, run=run).departed_without == 1
    with pytest.raises(DomainError):
        boarding.close(actor=captain, run=run)
    with pytest.raises(DomainError) as refusal:
        boarding.record(actor=manager, run=run, taps=[sent(people[2], "no_show")])
    assert refusal.value.field == "reason"
    boarding.record(actor=manager, run=run, taps=[sent(people[2], "no_show", reason="захворіла")])
    assert boarding.close(actor=manager, run=run).closed_at is not None
    with pytest.raises(Conflict):
        boarding.record(actor=captain, run=run, taps=[sent(people[2])])


def weekdays_in(text: str) -> list[str]:
    return [str(day) for day in WEEKDAYS.values() if str(day).lower() in text.lower()]


def test_a_bus_departs_on_its_day_and_not_long_before(run: Run, captain: Captain, time_machine: Any) -> None:
    time_machine.move_to(run.starts_at - dt.timedelta(hours=12, seconds=1), tick=False)
    with pytest.raises(DomainError, match="cannot depart before that day"):
        boarding.depart(actor=captain, run=run)
    assert Run.objects.get(pk=run.pk).departed_at is None
    with translation.override("uk"), pytest.raises(DomainError) as refusal:
        boarding.depart(actor=captain, run=run)
    assert not weekdays_in(str(refusal.value)), "in a sentence a weekday would have another ending"
    time_machine.move_to(run.starts_at - dt.timedelta(hours=12), tick=False)
    assert boarding.depart(actor=captain, run=run).departed_at is not None


def test_a_bus_departs_once(run: Run, people: list[Participant], captain: Captain) -> None:
    first = boarding.depart(actor=captain, run=run).departed_at
    assert boarding.depart(actor=captain, run=run).departed_at == first


def test_the_last_count_at_a_stop_stands_and_a_strip_of_paper_can_be_typed_in(
    run: Run, people: list[Participant], captain: Captain, manager: User
) -> None:
    boarding.count_heads(actor=captain, run=run, call=0, heads=2)
    boarding.type_in_strip(actor=manager, run=run, heads={0: 3, 1: 3})
    assert [stop.heads for stop in manifest_of(run).stops] == [3, 3, None]
    assert Count.objects.count() == 3


@pytest.mark.parametrize("heads", [-1, MOST_COUNTED + 1])
def test_nobody_counts_fewer_than_none_or_more_than_a_bus_could_hold(
    run: Run, captain: Captain, manager: User, heads: int
) -> None:
    with pytest.raises(DomainError) as refusal:
        boarding.count_heads(actor=captain, run=run, call=0, heads=heads)
    assert refusal.value.field == "heads"
    with pytest.raises(DomainError) as refusal:
        boarding.type_in_strip(actor=manager, run=run, heads={0: 3, 1: heads})
    assert refusal.value.field == "heads_1"
    assert not Count.objects.exists()


# ---------------------------------------------------------------- the list
def test_a_list_says_who_gets_on_and_off_and_how_many_should_be_aboard(
    run: Run, people: list[Participant], manager: User
) -> None:
    late = accepted(run.cohort.days.get())
    seats.take_seat(actor=manager, run=run, participant=late, stretch=Stretch(1, 2))
    found = manifest_of(run)
    assert [(len(stop.on), len(stop.off), stop.expected_after) for stop in found.stops] == [
        *((3, 0, 3), (1, 0, 4), (0, 4, 0))
    ]


def test_telephones_of_those_who_agreed_and_wheelchairs_and_nothing_else(
    run: Run, people: list[Participant], manager: User
) -> None:
    User.objects.update(phone="+380 99 000 11 22")
    seats.save_passenger(actor=people[0].user, participant=people[0], shares_phone=True, wheelchair=True)
    found = manifest_of(run)
    assert sorted(line.phone for line in found.lines) == ["", "", "+380 99 000 11 22"]
    assert [line.participant for line in found.wheelchairs] == [people[0].pk]
    assert "Таємна" not in repr(found.lines)


def test_a_list_costs_the_same_however_many_people(
    run: Run, people: list[Participant], captain: Captain, django_assert_num_queries: object
) -> None:
    boarding.record(actor=captain, run=run, taps=[sent(ParticipantFactory(cohort=run.cohort))])
    with django_assert_num_queries(9):  # type: ignore[operator]
        manifest_of(run)


# ---------------------------------------------------------------- captains
def test_the_first_browser_claims_the_link_and_a_manager_releases_it(run: Run, manager: User) -> None:
    token = captains.make_captain(actor=manager, run=run, participant=None, name="Остап")
    link = CaptainLink.objects.get(token_hash=hash_of(token))
    captains.claim(link=link, device="one")
    captains.claim(link=link, device="one")
    with pytest.raises(Conflict):
        captains.claim(link=link, device="two")
    captains.release(actor=manager, link=link)
    assert captains.is_device(captains.claim(link=link, device="two"), "two")


def test_there_is_a_second_captain_and_a_link_made_anew_ends_the_old_one(
    run: Run, people: list[Participant], manager: User
) -> None:
    for who in (people[0], people[1], people[0]):
        captains.make_captain(actor=manager, run=run, participant=who)
    living = CaptainLink.objects.filter(ended_at=None)
    assert set(living.values_list("participant", flat=True)) == {people[0].pk, people[1].pk}


def test_a_captain_has_a_name_and_is_of_the_cohort(run: Run, manager: User) -> None:
    with pytest.raises(DomainError):
        captains.make_captain(actor=manager, run=run, participant=None, name=" ")
    with pytest.raises(DomainError):
        captains.make_captain(actor=manager, run=run, participant=ParticipantFactory())
