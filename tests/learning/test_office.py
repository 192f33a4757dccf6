"""Materials in the back office: a manager finds every session's materials from the cohort's page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cohorts.learning import services
from tests.factories.timetable import SessionFactory, SessionFormatFactory
from tests.school import School, browser_of, page_of

pytestmark = pytest.mark.django_db


def give(school: School, name: str) -> None:
    services.give_material(
        actor=school.trainer,
        session=school.session,
        title=name,
        language="uk",
        link=f"https://materials.example/{name}",
    )


def overview_of(school: School) -> str:
    return reverse("learning_overview", args=[school.cohort.pk])


def test_the_cohorts_page_leads_to_the_materials_and_those_to_each_session(school: School) -> None:
    give(school, "one")
    give(school, "two")
    services.withdraw(actor=school.trainer, publication=school.session.publications.first())
    manager = browser_of(school.manager)
    cohort_page = manager.get(reverse("cohort_overview", args=[school.cohort.pk])).text
    assert overview_of(school) in cohort_page
    assert "1 material is published." in cohort_page
    response = manager.get(overview_of(school))
    counted = {session.pk: session.materials for session in response.context["sessions"]}
    assert counted == {school.session.pk: 1, school.other_day.pk: 0}
    assert page_of(school.session) in response.text
    assert manager.get(page_of(school.session)).status_code == 200


def test_breaks_are_not_listed(school: School) -> None:
    coffee = SessionFormatFactory(slug="break", name_uk="перерва", name_en="break", is_taught=False)
    SessionFactory(day=school.days[0], format=coffee)
    assert len(browser_of(school.manager).get(overview_of(school)).context["sessions"]) == 2


def test_the_list_takes_as_many_queries_for_two_sessions_as_for_many(school: School) -> None:
    client = browser_of(school.manager)
    client.get(overview_of(school))
    counts = []
    for more in (0, 8):
        for _number in range(more):
            SessionFactory(day=school.days[0])
        give(school, f"{more}")
        with CaptureQueriesContext(connection) as captured:
            client.get(overview_of(school))
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("who", "status"),
    [("manager of another programme", 404), ("trainer of the session", 403), ("accepted for the day", 403)],
)
def test_nobody_but_the_programmes_managers_opens_the_list(school: School, who: str, status: int) -> None:
    assert browser_of(school.people()[who]).get(overview_of(school)).status_code == status
