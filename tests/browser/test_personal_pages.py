"""Pages of a signed-in person, in each state that they have: axe minds nothing, the markup is whole, they fit.

People with something on each page take seconds to make, so each test looks at its pages in all languages.
"""

from playwright.sync_api import Page

from people.models import User
from tests.factories.people import UserFactory

from .conftest import PHONE, Look, Site
from .lives import Lives

LANGUAGES = ("uk", "en", "pl")


def in_languages(paths: list[str]) -> list[tuple[str, str]]:
    """Each page in each language: which, and its address."""
    return [(language, f"/{language}/{path}") for language in LANGUAGES for path in paths]


def check_all(site: Site, user: User, paths: list[str], check: Look) -> None:
    """Look at each page as this person sees it."""
    page = site.sign_in(user)
    for language, address in in_languages(paths):
        answer = page.goto(address)
        assert answer is not None and answer.ok, address
        assert page.locator("html").get_attribute("lang") == language
        check.everywhere(page, desk=True)


def test_every_page_of_who_has_something_on_each_is_sound(site: Site, lives: Lives, check_page: Look) -> None:
    check_all(site, lives.person, lives.mine, check_page)


def test_pages_of_the_new_the_refused_and_those_who_lead_are_sound(
    site: Site, lives: Lives, check_page: Look
) -> None:
    check_all(site, UserFactory(given_name="", family_name=""), ["my/"], check_page)
    check_all(site, lives.other, lives.others, check_page)
    check_all(site, lives.trainer, lives.led, check_page)
    check_all(site, lives.manager, ["my/"], check_page)


def test_pages_of_questions_with_mistakes_are_sound(site: Site, lives: Lives, check_page: Look) -> None:
    page = site.sign_in(lives.person, size=PHONE)
    for _language, address in in_languages(lives.steps):
        page.goto(address)
        leave_all_out(page)
        check_page.everywhere(page, desk=False)


def leave_all_out(page: Page) -> None:
    """Send the questions without answers."""
    for box in page.locator("main input[type=text], main input[type=search], main textarea").all():
        box.fill("")
    for choice in page.locator("main input[type=checkbox]:checked").all():
        choice.uncheck()
    page.locator("main button[name=go][value=next]:not([aria-hidden])").click()
    page.locator(".summary-errors").wait_for()


def test_the_check_page_is_sound_whatever_it_says(site: Site, lives: Lives, check_page: Look) -> None:
    """Valid, revoked, unknown; and the form that comes back."""
    revoked = lives.place.ended.people[-1].certificates.get()
    page = site.open("/uk/verify/", size=PHONE)
    codes = (lives.things["certificate"].code, revoked.code, "0" * 32)
    for _language, address in in_languages([f"verify/{code}/" for code in codes]):
        page.goto(address)
        assert page.locator(".verdict").count() == 1
        check_page.everywhere(page, desk=True)
    for _language, address in in_languages(["verify/"]):
        page.goto(address)
        page.locator("main .btn-lamp").click()
        page.locator(".summary-errors").wait_for()
        check_page.everywhere(page, desk=False)
