"""Letters to managers about what waits: every morning, at once, or never."""

import datetime as dt
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cohorts import digests
from cohorts.admission.models import DayRequest
from cohorts.admission.services import Decision, decide
from cohorts.models import Day, DigestRecord
from messaging import outbox
from messaging.models import Letter
from people.models import Digest, User
from residencies.models import CalendarDate, Membership, Programme
from tests.factories.admission import request_of, sent_for
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.residencies import ProgrammeFactory, manager_of, works_in_office
from tests.letters import letters, the_letter

from .freed import WEDNESDAY, at, clock

__all__ = ["clock"]

pytestmark = pytest.mark.django_db

MINUTES = dt.timedelta(minutes=1)


@pytest.fixture
def day(clock: Any) -> Day:
    """A day by selection, in four weeks; it is Wednesday, ten in the morning."""
    return DayFactory(
        cohort=CohortFactory(residency__name_uk="Світло громад"),
        admission=Day.Admission.SELECTION,
        date=WEDNESDAY + dt.timedelta(days=28),
        pool__deadline=at(18, days=21),
    )


@pytest.fixture
def programme(day: Day) -> Programme:
    return day.cohort.residency.programme


def manager(programme: Programme, digest: str = Digest.DAILY, language: str = "en") -> User:
    user = manager_of(programme)
    User.objects.filter(pk=user.pk).update(digest=digest, language=language)
    return user


def look() -> None:
    """What the clock has done, message by message."""
    with patch("foundation.work.send", lambda task, pk: digests.tell(pk)):
        digests.sweep()


def told() -> int:
    return Letter.objects.filter(kind="what_waits").count()


def test_a_manager_reads_in_the_morning_what_waits_in_each_cohort_with_links(clock, day, programme) -> None:
    reader = manager(programme, language="uk")
    sent_for(day)
    clock.move_to(at(8, days=1), tick=False)
    look()
    letter = the_letter(kind="what_waits")
    assert (letter.recipient, letter.programme) == (reader, programme)
    assert letter.subject == "Чекає на вас: Світло громад"
    assert "Світло громад, 7 квітня 2027\n" in letter.text
    address = f"http://testserver/admin/cohorts/{day.cohort_id}/applications/?state="
    assert f"- Нове: 1 заявка чекає рішення\n  {address}" in letter.text
    assert f'<strong>Нове:</strong> <a href="{address}' in letter.html
    assert "http://testserver/uk/my/details/" in letter.text
    assert 'href="http://testserver/uk/my/details/"' in letter.html


@pytest.mark.parametrize(
    ("moment", "is_told"),
    [
        (at(7, 59, days=1), False),
        (at(8, days=1), True),
        (at(13, days=1), True),  # the site was down in the morning
        (at(20, days=1), False),
        (at(8, days=2), False),  # the programme does not work on that Friday
        (at(8, days=3), False),  # Saturday
        (at(8, days=5), True),
        (at(7, 59, days=19), False),  # clocks have changed on the day before
        (at(8, days=19), True),
    ],
)
def test_the_morning_is_that_of_the_programmes_clock_and_calendar(
    clock, day, programme, moment, is_told
) -> None:
    CalendarDate.objects.create(programme=programme, date=WEDNESDAY + dt.timedelta(days=2), is_working=False)
    manager(programme)
    sent_for(day)
    clock.move_to(moment, tick=False)
    look()
    assert told() == int(is_told)


def test_nothing_is_told_when_nothing_waits_and_nothing_twice(clock, day, programme) -> None:
    manager(programme)
    clock.move_to(at(8, days=1), tick=False)
    look()
    assert told() == 0
    first = sent_for(day)
    look()
    assert told() == 0  # that is for the next morning
    for days in (2, 5, 6):
        clock.move_to(at(8, days=days), tick=False)
        look()
        look()
        assert told() == 1
    decide(
        actor=manager(programme, Digest.NEVER),
        day_request=request_of(first, day),
        decision=Decision.ACCEPT,
        seen_state=DayRequest.State.ASKED,
    )
    sent_for(day)  # as many as before, and newer
    clock.move_to(at(8, days=7), tick=False)
    look()
    assert told() == 2


def test_at_once_is_at_any_hour_and_not_again_in_ten_minutes(clock, day, programme) -> None:
    manager(programme, Digest.AT_ONCE)
    sent_for(day)
    clock.move_to(at(23), tick=False)
    look()
    assert told() == 1
    sent_for(day)
    clock.move_to(at(23) + 5 * MINUTES, tick=False)
    look()
    assert told() == 1
    clock.move_to(at(23) + 10 * MINUTES, tick=False)
    look()
    assert told() == 2
    clock.move_to(at(23) + 20 * MINUTES, tick=False)
    look()
    assert told() == 2
    assert "New: 2 applications to decide" in letters(kind="what_waits")[-1].text


def test_who_wants_none_or_may_not_gets_none(clock, day, programme) -> None:
    manager(programme, Digest.NEVER)
    manager(ProgrammeFactory(), Digest.AT_ONCE)
    for role in (Membership.Role.ASSISTANT, Membership.Role.VIEWER, Membership.Role.TRAINER):
        other = works_in_office(programme, role=role)
        User.objects.filter(pk=other.pk).update(digest=Digest.AT_ONCE)
    gone = manager(programme, Digest.AT_ONCE)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    sent_for(day)
    look()
    assert told() == 0


def test_a_manager_who_loses_the_role_gets_none_and_a_letter_on_its_way_says_nothing_more(
    clock, day, programme
) -> None:
    reader = manager(programme, Digest.AT_ONCE)
    sent_for(day)
    membership = Membership.objects.get(user=reader)
    look()
    membership.delete()
    assert digests.tell(membership.pk) is False
    clock.move_to(at(11), tick=False)
    sent_for(day)
    look()
    letter = Letter.objects.get(kind="what_waits")
    assert outbox.deliver(letter.pk)
    assert "has been seen to meanwhile" in mail.outbox[-1].body
    assert "to decide" not in mail.outbox[-1].body


def test_two_who_look_at_once_write_one_letter(clock, day, programme) -> None:
    reader = manager(programme, Digest.AT_ONCE)
    sent_for(day)
    pk = Membership.objects.get(user=reader).pk
    seen = digests.what_waits

    def another_comes_between(*args: Any) -> Any:
        found = seen(*args)
        with patch("cohorts.digests.what_waits", seen):
            assert digests.tell(pk)
        return found

    with patch("cohorts.digests.what_waits", another_comes_between):
        assert not digests.tell(pk)
    assert told() == 1
    assert DigestRecord.objects.get().number == 1


def test_looking_takes_as_many_queries_for_many_cohorts_as_for_one(clock, day, programme) -> None:
    reader = manager(programme, Digest.AT_ONCE)
    pk = Membership.objects.get(user=reader).pk
    sent_for(day)
    digests.tell(pk)
    numbers = []
    for hour in (11, 12):
        clock.move_to(at(hour), tick=False)
        for _cohort in range(hour - 10):
            cohort = CohortFactory(residency=day.cohort.residency)
            sent_for(DayFactory(cohort=cohort, admission=Day.Admission.SELECTION, date=day.date))
        with CaptureQueriesContext(connection) as queries:
            assert digests.tell(pk)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
