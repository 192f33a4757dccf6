"""A morning with parallel visits, a bus to them, people, a manager and a trainer; clocks stand at 8 on that day."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from cohorts.logistics.models import Run, Tap, VisitSite
from cohorts.logistics.services import boarding, seats
from cohorts.models import Cohort, Day, Participant, Stretch
from cohorts.timetable.models import Session
from people.models import User
from residencies.services.roles import sync_admission
from tests.factories.choices import Visits, visits
from tests.factories.cohorts import PlaceFactory
from tests.factories.logistics import RunFactory, VisitSiteFactory
from tests.factories.timetable import SessionFactory
from tests.school import browser_of, trainer_of


@dataclass
class Morning:
    """What a test here begins with."""

    choosing: Visits
    talk: Session
    run: Run
    site: VisitSite
    manager: User
    trainer: User
    people: list[Participant] = field(default_factory=list)

    @property
    def cohort(self) -> Cohort:
        return self.choosing.cohort

    @property
    def day(self) -> Day:
        return self.choosing.day

    def url(self, language: str = "en") -> str:
        """The page of the day."""
        return f"/{language}/my/cohorts/{self.cohort.slug}/today/"

    def at(self, hour: int, minute: int = 0, days: int = 0) -> dt.datetime:
        """An hour of the day, on the clock of the place."""
        date = self.day.date + dt.timedelta(days=days)
        return dt.datetime.combine(date, dt.time(hour, minute), self.cohort.zone)

    def add_person(self, *, visit: int = 0, rides: bool = True) -> Participant:
        """Somebody who holds the day, one of the visits, and perhaps a seat from the first stop to the last."""
        who = self.choosing.person(
            user__family_name=f"Прізвищна{len(self.people)}", user__phone="+380 67 000 11 22"
        )
        PlaceFactory(pool=self.choosing.option(visit).pool, participant=who)
        if rides:
            seats.take_seat(actor=self.manager, run=self.run, participant=who, stretch=Stretch(0, 2))
        self.people.append(who)
        return who

    def board(self, who: Participant, what: str = Tap.What.BOARDED) -> None:
        """Somebody gets on, as the manager writes it down."""
        import uuid

        sent = boarding.Sent(uuid.uuid4(), timezone.now(), who.public_id, Tap.What(what), 0, "")
        boarding.record(actor=self.manager, run=self.run, taps=[sent])

    def open(self, user: User, **headers: str) -> Any:
        """The page as this person gets it."""
        return browser_of(user).get(self.url(), headers=headers)

    def renewed(self, browser: Client, mark: str = "") -> Any:
        """What a page that asks again gets."""
        seen = {"If-None-Match": f'"{mark}"'} if mark else {}
        return browser.get(self.url(), headers={"HX-Request": "true", **seen})


@pytest.fixture(autouse=True)
def _in_english(site_language: None) -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def morning(db: None, time_machine: Any) -> Morning:
    choosing = visits(2)
    talk = SessionFactory(day=choosing.day, starts=dt.time(9), ends=dt.time(9, 45), title_en="Opening talk")
    trainer = trainer_of(talk)
    choosing.set_up("first_come", 20, 20)
    choosing.release()
    run = RunFactory(day=choosing.day, seats=40, number=2)
    run.serves.add(choosing.sessions[0])
    site = VisitSiteFactory(visit__session=choosing.sessions[0], state=VisitSite.State.ASKED)
    sync_admission(user=choosing.manager)
    made = Morning(choosing, talk, run, site, choosing.manager, trainer)
    time_machine.move_to(made.at(8), tick=False)
    return made
