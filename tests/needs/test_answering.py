"""People say what they need after they are accepted: three questions, each answered once, until their first day."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from cohorts.admission.models import DayRequest
from cohorts.admission.services import Decision, decide
from cohorts.models import Cohort, Day, Participant, Place
from cohorts.needs.models import Need, Question
from cohorts.needs.queries.people import own_needs
from cohorts.needs.services.answering import Answer, save_answers
from cohorts.services import cancel_cohort
from foundation.errors import Conflict, DomainError
from people import person as my
from tests.factories.admission import request_of, sent_for
from tests.factories.cohorts import CohortFactory, DayFactory, ParticipantFactory, PlaceFactory
from tests.factories.needs import MealFactory, NeedFactory
from tests.factories.people import UserFactory
from tests.factories.residencies import manager_of
from tests.letters import letters
from tests.school import browser_of

pytestmark = pytest.mark.django_db
WHOLE = {
    "diet": "vegan",
    "diet_text": "без горіхів",
    "access": "nothing",
    "travel": "other",
    "travel_text": "пауза",
}


def page_of(cohort: Cohort, language: str = "en") -> str:
    return f"/{language}/my/cohorts/{cohort.slug}/needs/"


def send(at: Client, cohort: Cohort, **typed: str) -> Any:
    """Fill the form in as a browser would, with the mark of what it showed."""
    form = at.get(page_of(cohort)).context["form"]
    return at.post(page_of(cohort), {**WHOLE, "seen": form.mark, **typed})


def answers_of(person: Participant) -> dict[str, tuple[str, str]]:
    return {need.question: (need.kind, need.text) for need in Need.objects.filter(participant=person)}


def test_three_questions_are_answered_on_ones_own_page_and_can_be_changed(person: Participant) -> None:
    at, cohort = browser_of(person.user), person.cohort
    assert send(at, cohort)["Location"] == page_of(cohort)
    assert answers_of(person) == {
        "diet": ("vegan", "без горіхів"),
        "access": ("nothing", ""),
        "travel": ("other", "пауза"),
    }
    page = at.get(page_of(cohort)).text
    assert 'value="без горіхів"' in page and "We delete them on" in page
    send(at, cohort, diet="nothing", diet_text="")
    assert answers_of(person)["diet"] == ("nothing", "")
    assert Need.objects.count() == 3


def test_that_nothing_is_needed_is_an_answer_and_silence_is_none(person: Participant) -> None:
    at, cohort = browser_of(person.user), person.cohort
    refused = at.post(
        page_of(cohort), {"diet": "nothing", "seen": at.get(page_of(cohort)).context["form"].mark}
    )
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"access", "travel"}
    assert (
        "chooses “nothing special is needed”" in refused.text and "chooses “nothing special”" in refused.text
    )
    assert Need.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"diet": "other", "diet_text": " "}, "diet_text", "Write what you need"),
        ({"access": "nothing", "access_text": "пандус"}, "access_text", "choose above what it is"),
        ({"access": "vegan"}, "access", "Choose an answer"),
        ({"diet": "meat"}, "diet", "Choose an answer"),
        ({"diet_text": "я" * 301}, "diet_text", "Shorten this"),
        ({"travel_text": "пауза\nдовга"}, "travel_text", "one line"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field_and_stays_typed(
    person: Participant, typed: dict[str, str], field: str, words: str
) -> None:
    refused = send(browser_of(person.user), person.cohort, **typed)
    assert refused.status_code == 422
    assert field in refused.context["form"].errors
    assert words in refused.text or "Select a valid choice" in refused.text
    assert "пауза" in refused.text
    assert Need.objects.count() == 0


def test_two_windows_do_not_overwrite_each_other(person: Participant) -> None:
    at, cohort = browser_of(person.user), person.cohort
    shown = at.get(page_of(cohort)).context["form"].mark
    send(at, cohort)
    refused = at.post(page_of(cohort), {**WHOLE, "diet": "vegetarian", "seen": shown})
    assert refused.status_code == 409 and "another window" in refused.text
    assert answers_of(person)["diet"] == ("vegan", "без горіхів")
    again = at.post(page_of(cohort), {**WHOLE, "diet": "vegetarian", "seen": refused.context["form"].mark})
    assert again.status_code == 302 and answers_of(person)["diet"][0] == "vegetarian"
    with pytest.raises(Conflict):
        save_answers(actor=person.user, cohort=cohort, answers={"diet": Answer("nothing")}, seen=shown)


def test_answers_are_taken_until_the_midnight_before_ones_first_day(cohort: Cohort) -> None:
    first = DayFactory(cohort=cohort, date=dt.date(2026, 12, 3))
    second = DayFactory(cohort=cohort, date=dt.date(2026, 12, 4))
    early, late = ParticipantFactory(cohort=cohort), ParticipantFactory(cohort=cohort)
    PlaceFactory(pool=first.pool, participant=early)
    PlaceFactory(pool=second.pool, participant=late)
    midnight = dt.datetime(2026, 12, 3, tzinfo=cohort.zone)
    nothing = {"diet": Answer("nothing")}
    with time_machine.travel(midnight - dt.timedelta(seconds=1), tick=False):
        save_answers(actor=early.user, cohort=cohort, answers=nothing)
    with time_machine.travel(midnight, tick=False):
        with pytest.raises(DomainError):
            save_answers(actor=early.user, cohort=cohort, answers=nothing)
        save_answers(actor=late.user, cohort=cohort, answers=nothing)
        page = browser_of(early.user).get(page_of(cohort)).text
        assert "tell the organiser" in page and 'name="diet"' not in page
        refused = browser_of(early.user).post(page_of(cohort), WHOLE)
        assert refused.status_code == 422 and "Your first day has begun" in refused.text


def test_only_who_holds_a_day_or_comes_to_work_is_asked(cohort: Cohort, days: list[Day]) -> None:
    applicant = ParticipantFactory(cohort=cohort)
    interpreter = ParticipantFactory(cohort=cohort, kind=Participant.Kind.INTERPRETER)
    elsewhere = PlaceFactory(pool=DayFactory().pool).participant
    assert browser_of(applicant.user).get(page_of(cohort)).status_code == 404
    assert browser_of(elsewhere.user).get(page_of(cohort)).status_code == 404
    assert browser_of(None).get(page_of(cohort)).status_code == 302
    assert send(browser_of(interpreter.user), cohort).status_code == 302
    with pytest.raises(DomainError):
        save_answers(actor=applicant.user, cohort=cohort, answers={"diet": Answer("nothing")})


def test_needs_of_one_participation_are_not_carried_over_to_another(person: Participant) -> None:
    NeedFactory(participant=person, text="без риби")
    day = DayFactory()
    PlaceFactory(pool=day.pool, participant=ParticipantFactory(cohort=day.cohort, user=person.user))
    assert "без риби" not in browser_of(person.user).get(page_of(day.cohort)).text


def test_my_page_and_the_cohorts_page_lead_there_until_it_is_answered(person: Participant) -> None:
    at, cohort = browser_of(person.user), person.cohort
    thing = my.page(person.user, "uk")[1]
    assert thing is not None and thing.url == page_of(cohort, "uk")
    assert "Please answer" in at.get("/en/my/").text
    assert page_of(cohort) in at.get(f"/en/my/cohorts/{cohort.slug}/").text
    send(at, cohort)
    page = at.get("/en/my/").text
    assert "Please answer" not in page and page_of(cohort) in page
    thing = my.page(person.user, "uk")[1]
    assert thing is None or "/needs/" not in thing.url


def test_the_letter_of_acceptance_asks_and_leads_there_without_a_word_of_what_was_said(
    cohort: Cohort, days: list[Day]
) -> None:
    sent = sent_for(days[0])
    decide(
        actor=manager_of(cohort.residency.programme),
        day_request=request_of(sent, days[0]),
        decision=Decision.ACCEPT,
        seen_state=DayRequest.State.ASKED,
    )
    [letter] = letters(kind="day_accepted")
    for body in (letter.text, letter.html):
        assert page_of(cohort, "uk") in body


def test_a_cancelled_cohort_asks_nobody_and_keeps_nothing_open(person: Participant) -> None:
    cohort, at = person.cohort, browser_of(person.user)
    cancel_cohort(actor=manager_of(cohort.residency.programme), cohort=cohort, reason="Хвороба.")
    assert at.get(page_of(cohort)).status_code == 404
    assert all(
        "/needs/" not in item.url for section in my.page(person.user, "uk")[0] for item in section.items
    )


def test_the_meals_of_ones_days_stand_there_with_who_gives_them(person: Participant, days: list[Day]) -> None:
    MealFactory(day=days[0], given_by="other", giver="Зразкова лікарня", place="їдальня")
    MealFactory(day=days[1], given_by="nobody", starts=dt.time(19))
    other = DayFactory(cohort=person.cohort)
    MealFactory(day=other, place="кав’ярня")
    page = browser_of(person.user).get(page_of(person.cohort)).text
    assert "given by: Зразкова лікарня" in page and "at your own cost" in page
    assert "кав’ярня" not in page


def test_my_page_reads_once_what_it_says_twice(person: Participant) -> None:
    at = browser_of(person.user)
    with CaptureQueriesContext(connection) as captured:
        assert "Food and accessibility" in at.get("/en/my/").text
    assert len([row for row in captured if 'FROM "needs_need"' in row["sql"]]) == 1


@pytest.mark.parametrize("number", [1, 12])
def test_my_page_asks_the_same_for_one_cohort_and_for_many(number: int) -> None:
    user = UserFactory()
    for _each in range(number):
        day = DayFactory()
        PlaceFactory(pool=day.pool, participant=ParticipantFactory(cohort=day.cohort, user=user))
    with CaptureQueriesContext(connection) as captured:
        assert len(own_needs(user)) == number
    assert len(captured) == 4


@pytest.mark.parametrize(
    "values",
    [
        {"question": "access", "kind": "vegan", "text": ""},
        {"question": "diet", "kind": "other", "text": ""},
        {"question": "diet", "kind": "nothing", "text": "без риби"},
    ],
)
def test_the_database_refuses_an_answer_that_says_nothing(
    person: Participant, values: dict[str, str]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Need.objects.create(participant=person, **values)
    NeedFactory(participant=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        NeedFactory(participant=person)


class TestAnyOrder(TestCase):
    """Whatever is answered, given up and taken in any order, there is one answer a question, of whom they belong to."""

    @settings(max_examples=20, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(list(Question)), st.sampled_from(["nothing", "other", "leave", "come"])
            ),
            max_size=12,
        )
    )
    def test_there_is_one_answer_a_question(self, steps: list[tuple[Question, str]]) -> None:
        day = DayFactory(cohort=CohortFactory())
        person = PlaceFactory(pool=day.pool).participant
        expected: dict[str, str] = {}
        holds = True
        for question, step in steps:
            if step == "leave":
                Place.objects.filter(participant=person).delete()
                holds = False
            elif step == "come":
                Place.objects.get_or_create(pool=day.pool, participant=person)
                holds = True
            else:
                answer = Answer(step, "слово" if step == "other" else "")
                try:
                    save_answers(actor=person.user, cohort=day.cohort, answers={question: answer})
                except DomainError:
                    assert not holds
                else:
                    assert holds
                    expected[question] = step
        assert {need.question: need.kind for need in Need.objects.filter(participant=person)} == expected
