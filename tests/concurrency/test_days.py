"""How many days a cohort has, counted while others add and delete some. On PostgreSQL, with controls."""

import datetime as dt
import threading
from collections.abc import Callable

import pytest

from cohorts import places
from cohorts.models import MOST_DAYS, Cohort, Day, Pool
from cohorts.services import delete_day, save_day
from foundation.errors import DomainError
from people.models import User
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.residencies import manager_of

from .conftest import at_once, errors

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
held_or_not = pytest.mark.parametrize("is_held", [True, False], ids=["cohort held", "cohort not held"])


@pytest.fixture
def cohort() -> Cohort:
    return CohortFactory()


@pytest.fixture
def manager(cohort: Cohort) -> User:
    return manager_of(cohort.residency.programme)


@held_or_not
def test_the_last_day_that_there_may_be_is_added_once(
    cohort: Cohort,
    manager: User,
    is_held: bool,
    wide_window: Callable[..., None],
    without_row_locks: Callable[[], None],
) -> None:
    last = [DayFactory(cohort=cohort) for _each in range(MOST_DAYS - 1)][-1]
    wide_window(2, sender=Pool, seconds=3)
    if not is_held:
        without_row_locks()

    def add(number: int) -> Day:
        day = Day(cohort=cohort, date=last.date + dt.timedelta(days=400 + number))
        return save_day(actor=manager, day=day, capacity=20, deadline=None)

    found = errors(at_once(add, range(2)))
    assert all(isinstance(error, DomainError) for error in found), found
    assert (cohort.days.count() == MOST_DAYS) == is_held, "" if is_held else "the control shows no fault"


@held_or_not
def test_one_day_stays_when_all_are_deleted_at_once(
    cohort: Cohort,
    manager: User,
    is_held: bool,
    without_row_locks: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    days = [DayFactory(cohort=cohort) for _each in range(2)]
    meeting, lock = threading.Barrier(2), places.lock

    def slowly(pool_id: int) -> Pool:
        if not is_held:
            meeting.wait(timeout=30)
        return lock(pool_id)

    monkeypatch.setattr(places, "lock", slowly)
    if not is_held:
        without_row_locks()
    at_once(lambda day: delete_day(actor=manager, day=day), days)
    assert (cohort.days.count() == 1) == is_held, "" if is_held else "the control shows no fault"
