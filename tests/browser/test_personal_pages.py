"""Pages of a signed-in person, in each state that they have: axe minds nothing, the markup is whole, they fit."""

import pytest
from playwright.sync_api import Page

from tests.factories.people import UserFactory

from .conftest import PHONE, Look, Site
from .lives import Lives

LANGUAGES = ("uk", "en", "pl")


def check_all(page: Page, language: str, paths: list[str], check: Look) -> None:
    """Look at each page; on a desk axe hears the Ukrainian ones."""
    for path in paths:
        answer = page.goto(f"/{language}/{path}")
        assert answer is not None and answer.ok, path
        check.everywhere(page, desk=language == "uk")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_who_has_something_on_each_is_sound(
    site: Site, lives: Lives, check_page: Look, language: str
) -> None:
    check_all(site.sign_in(lives.person), language, lives.mine, check_page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_the_new_the_refused_and_those_who_lead_are_sound(
    site: Site, lives: Lives, check_page: Look, language: str
) -> None:
    check_all(site.sign_in(UserFactory(given_name="", family_name="")), language, ["my/"], check_page)
    check_all(site.sign_in(lives.other), language, lives.others, check_page)
    check_all(site.sign_in(lives.trainer), language, lives.led, check_page)
    check_all(site.sign_in(lives.manager), language, ["my/"], check_page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_questions_with_mistakes_are_sound(
    site: Site, lives: Lives, check_page: Look, language: str
) -> None:
    page = site.sign_in(lives.person, size=PHONE)
    for path in lives.steps:
        page.goto(f"/{language}/{path}")
        for box in page.locator("main input[type=text], main input[type=search], main textarea").all():
            box.fill("")
        for choice in page.locator("main input[type=checkbox]:checked").all():
            choice.uncheck()
        page.locator("main button[name=go][value=next]:not([aria-hidden])").click()
        page.locator(".summary-errors").wait_for()
        check_page.everywhere(page, desk=False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_check_page_is_sound_whatever_it_says(
    site: Site, lives: Lives, check_page: Look, language: str
) -> None:
    """Valid, revoked, unknown; and the form that comes back."""
    revoked = lives.place.ended.people[-1].certificates.get()
    page = site.open(f"/{language}/verify/", size=PHONE)
    for code in (lives.things["certificate"].code, revoked.code, "0" * 32):
        page.goto(f"/{language}/verify/{code}/")
        assert page.locator(".verdict").count() == 1
        check_page.everywhere(page, desk=language == "uk")
    page.goto(f"/{language}/verify/")
    page.locator("main .btn-lamp").click()
    page.locator(".summary-errors").wait_for()
    check_page.everywhere(page, desk=False)
