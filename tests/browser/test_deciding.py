"""Thirty applications for two days, decided with the motivation read: how many clicks that takes."""

from collections import Counter

import pytest
from playwright.sync_api import Page, expect

from cohorts.admission.models import DayRequest
from cohorts.models import Cohort, Day
from messaging.models import Letter
from residencies.services.roles import sync_admission
from tests.factories.admission import sent_for
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.people import CommunityFactory
from tests.factories.residencies import MembershipFactory

from .conftest import PHONE, Site

MOST_CLICKS = 45
STATE = DayRequest.State


class Hand:
    """A manager's hand, which counts its clicks and the pages that it opens."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks, self.pages = page, 0, 0

    def click(self, selector: str, *, opens: bool = False) -> None:
        """Scroll there and click once; typing afterwards is no click."""
        self.clicks += 1
        self.pages += opens
        target = self.page.locator(selector).first
        target.evaluate("each => each.scrollIntoView({block: 'center'})")
        if opens:
            with self.page.expect_navigation():
                target.click()
        else:
            target.click()

    def choose_day(self, day: Day) -> None:
        """Open a choice and choose in it: two clicks."""
        self.clicks += 2
        self.page.locator("#decide-day").select_option(str(day.pk))


@pytest.fixture
def days() -> list[Day]:
    cohort: Cohort = CohortFactory()
    return [DayFactory(cohort=cohort, pool__capacity=24), DayFactory(cohort=cohort, pool__capacity=18)]


def test_thirty_applications_are_decided_in_few_clicks_without_leaving_the_list(
    site: Site, days: list[Day]
) -> None:
    cohort, community = days[0].cohort, CommunityFactory()
    manager = MembershipFactory(programme=cohort.residency.programme).user
    sync_admission(user=manager)
    rows = [
        sent_for(*days, community=community, motivation=f"Причина приїхати номер {number:02}.")
        for number in range(30)
    ]
    page = site.sign_in(manager, to="/admin/", size=PHONE)
    page.set_default_timeout(60_000)  # sixty letters leave while the last answer is awaited
    hand = Hand(page)
    # The first screen leads to what is to be decided, with the motivation.
    hand.click(f"main a[href*='/cohorts/{cohort.pk}/applications/?state=undecided']", opens=True)
    for number in range(30):
        expect(page.get_by_text(f"Причина приїхати номер {number:02}.")).to_have_count(1)
    for row in rows[:18]:
        hand.click(f"main input[name=application][value='{row.pk}']")
    hand.click("#decide button[value=accept]", opens=True)
    for row in rows[18:24]:
        hand.click(f"main input[name=application][value='{row.pk}']")
    hand.choose_day(days[0])
    hand.click("#decide button[value=accept]", opens=True)
    hand.click("#decide input[name=page]")
    hand.click("#decide textarea[name=reason]")
    page.keyboard.type("Цього разу місць менше, ніж охочих.")
    hand.click("#decide button[value=decline]", opens=True)
    assert Letter.objects.filter(kind__startswith="day_").count() == 0
    hand.click("main a[href$='/applications/decide/batch/']", opens=True)
    hand.click("button[name=send]", opens=True)
    assert (hand.clicks <= MOST_CLICKS, hand.pages) == (True, 6), hand.clicks
    states = [Counter(DayRequest.objects.filter(day=day).values_list("state", flat=True)) for day in days]
    assert states == [
        {STATE.ACCEPTED: 24, STATE.DECLINED: 6},
        {STATE.ACCEPTED: 18, STATE.DECLINED: 12},
    ]
