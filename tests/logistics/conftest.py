"""A visit to one site, with people who come, a manager, and the host's browser."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client
from django.utils import translation

from cohorts.logistics.models import Visit, VisitSite
from cohorts.logistics.services import links
from cohorts.models import Cohort, Day, Participant
from cohorts.timetable.models import Session
from people.models import User
from tests.back_office import manager, office, programme
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.logistics import VisitSiteFactory
from tests.factories.residencies import ResidencyFactory, VenueFactory, manager_of
from tests.school import accepted

__all__ = ["manager", "office", "programme"]


@dataclass
class Trip:
    """What a test here begins with: nobody has been asked yet, and two people hold a place."""

    cohort: Cohort
    day: Day
    site: VisitSite
    manager: User
    people: list[Participant]
    host: Client = field(default_factory=Client)
    token: str = ""

    @property
    def visit(self) -> Visit:
        """The visit as it is now."""
        return Visit.objects.get(pk=self.site.visit_id)

    @property
    def session(self) -> Session:
        """Its session as it is now."""
        return Session.objects.select_related("day__cohort").get(pk=self.site.visit.session_id)

    @property
    def now(self) -> VisitSite:
        """The site as it is now."""
        return VisitSite.objects.get(pk=self.site.pk)

    def ask(self, *, send: bool = True) -> str:
        """The manager asks the host; the token of the link."""
        self.token = links.make_link(actor=self.manager, site=self.site, send=send)
        return self.token

    def url(self, page: str = "", language: str = "en") -> str:
        """An address of the host's link."""
        return f"/{language}/host/{self.token}/{page}"

    def open(self, page: str = "") -> HttpResponse:
        """The host opens a page of the link."""
        return self.host.get(self.url(page))

    def press(self, page: str, **fields: Any) -> HttpResponse:
        """The host sends a form of the link; the mark of the hours is that of the page."""
        mark = self.open().context["mark"]
        return self.host.post(self.url(page), {"seen": mark, **fields})

    def confirm(self) -> None:
        """The host confirms."""
        assert self.press("confirm/").status_code == 302
        assert self.now.state == VisitSite.State.CONFIRMED

    def at(self, time_machine: Any, **before: int) -> None:
        """Go to a moment so long before the visit starts; negative for after."""
        time_machine.move_to(self.session.starts_at - dt.timedelta(**before), tick=False)


@pytest.fixture(autouse=True)
def _in_english(site_language: None) -> Iterator[None]:
    """What is asked without a page is answered in English, as pages here are."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _no_codes_counted() -> None:
    """Limits count by the number of a link, and each test begins again with the first one."""
    caches["default"].clear()


@pytest.fixture
def trip(db: None) -> Trip:
    """The visit of the first day of a cohort."""
    residency = ResidencyFactory(
        programme__contact_email="wow@demo.example", programme__contact_phone="+380 44 000 00 00"
    )
    day = DayFactory(cohort=CohortFactory(residency=residency, working_language="en"), pool__capacity=30)
    programme = residency.programme
    site = VisitSiteFactory(
        visit__session__day=day,
        venue=VenueFactory(
            programme=programme,
            name_en="Water works",
            is_host_site=True,
            contact_name="Оксана Сторожук",
            contact_email="gate@site.example",
        ),
    )
    return Trip(
        cohort=day.cohort,
        day=day,
        site=site,
        manager=manager_of(programme),
        people=[accepted(day), accepted(day)],
    )
