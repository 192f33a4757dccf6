"""Confirming: two letters, then a call; a button says yes, and nobody loses a place by silence."""

import datetime as dt
import zoneinfo
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cohorts import places
from cohorts.admission import services
from cohorts.admission.models import Application, Call, DayRequest
from cohorts.admission.services.confirming import ask_to_confirm
from cohorts.models import Cohort, Day, Place, PoolWork, Waiting
from foundation.words.phones import address_of
from messaging.models import Letter
from residencies.models import Programme
from tests.factories.admission import DayRequestFactory, request_of, sent_for
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.logistics import RunFactory
from tests.factories.people import UserFactory
from tests.factories.residencies import manager_of, works_in_office
from tests.letters import letters, the_letter
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


def says_no(application: Application, **also: str) -> dict[str, str]:
    """What is sent for one who does not come."""
    return {"application": str(application.public_id), "outcome": "does_not", "words": "", **also}


def test_that_somebody_does_not_come_is_asked_about_and_takes_nothing_before(
    accepted: Application, office: Client, day: Day
) -> None:
    asked = office.post(calls(day), says_no(accepted, words="Хворіє"))
    page = asked.content.decode()
    assert asked.status_code == 200 and 'value="Хворіє"' in page and 'name="confirm"' in page
    assert "Ада Зразок" in page and "по телефону" in page  # whom, and the letter as they would read it
    assert request_of(accepted, day).state == STATE.ACCEPTED
    assert not Call.objects.exists() and not Letter.objects.filter(kind="withdrawn_by_phone").exists()


def test_the_question_names_the_visits_and_seats_that_go_too(
    accepted: Application, office: Client, day: Day
) -> None:
    run = RunFactory(day=day)
    places.take(pool_id=run.pool_id, participant=accepted.participant)
    asked = office.post(calls(day), says_no(accepted)).content.decode()
    assert f"bus {run.number} outbound" in asked.lower()


def test_who_says_no_on_the_phone_makes_room_for_the_next(
    accepted: Application, office: Client, day: Day
) -> None:
    sent_for(day)
    assert office.post(calls(day), says_no(accepted, confirm="1")).status_code == 302
    assert request_of(accepted, day).state == STATE.WITHDRAWN
    accepted.refresh_from_db()
    assert accepted.state == Application.State.WITHDRAWN
    assert PoolWork.objects.filter(pool=day.pool).exists()


def test_the_letter_says_who_wrote_it_down_and_how_to_object(
    accepted: Application, office: Client, day: Day
) -> None:
    office.post(calls(day), says_no(accepted, confirm="1"))
    letter = the_letter(kind="withdrawn_by_phone", recipient=accepted.participant.user)
    assert "Ми записали з ваших слів по телефону" in letter.text
    assert day.cohort.residency.programme.contact_email in letter.text
    assert not Letter.objects.filter(kind="application_withdrawn").exists()


def test_who_waits_for_another_day_leaves_its_queue_too(
    accepted: Application, office: Client, day: Day
) -> None:
    other = DayFactory(cohort=day.cohort, date=day.date + dt.timedelta(days=1), pool__capacity=0)
    DayRequestFactory(application=accepted, day=other, state=STATE.WAITING)
    places.queue(pool_id=other.pool_id, participant=accepted.participant)
    office.post(calls(day), says_no(accepted, confirm="1"))
    assert request_of(accepted, other).state == STATE.WITHDRAWN and not Waiting.objects.exists()


def take_back(application: Application, day: Day) -> str:
    return reverse("admission_take_back_call", args=[day.cohort_id, application.public_id])


def test_what_was_misunderstood_is_taken_back_with_the_seat_while_nobody_waits(
    accepted: Application, office: Client, day: Day
) -> None:
    run = RunFactory(day=day)
    places.take(pool_id=run.pool_id, participant=accepted.participant)
    office.post(calls(day), says_no(accepted, confirm="1"))
    assert not Place.objects.exists()
    assert take_back(accepted, day) in office.get(calls(day)).content.decode()
    assert office.get(take_back(accepted, day)).status_code == 200 and not Place.objects.exists()
    assert office.post(take_back(accepted, day)).status_code == 302
    assert request_of(accepted, day).state == STATE.ACCEPTED
    assert set(Place.objects.values_list("pool", flat=True)) == {day.pool_id, run.pool_id}
    accepted.refresh_from_db()
    assert accepted.state == Application.State.SENT and Letter.objects.filter(kind="day_accepted").exists()
    page = office.get(calls(day)).content.decode()
    assert "Ада" in page and take_back(accepted, day) not in page
    assert office.post(take_back(accepted, day)).status_code == 409  # twice changes nothing


def test_it_is_not_taken_back_from_who_waits(accepted: Application, office: Client, day: Day) -> None:
    sent_for(day)
    office.post(calls(day), says_no(accepted, confirm="1"))
    refused = office.post(take_back(accepted, day))
    assert refused.status_code == 422 and "Others wait" in refused.content.decode()
    assert request_of(accepted, day).state == STATE.WITHDRAWN and not Place.objects.exists()


def test_what_a_person_withdrew_themselves_is_not_for_a_manager_to_take_back(
    accepted: Application, office: Client, day: Day
) -> None:
    services.withdraw_application(actor=accepted.participant.user, application=accepted)
    assert office.post(take_back(accepted, day)).status_code == 409
    assert request_of(accepted, day).state == STATE.WITHDRAWN


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
