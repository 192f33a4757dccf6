"""Managers' lists of a long cohort: the same queries as of a short one, and a page of rows at a time."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.lists_rows import lists
from tests.school import browser_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
SHORT, LONG, PAGE = 4, 110, 50


@pytest.fixture(autouse=True)
def _one_factor(settings: Any) -> None:
    """Signing in with an app or a passkey is tested with the accounts."""
    settings.STAFF_SECOND_FACTOR = False


def queries(office: Client, address: str) -> int:
    """How many its first page asks, once what a process remembers is known."""
    assert office.get(address).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        office.get(address)
    return len(captured)


def test_a_long_list_asks_no_more_than_a_short_one_and_shows_a_page() -> None:
    asked = []
    for number in (SHORT, LONG):
        manager, addresses = lists(number)
        office = browser_of(manager)
        asked.append({name: queries(office, address) for name, address in addresses.items()})
    assert asked[0] == asked[1]
    for name in ("calls", "queue", "chose", "proposal"):
        first, last = (office.get(addresses[name], {"p": number}) for number in (1, 3))
        assert (len(first.context["lines"]), len(last.context["lines"])) == (PAGE, LONG - 2 * PAGE), name
        assert "p=2" in first.content.decode() and "p=2" in last.content.decode(), name


def test_people_on_the_second_page_of_the_queue_keep_their_numbers() -> None:
    manager, addresses = lists(LONG)
    page = browser_of(manager).get(addresses["queue"], {"p": 2})
    assert [line.number for line in page.context["lines"]] == list(range(PAGE + 1, 2 * PAGE + 1))
