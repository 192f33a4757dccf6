"""A cohort of two days, with who manages it and somebody who is accepted for both."""

import pytest
from django.test import Client

from cohorts.models import Cohort, Day, Participant
from people.models import User
from tests.factories.cohorts import CohortFactory, DayFactory, ParticipantFactory, PlaceFactory
from tests.factories.residencies import manager_of
from tests.school import browser_of


@pytest.fixture
def cohort(db: None) -> Cohort:
    return CohortFactory()


@pytest.fixture
def days(cohort: Cohort) -> list[Day]:
    return sorted((DayFactory(cohort=cohort) for _each in range(2)), key=lambda day: day.date)


@pytest.fixture
def person(cohort: Cohort, days: list[Day]) -> Participant:
    """Somebody who holds both days."""
    participant = ParticipantFactory(cohort=cohort)
    for day in days:
        PlaceFactory(pool=day.pool, participant=participant)
    return participant


@pytest.fixture
def manager(cohort: Cohort) -> User:
    return manager_of(cohort.residency.programme)


@pytest.fixture
def office(manager: User) -> Client:
    """The manager's browser, in English."""
    return browser_of(manager)
