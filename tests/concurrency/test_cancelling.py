"""A cohort is cancelled while its days are saved and presence is marked. On PostgreSQL, with controls."""

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from cohorts import cancelling, places
from cohorts.attendance.services.marks import mark_presence
from cohorts.events import Cancellation
from cohorts.models import Day
from cohorts.services import cancel_cohort, save_day
from cohorts.timetable.models import Session
from cohorts.wing import wings
from foundation.errors import DomainError
from people.models import User
from tests.factories.admission import sent_for
from tests.factories.cohorts import DayFactory
from tests.factories.residencies import manager_of
from tests.factories.timetable import SessionFactory

from .conftest import at_once, errors

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
REASON = "Захворіли тренери."


@pytest.fixture
def session(time_machine: Any) -> Session:
    """A session at 10:00 of an open day; it is 9:00 of that day."""
    row = SessionFactory(day=DayFactory(admission=Day.Admission.OPEN, pool__deadline=None))
    time_machine.move_to(row.starts_at - dt.timedelta(hours=1), tick=True)
    return row


@pytest.fixture
def manager(session: Session) -> User:
    return manager_of(session.day.cohort.residency.programme)


@pytest.mark.parametrize("is_held", [True, False], ids=["rows held", "rows not held"])
def test_a_day_that_is_saved_while_its_cohort_is_cancelled_stays_called_off(
    session: Session,
    manager: User,
    is_held: bool,
    wide_window: Callable[..., None],
    without_row_locks: Callable[[], None],
) -> None:
    day, is_saving = session.day, threading.Event()
    wide_window(2, sender=Day, seconds=3, before=is_saving.set)
    if not is_held:
        without_row_locks()

    def one(number: int) -> object:
        if number == 0:
            return save_day(actor=manager, day=day, capacity=7, deadline=None)
        is_saving.wait(timeout=30)
        return cancel_cohort(actor=manager, cohort=day.cohort, reason=REASON)

    assert errors(at_once(one, range(2))) == []
    day.refresh_from_db()
    assert bool(day.called_off_at) == is_held, "" if is_held else "the control does not show the fault"


@pytest.mark.parametrize("is_in_order", [True, False], ids=["sessions first", "pools first"])
def test_who_marks_presence_while_the_cohort_is_cancelled_waits_in_no_ring(
    session: Session, manager: User, is_in_order: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    application, has_session = sent_for(session.day), threading.Event()
    marking, lock_all = threading.local(), places.lock_all

    def slowly(pool_ids: Iterable[int]) -> Any:
        if getattr(marking, "yes", False):
            has_session.set()
            time.sleep(1)
        return lock_all(pool_ids)

    monkeypatch.setattr(places, "lock_all", slowly)
    if not is_in_order:
        monkeypatch.setattr(cancelling, "carry_out", pools_first)

    def one(number: int) -> object:
        if number == 0:
            marking.yes = True
            marks = {application.participant_id: True}
            return mark_presence(actor=manager, session=session, marks=marks)
        has_session.wait(timeout=30)
        return cancel_cohort(actor=manager, cohort=session.day.cohort, reason=REASON)

    found = errors(at_once(one, range(2)))
    assert bool(found) != is_in_order, found


def pools_first(cancellation: Cancellation, actor: User) -> int:
    """How it must not be: pools are held before sessions."""
    for wing in wings():
        wing.carry_out(cancellation, actor)
    return 0


def test_presence_is_not_marked_at_what_was_called_off_a_moment_before(
    session: Session, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    application, is_off, carry_out = sent_for(session.day), threading.Event(), cancelling.carry_out

    def and_then_wait(cancellation: Cancellation, actor: User) -> int:
        told = carry_out(cancellation, actor)
        is_off.set()
        time.sleep(1)
        return told

    monkeypatch.setattr(cancelling, "carry_out", and_then_wait)

    def one(number: int) -> object:
        if number == 0:
            return cancel_cohort(actor=manager, cohort=session.day.cohort, reason=REASON)
        is_off.wait(timeout=30)
        marks = {application.participant_id: True}
        return mark_presence(actor=manager, session=session, marks=marks)

    outcomes = at_once(one, range(2))
    assert outcomes[0].error is None and isinstance(outcomes[1].error, DomainError)
