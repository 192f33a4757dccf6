"""On “My page”: the session to be at, the bus to get on, and from the day before on the way to the page of the day."""

import datetime as dt
from typing import Any

import pytest
from django.utils import translation

from cohorts.models import Day
from cohorts.timetable.models import Session
from cohorts.timetable.services import release_timetable
from cohorts.today.person import to_be_at
from tests.factories.admission import sent_for
from tests.factories.cohorts import DayFactory
from tests.factories.needs import said_what_they_need
from tests.factories.people import UserFactory
from tests.factories.residencies import manager_of
from tests.factories.timetable import SessionFactory
from tests.school import browser_of
from tests.today.conftest import Morning

pytestmark = pytest.mark.django_db


def test_the_next_thing_is_the_session_that_is_on_or_comes_next(time_machine: Any) -> None:
    day, person = DayFactory(admission=Day.Admission.OPEN), UserFactory()
    next_day = DayFactory(cohort=day.cohort, admission=Day.Admission.OPEN)
    Day.objects.filter(pk=day.pk).update(date=dt.date(2027, 4, 20))
    Day.objects.filter(pk=next_day.pk).update(date=dt.date(2027, 4, 21))
    sent_for(day, next_day, user=person)
    day.refresh_from_db()
    next_day.refresh_from_db()
    SessionFactory(day=day)
    SessionFactory(day=day, starts=dt.time(13), ends=dt.time(14))
    SessionFactory(day=next_day, starts=dt.time(9), ends=dt.time(10))
    release_timetable(actor=manager_of(day.cohort.residency.programme), cohort=day.cohort, expected=0)

    def told(hour: int, minute: int = 0) -> str:
        at = dt.datetime(2027, 4, 20, hour, minute, tzinfo=day.cohort.zone)
        time_machine.move_to(at, tick=False)
        with translation.override("en"):
            thing = to_be_at(person)
        assert thing is not None
        return thing.text

    assert "20 April 2027, 10:00" in told(8)
    assert "is on now: until 11:30" in told(10, 30)
    assert "20 April 2027, 13:00" in told(12)
    assert "21 April 2027, 09:00" in told(14)


def test_long_before_my_page_leads_to_the_programme(morning: Morning, time_machine: Any) -> None:
    who = morning.add_person()
    said_what_they_need(who)
    time_machine.move_to(morning.at(12, days=-5), tick=False)
    assert browser_of(who.user).get("/en/my/").context["next_thing"].url.endswith(f"/{morning.cohort.slug}/")


def test_the_session_to_be_at_is_the_one_that_was_chosen(morning: Morning, time_machine: Any) -> None:
    Session.objects.filter(pk=morning.choosing.sessions[1].pk).update(starts=dt.time(10, 30))
    morning.choosing.release()
    first, second = morning.add_person(visit=0, rides=False), morning.add_person(visit=1, rides=False)
    time_machine.move_to(morning.at(9, 50), tick=False)
    said = [browser_of(who.user).get("/en/my/").context["next_thing"].text for who in (first, second)]
    assert "10:00" in said[0] and "10:30" in said[1]
