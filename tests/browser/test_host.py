"""A host's way on a phone: from the letter to “confirmed”, names by a code; and the screens of whoever asked."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from cohorts.logistics.models import VisitSite
from cohorts.models import Participant
from people.models import User
from residencies.models import Venue
from residencies.services.roles import sync_admission
from tests.factories.cohorts import DayFactory
from tests.factories.logistics import VisitSiteFactory
from tests.factories.residencies import MembershipFactory
from tests.school import accepted

from .conftest import PHONE, Look, Site


@pytest.fixture
def place(site: Site) -> VisitSite:
    """A site of a visit in a month, which two people come to."""
    found: VisitSite = VisitSiteFactory(
        visit__session__day=DayFactory(date=timezone.localdate() + dt.timedelta(days=30)),
        visit__session__title_uk="Візит: очисні споруди",
        venue__name_uk="Водоканал",
    )
    Venue.objects.filter(pk=found.venue_id).update(
        safety_briefing_uk="Каску не знімають.\nЙдіть жовтою лінією.", clothing_uk="закрите взуття"
    )
    return found


@pytest.fixture
def people(place: VisitSite) -> list[Participant]:
    return [accepted(place.visit.session.day) for _number in range(2)]


@pytest.fixture
def manager(place: VisitSite) -> User:
    found: User = MembershipFactory(programme=place.venue.programme).user
    sync_admission(user=found)
    return found


def ask(site: Site, manager: User, place: VisitSite, check: Look) -> Page:
    """The manager reads the letter and sends it."""
    page = site.sign_in(manager, to=f"/admin/visits/{place.visit_id}/")
    check(page)
    page.click("text=Надіслати запит тим, хто приймає")
    check(page)
    page.click("button:has-text('Надіслати лист із посиланням')")
    expect(page.locator("#host-link")).to_have_value(re.compile(r"/uk/host/[0-9a-f]{40}/$"))
    check(page)
    return page


def link_of_letter() -> str:
    found = re.search(r"http\S+/host/\S+", str(mail.outbox[-1].body))
    assert found
    return found.group(0)


def test_a_host_confirms_within_three_taps_and_opens_names_by_a_code(
    site: Site,
    place: VisitSite,
    people: list[Participant],
    manager: User,
    check_page: Look,
    check_office: Look,
) -> None:
    office = ask(site, manager, place, check_office)
    # The first tap is on the button of the letter, the second on that of the page.
    page = site.open(link_of_letter(), size=PHONE)
    check_page.everywhere(page, desk=True)
    page.click("button:has-text('Приймемо групу')")
    expect(page.locator("main")).to_contain_text("Ви підтвердили візит")
    assert VisitSite.objects.get().state == VisitSite.State.CONFIRMED
    text = page.content()
    assert not any(person.user.family_name in text for person in people)
    check_page.everywhere(page, desk=True)
    page.click("text=Список імен для входу")
    check_page.everywhere(page, desk=True)
    page.click("button:has-text('Надіслати код')")
    code = re.search(r"\b\d{6}\b", str(mail.outbox[-1].body))
    assert code
    page.fill("input[name=code]", code.group(0))
    page.click("button:has-text('Показати імена')")
    for person in people:
        expect(page.locator("main")).to_contain_text(person.user.family_name)
    expect(page.locator("main")).to_contain_text("Відкрито: Оксана Сторожук")
    check_page(page)
    office.goto(f"/admin/cohorts/{place.visit.session.day.cohort_id}/visits/")
    check_office(office)


def test_every_page_of_a_host_and_of_a_visit_is_sound(
    site: Site,
    place: VisitSite,
    people: list[Participant],
    manager: User,
    check_page: Look,
    check_office: Look,
) -> None:
    ask(site, manager, place, check_office)
    address = link_of_letter().removeprefix(site.address).removeprefix("/uk")
    page = site.open(f"/uk{address}", size=PHONE)
    for language in ("uk", "en", "pl"):
        for name in ("", "time/", "decline/", "about/", "arrival/", "note/", "names/"):
            page.goto(f"/{language}{address}{name}")
            check_page.everywhere(page, desk=True)
            check_page.reach(page)
    # What is wrong is said at the field, and what was typed stays.
    page.goto(f"/uk{address}time/")
    page.fill("input[name=starts]", "13:00")
    page.fill("input[name=ends]", "12:00")
    page.click("main button.btn-lamp")
    page.locator(".summary-errors").wait_for()
    check_page.everywhere(page, desk=True)
    visitor = site.sign_in(people[0].user, size=PHONE, to=f"/uk/my/visits/{place.visit.public_id}/")
    check_page.everywhere(visitor, desk=True)
    check_page.reach(visitor)
    visitor.click("button:has-text('Пам’ятку прочитано')")
    expect(visitor.locator("main")).to_contain_text("Ви підтвердили, що прочитали")
