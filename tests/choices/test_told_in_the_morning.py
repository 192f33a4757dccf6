"""What a manager decides at night is told in the morning: in one letter, of what holds then, and not after another."""

import datetime as dt
from typing import Any

import pytest

from cohorts import places, wing
from cohorts.choices.services import choosing, giving
from cohorts.models import Participant
from cohorts.services import cancel_cohort
from messaging.models import Letter
from tests.factories.choices import Visits, visits
from tests.letters import letters

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(time_machine: Any) -> Visits:
    """Three visits with room for all; it is half past eleven on a Tuesday night."""
    time_machine.move_to(dt.datetime(2027, 5, 11, 20, 30, tzinfo=dt.UTC), tick=False)
    found = visits(3)
    found.set_up("first_come", 5, 5, 5)
    return found


def give(made: Visits, who: Participant, number: int | None) -> None:
    option = made.option(number) if number is not None else None
    giving.give(actor=made.manager, choice_group=made.row, participant=who, option=option)


def told(who: Participant) -> list[Letter]:
    return letters(kind="session_place", recipient=who.user)


def test_two_decisions_of_one_night_are_one_letter_about_the_last(made: Visits) -> None:
    who = made.person()
    give(made, who, 0)
    give(made, who, 1)
    (letter,) = told(who)
    titles = [session.title_uk for session in made.sessions]
    assert titles[1] in letter.text and titles[0] not in letter.text


def test_the_letter_says_from_which_session_the_person_was_moved_as_they_know_it(made: Visits) -> None:
    who = made.person()
    choosing.choose(actor=who.user, choice_group=made.row, session=made.id_of(0))
    give(made, who, 1)
    give(made, who, 2)
    (letter,) = Letter.objects.filter(kind="session_place")
    assert letter.facts is not None and letter.facts["case"] == "moved"
    assert [letter.facts[name]["id"] for name in ("before", "session")] == [made.id_of(0), made.id_of(2)]


@pytest.mark.parametrize("first", [0, None])
def test_what_came_to_nothing_is_told_to_nobody(made: Visits, first: int | None) -> None:
    who = made.person()
    if first is not None:
        choosing.choose(actor=who.user, choice_group=made.row, session=made.id_of(first))
    give(made, who, 1)
    give(made, who, first)
    assert told(who) == []


def test_a_letter_that_has_left_stays_and_the_next_one_goes_on_from_it(
    made: Visits, time_machine: Any
) -> None:
    who = made.person()
    give(made, who, 0)
    time_machine.move_to(dt.datetime(2027, 5, 12, 6, tzinfo=dt.UTC), tick=False)  # 9:00
    give(made, who, 1)
    cases = [letter.facts["case"] for letter in Letter.objects.order_by("pk") if letter.facts]
    assert cases == ["given", "moved"]


def test_nobody_reads_of_a_session_after_the_letter_that_calls_it_off(made: Visits) -> None:
    who = made.person()
    give(made, who, 0)
    cancel_cohort(actor=made.manager, cohort=made.cohort, reason="Тривога.")
    assert told(who) == []


def test_who_gives_the_day_up_reads_of_none_of_its_sessions(made: Visits) -> None:
    who, other = made.person(), made.person()
    give(made, who, 0)
    give(made, other, 0)
    places.give_back(pool_id=made.day.pool_id, participant=who)
    wing.left(made.day.pool_id, who, who.user)
    assert (len(told(who)), len(told(other))) == (0, 1)
