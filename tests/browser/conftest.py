"""A real Chromium against the live site, the worker's tasks run at once, and helpers to look and to sign in."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core import mail
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

from people.models import User
from tests.factories.people import PASSWORD
from tests.markup import faults_of

from .lives import Lives, make_lives

# Playwright keeps a loop in this thread; Django need not mind.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
# What 400 % of zoom leaves of a window of 1280 (WCAG 1.4.10).
ZOOMED = {"width": 320, "height": 640}
# What axe is asked for: WCAG 2.2 AA and all below it; what it found in order need not be told.
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
# In the dark only colours are others.
COLOURS = {**RULES, "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
# Faults of Wagtail's own markup, by the class that stands in them: the dialog with the keyboard's short cuts has its
# `h2` before the page's `h1`, and the buttons of a filter hold a `div`. axe minds neither.
WAGTAILS = ('class="w-dialog__title', 'class="w-drilldown__toggle"')
# The document that each window shows, as it was sent.
_sent: WeakKeyDictionary[Page, Response] = WeakKeyDictionary()


@pytest.fixture(autouse=True)
def _work_is_done_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run what is sent to the worker in the process that sends it."""
    from config.celery import app

    def run(task: str, *args: Any) -> None:
        app.loader.import_default_modules()
        app.tasks[task](*args)

    monkeypatch.setattr("foundation.work.send", run)


@pytest.fixture(autouse=True)
def _limits_start_anew() -> Iterator[None]:
    """Rate limits lie in the shared cache; each test counts from nothing."""
    caches["default"].clear()
    yield
    caches["default"].clear()


@dataclass
class Site:
    """The live site in a browser: pages, sign-in, letters, and what the browser complained of."""

    address: str
    browser: Browser
    complaints: list[str]
    contexts: list[BrowserContext]

    def open(self, path: str = "/uk/", *, size: dict[str, int] = DESK, **context: Any) -> Page:
        """A new visitor's window at an address."""
        visitor = self.browser.new_context(viewport=size, base_url=self.address, **context)  # type: ignore[arg-type]
        visitor.set_default_timeout(15_000)
        self.contexts.append(visitor)
        page = visitor.new_page()
        page.on("console", self._note)
        page.on("response", lambda response: _keep(page, response))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(path)
        return page

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            self.complaints.append(message.text)

    def sign_in(self, user: User, *, size: dict[str, int] = DESK, to: str = "/uk/my/") -> Page:
        """A window of somebody who signed in by the form."""
        page = self.open(f"/uk/accounts/login/?next={to}", size=size)
        page.fill("input[name=login]", user.email)
        page.fill("input[name=password]", PASSWORD)
        page.locator("main form button[type=submit], main form button.btn-lamp").first.click()
        page.wait_for_url(lambda url: "/accounts/" not in url)
        return page


def prepare_site() -> None:
    """The tree of pages, themes, the register of communities. On SQLite they are made once and then copied."""
    kept = Path(settings.TEST_DIR) / "prepared.sqlite3"
    is_kept = kept.exists()
    if not is_kept:
        call_command("prepare_site", verbosity=0)
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(kept)) as copy:
            if is_kept:
                copy.backup(connection.connection)
            else:
                connection.connection.backup(copy)


@pytest.fixture
def site(
    live_server: Any,
    browser: Browser,
    transactional_db: None,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Site]:
    """The live site with its tree of pages; at the end, the browser must not have complained."""
    monkeypatch.setattr(settings, "SITE_URL", live_server.url)
    # Signing in with an app or a passkey is tested with the accounts.
    monkeypatch.setattr(settings, "STAFF_SECOND_FACTOR", False)
    prepare_site()
    mail.outbox.clear()
    found = Site(live_server.url, browser, [], [])
    yield found
    for context in found.contexts:
        context.close()
    assert found.complaints == []


# What fades or slides in has done so at once; what goes round for ever goes on.
AT_REST = """document.getAnimations()
  .filter((each) => each.effect.getComputedTiming().endTime !== Infinity)
  .forEach((each) => each.finish())"""


def _keep(page: Page, response: Response) -> None:
    is_page = response.request.is_navigation_request() and response.frame == page.main_frame
    if is_page and "text/html" in response.headers.get("content-type", ""):
        _sent[page] = response


# What is pressed and is lower than a finger, outside of sentences (WCAG 2.5.8 asks for 24 px; a bus stop for 44).
SMALL = """() => [...document.querySelectorAll('main :is(a[href], button, summary, select, input)')]
  .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.closest('.visually-hidden, .w-sr-only'))
  .filter((each) => !['hidden', 'checkbox', 'radio'].includes(each.type))
  .filter((each) => getComputedStyle(each).display !== 'inline'
    || ![...each.parentNode.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
  .filter((each) => each.getBoundingClientRect().height < 43.5)
  .map((each) => `${Math.round(each.getBoundingClientRect().height)} px: ${each.outerHTML.slice(0, 160)}`)"""


class Look:
    """How a page is looked at. Called, it is everything; the parts are for the same page in another window."""

    def __init__(self, known: tuple[str, ...] = ()) -> None:
        self.axe, self.known = Axe(), known

    def __call__(self, page: Page) -> None:
        """As axe does, as a validator does, and for anything wider than the window."""
        self.hear(page)
        self.fits(page)
        self.is_whole(page)

    def everywhere(self, page: Page, *, desk: bool) -> None:
        """That its markup is whole and it fits in any window; in Ukrainian with axe, on a phone and, if asked, a desk.

        What axe minds is the same in each language, and it takes longer than the page; how wide words are is not.
        """
        hears = page.locator("html").get_attribute("lang") == "uk"
        self.fits(page, ZOOMED, DESK)
        if hears and desk:
            self.hear(page)
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        if hears:
            self.hear(page)
        self.fits(page)
        self.is_whole(page)

    def is_whole(self, page: Page) -> None:
        """No fault in the markup, as it was sent."""
        found = faults_of(_sent[page].text())
        faults = [fault for fault in found if not any(known in fault for known in self.known)]
        assert not faults, "\n".join([page.url, *faults])

    def in_the_dark(self, page: Page) -> None:
        """Nothing that axe minds of the colours for who asked for dark ones."""
        page.emulate_media(color_scheme="dark")
        self.hear(page, COLOURS)
        page.emulate_media(color_scheme="light")

    def hear(self, page: Page, rules: dict[str, Any] = RULES) -> None:
        """Nothing that axe minds, when nothing moves or fades in any more."""
        # A press that leads elsewhere returns as soon as the next page begins, which may have no root element yet.
        page.wait_for_load_state()
        page.evaluate(AT_REST)
        found = self.axe.run(page, options=rules)
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"

    def reach(self, page: Page) -> None:
        """Nothing that is pressed on a phone is lower than a finger."""
        page.wait_for_load_state()
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        small = page.evaluate(SMALL)
        assert not small, "\n".join([page.url, *small])

    def fits(self, page: Page, *sizes: dict[str, int]) -> None:
        """Nothing wider than the window, in windows of these sizes; one heading above all."""
        page.wait_for_load_state()
        for size in sizes or (None,):
            if size:
                page.set_viewport_size(size)  # type: ignore[arg-type]
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wide <= 0, f"{page.url} is {wide} px wider than {size or 'the window'}"
        assert page.locator("h1").count() == 1, f"{page.url} has not one h1"


@pytest.fixture
def lives(site: Site, monkeypatch: pytest.MonkeyPatch) -> Lives:
    """People with something on each of their pages; nothing that the worker would do is done."""
    with monkeypatch.context() as patch:
        patch.setattr("foundation.work.send", lambda *_task: None)
        return make_lives()


@pytest.fixture(scope="session")
def check_page() -> Look:
    """Look at a page of the site."""
    return Look()


@pytest.fixture(scope="session")
def check_office() -> Look:
    """Look at a screen of the back office: its frame is Wagtail's, so what Wagtail gets wrong is left out, by name."""
    return Look(WAGTAILS)
