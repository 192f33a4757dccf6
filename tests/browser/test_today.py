"""The page of the day in a browser: it counts who gets on by itself, names nobody to participants, and costs little."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cohorts.logistics.models import Run, Tap
from cohorts.logistics.services import boarding, seats
from cohorts.models import Day, Participant, Stretch
from people.models import User
from residencies.services.roles import sync_admission
from tests.factories.choices import Visits, visits
from tests.factories.logistics import RunFactory, VisitSiteFactory, captain_of
from tests.factories.residencies import MembershipFactory
from tests.factories.timetable import SessionFactory

from .conftest import PHONE, Look, Site

# What a page after the first visit may weigh, with everything that it asks for.
MOST_BYTES = 30 * 1024


@dataclass
class Today:
    """A day that is on, with a bus, its people, and their manager."""

    choosing: Visits
    run: Run
    people: list[Participant]

    @property
    def manager(self) -> User:
        return self.choosing.manager

    def url(self, language: str = "uk") -> str:
        return f"/{language}/my/cohorts/{self.choosing.cohort.slug}/today/"

    def board(self, who: Participant) -> None:
        """Somebody gets on."""
        sent = boarding.Sent(uuid.uuid4(), timezone.now(), who.public_id, Tap.What.BOARDED, 0, "")
        boarding.record(actor=self.manager, run=self.run, taps=[sent])


@pytest.fixture
def today(site: Site, monkeypatch: pytest.MonkeyPatch) -> Today:
    monkeypatch.setattr("cohorts.today.views.SECONDS", 1)
    choosing = visits(2)
    Day.objects.filter(pk=choosing.day.pk).update(date=timezone.localdate())
    choosing.day.refresh_from_db()
    SessionFactory(day=choosing.day, starts=dt.time(0, 0), ends=dt.time(23, 59), title_uk="Відкриття")
    choosing.release()
    choosing.manager = MembershipFactory(programme=choosing.cohort.residency.programme).user
    sync_admission(user=choosing.manager)
    run = RunFactory(day=choosing.day, seats=10, number=2)
    VisitSiteFactory(visit__session=choosing.sessions[0])
    people = [
        choosing.person(user__family_name=f"Пасажирчук{number}", user__phone="+380670001122")
        for number in range(3)
    ]
    for who in people:
        seats.take_seat(actor=choosing.manager, run=run, participant=who, stretch=Stretch(0, 2))
    return Today(choosing, run, people)


def weight(page: Page) -> int:
    """What the browser fetched for the page it shows, headers and all."""
    found: int = page.evaluate(
        "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
        ".reduce((sum, each) => sum + each.transferSize, 0)"
    )
    return found


def test_it_counts_by_itself_and_names_who_is_missing_to_the_manager_alone(
    site: Site, today: Today, check_page: Look
) -> None:
    phone = site.sign_in(today.people[0].user, size=PHONE, to=today.url())
    office = site.sign_in(today.manager, to=today.url())
    main = phone.locator("main")
    expect(main).to_contain_text("в автобусі: 0 з 3")
    expect(main).to_contain_text(today.run.vehicle.plate)
    asked: list[tuple[str, int]] = []
    phone.on("response", lambda response: asked.append((response.url, response.status)))
    with phone.expect_response(lambda response: response.status == 304):
        pass
    check_page.everywhere(phone, desk=True)
    today.board(today.people[1])
    expect(main).to_contain_text("в автобусі: 1 з 3")
    for each in (office.locator("main"), main):
        expect(each).to_contain_text("триває посадка")
    expect(office.locator("main")).to_contain_text("Пасажирчук2")
    assert office.locator("a[href^='tel:']").count() == 2
    assert "Пасажирчук1" not in office.content() and "Пасажирчук2" not in phone.content()
    assert {url for url, _status in asked} == {site.address + today.url()}
    check_page.everywhere(office, desk=True)
    for language in ("en", "pl"):
        phone.goto(today.url(language))
        check_page.everywhere(phone, desk=True)


def test_after_the_first_visit_it_weighs_less_than_thirty_kilobytes(site: Site, today: Today) -> None:
    today.board(today.people[1])
    page = site.sign_in(today.manager, size=PHONE, to="/uk/my/")
    page.goto(today.url())
    page.goto("about:blank")
    page.goto(today.url())
    page.wait_for_load_state("load")
    assert 0 < weight(page) <= MOST_BYTES


def test_without_a_network_it_says_so(site: Site, today: Today) -> None:
    phone = site.sign_in(today.people[0].user, size=PHONE, to=today.url())
    note = phone.locator("[data-offline]")
    expect(note).to_be_hidden()
    phone.context.set_offline(True)
    expect(note).to_be_visible()
    expect(phone.locator("main")).to_contain_text("в автобусі: 0 з 3")
    phone.context.set_offline(False)
    expect(note).to_be_hidden()
    # The browser, and htmx, tell of each asking that found no network.
    expected = ("ERR_INTERNET_DISCONNECTED", "htmx:")
    site.complaints[:] = [each for each in site.complaints if not any(words in each for words in expected)]


def test_the_screen_of_a_room_and_the_captain_read_numbers(
    site: Site, today: Today, check_page: Look
) -> None:
    wall = site.sign_in(today.manager, to=f"{today.url()}screen/")
    token = captain_of(today.run)
    phone = site.open(f"/uk/captain/{token}/", size=PHONE)
    phone.click("button:has-text('працюватиму з цього телефону')")
    phone.click("a:has-text('Що зараз і що далі')")
    for page in (wall, phone):
        expect(page.locator("main")).to_contain_text("в автобусі: 0 з 3")
        check_page.everywhere(page, desk=True)
    today.board(today.people[0])
    for page in (wall, phone):
        expect(page.locator("main")).to_contain_text("в автобусі: 1 з 3")
        assert "Пасажирчук" not in page.content()
    # Read from six metres, and nobody scrolls a wall.
    for size in ({"width": 1920, "height": 1080}, {"width": 1280, "height": 720}):
        wall.set_viewport_size(size)  # type: ignore[arg-type]
        assert wall.evaluate("document.documentElement.scrollHeight") <= size["height"]
        letters = wall.evaluate("parseFloat(getComputedStyle(document.querySelector('.wall-line')).fontSize)")
        assert letters >= 0.04 * size["height"]


def test_without_scripts_one_looks_again_and_the_wall_loads_itself_anew(site: Site, today: Today) -> None:
    cookies: Any = site.sign_in(today.manager, to=today.url()).context.cookies()
    page = site.open("/uk/", java_script_enabled=False)
    page.context.add_cookies(cookies)
    page.goto(today.url())
    today.board(today.people[0])
    page.click("noscript a, a:has-text('Оновити')")
    expect(page.locator("main")).to_contain_text("в автобусі: 1 з 3")
    page.goto(f"{today.url()}screen/")
    today.board(today.people[1])
    expect(page.locator("main")).to_contain_text("в автобусі: 2 з 3", timeout=15_000)
