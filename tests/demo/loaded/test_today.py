"""The demo leads to the page of the day, and to a visit that is still to be chosen."""

import pytest
from django.test import Client

from cohorts.models import Cohort
from people.models import User

pytestmark = pytest.mark.usefixtures("demo")
# In the demo it is always to come.
TO_COME = "medicine-2"


def browser_of(key: str) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(email=f"{key}@demo.example"))
    return browser


def test_the_manager_finds_the_day_of_each_wow_cohort_with_its_hosts_and_buses() -> None:
    browser = browser_of("manager")
    for cohort in Cohort.objects.filter(residency__programme__slug="wow-hromady"):
        url = f"/uk/my/cohorts/{cohort.slug}/today/"
        board = browser.get(url).context["board"]
        if not board.is_over:
            assert board.names is not None and board.expected is not None
        if cohort.slug == TO_COME:
            assert board.buses and board.names.hosts


def test_the_participant_finds_the_day_and_may_choose_a_visit() -> None:
    browser = browser_of("participant")
    board = browser.get(f"/uk/my/cohorts/{TO_COME}/today/").context["board"]
    assert board.names is None and board.date and board.next
    programme = browser.get(f"/uk/my/cohorts/{TO_COME}/").content.decode()
    assert f"/uk/my/cohorts/{TO_COME}/today/" in programme
    sections = browser.get("/uk/my/").context["sections"]
    to_choose = [item for section in sections for item in section.items if "/choices/" in item.url]
    assert [(item.url, item.state_kind) for item in to_choose] == [
        (f"/uk/my/cohorts/{TO_COME}/choices/", "wait")
    ]
