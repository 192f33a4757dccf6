"""Answers are deleted some days after the cohort has ended, are in no log, and do not come back with a backup."""

import datetime as dt
import logging
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from wagtail.models import ModelLogEntry

from cohorts.models import Cohort
from cohorts.needs.models import Need
from cohorts.needs.services.purging import forget_needs
from cohorts.needs.tasks import forget_needs as task
from tests.factories.cohorts import DayFactory, PlaceFactory
from tests.factories.needs import NeedFactory
from tests.school import browser_of

pytestmark = pytest.mark.django_db
LAST = dt.date(2026, 10, 2)


@pytest.fixture
def ended(cohort: Cohort) -> Cohort:
    """A cohort of two days that is over, with an answer to each."""
    for date in (LAST - dt.timedelta(days=1), LAST):
        day = DayFactory(cohort=cohort, date=date)
        NeedFactory(participant=PlaceFactory(pool=day.pool).participant, text="без горіхів")
    return cohort


def at(cohort: Cohort, date: dt.date) -> dt.datetime:
    return dt.datetime.combine(date, dt.time(0, 10), cohort.zone)


@pytest.mark.parametrize("days", [30, 0, 5])
def test_answers_are_kept_as_long_as_the_setting_says_and_no_longer(
    ended: Cohort, time_machine: Any, settings: Any, days: int
) -> None:
    settings.NEEDS_KEPT_DAYS = days
    time_machine.move_to(at(ended, LAST + dt.timedelta(days=days)))
    assert forget_needs() == 0 and Need.objects.count() == 2
    time_machine.move_to(at(ended, LAST + dt.timedelta(days=days + 1)))
    assert forget_needs() == 2
    assert forget_needs() == 0 and Need.objects.count() == 0


def test_what_a_backup_brings_back_is_deleted_by_the_next_round(ended: Cohort, time_machine: Any) -> None:
    kept = list(Need.objects.all())
    time_machine.move_to(at(ended, LAST + dt.timedelta(days=300)))
    task()
    Need.objects.bulk_create(kept)
    task()
    assert not Need.objects.exists()


def test_a_cohort_to_come_and_one_without_days_keep_theirs(cohort: Cohort) -> None:
    NeedFactory()
    NeedFactory(participant=PlaceFactory(pool=DayFactory(cohort=cohort).pool).participant)
    assert forget_needs() == 0


def test_no_log_says_whose_or_what(
    ended: Cohort, time_machine: Any, caplog: pytest.LogCaptureFixture
) -> None:
    time_machine.move_to(at(ended, LAST + dt.timedelta(days=60)))
    with caplog.at_level(logging.DEBUG):
        forget_needs()
    assert "без горіхів" not in caplog.text and "Deleted 2 answers" in caplog.text
    assert "без горіхів" not in str(list(ModelLogEntry.objects.values_list("data", flat=True)))


def test_the_pages_say_that_the_answers_are_gone(ended: Cohort, office: Client, time_machine: Any) -> None:
    person = ended.participants.first()
    assert person is not None
    time_machine.move_to(at(ended, LAST + dt.timedelta(days=60)))
    forget_needs()
    assert "have been deleted" in office.get(f"/admin/cohorts/{ended.pk}/needs/").text
    assert "без горіхів" not in browser_of(person.user).get(f"/en/my/cohorts/{ended.slug}/needs/").text


def test_the_scheduler_does_it_every_day() -> None:
    tasks = [line for line in configured.CELERY_BEAT_SCHEDULE.values() if line["task"] == task.name]
    assert [line["schedule"] for line in tasks] == [86_400.0]
