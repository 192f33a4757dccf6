"""What somebody said that they need: theirs to read, and gone when they are."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from cohorts.models import Cohort, Participant
from cohorts.needs.models import Need, Question
from cohorts.needs.queries import people
from tests.factories.cohorts import DayFactory, ParticipantFactory, PlaceFactory
from tests.factories.needs import MealFactory, NeedFactory
from tests.held import erase, part, queries_of, words_of
from tests.traces import traces

pytestmark = pytest.mark.django_db
PART = "cohorts.needs.person.Needs"


@pytest.fixture
def was_there(cohort: Cohort) -> Participant:
    """Somebody who came to a day that is over, and said what they eat."""
    day = DayFactory(cohort=cohort, date=timezone.localdate() - dt.timedelta(days=3))
    MealFactory(day=day)
    who = PlaceFactory(pool=day.pool).participant
    NeedFactory(participant=who, text="без горіхів і меду")
    NeedFactory(participant=who, question=Question.ACCESS, kind=Need.Kind.NOTHING)
    NeedFactory(participant=PlaceFactory(pool=day.pool).participant, text="чужа дієта")
    return who


def test_ones_own_answers_are_held_and_nobody_elses(was_there: Participant) -> None:
    found = part(was_there.user, "Food and accessibility")
    assert [row.get("Food") or row.get("Accessibility") for row in found.rows] == [
        "без горіхів і меду",
        "nothing special",
    ]
    assert all(row["Answered at"] and row["Residency"] for row in found.rows) and not found.stays
    assert "чужа дієта" not in words_of(was_there.user)


def test_who_is_erased_leaves_no_answer_and_others_keep_theirs(was_there: Participant) -> None:
    erase(was_there.user)
    assert not traces("без горіхів", "needs") and not Need.objects.filter(participant=was_there).exists()
    assert traces("чужа дієта", "needs") == ["needs.Need.text"]


def test_the_pages_of_needs_and_meals_open_with_an_erased_person_in_them(
    was_there: Participant, office: Client
) -> None:
    erase(was_there.user)
    root = f"/admin/cohorts/{was_there.cohort_id}"
    for page in ("needs/", "needs/print/", "meals/"):
        answer = office.get(f"{root}/{page}")
        assert answer.status_code == 200, page
        assert "erased.invalid" not in answer.content.decode(), page


def test_nobody_waits_for_answers_of_who_is_erased(was_there: Participant) -> None:
    before = people.numbers_of(was_there.cohort)
    erase(was_there.user)
    after = people.numbers_of(was_there.cohort)
    assert (after.people, after.silent) == (before.people - 1, before.silent - 1)
    assert was_there not in people.people_of(was_there.cohort)


def test_any_number_of_answers_takes_one_query(was_there: Participant) -> None:
    assert queries_of(PART, was_there.user) == 1
    other = ParticipantFactory(user=was_there.user)
    for question in Question:
        NeedFactory(participant=other, question=question)
    assert queries_of(PART, was_there.user) == 1
