"""Two managers set up the same meals, and one person answers in two windows. On PostgreSQL, with controls."""

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError

from cohorts import places
from cohorts.models import Participant
from cohorts.needs.models import Meal, Need
from cohorts.needs.queries.people import own_needs
from cohorts.needs.services import answering
from cohorts.needs.services.answering import Answer, mark_of_answers, save_answers
from cohorts.needs.services.meals import Given, add_meals
from foundation.errors import Conflict
from tests.factories.cohorts import DayFactory, PlaceFactory
from tests.factories.residencies import manager_of

from .conftest import at_once, errors

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WINDOWS = 6


def together(real: Callable[..., Any]) -> Callable[..., Any]:
    """Has everybody come this far before anybody goes on: what a lock would not let happen."""
    barrier = threading.Barrier(WINDOWS)

    def met(*args: Any, **kwargs: Any) -> Any:
        barrier.wait(timeout=20)
        return real(*args, **kwargs)

    return met


@pytest.mark.parametrize("is_held", [True, False], ids=["lock", "no lock"])
def test_the_same_meals_are_there_once_whoever_adds_them(
    is_held: bool, without_row_locks: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    day = DayFactory()
    manager = manager_of(day.cohort.residency.programme)
    if not is_held:
        without_row_locks()
        monkeypatch.setattr(Meal.objects, "bulk_create", together(Meal.objects.bulk_create))

    def one(_number: int) -> int:
        return add_meals(
            actor=manager, cohort=day.cohort, days=[day], hours=[("lunch", dt.time(13))], given=Given()
        )

    outcomes = at_once(one, range(WINDOWS))
    assert Meal.objects.count() == 1
    if is_held:
        assert sorted(outcome.value for outcome in outcomes) == [0] * (WINDOWS - 1) + [1]
    else:  # all of them found nothing there, and only the constraint kept them from a second one
        assert [type(error) for error in errors(outcomes)] == [IntegrityError] * (WINDOWS - 1)


@pytest.mark.parametrize("is_held", [True, False], ids=["lock", "no lock"])
def test_of_two_windows_one_is_kept_and_the_others_are_told(
    is_held: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    person: Participant = PlaceFactory(pool=DayFactory().pool).participant
    cohort, user = person.cohort, person.user
    seen = mark_of_answers(own_needs(user, cohort)[0])
    if not is_held:
        monkeypatch.setattr(places, "lock_participants", lambda ids: {})
        monkeypatch.setattr(answering, "_keep", together(answering._keep))

    def one(number: int) -> Any:
        return save_answers(
            actor=user, cohort=cohort, answers={"diet": Answer("other", f"слово {number}")}, seen=seen
        )

    outcomes = at_once(one, range(WINDOWS))
    assert Need.objects.count() == 1
    told = [error for error in errors(outcomes) if isinstance(error, Conflict)]
    # In the control nobody is told that what they wrote was replaced.
    assert len(told) == (WINDOWS - 1 if is_held else 0)
    assert Need.objects.get().text.startswith("слово")
