"""A cohort of two days in which something is missing of everything."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.test import Client
from django.utils import timezone, translation

from cohorts.admission.models import DayRequest
from cohorts.lodging.models import Night
from cohorts.logistics.models import Direction, Run
from cohorts.models import Cohort, Day, Participant, Place
from people.models import User
from tests.factories.admission import DayRequestFactory, SentApplicationFactory
from tests.factories.cohorts import CohortFactory, DayFactory, ParticipantFactory
from tests.factories.lodging import bed, nights_from, wish_of
from tests.factories.logistics import RunFactory
from tests.factories.needs import said_what_they_need
from tests.factories.people import UserFactory
from tests.factories.residencies import manager_of
from tests.school import browser_of


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """What pages say is read in English."""
    with translation.override("en"):
        yield


@dataclass
class Trip:
    """Two days in a month, three nights, a bus there on the first and back on the second."""

    cohort: Cohort
    days: tuple[Day, Day]
    nights: list[Night]
    there: Run
    back: Run
    manager: User
    office: Client = field(default_factory=Client)

    @property
    def url(self) -> str:
        return f"/admin/cohorts/{self.cohort.pk}/summary/"

    def names(self, query: str = "") -> list[str]:
        """Who stands in the list, in its order."""
        return [line.name for line in self.office.get(f"{self.url}{query}").context["lines"]]

    def missing(self, who: Participant) -> list[str]:
        """What the list says that somebody lacks."""
        lines = self.office.get(self.url).context["lines"]
        (line,) = [each for each in lines if each.participant == who]
        return [cell.why for cell in line.missing]

    def person(
        self, *, seats: bool = True, needs: bool = True, lacks: int | None = None, **user: str
    ) -> Participant:
        """Somebody who has everything, but for what is said; `lacks` is the number of the night without a bed."""
        who = ParticipantFactory(cohort=self.cohort, user=UserFactory(**user))
        application = SentApplicationFactory(participant=who)
        for day in self.days:
            Place.objects.create(pool=day.pool, participant=who)
            DayRequestFactory(application=application, day=day, state=DayRequest.State.CONFIRMED)
        for run in (self.there, self.back) if seats else (self.there,):
            Place.objects.create(pool=run.pool, participant=who, to_call=2)
        if needs:
            said_what_they_need(who)
        wish_of(who, "any", *(night.date for night in self.nights))
        for number, night in enumerate(self.nights):
            if number != lacks:
                bed(who, night)
        return who


@pytest.fixture
def trip(db: None) -> Trip:
    cohort = CohortFactory()
    first = timezone.localdate() + dt.timedelta(days=30)
    days = (
        DayFactory(cohort=cohort, date=first, pool__capacity=500),
        DayFactory(cohort=cohort, date=first + dt.timedelta(days=1), pool__capacity=500),
    )
    dates = [first + dt.timedelta(days=number) for number in (-1, 0, 1)]
    manager = manager_of(cohort.residency.programme)
    return Trip(
        cohort,
        days,
        nights_from(cohort, *dates, rooms=60),
        RunFactory(day=days[0], seats=60, number=1),
        RunFactory(day=days[1], seats=60, number=1, direction=Direction.BACK),
        manager,
        browser_of(manager),
    )
