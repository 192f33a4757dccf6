"""Public pages in a real browser: nothing that axe minds, nothing wider than a phone, in three languages."""

import pytest

from tests.browser.conftest import Look, Site
from tests.factories.certificates import ended_cohort


@pytest.mark.parametrize("language", ["uk", "en", "pl"])
def test_every_public_page_is_sound(site: Site, check_page: Look, language: str) -> None:
    cohort = ended_cohort(people=1).cohort
    page = site.open(f"/{language}/")
    paths = (
        "",
        "residencies/",
        f"cohorts/{cohort.slug}/",
        f"cohorts/{cohort.slug}/programme/",
        "verify/",
        "privacy/",
        "nowhere/",
    )
    for path in paths:
        page.goto(f"/{language}/{path}")
        check_page.everywhere(page, desk=True)


def test_the_skip_link_is_the_first_thing_a_keyboard_meets(site: Site) -> None:
    page = site.open("/uk/")
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.getAttribute('href')")
    assert focused == "#main"


def test_the_site_works_without_javascript(site: Site) -> None:
    cohort = ended_cohort().cohort
    page = site.open(f"/uk/cohorts/{cohort.slug}/programme/", java_script_enabled=False)
    assert page.locator("h1").is_visible()
    page.get_by_role("link", name="English").first.click()
    assert "/en/" in page.url
