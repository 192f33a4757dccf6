"""A cohort of two days with its nights, a manager and people on the days."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.utils import timezone, translation

from cohorts.models import Cohort, Day, Participant
from people.models import User
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.residencies import manager_of
from tests.school import accepted


@dataclass
class Trip:
    """Two days in a month; the nights are the eve, the one between and the one after."""

    cohort: Cohort
    days: tuple[Day, Day]
    manager: User

    @property
    def eve(self) -> dt.date:
        return self.days[0].date - dt.timedelta(days=1)

    @property
    def between(self) -> dt.date:
        return self.days[0].date

    @property
    def after(self) -> dt.date:
        return self.days[1].date

    @property
    def dates(self) -> tuple[dt.date, dt.date, dt.date]:
        return (self.eve, self.between, self.after)

    def person(self, *days: Day) -> Participant:
        """Somebody who holds these days, or both."""
        return accepted(*(days or self.days))

    def has_ended(self, days_ago: int) -> None:
        """Let the last day have been so many days ago."""
        for number, day in enumerate(self.days):
            day.date = timezone.localdate() - dt.timedelta(days=days_ago + 1 - number)
            day.save()


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Refusals are read in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def trip() -> Trip:
    cohort = CohortFactory()
    first = timezone.localdate() + dt.timedelta(days=30)
    days = (
        DayFactory(cohort=cohort, date=first),
        DayFactory(cohort=cohort, date=first + dt.timedelta(days=1)),
    )
    return Trip(cohort, days, manager_of(cohort.residency.programme))
