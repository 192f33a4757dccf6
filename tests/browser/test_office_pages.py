"""The manager's back office: lists, forms, decisions, presence, batches. axe minds nothing, and it all fits."""

import pytest
from playwright.sync_api import Page

from people.models import User

from .conftest import DESK, PHONE, Look, Site
from .lives import Lives


def lists_of(lives: Lives) -> list[str]:
    """Where a manager finds things."""
    cohort = lives.things["cohort"].pk
    return [
        "",
        "programmes/",
        "cohorts/",
        f"cohorts/overview/{cohort}/",
        f"cohorts/{cohort}/releases/",
        f"cohorts/{cohort}/applications/?motivation=1",
        f"cohorts/{cohort}/applications/decide/batch/",
        f"cohorts/{cohort}/presence/",
        f"cohorts/{cohort}/materials/",
        f"cohorts/{cohort}/completion/",
        "certificates/",
        "letters/",
    ]


def forms_of(lives: Lives) -> list[str]:
    """Where a manager changes things, or is asked before."""
    things = lives.things
    cohort, certificate = things["cohort"].pk, f"certificates/{things['certificate'].public_id}"
    return [
        "programmes/new/",
        f"cohorts/edit/{cohort}/",
        f"cohorts/{cohort}/step/cancel/",
        f"days/new/?cohort={cohort}",
        f"sessions/edit/{things['session'].pk}/",
        f"cohorts/{cohort}/release/",
        f"cohorts/{cohort}/applications/{things['application'].public_id}/",
        f"cohorts/{cohort}/completion/rule/",
        f"batches/{things['batch'].public_id}/",
        f"{certificate}/",
        f"{certificate}/revoke/",
        f"{certificate}/replace/",
        f"letters/{things['letter'].pk}/",
    ]


@pytest.fixture(params=[("uk", PHONE, DESK), ("pl", DESK, PHONE)], ids=["uk-phone", "pl-desk"])
def office(request: pytest.FixtureRequest, site: Site, lives: Lives, check_office: Look) -> "Office":
    """A manager's window, in which axe looks, and another that the screens have to fit as well."""
    language, size, other = request.param
    User.objects.filter(pk=lives.manager.pk).update(language=language)
    page = site.sign_in(lives.manager, size=size, to="/admin/")
    assert page.locator("html").get_attribute("lang") == language
    return Office(page, size, other, check_office)


class Office:
    """A window of the back office."""

    def __init__(self, page: Page, size: dict[str, int], other: dict[str, int], check: Look) -> None:
        self.page, self.size, self.other, self.check = page, size, other, check

    def look(self, *paths: str) -> None:
        """Look at each of these screens."""
        for path in paths:
            answer = self.page.goto(f"/admin/{path}")
            assert answer is not None and answer.ok, path
            self.look_here()

    def look_here(self) -> None:
        """Look at the screen that is open."""
        self.check.fits(self.page, self.other, self.size)
        self.check(self.page)
        if self.size == PHONE:
            self.check.in_the_dark(self.page)


def test_every_list_and_every_form_is_sound(office: Office, lives: Lives) -> None:
    office.look(*lists_of(lives), *forms_of(lives))


def test_a_form_with_mistakes_and_the_questions_before_something_is_done_are_sound(
    office: Office, lives: Lives
) -> None:
    """The form that comes back, the letters before a decision, both sheets, the question before a batch."""
    page = office.page
    page.goto("/admin/programmes/new/")
    page.locator(
        "main form[method=post] button[type=submit]:not([name=add_another], [name=refresh])"
    ).last.click()
    page.locator("main .error-message, main .help-critical").first.wait_for()
    office.look_here()

    page.goto(f"/admin/cohorts/{lives.applied.pk}/applications/")
    page.locator("main input[name=application]").first.check()
    page.locator("main button[name=decision][value=decline]").click()
    page.locator("main textarea[name=reason]").wait_for()
    office.look_here()

    page.goto(f"/admin/certificates/{lives.things['certificate'].public_id}/replace/")
    page.locator("main [name=family]").fill("Виправлена-Найдовша")
    page.locator("main [name=reason]").fill("Описка")
    page.locator(
        "main form[method=post] button[type=submit]:not([name=add_another], [name=refresh])"
    ).last.click()
    page.locator("main button[name=issue]").wait_for()
    office.look_here()

    lives.place.ended.add_person()
    office.look(f"cohorts/{lives.things['cohort'].pk}/certificates/issue/")
