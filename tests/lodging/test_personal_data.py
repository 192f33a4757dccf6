"""Nights and wishes of a person: what they read of it, what goes with them, what stays and until when."""

import datetime as dt

import pytest
from django.utils import timezone

from cohorts.lodging.models import Named, Night, Stay, Wish
from cohorts.lodging.queries import rooms_on
from cohorts.lodging.services.keeping import forget_stays
from cohorts.models import Participant
from tests.factories.cohorts import CohortFactory, ParticipantFactory
from tests.factories.lodging import NightFactory, bed, wish_of
from tests.factories.people import UserFactory
from tests.factories.residencies import FundingProjectFactory
from tests.held import erase, held_of, part, queries_of, words_of
from tests.school import browser_of
from tests.traces import traces

from .conftest import Trip

pytestmark = pytest.mark.django_db
PART = "cohorts.lodging.person.Nights"


@pytest.fixture
def slept(trip: Trip) -> Participant:
    """Somebody who slept in a hotel three nights ago, said a lot of it, and is named by others."""
    trip.has_ended(days_ago=2)
    user = UserFactory(given_name="Олена", family_name="Стиратенко", latin_name="Olena Styratenko")
    who = ParticipantFactory(cohort=trip.cohort, user=user)
    stay = bed(who, NightFactory(cohort=trip.cohort, date=trip.between), room=1)
    Stay.objects.filter(pk=stay.pk).update(slept=Stay.Slept.YES)
    wish = wish_of(who, "women", trip.between, accessible=True, note="приїду опівночі")
    Named.objects.create(wish=wish, what=Named.What.WANTED, typed="Подруга Зразкова")
    others = wish_of(ParticipantFactory(cohort=trip.cohort), "women", note="чужа примітка")
    Named.objects.create(
        wish=others, what=Named.What.UNWANTED, typed="пані Стиратенко", person=who, is_settled=True
    )
    Named.objects.create(wish=others, what=Named.What.WANTED, typed="Styratenko Olena")
    Named.objects.create(wish=others, what=Named.What.WANTED, typed="Олена Інша")
    return who


def test_nights_and_wishes_are_held_with_the_names_that_one_typed(slept: Participant) -> None:
    night = part(slept.user, "Nights: ").rows[0]
    assert night["Hotel"].endswith("1") and night["Written down afterwards"] == "slept there"
    wish = part(slept.user, "What you wished").rows[0]
    assert "приїду опівночі" in wish.values() and wish["Would like to share with"] == "Подруга Зразкова"
    assert wish["I need a room for a wheelchair"] == "yes"


def test_where_others_named_the_person_is_held_without_who_did_and_what_they_wish(slept: Participant) -> None:
    rows = part(slept.user, "What you wished").rows[1:]
    assert [row["Your name in another person’s wish"] for row in rows] == [
        "пані Стиратенко",
        "Styratenko Olena",
    ]
    said = words_of(slept.user)
    assert (
        "чужа примітка" not in said and "Олена Інша" not in said and "would not share" not in said.casefold()
    )


def test_who_is_erased_is_in_no_wish_any_more_and_others_keep_theirs(slept: Participant) -> None:
    erase(slept.user)
    for word in ("Стиратенко", "Styratenko", "опівночі", "Подруга"):
        assert not traces(word, "lodging"), word
    assert Wish.objects.count() == 1 and Named.objects.get().typed == "Олена Інша"


def test_no_wish_of_who_is_erased_is_said_to_be_against_a_neighbour(slept: Participant, trip: Trip) -> None:
    night = Night.objects.get(cohort=trip.cohort, date=trip.between)
    beside = ParticipantFactory(cohort=trip.cohort)
    bed(beside, night, room=1, number=2)
    wish_of(beside, "men", night.date)

    def clashes() -> list[object]:
        kinds = rooms_on(trip.cohort, night.date, with_wishes=True)
        return [pair for kind in kinds for line in kind.rooms for pair in line.clashes]

    assert clashes()
    erase(slept.user)
    assert not clashes()


def test_that_a_bed_was_slept_in_stays_as_a_number_of_nobody(slept: Participant, trip: Trip) -> None:
    erase(slept.user)
    assert Stay.objects.get(participant=slept).slept == Stay.Slept.YES
    office = browser_of(trip.manager)
    root = f"/admin/cohorts/{trip.cohort.pk}/lodging/"
    hotel = Stay.objects.get(participant=slept).place.pool.night.room_type.hotel_id
    for page in ("", "people/", f"people/{slept.public_id}/", f"nights/{trip.between}/", f"lists/{hotel}/"):
        answer = office.get(root + page)
        assert answer.status_code == 200, page
        assert "erased.invalid" not in answer.content.decode(), page
    assert f"erased account U-{slept.user_id}" in office.get(f"{root}people/").content.decode()


def test_without_a_funding_project_it_says_that_the_stay_is_there_for_a_month(
    slept: Participant, trip: Trip
) -> None:
    until = timezone.localdate() - dt.timedelta(days=2) + dt.timedelta(days=30)
    assert f"until {until:%-d} {until:%B %Y}" in part(slept.user, "Nights: ").stays
    erase(slept.user)
    trip.has_ended(days_ago=30)
    assert forget_stays() == 0
    trip.has_ended(days_ago=31)
    assert forget_stays() == 1 and not Stay.objects.filter(participant=slept).exists()


def test_with_a_funding_project_it_names_the_date_of_its_papers_or_says_that_there_is_none(
    slept: Participant, trip: Trip
) -> None:
    project = FundingProjectFactory(programme=trip.cohort.residency.programme, keep_until=dt.date(2031, 5, 1))
    trip.cohort.project = project
    trip.cohort.save()
    assert "until 1 May 2031" in part(slept.user, "Nights: ").stays
    project.keep_until = None
    project.save()
    assert "no date yet" in part(slept.user, "Nights: ").stays


def test_each_cohort_has_a_part_of_its_own(slept: Participant) -> None:
    again = ParticipantFactory(cohort=CohortFactory(), user=slept.user)
    bed(again, NightFactory(cohort=again.cohort))
    assert len([each for each in held_of(slept.user) if each.title.startswith("Nights: ")]) == 2


def test_any_number_of_nights_and_wishes_takes_five_queries(slept: Participant) -> None:
    assert queries_of(PART, slept.user) == 5
    for _number in range(2):
        again = ParticipantFactory(cohort=CohortFactory(), user=slept.user)
        bed(again, NightFactory(cohort=again.cohort))
        Named.objects.create(wish=wish_of(again, "any"), what=Named.What.CARER, typed="Помічниця")
    assert queries_of(PART, slept.user) == 5
