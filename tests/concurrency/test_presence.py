"""A day is given up while presence is marked on it. On PostgreSQL, with a control in which the lock is off."""

import contextlib
import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from cohorts.admission import services as admission
from cohorts.admission.models import DayRequest
from cohorts.admission.services import changes
from cohorts.attendance.models import Presence
from cohorts.attendance.services import marks as attendance
from cohorts.models import Day
from cohorts.timetable import services as timetable
from cohorts.timetable.models import Session
from foundation.errors import DomainError
from tests.factories.admission import request_of, sent_for
from tests.factories.cohorts import DayFactory
from tests.factories.residencies import manager_of
from tests.factories.timetable import SessionFactory

from .conftest import at_once, errors

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def session() -> Session:
    """A session of today, on an open day."""
    day = DayFactory(
        admission=Day.Admission.OPEN,
        date=timezone.localdate(),
        pool__deadline=timezone.now() + dt.timedelta(hours=1),
    )
    return SessionFactory(day=day)


@pytest.fixture
def meeting(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes functions wait for each other just before they write; the wait ends when one is held back by a lock.

    In a control nobody is held back, so a slow machine may take its time.
    """
    barrier = threading.Barrier(2)

    def meet(module: object, name: str, *, is_locked: bool) -> None:
        real = getattr(module, name)

        def met(*args: Any, **kwargs: Any) -> Any:
            with contextlib.suppress(threading.BrokenBarrierError):
                barrier.wait(timeout=1 if is_locked else 10)
            return real(*args, **kwargs)

        monkeypatch.setattr(module, name, met)

    return meet


def test_who_gives_a_day_up_while_being_marked_present_is_refused_or_is_not_marked(
    session: Session, is_locked: bool, meeting: Callable[..., None]
) -> None:
    application = sent_for(session.day)
    row, person = request_of(application, session.day), application.participant.user
    trainer = manager_of(session.day.cohort.residency.programme)
    meeting(changes, "leave", is_locked=is_locked)
    meeting(attendance, "_write", is_locked=is_locked)

    def one(number: int) -> object:
        if number:
            return admission.withdraw_day(actor=person, day_request=row)
        marks = {application.participant_id: True}
        return attendance.mark_presence(actor=trainer, session=session, marks=marks)

    outcomes = at_once(one, range(2))
    row.refresh_from_db()
    is_undone = row.state == DayRequest.State.WITHDRAWN and Presence.objects.exists()
    if is_locked:
        assert [type(error) for error in errors(outcomes)] == [DomainError]
        assert not is_undone
    else:
        assert is_undone, "the control does not show the fault, so the test above proves nothing"


@pytest.mark.parametrize("is_held", [True, False], ids=["rows held", "rows not held"])
def test_a_session_is_not_cancelled_while_people_are_marked_present_at_it(
    session: Session,
    is_held: bool,
    meeting: Callable[..., None],
    without_row_locks: Callable[[], None],
) -> None:
    application = sent_for(session.day)
    manager = manager_of(session.day.cohort.residency.programme)
    meeting(attendance, "_write", is_locked=is_held)
    meeting(timetable, "log", is_locked=is_held)
    if not is_held:
        without_row_locks()

    def one(number: int) -> object:
        if number:
            return timetable.cancel_session(actor=manager, session=session)
        marks = {application.participant_id: True}
        return attendance.mark_presence(actor=manager, session=session, marks=marks)

    outcomes = at_once(one, range(2))
    session.refresh_from_db()
    is_undone = session.state == Session.State.CANCELLED and Presence.objects.exists()
    if is_held:
        assert [type(error) for error in errors(outcomes)] == [DomainError]
        assert not is_undone
    else:
        assert is_undone, "the control does not show the fault"
