"""Sixty people: the summary finds who has no seat back and who has no bed on the middle night, and both are mended."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cohorts.lodging.models import Night, Stay, WantedNight, Wish
from cohorts.logistics.models import Direction, Run
from cohorts.models import Cohort, Day, Participant, Place
from people.models import User
from residencies.services.roles import sync_admission
from tests.factories.cohorts import CohortFactory, DayFactory, ParticipantFactory
from tests.factories.lodging import nights_from
from tests.factories.logistics import RunFactory
from tests.factories.needs import said_what_they_need
from tests.factories.residencies import MembershipFactory

from .conftest import DESK, PHONE, Look, Site
from .office import Office

PEOPLE, NO_SEAT, NO_BED = 60, 17, 42


@pytest.fixture
def days(site: Site) -> list[Day]:
    cohort, first = CohortFactory(), timezone.localdate() + dt.timedelta(days=5)
    return [
        DayFactory(cohort=cohort, date=first + dt.timedelta(days=number), pool__capacity=PEOPLE)
        for number in range(2)
    ]


@pytest.fixture
def manager(days: list[Day]) -> User:
    found: User = MembershipFactory(programme=days[0].cohort.residency.programme).user
    sync_admission(user=found)
    return found


def everything_but(days: list[Day]) -> tuple[Participant, Participant]:
    """Sixty people who have everything, but one no seat back, and one no bed on the middle night: these two."""
    cohort: Cohort = days[0].cohort
    people = [ParticipantFactory(cohort=cohort) for _number in range(PEOPLE)]
    ways = ((days[0], Direction.THERE), (days[1], Direction.BACK))
    runs = [RunFactory(day=day, seats=PEOPLE, number=1, direction=way) for day, way in ways]
    nights = nights_from(
        cohort, *(days[0].date + dt.timedelta(days=number) for number in (-1, 0, 1)), rooms=PEOPLE // 2
    )
    for day in days:
        Place.objects.bulk_create(Place(pool=day.pool, participant=who) for who in people)
    for run in runs:
        aboard = [who for who in people if (run, who) != (runs[1], people[NO_SEAT])]
        Place.objects.bulk_create(Place(pool=run.pool, participant=who, to_call=2) for who in aboard)
    for night in nights:
        sleep(night, [who for who in people if (night, who) != (nights[1], people[NO_BED])])
    for who in people:
        said_what_they_need(who)
        wish = Wish.objects.create(participant=who, sharing="any")
        WantedNight.objects.bulk_create(WantedNight(wish=wish, date=night.date) for night in nights)
    return people[NO_SEAT], people[NO_BED]


def sleep(night: Night, people: list[Participant]) -> None:
    places = Place.objects.bulk_create(Place(pool=night.pool, participant=who) for who in people)
    Stay.objects.bulk_create(
        Stay(participant=place.participant, date=night.date, place=place) for place in places
    )


def to_who_lacks(page: Page, cohort: Cohort) -> None:
    page.goto(f"/admin/cohorts/overview/{cohort.pk}/")
    page.click("main a[href$='/summary/?missing=any']")


def test_one_has_no_seat_back_and_one_no_bed_and_both_are_mended_from_there(
    site: Site, days: list[Day], manager: User, check_office: Look
) -> None:
    no_seat, no_bed = everything_but(days)
    page, cohort = site.sign_in(manager, to="/admin/"), days[0].cohort
    office = Office(page)
    to_who_lacks(page, cohort)
    check_office(page)
    check_office.fits(page, PHONE, DESK)
    expect(page.locator("table.office-people tbody tr")).to_have_count(2)

    row = office.row(no_seat.user.family_name)
    expect(row.locator("td.is-missing")).to_have_count(1)
    row.locator("td.is-missing a").click()
    page.locator("form:has([value=seat]) button[type=submit]").click()
    expect(page.locator(".messages .success").first).to_be_visible()
    back = Run.objects.get(cohort=cohort, direction=Direction.BACK)
    assert Place.objects.filter(pool=back.pool, participant=no_seat).exists()

    to_who_lacks(page, cohort)
    expect(page.locator("table.office-people tbody tr")).to_have_count(1)
    row = office.row(no_bed.user.family_name)
    expect(row.locator("td.is-missing")).to_contain_text(str(days[0].date.day))
    row.locator("td.is-missing a").click()
    kind = page.locator("main form[method=post] select").nth(1)
    kind.select_option(index=1)
    office.send_with_success()
    assert Stay.objects.filter(participant=no_bed).count() == 3

    page.goto(f"/admin/cohorts/overview/{cohort.pk}/")
    expect(page.locator("main")).to_contain_text("Нікому нічого не бракує.")


def test_on_a_phone_a_card_begins_with_what_is_missing(site: Site, days: list[Day], manager: User) -> None:
    no_seat, _no_bed = everything_but(days)
    page = site.sign_in(manager, size=PHONE, to="/admin/")
    page.goto(f"/admin/cohorts/{days[0].cohort.pk}/summary/?missing=any")
    card = Office(page).row(no_seat.user.family_name)
    name, missing = card.locator("th").bounding_box(), card.locator("td.is-missing").bounding_box()
    others = [each.bounding_box() for each in card.locator("td:not(.is-missing):not(.is-empty)").all()]
    assert name and missing and name["y"] < missing["y"]
    assert others and all(each is not None and missing["y"] < each["y"] for each in others)
