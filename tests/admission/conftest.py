"""What the tests of this room share: a cohort with a day, and who manages it."""

import pytest

from cohorts.models import Cohort, Day
from people.models import User
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.residencies import manager_of


@pytest.fixture
def cohort(db: None) -> Cohort:
    """A published cohort."""
    found: Cohort = CohortFactory()
    return found


@pytest.fixture
def day(cohort: Cohort) -> Day:
    """A day of it by selection, with two places."""
    found: Day = DayFactory(cohort=cohort, pool__capacity=2)
    return found


@pytest.fixture
def manager(cohort: Cohort) -> User:
    """Its manager, who may enter the back office."""
    return manager_of(cohort.residency.programme)
