"""A place freed at 23:10: nothing moves until 8:00; the first lets her hour pass, the next takes it by one press."""

import datetime as dt
import re
import zoneinfo
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import Page, expect

from cohorts import offering
from cohorts.admission.models import Application
from cohorts.models import Day, Offer, Place
from messaging.models import Letter
from tests.factories.admission import sent_for
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.logistics import RunFactory
from tests.factories.timetable import SessionFactory

from .conftest import PHONE, Look, Site

KYIV = zoneinfo.ZoneInfo("Europe/Kyiv")
# A Wednesday.
DATE = dt.date(2027, 3, 10)
SECOND = dt.timedelta(seconds=1)


def at(hour: int, minute: int = 0, *, days: int = 0) -> dt.datetime:
    return dt.datetime.combine(DATE + dt.timedelta(days=days), dt.time(hour, minute), KYIV)


@pytest.fixture
def clock(site: Site) -> Iterator[Any]:
    """The evening before, for the site and for its worker; the site is there already."""
    with time_machine.travel(at(22), tick=False) as clock:
        yield clock


@pytest.fixture
def day(clock: Any) -> Day:
    """An open day of two places in four weeks, with a bus there and one back."""
    day: Day = DayFactory(
        cohort=CohortFactory(),
        admission=Day.Admission.OPEN,
        date=DATE + dt.timedelta(days=28),
        pool__capacity=2,
        pool__deadline=at(18, days=21),
    )
    session = SessionFactory(day=day)
    for number, direction in enumerate(("there", "back"), start=1):
        run = RunFactory(day=day, direction=direction, number=number, seats=2)
        run.serves.add(session)
    return day


@pytest.fixture
def people(day: Day) -> list[Application]:
    """Two hold the day, two wait."""
    return [sent_for(day) for _number in range(4)]


def address(name: str, *args: object) -> str:
    with translation.override("uk"):
        return reverse(name, args=args)


def promises_nothing(passer_by: Page, day: Day) -> None:
    """What somebody reads who only looks: there is no place for them."""
    passer_by.goto(address("cohorts:places", day.cohort.slug))
    expect(passer_by.locator("main")).to_contain_text(re.compile("списку очікування|список очікування"))
    expect(passer_by.locator("main")).not_to_contain_text(re.compile("[Зз]алиш"))


def test_a_place_freed_at_night_goes_to_the_second_in_the_morning_after_next(
    site: Site, day: Day, people: list[Application], clock: Any, check_page: Look
) -> None:
    passer_by = site.open(address("cohorts:cohort", day.cohort.slug))
    promises_nothing(passer_by, day)

    clock.move_to(at(23, 10))
    leaving = site.sign_in(
        people[0].participant.user,
        to=address("admission:application", people[0].public_id) + f"days/{day.date}/withdraw/",
    )
    leaving.click("main button.btn-danger")
    leaving.wait_for_url(lambda url: "/withdraw/" not in url)
    assert Place.objects.filter(pool=day.pool).count() == 1
    for moment in (at(23, 11), at(8, days=1) - SECOND):
        clock.move_to(moment)
        offering.sweep()
        assert not Offer.objects.exists() and not Letter.objects.filter(kind="day_offered").exists()
        promises_nothing(passer_by, day)

    clock.move_to(at(8, 1, days=1))  # the sweeper's first minute
    offering.sweep()
    offering.sweep()
    first = Offer.objects.get(pool=day.pool)
    assert first.participant == people[2].participant
    assert list(Letter.objects.filter(kind="day_offered").values_list("recipient", flat=True)) == [
        people[2].participant.user_id
    ]
    hers = site.sign_in(people[2].participant.user, size=PHONE, to=address("cohorts:offer", first.public_id))
    assert first.until == at(8, 1, days=2), "twelve working hours"
    expect(hers.locator("main li")).to_have_count(2)  # a seat there and a seat back
    check_page(hers)
    promises_nothing(passer_by, day)

    clock.move_to(first.until)
    offering.sweep()
    assert Offer.objects.filter(pool=day.pool).count() == 1, "it is still hers"
    clock.move_to(first.until + SECOND)
    promises_nothing(passer_by, day)  # though nobody has looked yet
    hers.reload()
    expect(hers.locator("button[name=answer]")).to_have_count(0)
    offering.sweep()
    offering.sweep()
    second = Offer.objects.get(pool=day.pool, outcome="")
    assert second.participant == people[3].participant
    promises_nothing(passer_by, day)
    theirs = site.sign_in(
        people[3].participant.user, size=PHONE, to=address("cohorts:offer", second.public_id)
    )
    theirs.click("button[value=accept]")
    expect(theirs.locator("button[value=accept]")).to_have_count(0)
    held = Place.objects.filter(participant=people[3].participant)
    assert held.count() == 3, "the day, a seat there, a seat back"
    promises_nothing(passer_by, day)
