"""A release in the back office of one server process shows at once in every other one, though its pages are kept."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client

from cohorts.models import Cohort
from cohorts.timetable.models import Session
from people.models import User
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.residencies import manager_of
from tests.factories.timetable import SessionFactory
from tests.serving import Web, serving

pytestmark = pytest.mark.django_db(transaction=True)
PROCESSES = 2


@contextmanager
def processes(folder: Path, **settings_of_it: str) -> Iterator[list[Web]]:
    """Several processes that share nothing but the database and the cache."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(serving(folder / f"web-{number}.log", **settings_of_it))
            for number in range(PROCESSES)
        ]


@pytest.fixture
def cohort() -> Cohort:
    """A cohort with a session, at an address that no earlier test has had: a cache outlives a test."""
    made = CohortFactory(slug=f"slova-{uuid4().hex[:12]}")
    SessionFactory(day=DayFactory(cohort=made), title_uk="Перша назва")
    return made


def release(process: Web, cohort: Cohort, manager: User) -> None:
    """Open the form in the back office, read it, and send it."""
    client = Client()
    client.force_login(manager)
    token = uuid4().hex
    cookie = f"sessionid={client.cookies['sessionid'].value}; csrftoken={token}"
    path = f"/admin/cohorts/{cohort.pk}/release/"
    page = process.ask(path, cookie=cookie)
    assert page.status == 200, page.text
    expected = re.search(r'name="expected" value="(\d+)"', page.text)
    assert expected, page.text
    form = {"expected": expected[1], "csrfmiddlewaretoken": token}
    assert process.ask(path, cookie=cookie, form=form).status == 302


def read(process: Web, cohort: Cohort, path: str) -> str:
    """A page of the cohort, in the order of things."""
    found = process.ask(f"/uk/cohorts/{cohort.slug}/{path}")
    assert found.status == 200
    return found.text


def shows_at_once_everywhere(web: list[Web], cohort: Cohort) -> None:
    """Each process in its turn releases; all of them keep the page, and show the new one with their next answer."""
    manager = manager_of(cohort.residency.programme)
    for number, title in enumerate(("Перша назва", "Друга назва", "Третя назва")):
        Session.objects.update(title_uk=title)
        release(web[number % len(web)], cohort, manager)
        for process in web:
            for path in ("", "programme/"):
                assert title in read(process, cohort, path)
        # Nobody was told of this, so whoever keeps the page goes on showing what it said.
        Cohort.objects.update(town_uk=f"Тихе {number}")
        for process in web:
            assert f"Тихе {number}" not in read(process, cohort, "")


def test_a_release_shows_at_once_in_every_process_with_the_cache_in_files(
    cohort: Cohort, tmp_path: Path
) -> None:
    with processes(tmp_path, REDIS_URL="") as web:
        shows_at_once_everywhere(web, cohort)


@pytest.mark.redis
def test_a_release_shows_at_once_in_every_process_with_the_cache_in_redis(
    cohort: Cohort, tmp_path: Path, redis_url: str
) -> None:
    with processes(tmp_path, REDIS_URL=redis_url) as web:
        shows_at_once_everywhere(web, cohort)
