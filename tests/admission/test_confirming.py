"""Confirming: two letters, then a call; a button says yes, and nobody loses a place by silence."""

import datetime as dt
import zoneinfo
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.admission import services
from cohorts.admission.models import Application, Call, DayRequest
from cohorts.admission.services.confirming import ask_to_confirm
from cohorts.models import Cohort, Day, Place, PoolWork
from foundation.words.phones import address_of
from messaging.models import Letter
from residencies.models import Programme
from tests.factories.admission import request_of, sent_for
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.people import UserFactory
from tests.factories.residencies import manager_of, works_in_office
from tests.letters import letters
from tests.school import browser_of

pytestmark = pytest.mark.django_db
KYIV = zoneinfo.ZoneInfo("Europe/Kyiv")
WEDNESDAY = dt.datetime(2027, 3, 10, 10, tzinfo=KYIV)
CONFIRM_BY = WEDNESDAY + dt.timedelta(days=14)
STATE = DayRequest.State


@pytest.fixture
def clock(time_machine: Any) -> Any:
    time_machine.move_to(WEDNESDAY, tick=False)
    return time_machine


@pytest.fixture
def cohort(clock: Any) -> Cohort:
    return CohortFactory(confirm_by=CONFIRM_BY)


@pytest.fixture
def day(cohort: Cohort) -> Day:
    return DayFactory(
        cohort=cohort,
        admission=Day.Admission.OPEN,
        date=WEDNESDAY.date() + dt.timedelta(days=28),
        pool__capacity=1,
        pool__deadline=WEDNESDAY + dt.timedelta(days=21),
    )


@pytest.fixture
def accepted(day: Day) -> Application:
    return sent_for(day, user=UserFactory(given_name="Ада", family_name="Зразок"))


@pytest.fixture
def office(cohort: Cohort) -> Client:
    browser = browser_of(manager_of(cohort.residency.programme))
    browser.cookies["language"] = "en"
    return browser


def page_of(application: Application) -> str:
    return reverse("admission:confirm", args=[application.public_id])


def calls(day: Day) -> str:
    return reverse("admission_calls", args=[day.cohort_id])


def test_two_letters_ask_each_once_a_week_and_two_days_before(accepted: Application, clock: Any) -> None:
    for days_before, written in ((8, 0), (7, 1), (7, 0), (2, 1), (1, 0)):
        moment = CONFIRM_BY - dt.timedelta(days=days_before)
        clock.move_to(moment, tick=False)
        assert ask_to_confirm(moment) == written, days_before
    first, second = letters(kind="please_confirm")
    assert page_of(accepted) in first.text and first.text != second.text


def test_nobody_is_asked_at_night_or_once_they_have_confirmed(accepted: Application, clock: Any) -> None:
    night = (CONFIRM_BY - dt.timedelta(days=7)).replace(hour=21)
    assert ask_to_confirm(night) == 0
    services.confirm(actor=accepted.participant.user, application=accepted)
    assert ask_to_confirm(CONFIRM_BY - dt.timedelta(days=2)) == 0


def test_the_button_confirms_and_opening_the_link_does_not(accepted: Application, day: Day) -> None:
    browser = browser_of(accepted.participant.user)
    assert browser.get(page_of(accepted)).status_code == 200
    assert request_of(accepted, day).state == STATE.ACCEPTED
    assert browser.post(page_of(accepted)).status_code == 302
    assert request_of(accepted, day).state == STATE.CONFIRMED
    assert browser.post(page_of(accepted)).status_code == 302  # twice changes nothing
    accepted.refresh_from_db()
    assert browser.get(page_of(accepted)).status_code == 302


def test_my_page_asks_first_of_all_to_confirm(accepted: Application) -> None:
    page = browser_of(accepted.participant.user).get(reverse("people:my"))
    assert page_of(accepted) in page.content.decode()


def test_silence_takes_nobodys_place(accepted: Application, day: Day, clock: Any) -> None:
    clock.move_to(CONFIRM_BY + dt.timedelta(days=1), tick=False)
    ask_to_confirm(CONFIRM_BY + dt.timedelta(days=1))
    assert request_of(accepted, day).state == STATE.ACCEPTED and Place.objects.filter(pool=day.pool).exists()


def test_who_has_not_answered_stands_on_the_call_list_with_a_number_to_tap(
    accepted: Application, day: Day, clock: Any
) -> None:
    clock.move_to(CONFIRM_BY + dt.timedelta(hours=1), tick=False)
    office = browser_of(manager_of(day.cohort.residency.programme))
    assert calls(day) in office.get(reverse("cohort_overview", args=[day.cohort_id])).content.decode()
    page = office.get(calls(day)).content.decode()
    assert address_of(accepted.phone) in page and "Ада" in page
    assert calls(day) in office.get(reverse("wagtailadmin_home")).content.decode()
    services.confirm(actor=accepted.participant.user, application=accepted)
    assert "Ада" not in office.get(calls(day)).content.decode()


def test_who_says_yes_on_the_phone_is_confirmed(accepted: Application, office: Client, day: Day) -> None:
    sent = {"application": accepted.public_id, "outcome": "comes", "words": "Дякує"}
    assert office.post(calls(day), sent).status_code == 302
    assert request_of(accepted, day).state == STATE.CONFIRMED
    assert Call.objects.get().note == "Дякує"


def test_who_says_no_on_the_phone_makes_room_for_the_next(
    accepted: Application, office: Client, day: Day
) -> None:
    sent_for(day)
    office.post(calls(day), {"application": accepted.public_id, "outcome": "does_not"})
    assert request_of(accepted, day).state == STATE.WITHDRAWN
    accepted.refresh_from_db()
    assert accepted.state == Application.State.WITHDRAWN
    assert letters(kind="application_withdrawn") and PoolWork.objects.filter(pool=day.pool).exists()


def test_who_is_not_reached_stays_on_the_list_and_who_is_to_be_called_back_needs_an_hour(
    accepted: Application, office: Client, day: Day
) -> None:
    sent = {"application": accepted.public_id, "outcome": "later"}
    refused = office.post(calls(day), sent)
    assert refused.status_code == 422 and not Call.objects.exists()
    assert office.post(calls(day), {**sent, "call_back_at": "2027-03-10T15:00"}).status_code == 302
    assert Call.objects.get().call_back_at == WEDNESDAY.replace(hour=15)
    assert office.post(calls(day), {**sent, "outcome": "no_answer"}).status_code == 302
    assert "Ада" in office.get(calls(day)).content.decode()
    assert request_of(accepted, day).state == STATE.ACCEPTED


def test_an_assistant_calls_and_takes_nobodys_place_and_a_viewer_sees_no_numbers(
    accepted: Application, day: Day
) -> None:
    programme: Programme = day.cohort.residency.programme
    assistant = browser_of(works_in_office(programme, role="assistant"))
    assert assistant.get(calls(day)).status_code == 200
    sent = {"application": accepted.public_id, "outcome": "does_not"}
    assert assistant.post(calls(day), sent).status_code == 422
    assert request_of(accepted, day).state == STATE.ACCEPTED and not Call.objects.exists()
    assert assistant.post(calls(day), {**sent, "outcome": "no_answer"}).status_code == 302
    assert browser_of(works_in_office(programme, role="viewer")).get(calls(day)).status_code == 404


def test_somebody_of_another_cohort_is_not_on_the_list(office: Client, day: Day) -> None:
    other = sent_for(DayFactory(admission=Day.Admission.OPEN, date=day.date))
    sent = {"application": other.public_id, "outcome": "comes"}
    assert office.post(calls(day), sent).status_code == 422
    assert not Call.objects.exists() and not Letter.objects.filter(kind="please_confirm").exists()


def test_the_call_list_asks_the_same_number_of_queries_however_many_stand_on_it(
    accepted: Application, office: Client, day: Day, django_assert_max_num_queries: Any
) -> None:
    day.pool.capacity = 20
    day.pool.save()
    for _number in range(8):
        sent_for(day)
    with django_assert_max_num_queries(30):
        office.get(calls(day))
