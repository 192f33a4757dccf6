"""Applying in a real browser: by keyboard alone, without JavaScript, with mistakes, and for an open day."""

import pytest
from playwright.sync_api import Page, expect

from cohorts.admission.models import Application as ApplicationRow
from cohorts.models import Day, Place
from messaging.models import Letter
from people.models import User
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.people import UserFactory

from .applicant import Application, code_sent_to, lamp, sign_in_by_code
from .conftest import PHONE, Site


@pytest.fixture
def day(site: Site) -> Day:
    """A day by selection of a published cohort, with another day after it."""
    cohort = CohortFactory(residency__name_uk="Мова, яку чують", slug="slova-demo")
    first = DayFactory(cohort=cohort, offset=60)
    DayFactory(cohort=cohort, offset=90)
    return first


def days_of(user: User) -> list[tuple[int, str]]:
    """What the person asks for: the place of each day in the cohort, and where it stands."""
    application = ApplicationRow.objects.get(participant__user=user, state=ApplicationRow.State.SENT)
    order = list(application.participant.cohort.days.values_list("pk", flat=True))
    return [(order.index(row.day_id), row.state) for row in application.day_requests.order_by("day__date")]


# ---------------------------------------------------------------- an open day
def test_an_open_day_gives_the_place_on_sending(site: Site, day: Day) -> None:
    Day.objects.filter(pk=day.pk).update(admission=Day.Admission.OPEN)
    user = UserFactory()
    page = site.sign_in(user, size=PHONE, to="/uk/cohorts/slova-demo/apply/")
    form = Application(page)
    page.context.new_cdp_session(page).send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    form.say_who()
    form.say_where_from("брова", "Броварська")
    # Under a finger the list closes around what is chosen, and opens again as one types.
    choices = page.locator("#community-choices .form-check")
    assert choices.count() > 1
    expect(choices.filter(visible=True)).to_have_count(1)
    form.press("next")
    form.choose_days(0)
    form.press("next")
    page.wait_for_url("**/check/")
    lamp(page)
    page.wait_for_url("**/receipt/")
    assert Place.objects.filter(pool=day.pool, participant__user=user).exists()
    assert Letter.objects.filter(recipient=user, kind="application_received").count() == 1
    page.goto("/uk/my/cohorts/slova-demo/")
    expect(page.locator(".state--ok").first).to_be_visible()


# ---------------------------------------------------------------- by keyboard alone
RING = """() => {
  const focused = document.activeElement, style = getComputedStyle(focused), box = focused.getBoundingClientRect();
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
    && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
}"""


def tab_to(page: Page, selector: str, *, most: int = 60) -> None:
    """Press Tab until the focus is there; wherever it goes on the way, one sees where it is."""
    for _press in range(most):
        page.keyboard.press("Tab")
        assert page.evaluate(RING), page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"Tab never comes to {selector} on {page.url}")


def press(page: Page, selector: str, key: str = "Enter") -> None:
    """Go there by Tab and press a key."""
    tab_to(page, selector)
    page.keyboard.press(key)
    page.wait_for_load_state()


def test_an_application_is_sent_by_keyboard_alone(site: Site, day: Day) -> None:
    user = UserFactory(given_name="", family_name="")
    page = site.open("/uk/cohorts/slova-demo/")
    press(page, "main .btn-lamp")
    page.wait_for_url("**/accounts/login/**")
    tab_to(page, "input[name=login]")
    page.keyboard.type(user.email)
    press(page, "main button[formaction*='/login/code/']", "Space")
    page.wait_for_url("**/login/code/confirm/**")
    tab_to(page, "input[name=code]")
    page.keyboard.type(code_sent_to(user.email))
    page.keyboard.press("Enter")
    page.wait_for_url("**/you/")
    for name, typed in (("given_name", "Олена"), ("family_name", "Прикладна")):
        tab_to(page, f"input[name={name}]")
        page.keyboard.type(typed)
    press(page, "main button.btn-lamp")
    page.wait_for_url("**/community/")
    tab_to(page, "input[name=q]")
    page.keyboard.type("дрогоб", delay=15)
    expect(page.locator("#community-choices input").first).to_be_visible()
    press(page, "input[name=community]", "Space")
    for name, typed in (("organisation", "Зразкова рада"), ("position", "спеціалістка")):
        tab_to(page, f"input[name={name}]")
        page.keyboard.type(typed)
    press(page, "main button.btn-lamp")
    page.wait_for_url("**/days/")
    press(page, "input[name=days]", "Space")
    tab_to(page, "textarea[name=motivation]")
    page.keyboard.type("Щоб говорити просто.")
    press(page, "main button.btn-lamp")
    page.wait_for_url("**/check/")
    press(page, "main button.btn-lamp")
    page.wait_for_url("**/receipt/")
    assert days_of(user) == [(0, "asked")]


# ---------------------------------------------------------------- without JavaScript
def test_an_application_is_sent_without_javascript(site: Site, day: Day) -> None:
    user = UserFactory()
    page = site.open("/uk/cohorts/slova-demo/", java_script_enabled=False, size=PHONE)
    lamp(page)
    sign_in_by_code(page, user.email)
    form = Application(page)
    form.say_who()
    page.fill("input[name=q]", "камянець")
    form.press("find")
    page.locator("#community-choices .form-check", has_text="Кам’янець-Подільська").locator("input").check()
    page.fill("input[name=organisation]", "Зразкова рада")
    page.fill("input[name=position]", "спеціалістка")
    form.press("next")
    form.choose_days(0, 1)
    page.fill("textarea[name=motivation]", "Щоб говорити просто.")
    form.press("next")
    page.wait_for_url("**/check/")
    lamp(page)
    page.wait_for_url("**/receipt/")
    assert days_of(user) == [(0, "asked"), (1, "asked")]


# ---------------------------------------------------------------- mistakes
def expect_focus_on_summary(page: Page) -> None:
    """The error summary gets the focus, once the page's script has run."""
    expect(page.locator(".summary-errors-title")).to_be_focused()


def test_what_is_missing_is_told_at_the_top_and_each_line_leads_to_its_field(site: Site, day: Day) -> None:
    page = site.sign_in(UserFactory(family_name=""), size=PHONE, to="/uk/cohorts/slova-demo/apply/you/")
    form = Application(page)
    page.fill("input[name=phone]", "зателефонуйте")
    form.press("next")
    expect(page.locator(".summary-errors")).to_be_visible()
    expect_focus_on_summary(page)
    page.locator(".summary-errors a[href='#id_family_name']").click()
    assert page.evaluate("document.activeElement.name") == "family_name"
    assert page.input_value("input[name=phone]") == "зателефонуйте"

    page.goto("/uk/cohorts/slova-demo/apply/days/")
    form.press("next")
    expect_focus_on_summary(page)
    for link in page.locator(".summary-errors a").all():
        target = str(link.get_attribute("href"))
        expect(page.locator(target)).to_have_count(1)
        link.click()
        assert page.evaluate("'#' + document.activeElement.id") == target


def test_a_wrong_password_and_a_wrong_code_are_told_at_the_top(site: Site, day: Day) -> None:
    user = UserFactory()
    page = site.open("/uk/accounts/login/")
    page.fill("input[name=login]", user.email)
    page.fill("input[name=password]", "not the password")
    lamp(page)
    expect_focus_on_summary(page)
    page.locator("main button[formaction*='/login/code/']").click()
    page.wait_for_url("**/login/code/confirm/**")
    page.fill("input[name=code]", "AAAA-AAAA")
    lamp(page)
    expect_focus_on_summary(page)
    page.fill("input[name=code]", code_sent_to(user.email))
    lamp(page)
    page.wait_for_url("**/uk/my/")
