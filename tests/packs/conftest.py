"""A cohort of two days with everything that is printed: people, a release, a visit, buses, a hotel."""

import datetime as dt
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone, translation

from cohorts.admission.models import Application
from cohorts.logistics import consents
from cohorts.logistics.models import Passenger, Run, VisitSite
from cohorts.models import Cohort, Day, Participant
from cohorts.packs.queries.scope import Scope
from cohorts.timetable.services import release_timetable
from people.models import User
from residencies.models import Room
from tests.factories.cohorts import CohortFactory, DayFactory, ParticipantFactory, PlaceFactory
from tests.factories.lodging import NightFactory, bed
from tests.factories.logistics import RunFactory, VisitSiteFactory, captain_of
from tests.factories.needs import MealFactory
from tests.factories.people import UserFactory
from tests.factories.residencies import FundingProjectFactory, VenueFactory, manager_of
from tests.factories.timetable import SessionFactory, SessionFormatFactory
from tests.school import browser_of

FIRST = dt.date(2027, 3, 10)
# Not in their order.
NAMES = (("Ярина", "Шаблон"), ("Ївга", "Їжак"), ("Іван", "Іванів"), ("Żaneta", "Ćma"), ("Ґалина", "Ґрунт"))


@dataclass
class Days:
    """A cohort ready for its days."""

    cohort: Cohort
    days: tuple[Day, Day]
    manager: User
    site: VisitSite
    run: Run
    people: list[Participant] = field(default_factory=list)

    def add_person(self, given: str, family: str, *days: Day, **more: object) -> Participant:
        """Somebody who holds these days, or both."""
        user = UserFactory(given_name=given, family_name=family, phone="+380 44 000 00 00")
        person = ParticipantFactory(cohort=self.cohort, user=user, **more)
        Application.objects.create(participant=person, organisation=f"Рада {family}")
        for day in days or self.days:
            PlaceFactory(pool=day.pool, participant=person)
        self.people.append(person)
        return person

    def scope(self, date: dt.date | None = None) -> Scope:
        """What a pack of it is about."""
        rows = Cohort.objects.select_related("residency__programme", "project", "venue")
        return Scope(rows.get(pk=self.cohort.pk), date, timezone.now())


@pytest.fixture(autouse=True)
def _empty_store() -> None:
    shutil.rmtree(Path(settings.PRIVATE_MEDIA_ROOT) / "packs", ignore_errors=True)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def ready(db: None) -> Days:
    cohort = CohortFactory(working_language="en")
    programme = cohort.residency.programme
    cohort.venue = VenueFactory(programme=programme, name_en="Culture centre", shelter_en="In the cellar")
    cohort.project = FundingProjectFactory(
        programme=programme, sentence_en="With the support of the Sample Fund", agreement_number="A-5"
    )
    cohort.save()
    manager = manager_of(programme)
    days = tuple(DayFactory(cohort=cohort, date=FIRST + dt.timedelta(days=number)) for number in range(2))
    room = Room.objects.create(venue=cohort.venue, name_en="Hall 3", name_uk="Зала 3")
    SessionFactory(day=days[0], title_en="Opening", room=room, venue=cohort.venue)
    visited = SessionFactory(
        day=days[1],
        title_en="To the hospital",
        format=SessionFormatFactory(slug="field-visit", name_en="field visit"),
    )
    site = VisitSiteFactory(
        visit__session=visited,
        rules="No bags",
        venue__name_en="Hospital",
        venue__entry_rules_en="Bring a passport",
    )
    run = RunFactory(day=days[1], number=2, driver_name="Драйвер Зразок")
    run.serves.add(visited)
    captain_of(run)
    found = Days(cohort, days, manager, site, run)
    for given, family in NAMES:
        found.add_person(given, family)
    for person in found.people:
        PlaceFactory(pool=run.pool, participant=person, to_call=2)
    Passenger.objects.create(participant=found.people[0], wheelchair=True)
    consents.keep(found.people[0], agrees=True)
    night = NightFactory(cohort=cohort, date=FIRST)
    bed(found.people[0], night, room=1)
    MealFactory(day=days[0])
    release_timetable(actor=manager, cohort=cohort, expected=0)
    return found


@pytest.fixture
def office(ready: Days) -> Client:
    """The manager's browser."""
    return browser_of(ready.manager)
