"""A cohort cancelled after it has begun: what has begun stays as it was, and only the rest is called off."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from icalendar import Calendar

from cohorts.admission.models import DayRequest
from cohorts.models import Cohort, Place, Waiting
from cohorts.timetable.models import Session
from cohorts.timetable.services import release_timetable
from foundation.errors import DomainError
from messaging.models import Letter
from people.models import User
from tests.factories.admission import request_of, sent_for
from tests.factories.cancelled import REASON, Midway, two_days_of_people
from tests.factories.cohorts import DayFactory
from tests.factories.courses import TrainerFactory
from tests.factories.people import UserFactory
from tests.letters import letters, the_letter
from tests.school import browser_of, trainer_of

pytestmark = pytest.mark.django_db
STATE = DayRequest.State
OFF, ON = ("CANCELLED", 1), ("CONFIRMED", 0)


@pytest.fixture
def midway(time_machine: Any) -> Midway:
    return two_days_of_people(time_machine)


def entries(address: str) -> dict[str, tuple[str, int]]:
    """What a calendar says of each session: its status and its sequence."""
    response = Client().get(address)
    assert response.status_code == 200
    events = Calendar.from_ical(response.content).walk("VEVENT")
    return {str(event["SUMMARY"]): (str(event["STATUS"]), int(event["SEQUENCE"])) for event in events}


def public(midway: Midway) -> dict[str, tuple[str, int]]:
    return entries(f"/cohorts/{midway.cohort.slug}/programme.ics?lang=en")


def personal(user: User) -> dict[str, tuple[str, int]]:
    return entries(f"/calendar/{user.calendar_token}.ics")


# ---------------------------------------------------------------- calendars
def test_both_calendars_call_the_second_day_off_and_keep_the_first_as_it_was(midway: Midway) -> None:
    midway.cancel(7, 30)
    expected = {"First 10": ON, "First 14": ON, "Second 10": OFF, "Second 14": OFF}
    assert public(midway) == expected
    assert personal(midway.both) == expected
    assert personal(midway.first_only) == {"First 10": ON, "First 14": ON}
    assert personal(midway.trainer) == {"First 10": ON, "Second 10": OFF, "Second 14": OFF}


def test_what_was_called_off_stays_called_off_as_time_goes_by(midway: Midway) -> None:
    midway.cancel(7, 30)
    before = [Client().get(f"/calendar/{midway.both.calendar_token}.ics").content, public(midway)]
    midway.days_later(30)
    after = [Client().get(f"/calendar/{midway.both.calendar_token}.ics").content, public(midway)]
    assert before == after


def test_a_session_that_has_begun_is_not_called_off_and_the_next_one_is(midway: Midway) -> None:
    midway.cancel(10)
    expected = {"First 10": ON, "First 14": ON, "Second 10": ON, "Second 14": OFF}
    assert public(midway) == personal(midway.both) == expected


def test_before_the_first_day_everything_is_called_off_in_both_calendars(midway: Midway) -> None:
    midway.cancel(9, day=1)
    assert set(public(midway).values()) == {OFF}
    assert personal(midway.both) == public(midway)
    assert set(personal(midway.first_only)) == {"First 10", "First 14"}


def test_who_gave_the_day_up_or_lost_the_place_before_hears_nothing_of_it_in_the_calendar(
    midway: Midway,
) -> None:
    from cohorts.admission import services

    gone, taken = sent_for(midway.days[1]), sent_for(midway.days[1])
    services.withdraw_application(actor=gone.participant.user, application=gone)
    services.decide(
        actor=midway.manager,
        day_request=request_of(taken, midway.days[1]),
        decision=services.Decision.CANCEL,
        reason="Дубль.",
        seen_state=STATE.ACCEPTED,
    )
    midway.cancel(7, 30)
    assert personal(gone.participant.user) == personal(taken.participant.user) == {}


# ---------------------------------------------------------------- places and letters
def test_only_the_places_of_what_had_not_begun_are_given_back(midway: Midway) -> None:
    midway.cancel(7, 30)
    assert set(Place.objects.values_list("pool__day", flat=True)) == {midway.days[0].pk}
    assert [day.called_off_at is not None for day in midway.days] == [False, True]
    application = midway.both.participations.get().application
    assert [request_of(application, day).state for day in midway.days] == [STATE.ACCEPTED, STATE.CANCELLED]


def test_a_day_that_is_broken_off_keeps_its_places_and_lets_nobody_in_any_more(midway: Midway) -> None:
    midway.days[1].pool.capacity = 1
    midway.days[1].pool.save()
    waiting = sent_for(midway.days[1], user=UserFactory(language="en"))
    assert request_of(waiting, midway.days[1]).state == STATE.WAITING
    told = midway.cancel(12)
    assert Letter.objects.filter(kind="cohort_cancelled").count() == 2
    assert told == 3  # and the trainer
    assert Place.objects.filter(pool=midway.days[1].pool_id).count() == 1
    assert not Waiting.objects.exists()
    assert request_of(waiting, midway.days[1]).state == STATE.DECLINED
    assert [day.called_off_at for day in midway.days] == [None, None]


def test_the_letter_names_what_is_called_off_and_nothing_that_has_been(midway: Midway) -> None:
    midway.cancel(7, 30)
    letter = the_letter(kind="cohort_cancelled")
    assert letter.recipient == midway.both
    first, second = (f"{day.date.day} {day.date:%B}" for day in midway.days)
    for text in (letter.subject, letter.text, letter.html):
        assert second in text and first not in text
    assert REASON in letter.text and "stays as it was" in letter.text


def test_a_cohort_of_which_nothing_is_to_come_is_not_cancelled(midway: Midway) -> None:
    with translation.override("en"), pytest.raises(DomainError, match="Nothing of this cohort is to come"):
        midway.cancel(14)  # its last session is on
    midway.cohort.refresh_from_db()
    assert (midway.cohort.state, midway.cohort.cancelled_at) == (Cohort.State.PUBLISHED, None)


def in_the_letter_to(user: User) -> str:
    letter = the_letter(kind="cohort_cancelled", recipient=user)
    assert all(" ".join(letter.text.split()).count(words) == letter.html.count(words) for words in OUTCOMES)
    return " ".join(letter.text.split())


OUTCOMES = KEPT, LOST, CLOSED = (
    "Your place on the day that had begun stays yours.",
    "Your place on what is called off is no longer kept.",
    "You held no place yet; your application for what is called off is closed.",
)


def test_each_letter_says_what_becomes_of_its_readers_own_place(midway: Midway) -> None:
    third = DayFactory(cohort=midway.cohort, date=midway.days[1].date + dt.timedelta(days=1))
    asked = sent_for(third, user=UserFactory(language="en"))
    midway.cancel(12)
    assert KEPT in in_the_letter_to(midway.both)
    assert not [words for words in (LOST, CLOSED) if words in in_the_letter_to(midway.both)]
    closed = in_the_letter_to(asked.participant.user)
    assert CLOSED in closed and KEPT not in closed and LOST not in closed


def test_a_place_on_a_day_called_off_is_no_longer_kept_by_the_letter(midway: Midway) -> None:
    midway.cancel(7, 30)
    assert LOST in in_the_letter_to(midway.both)


def test_many_who_wait_for_a_day_that_is_broken_off_take_no_more_queries_each(time_machine: Any) -> None:
    def count(people: int) -> int:
        midway = two_days_of_people(time_machine)
        midway.days[1].pool.capacity = 1
        midway.days[1].pool.save()
        for _number in range(people):
            sent_for(midway.days[1])
        with CaptureQueriesContext(connection) as queries:
            midway.cancel(12)
        assert not Waiting.objects.exists()
        return len(queries)

    count(1)
    one, many = count(1), count(9)
    assert many == one


# ---------------------------------------------------------------- what was looked at
def test_what_is_called_off_is_what_was_shown(midway: Midway) -> None:
    office = browser_of(midway.manager)
    midway.at(9, 58)
    shown = {"reason": REASON, "seen": office.get(address(midway)).context["seen"]}
    midway.at(10, 1)
    answer = office.post(address(midway), shown)
    assert answer.status_code == 409 and "has changed since you looked at it" in answer.text
    assert REASON in answer.text and "Has begun and is broken off" in answer.text
    midway.cohort.refresh_from_db()
    assert midway.cohort.state == Cohort.State.PUBLISHED and not Letter.objects.filter(
        kind="cohort_cancelled"
    )
    again = {"reason": REASON, "seen": answer.context["seen"]}
    assert office.post(address(midway), again).status_code == 302


def test_sessions_that_had_not_begun_are_off_by_their_rows_too(midway: Midway) -> None:
    midway.cancel(12)
    rows = Session.objects.filter(day__cohort=midway.cohort)
    off = {row.title_en: row.is_off for row in rows}
    assert off == {"First 10": False, "First 14": False, "Second 10": False, "Second 14": True}


# ---------------------------------------------------------------- trainers
def trainers_letters() -> dict[User, Letter]:
    return {letter.recipient: letter for letter in letters(kind="sessions_called_off")}  # type: ignore[misc]


def test_trainers_hear_which_of_their_sessions_are_called_off_and_no_others(midway: Midway) -> None:
    assert midway.cancel(12) == 2
    [(user, letter)] = trainers_letters().items()
    assert user == midway.trainer
    assert "Second 14" in letter.text and "Second 14" in letter.html and REASON in letter.text
    assert "Second 10" not in letter.text and "First 10" not in letter.text
    assert "because you are a trainer" in letter.text and "Your calendar calls these" in letter.text


def test_a_trainer_all_of_whose_sessions_have_begun_is_not_told(midway: Midway) -> None:
    early = trainer_of(midway.sessions["First 14"])
    midway.cancel(7, 30)
    assert early not in trainers_letters()


def test_a_trainer_who_also_applied_gets_one_letter_about_both(midway: Midway) -> None:
    sent_for(midway.days[1], user=midway.trainer)
    midway.cancel(7, 30)
    assert trainers_letters() == {}
    letter = the_letter(kind="cohort_cancelled", recipient=midway.trainer)
    assert "Sessions that you were to lead" in letter.text and "Second 10" in letter.text
    assert "Second 10" not in the_letter(kind="cohort_cancelled", recipient=midway.both).text


def test_before_the_first_release_trainers_hear_of_what_their_page_lists(midway: Midway) -> None:
    midway.cohort.releases.all().delete()
    midway.cancel(9, day=1)
    text = trainers_letters()[midway.trainer].text
    assert "First 10" in text and "Your calendar" not in text  # no calendar knows of it


def test_trainers_alone_need_a_reason_too(midway: Midway) -> None:
    DayRequest.objects.all().delete()
    midway.at(7)
    page = browser_of(midway.manager).post(address(midway), {"reason": ""})
    assert page.status_code == 422 and "reason" in page.context["form"].errors
    assert not trainers_letters()


def address(midway: Midway) -> str:
    return reverse("cohort_step", args=[midway.cohort.pk, "cancel"])


def test_the_page_shows_the_trainers_letter_counts_it_and_names_whom_no_letter_reaches(
    midway: Midway,
) -> None:
    silent = TrainerFactory(programme=midway.cohort.residency.programme, name_en="Olha Sample")
    midway.sessions["Second 14"].trainers.add(silent)
    release_timetable(actor=midway.manager, cohort=midway.cohort, expected=1)
    midway.at(12)
    office = browser_of(midway.manager)
    html = " ".join(office.post(address(midway), {"reason": REASON, "show": "1"}).text.split())
    assert "2 people will be told by letter." in html
    assert "The letter to trainers in English: 1 person" in html
    assert "1 person cannot be told by letter" in html and "Olha Sample. Call them." in html
    assert "What has begun stays as it is." in html
    assert office.post(address(midway), {"reason": REASON}).status_code == 302
    assert Letter.objects.filter(kind__in=["sessions_called_off", "cohort_cancelled"]).count() == 2
