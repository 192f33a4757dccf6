"""From an empty cohort to visits, buses there and back and their people: by keyboard, in few fields.

Sites, vehicles and a carrier are on file, and sixty people hold the day. Every field that the manager types in or
changes is counted; nothing is clicked.
"""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from cohorts.choices.models import ChoiceGroup
from cohorts.logistics.models import CaptainLink, Run, Visit, VisitSite
from cohorts.models import Day, Participant, Place
from cohorts.timetable.models import Session, TrackGroup
from people.models import User
from residencies.services.roles import sync_admission
from tests.factories.cohorts import DayFactory, ParticipantFactory
from tests.factories.logistics import OperatorFactory, VehicleFactory
from tests.factories.residencies import MembershipFactory, VenueFactory
from tests.factories.timetable import SessionFormatFactory

from .conftest import Site

MOST_FIELDS, PEOPLE = 60, 60
# A page has fewer things to stop at.
MOST_STOPS = 250
HERE = "document.activeElement"


class Keyboard:
    """A manager's hands on the keyboard alone, and how many fields they have changed."""

    def __init__(self, page: Page) -> None:
        self.page, self.changed = page, 0

    def open(self, path: str) -> None:
        """Go to an address, as from a bookmark."""
        self.page.goto(f"/admin/{path}")

    def go_to(self, selector: str) -> None:
        """Press Tab until the focus is on what is meant."""
        assert self.page.locator(selector).count(), f"{self.page.url} has no {selector}"
        if self.page.evaluate(f"{HERE} === document.body"):
            self.page.keyboard.press(
                "Tab"
            )  # the link that leads past the menu, but where one landed further down
            if self._is_at("a[href^='#']"):
                self.page.keyboard.press("Enter")
                self.page.wait_for_function(f"!{HERE} || !{HERE}.matches('a[href^=\"#\"]')")
        for _stop in range(MOST_STOPS):
            if self._is_at(selector):
                self.page.wait_for_timeout(50)
                if self._is_at(selector):  # no script of the page has taken the focus away since
                    return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not come to {selector} on {self.page.url}")

    def _is_at(self, selector: str) -> bool:
        return bool(self.page.evaluate(f"each => {HERE} && {HERE}.matches(each)", selector))

    def press(self, selector: str) -> None:
        """Come to a link or a button, press Enter, and be where it leads."""
        self.go_to(selector)
        with self.page.expect_event(
            "load", timeout=45_000
        ):  # coming to the main part of a page is a navigation too
            self.page.keyboard.press("Enter")
        errors = self.page.locator("main .error-message, main .help-critical").all_inner_texts()
        assert not errors, f"{self.page.url}: {errors}"

    def fill(self, **fields: Any) -> None:
        """Type into fields or choose in them by their names; True ticks."""
        for name, value in fields.items():
            self.changed += 1
            self.go_to(f"main form[method=post] [name='{name}']")
            kind = self.page.evaluate(f"{HERE}.type")
            if kind == "checkbox":
                self.page.keyboard.press("Space")
            elif kind == "select-one":
                self._choose(str(value))
            elif kind == "time":
                self.page.keyboard.type(dt.time.fromisoformat(value).strftime("%I%M%p"))
            else:
                self.page.keyboard.press("Control+A")
                self.page.keyboard.type(str(value))

    def tick(self, name: str, value: object) -> None:
        """Tick one of several of a name."""
        self.changed += 1
        self.go_to(f"main form[method=post] [name='{name}'][value='{value}']")
        self.page.keyboard.press("Space")

    def _choose(self, value: str) -> None:
        """Go down the options with the arrow until the one with that value."""
        self.page.keyboard.press("Home")
        for _option in range(self.page.evaluate(f"{HERE}.options.length")):
            if self.page.evaluate(f"{HERE}.value") == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrow does not come to {value}")

    def save(self) -> None:
        """Press the form's own button."""
        self.press("main form[method=post] button[type=submit]:not([name]):not([form])")


@pytest.fixture
def day(site: Site) -> Day:
    found: Day = DayFactory(date=timezone.localdate() + dt.timedelta(days=30), pool__capacity=PEOPLE)
    people = [ParticipantFactory(cohort=found.cohort) for _number in range(PEOPLE)]
    Place.objects.bulk_create(Place(pool=found.pool, participant=person) for person in people)
    return found


@pytest.fixture
def hands(site: Site, day: Day) -> Keyboard:
    user: User = MembershipFactory(programme=day.cohort.residency.programme).user
    sync_admission(user=user)
    return Keyboard(site.sign_in(user, to=f"/admin/cohorts/overview/{day.cohort_id}/"))


def test_six_visits_and_two_buses_there_and_back_are_planned_by_keyboard_in_sixty_fields(
    hands: Keyboard, day: Day
) -> None:
    programme, cohort = day.cohort.residency.programme, day.cohort_id
    kind = SessionFormatFactory(slug="field-visit", name_uk="візит")
    sites = [VenueFactory(programme=programme, is_host_site=True, capacity=10) for _number in range(6)]
    carrier = OperatorFactory(programme=programme)
    vehicles = [VehicleFactory(operator=carrier, seats=30) for _number in range(2)]

    # Six parallel visits, seen by people, each chosen by who comes first.
    hands.press("a[href*='/parallel/new/']")
    hands.fill(title_uk="Навчальні візити")
    hands.save()
    group = TrackGroup.objects.get(cohort=cohort)
    for number, venue in enumerate(sites, start=1):
        hands.press(f"a[href*='group={group.pk}']")
        if number == 1:
            hands.fill(starts="10:00", ends="12:00")
        hands.fill(title_uk=f"Візит {number}")
        if number == 1:
            hands.fill(format=kind.pk)
        hands.fill(venue=venue.pk)
        hands.save()
    hands.press("a[href*='/release/']")
    hands.save()
    hands.open(f"parallel/{group.pk}/choosing/")
    hands.fill(mode="first_come")
    hands.save()
    hands.open(f"cohorts/{cohort}/visits/")
    hands.press("a[href*='/visits/plan/']")
    hands.save()
    assert Visit.objects.count() == VisitSite.objects.count() == 6
    row = ChoiceGroup.objects.get(group=group)
    assert sum(option.pool.capacity for option in row.options.select_related("pool")) == PEOPLE
    _everybody_chooses(day, row)

    # Two buses, each for three of the visits; the way back is made from the way there.
    visits = list(Session.objects.filter(track_group=group).order_by("pk"))
    for number, vehicle in enumerate(vehicles):
        hands.open(f"cohorts/{cohort}/runs/")
        hands.press("main a[href*='/runs/new/']")
        hands.fill(starts="09:00")
        for session in visits[3 * number : 3 * number + 3]:
            hands.tick("serves", session.pk)
        hands.fill(vehicle=vehicle.pk)
        hands.save()
        run = Run.objects.get(vehicle=vehicle)
        for stop, minutes in (("Вокзал", ""), ("Завод", 25)):
            hands.press("main a[href*='/stops/new/']")
            hands.fill(stop_uk=stop, **({"minutes": minutes} if minutes else {}))
            hands.save()
        for action in ("visitors", "back"):
            hands.open(f"runs/{run.pk}/")
            hands.press(f"main form:has([value='{action}']) button")
        hands.open(f"runs/{run.pk}/")
        hands.fill(name=f"Старша {number + 1}")
        hands.press("main form:has([value='captain']) button")

    assert Run.objects.count() == 4 and CaptainLink.objects.count() == 2
    for run in Run.objects.all():
        assert Place.objects.filter(pool=run.pool_id).count() == 30
    assert hands.changed <= MOST_FIELDS, f"{hands.changed} fields"


def _everybody_chooses(day: Day, row: ChoiceGroup) -> None:
    people = Participant.objects.filter(cohort=day.cohort_id).order_by("pk")
    options = list(row.options.order_by("pk"))
    Place.objects.bulk_create(
        Place(pool_id=options[number // 10].pool_id, participant=person)
        for number, person in enumerate(people)
    )
