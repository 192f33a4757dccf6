"""A cohort cancelled after it has begun: what has begun stays as it was, and only the rest is called off."""

import datetime as dt
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from icalendar import Calendar

from cohorts.admission.models import DayRequest
from cohorts.models import Cohort, Day, Place, Waiting
from messaging.models import Letter
from people.errors import DomainError
from people.models import User
from tests.factories.admission import request_of, sent_for
from tests.factories.cancelled import REASON, Midway, two_days_of_people
from tests.factories.cohorts import DayFactory
from tests.factories.people import UserFactory

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
    assert told == Letter.objects.filter(kind="cohort_cancelled").count() == 2
    assert Place.objects.filter(pool=midway.days[1].pool_id).count() == 1
    assert not Waiting.objects.exists()
    assert request_of(waiting, midway.days[1]).state == STATE.DECLINED
    assert [day.called_off_at for day in midway.days] == [None, None]


def test_the_letter_names_what_is_called_off_and_nothing_that_has_been(midway: Midway) -> None:
    assert midway.cancel(7, 30) == 1
    letter = Letter.objects.get(kind="cohort_cancelled")
    assert letter.recipient == midway.both
    first, second = (f"{day.date.day} {day.date:%B}" for day in midway.days)
    for text in (letter.subject, letter.text, letter.html):
        assert second in text and first not in text
    assert REASON in letter.text and "stays as it was" in letter.text


def test_a_cohort_of_which_nothing_is_to_come_is_not_cancelled(midway: Midway) -> None:
    with pytest.raises(DomainError):
        midway.cancel(14)
    midway.cohort.refresh_from_db()
    assert (midway.cohort.state, midway.cohort.cancelled_at) == (Cohort.State.PUBLISHED, None)


# ---------------------------------------------------------------- rows from before
def test_a_cohort_cancelled_before_takes_the_moment_of_its_audit_line_and_its_days_follow(
    midway: Midway,
) -> None:
    midway.cancel(7, 30)
    moment = midway.cohort.cancelled_at
    Cohort.objects.update(cancelled_at=None)
    Day.objects.update(called_off_at=None)
    silent = DayFactory(cohort__state=Cohort.State.CANCELLED)
    untouched = DayFactory()
    midway.days_later(3)
    migration = import_module("cohorts.migrations.0002_what_a_cancellation_calls_off")
    migration.write_down_the_moment(apps, None)
    for row in (midway.cohort, *midway.days, silent, silent.cohort, untouched, untouched.cohort):
        row.refresh_from_db()
    assert abs(midway.cohort.cancelled_at - moment) < dt.timedelta(seconds=1)
    assert [day.called_off_at for day in midway.days] == [None, midway.cohort.cancelled_at]
    assert silent.cohort.cancelled_at and silent.called_off_at == silent.cohort.cancelled_at
    assert (untouched.cohort.cancelled_at, untouched.called_off_at) == (None, None)
