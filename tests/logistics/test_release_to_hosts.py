"""A release tells hosts of another time, of a visit that is off, and of one that comes back: each once."""

import datetime as dt
from typing import Any

import pytest

from cohorts.logistics.services import links
from cohorts.timetable.queries import latest_release
from cohorts.timetable.services import cancel_session, release_timetable, restore_session, save_session
from foundation.errors import DomainError
from messaging import wording
from messaging.models import Letter
from residencies.models import Venue
from tests.logistics.conftest import Trip
from tests.school import browser_of

pytestmark = pytest.mark.django_db


def release(trip: Trip) -> list[str]:
    """Have people see the timetable as it is; the texts of the letters to hosts that this writes."""
    last = latest_release(trip.cohort)
    before = set(Letter.objects.values_list("pk", flat=True))
    release_timetable(actor=trip.manager, cohort=trip.cohort, expected=last.number if last else 0)
    found = Letter.objects.filter(recipient=None).exclude(pk__in=before)
    return [wording.word(letter).text for letter in found.order_by("pk")]


def move(trip: Trip, **hours: Any) -> None:
    """The manager puts the session at other hours, in the working copy."""
    session = trip.session
    for name, value in hours.items():
        setattr(session, name, value)
    save_session(actor=trip.manager, session=session, trainers=[])


def test_a_release_tells_the_host_of_another_time_once(trip: Trip) -> None:
    trip.ask()
    assert release(trip) == []
    trip.confirm()
    move(trip, starts=dt.time(14), ends=dt.time(15))
    page = browser_of(trip.manager).get(f"/admin/cohorts/{trip.cohort.pk}/release/").text
    assert "1 host." in page and "Water works" in page and "14:00–15:00" in page
    (text,) = release(trip)
    assert "14:00–15:00" in text and "10:00–11:30" in text and "answer again" in text
    assert trip.now.is_changed_since
    move(trip, title_en="Another title")
    assert release(trip) == []


def test_a_host_who_read_the_new_hours_is_not_told_again(trip: Trip) -> None:
    trip.ask()
    release(trip)
    move(trip, starts=dt.time(14), ends=dt.time(15))
    trip.confirm()
    assert release(trip) == []
    move(trip, starts=dt.time(9), ends=dt.time(10))
    trip.ask()
    assert release(trip) == []


def test_a_host_is_told_of_a_visit_that_is_cancelled_and_of_one_that_comes_back(trip: Trip) -> None:
    trip.ask()
    release(trip)
    for _time in range(2):
        cancel_session(actor=trip.manager, session=trip.session)
        (text,) = release(trip)
        assert "called off" in text
        with pytest.raises(DomainError):
            links.tell_called_off(actor=trip.manager, site=trip.now)
        restore_session(actor=trip.manager, session=trip.session)
        (text,) = release(trip)
        assert "takes place after all" in text


def test_hosts_who_were_not_asked_or_have_declined_hear_nothing(trip: Trip) -> None:
    release(trip)
    move(trip, starts=dt.time(9), ends=dt.time(10))
    assert release(trip) == []
    trip.ask()
    trip.press("decline/")
    move(trip, starts=dt.time(14), ends=dt.time(15))
    assert release(trip) == []


def test_a_host_without_an_address_is_named_for_a_call(trip: Trip) -> None:
    Venue.objects.update(contact_email="", contact_phone="+380 32 111 22 33")
    trip.ask(send=False)
    release(trip)
    move(trip, starts=dt.time(14), ends=dt.time(15))
    page = browser_of(trip.manager).get(f"/admin/cohorts/{trip.cohort.pk}/release/").text
    assert "Water works, Оксана Сторожук, +380 32 111 22 33. Call them." in page
    assert release(trip) == []
