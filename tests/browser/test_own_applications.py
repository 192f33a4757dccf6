"""What comes after sending, and those who come from elsewhere: giving days up, the waiting list, one's own calendar."""

import datetime as dt

import icalendar
import pytest
from django.utils import timezone, translation
from django.utils.translation import gettext
from playwright.sync_api import Page, expect

from cohorts.admission.models import Application as ApplicationRow
from cohorts.admission.models import DayRequest
from cohorts.models import Cohort, Day, Place, Waiting
from messaging.models import Letter
from people.models import User
from residencies.services.roles import sync_admission
from tests.factories.admission import request_of, sent_for
from tests.factories.cohorts import CohortFactory, DayFactory, PlaceFactory
from tests.factories.people import UserFactory
from tests.factories.residencies import MembershipFactory
from tests.factories.timetable import SessionFactory
from tests.timetable.test_public_programme import release

from .applicant import Application, lamp
from .conftest import DESK, PHONE, Site
from .office import Office

STATE = DayRequest.State


@pytest.fixture
def cohort(site: Site) -> Cohort:
    """A published cohort: a day by selection, and an open one with a single place."""
    made = CohortFactory(residency__name_uk="Мова, яку чують", slug="slova-demo")
    today = timezone.localdate()
    DayFactory(cohort=made, date=today + dt.timedelta(days=60))
    DayFactory(cohort=made, date=today + dt.timedelta(days=61), admission="open", pool__capacity=1)
    return made


def days_of(cohort: Cohort) -> list[Day]:
    """The day by selection and the open one."""
    return list(cohort.days.order_by("date"))


def in_ukrainian(text: str, **values: object) -> str:
    """What the site says for it in Ukrainian."""
    with translation.override("uk"):
        return gettext(text) % values


def states_of(user: User) -> list[str]:
    """How each day that a person asked for stands, by date."""
    rows = DayRequest.objects.filter(application__participant__user=user)
    return list(rows.order_by("day__date").values_list("state", flat=True))


def last_letter_to(user: User) -> str:
    """The kind of what was written last."""
    letter = Letter.objects.filter(recipient=user, is_private=False).latest("pk")
    return str(letter.kind)


# ---------------------------------------------------------------- from elsewhere
def test_somebody_from_elsewhere_applies_with_a_country_and_an_organisation(
    site: Site, cohort: Cohort
) -> None:
    user = UserFactory()
    page = site.sign_in(user, size=PHONE, to="/uk/cohorts/slova-demo/apply/")
    form = Application(page)
    form.say_who()
    form.wait_for("community")
    expect(page.locator("select[name=country]")).to_be_hidden()
    page.check("input[name=origin][value=elsewhere]")
    expect(page.locator("select[name=country]")).to_be_visible()
    page.fill("input[name=organisation]", "Universität Beispielstadt")
    page.fill("input[name=position]", "дослідниця")
    form.press("next")
    # A country is asked for, a community is not.
    expect(page.locator(".summary-errors a")).to_have_count(1)
    expect(page.locator(".summary-errors a[href='#id_country']")).to_be_visible()
    page.select_option("select[name=country]", "DE")
    form.press("next")
    form.choose_days(0)
    page.fill("textarea[name=motivation]", "Щоб порівняти з тим, як це робимо ми.")
    form.press("next")
    page.wait_for_url("**/check/")
    expect(page.locator("main")).to_contain_text(in_ukrainian("Germany"))
    expect(page.locator("main")).to_contain_text("Universität Beispielstadt")
    lamp(page)
    page.wait_for_url("**/receipt/")
    row = ApplicationRow.objects.get(participant__user=user, state=ApplicationRow.State.SENT)
    assert (row.country, row.community, row.organisation) == ("DE", None, "Universität Beispielstadt")


# ---------------------------------------------------------------- giving up
def give_up(page: Page, path: str) -> None:
    """Follow the link to giving up, and confirm on the page that asks."""
    page.locator(f"main a[href$='{path}']").click()
    page.wait_for_url(f"**{path}")
    page.locator("main form[method=post] button.btn-danger").click()
    page.wait_for_url("**/my/applications/*/")


def test_one_day_is_given_up_and_then_the_whole_application(site: Site, cohort: Cohort) -> None:
    user, (selected, open_day) = UserFactory(), days_of(cohort)
    application = sent_for(selected, open_day, user=user)
    assert states_of(user) == [STATE.ASKED, STATE.ACCEPTED]
    page = site.sign_in(user, size=PHONE)
    page.locator(f"main a[href='/uk/my/applications/{application.public_id}/']").first.click()

    give_up(page, f"/days/{open_day.date}/withdraw/")
    assert states_of(user) == [STATE.ASKED, STATE.WITHDRAWN]
    assert not Place.objects.filter(participant__user=user).exists()
    expect(page.locator("main .state")).to_have_text(
        [in_ukrainian("under consideration"), in_ukrainian("withdrawn")]
    )
    expect(page.locator(f"main a[href$='/days/{open_day.date}/withdraw/']")).to_have_count(0)

    give_up(page, f"/{application.public_id}/withdraw/")
    assert states_of(user) == [STATE.WITHDRAWN, STATE.WITHDRAWN]
    assert last_letter_to(user) == "application_withdrawn"
    expect(page.locator("main .state")).to_have_text([in_ukrainian("withdrawn")] * 2)
    expect(page.locator("main")).to_contain_text(in_ukrainian("The application is withdrawn."))
    expect(page.locator("main a[href$='/withdraw/']")).to_have_count(0)
    expect(page.locator("main a[href='/uk/cohorts/slova-demo/apply/']")).to_be_visible()
    page.goto("/uk/my/")
    expect(page.locator("main .state").first).to_have_text(in_ukrainian("withdrawn"))


# ---------------------------------------------------------------- the waiting list
def send_and_wait(page: Page) -> None:
    """Apply for the open day that is full, and stand in its queue."""
    form = Application(page)
    form.say_who()
    form.say_where_from("брова", "Броварська")
    form.press("next")
    form.choose_days(1)
    expect(page.locator("main")).to_contain_text(in_ukrainian("No place is free at present."))
    page.locator("input[type=checkbox][name=waits_if_full]").check()
    form.press("next")
    page.wait_for_url("**/check/")
    lamp(page)
    page.wait_for_url("**/receipt/")


def test_who_comes_to_a_full_day_waits_until_a_place_is_free_and_the_manager_accepts(
    site: Site, cohort: Cohort
) -> None:
    day = days_of(cohort)[1]
    holder, earlier, user = (UserFactory() for _number in range(3))
    held, before = (sent_for(day, user=person) for person in (holder, earlier))
    page = site.sign_in(user, size=PHONE, to="/uk/cohorts/slova-demo/apply/")
    send_and_wait(page)
    assert states_of(user) == [STATE.WAITING]
    assert list(Waiting.objects.order_by("position").values_list("participant__user", flat=True)) == [
        earlier.pk,
        user.pk,
    ]
    page.locator("main a[href*='/uk/my/applications/']").click()
    expect(page.locator("main")).to_contain_text(
        in_ukrainian("Your number on the waiting list: %(number)s.", number=2)
    )

    # The one before gives the queue up, the holder the place: by themselves, in their own windows.
    for person, application in ((earlier, before), (holder, held)):
        window = site.sign_in(person, to=f"/uk/my/applications/{application.public_id}/")
        give_up(window, f"/days/{day.date}/withdraw/")
    page.reload()
    expect(page.locator("main")).to_contain_text(
        in_ukrainian("Your number on the waiting list: %(number)s.", number=1)
    )

    manager_accepts(site, cohort, request_of(ApplicationRow.objects.get(participant__user=user), day))
    assert states_of(user) == [STATE.ACCEPTED]
    assert list(Place.objects.values_list("participant__user", flat=True)) == [user.pk]
    assert last_letter_to(user) == "day_accepted"
    page.reload()
    expect(page.locator("main .state--ok")).to_have_text(in_ukrainian("accepted"))
    expect(page.locator("main")).to_contain_text("До зустрічі!")


def manager_accepts(site: Site, cohort: Cohort, waiting: DayRequest) -> None:
    """On the application's page: from the waiting list to a place, with a word to the person."""
    manager = UserFactory()
    MembershipFactory(user=manager, programme=cohort.residency.programme)
    sync_admission(user=manager)
    office = Office(
        site.sign_in(
            manager,
            size=DESK,
            to=f"/admin/cohorts/{cohort.pk}/applications/{waiting.application.public_id}/",
        )
    )
    office.main.locator("textarea[name=reason]").fill("До зустрічі!")
    office.main.locator("button[name=decision][value=accept]").click()
    office.page.wait_for_load_state()
    office.follow("/applications/decide/batch/")
    office.main.locator("button[name=send]").click()
    expect(office.page.locator(".messages .success").first).to_be_visible()


# ---------------------------------------------------------------- one's own calendar
def calendar_address(page: Page) -> str:
    """The address of the personal calendar, as the page links it and as it is written out to be copied."""
    link = page.locator("main a[href^='http'][href$='.ics']")
    address = str(link.get_attribute("href"))
    assert page.locator("#calendar-address").text_content() == address
    webcal = page.locator("main a[href^='webcal:']").get_attribute("href")
    assert webcal == f"webcal:{address.split(':', 1)[1]}"
    return address


def test_a_personal_calendar_gets_a_new_address_and_the_old_one_is_gone(site: Site, cohort: Cohort) -> None:
    user, day = UserFactory(), days_of(cohort)[1]
    PlaceFactory(pool=day.pool, participant__user=user, participant__cohort=cohort)
    SessionFactory(day=day, title_uk="Майстерня слова")
    release(cohort)
    page = site.sign_in(user, size=PHONE)
    old = calendar_address(page)
    stranger = site.open("/uk/")
    answer = stranger.request.get(old)
    (event,) = icalendar.Calendar.from_ical(answer.body()).walk("VEVENT")
    assert "Майстерня слова" in str(event["SUMMARY"])

    page.locator("main a[href='/uk/my/calendar/renew/'], main [data-dialog=renew]").first.click()
    dialog = page.locator("dialog#renew")
    dialog.locator("button[formmethod=dialog]").click()
    expect(dialog).to_be_hidden()
    assert stranger.request.get(old).status == 200
    page.locator("main a[href='/uk/my/calendar/renew/'], main [data-dialog=renew]").first.click()
    dialog.locator("button.btn-lamp").click()
    page.wait_for_load_state()
    new = calendar_address(page)
    assert new != old
    assert stranger.request.get(old).status == 410
    assert stranger.request.get(new).body() == answer.body()
