"""What the cohorts hold of a person: places, queues, offers and moves; a place is never moved by erasing."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cohorts import places
from cohorts.models import Cohort, Day, DigestRecord, Move, Offer, Participant, Place, Waiting
from cohorts.services import cancel_cohort
from people.models import User
from people.personal_data.services import NotNow, erase
from residencies.models import Programme
from tests.factories.cohorts import CohortFactory, DayFactory, OfferFactory, ParticipantFactory, PlaceFactory
from tests.factories.people import UserFactory
from tests.held import queries_of, rows_of, why_not_now, words_of
from tests.school import browser_of
from tests.traces import tables_with

pytestmark = pytest.mark.django_db
REASON = "Слідопричина з телефону"


@pytest.fixture
def cohort(programme: Programme) -> Cohort:
    found: Cohort = CohortFactory(residency__programme=programme, residency__name_en="Bright speech")
    return found


@pytest.fixture
def day(cohort: Cohort) -> Day:
    found: Day = DayFactory(
        cohort=cohort, pool__capacity=2, date=timezone.localdate() + dt.timedelta(days=30)
    )
    return found


@pytest.fixture
def who(cohort: Cohort) -> Participant:
    found: Participant = ParticipantFactory(cohort=cohort, user=UserFactory(family_name="Слідова"))
    return found


def after(day: Day) -> dt.datetime:
    return dt.datetime.combine(day.date + dt.timedelta(days=2), dt.time(12), dt.UTC)


# ---------------------------------------------------------------- held
def test_the_person_reads_what_they_have_and_how_it_came(day: Day, who: Participant, manager: User) -> None:
    waited = DayFactory(cohort=day.cohort)
    places.take(pool_id=day.pool_id, participant=who, actor=manager, reason=REASON)
    places.queue(pool_id=waited.pool_id, participant=ParticipantFactory(cohort=day.cohort))
    places.queue(pool_id=waited.pool_id, participant=who)
    OfferFactory(pool=DayFactory(cohort=day.cohort).pool, participant=who, outcome=Offer.Outcome.LAPSED)
    [belongs] = rows_of(who.user, "Residencies to which you have applied or come")
    assert belongs["Residency"].startswith("Bright speech") and belongs["Comes as"] == "participant"
    [place] = rows_of(who.user, "Places that you hold")
    assert str(day.date.day) in place["What"]
    [waits] = rows_of(who.user, "Queues in which you stand")
    assert waits["Number in the queue"] == "2"
    [offer] = rows_of(who.user, "Places that were offered to you")
    assert offer["State"] == "nobody answered in time"
    moves = rows_of(who.user, "What became of your places")
    assert [row["What happened"] for row in moves] == ["took a place", "joined the queue"]
    assert moves[0]["Reason"] == REASON and manager.family_name not in words_of(who.user)


def test_nobody_reads_what_another_has(day: Day, who: Participant, manager: User) -> None:
    places.take(pool_id=day.pool_id, participant=who, actor=manager, reason=REASON)
    other = PlaceFactory(pool=day.pool).participant.user
    for reader in (other, manager):
        assert not any(each in words_of(reader) for each in (REASON, "Слідова"))


def test_a_manager_reads_when_they_were_last_told_what_waits(manager: User, programme: Programme) -> None:
    DigestRecord.objects.create(user=manager, programme=programme, written_at=timezone.now())
    [row] = rows_of(manager, "Letters about what waits for you as a manager")
    assert row["Programme"] == programme.name_en and row["Last written"]


@pytest.mark.both_databases
def test_it_takes_as_many_queries_for_many_cohorts_as_for_one(day: Day, who: Participant) -> None:
    def fill(each: Participant, of: Day) -> None:
        places.take(pool_id=of.pool_id, participant=each)
        places.queue(pool_id=DayFactory(cohort=of.cohort).pool_id, participant=each)
        OfferFactory(pool=DayFactory(cohort=of.cohort).pool, participant=each)
        DigestRecord.objects.create(user=each.user, programme=of.cohort.residency.programme)

    fill(who, day)
    of_one = queries_of("cohorts.person.Offers", who.user)
    for _number in range(3):
        other = DayFactory()
        fill(ParticipantFactory(cohort=other.cohort, user=who.user), other)
    assert queries_of("cohorts.person.Offers", who.user) == of_one


# ---------------------------------------------------------------- what stands against erasing
def place(day: Day, who: Participant) -> None:
    places.take(pool_id=day.pool_id, participant=who)


def number_in_queue(day: Day, who: Participant) -> None:
    places.queue(pool_id=day.pool_id, participant=who)


def offer(day: Day, who: Participant) -> None:
    OfferFactory(pool=day.pool, participant=who)


@pytest.mark.parametrize("have", [place, number_in_queue, offer])
def test_what_somebody_has_of_a_cohort_is_given_back_first(
    day: Day, who: Participant, manager: User, have: Any
) -> None:
    have(day, who)
    [(text, url)] = why_not_now(who.user)
    assert text.startswith("Give your place in “Bright speech, ") and f"{day.date:%-d %B %Y}" in text
    assert url == "/en/my/"
    with pytest.raises(NotNow):
        erase(actor=who.user, user=who.user)
    places.give_back(pool_id=day.pool_id, participant=who)
    assert why_not_now(who.user) == []


def test_who_comes_to_work_asks_the_organiser(day: Day, cohort: Cohort) -> None:
    trainer = ParticipantFactory(cohort=cohort, kind=Participant.Kind.TRAINER)
    place(day, trainer)
    [(text, url)] = why_not_now(trainer.user)
    assert text.startswith("You come to “Bright speech, ") and "to work." in text and not url


def test_what_is_over_or_cancelled_stands_against_nothing(
    day: Day, who: Participant, manager: User, time_machine: Any
) -> None:
    place(day, who)
    other = DayFactory()
    place(other, ParticipantFactory(cohort=other.cohort, user=who.user))
    assert len(why_not_now(who.user)) == 2
    cancel_cohort(actor=manager, cohort=other.cohort, reason="Тривога.")
    assert len(why_not_now(who.user)) == 1
    time_machine.move_to(after(day))
    assert why_not_now(who.user) == []


# ---------------------------------------------------------------- erased
def test_words_of_moves_go_and_places_and_moves_stay(
    day: Day, who: Participant, manager: User, time_machine: Any
) -> None:
    others = PlaceFactory(pool=day.pool).participant
    places.note(Move.What.SKIPPED, day.pool_id, others, manager, reason=REASON.upper())
    places.take(pool_id=day.pool_id, participant=who, actor=manager, reason=REASON)
    DigestRecord.objects.create(user=who.user, programme=day.cohort.residency.programme)
    time_machine.move_to(after(day))
    erase(actor=who.user, user=who.user)
    move = Move.objects.get(participant=who)
    assert (move.reason, move.actor) == ("", manager)
    assert Move.objects.get(participant=others).reason == REASON.upper()
    assert Place.objects.filter(pool=day.pool).count() == 2 and not DigestRecord.objects.exists()
    assert tables_with("Слідова", "cohorts", "people") == set()


def test_what_a_manager_did_to_others_stays_theirs_by_number(day: Day, who: Participant) -> None:
    helper = UserFactory()
    places.take(pool_id=day.pool_id, participant=who, actor=helper, reason=REASON)
    erase(actor=helper, user=helper)
    move = Move.objects.get(participant=who)
    assert (move.reason, move.actor) == (REASON, helper)


def test_the_number_by_which_both_moves_of_a_replacement_are_found_stays(
    day: Day, who: Participant, time_machine: Any
) -> None:
    places.note(Move.What.HANDED_ON, day.pool_id, who, None, reason="RP-1")
    erase(actor=who.user, user=who.user)
    assert Move.objects.get(participant=who).reason == "RP-1"


def test_the_queue_and_the_page_of_the_cohort_open_with_somebody_who_is_erased(
    office: Client, day: Day, who: Participant, time_machine: Any, manager: User
) -> None:
    places.queue(pool_id=day.pool_id, participant=who, actor=manager)
    places.rank(pool_id=day.pool_id, participant=who, number=1, actor=manager, reason=REASON)
    time_machine.move_to(after(day))
    assert Waiting.objects.exists()
    erase(actor=who.user, user=who.user)
    office = browser_of(manager)
    page = office.get(reverse("cohort_queue", args=[day.cohort.pk, day.pool_id])).content.decode()
    assert f"erased account U-{who.user_id}" in page and REASON not in page and "Слідова" not in page
    assert office.get(reverse("cohort_overview", args=[day.cohort.pk])).status_code == 200
