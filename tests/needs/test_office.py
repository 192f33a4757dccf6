"""The list of who answered what: narrowed, printed, taken out; and who may see what in it."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from cohorts.models import Cohort, Day, Participant
from cohorts.needs.models import Question
from cohorts.needs.rights import RIGHT_OF
from cohorts.wing import panels, waiting
from people.models import User
from people.rights import may
from residencies.models import Membership
from residencies.rights import Role
from tests.factories.cohorts import CohortFactory, DayFactory, ParticipantFactory, PlaceFactory
from tests.factories.needs import NeedFactory
from tests.factories.people import UserFactory
from tests.factories.residencies import works_in_office
from tests.needs.lists import taken
from tests.school import SECRET_NEEDS, accepted, browser_of

pytestmark = pytest.mark.django_db


def list_of(cohort: Cohort, part: str = "") -> str:
    return f"/admin/cohorts/{cohort.pk}/needs/{part}"


def in_role(cohort: Cohort, role: str, *, sees_needs: bool = False) -> User:
    return works_in_office(cohort.residency.programme, role=role, sees_needs=sees_needs)


def test_a_manager_reads_all_answers_and_finds_who_has_not_answered(
    office: Client, cohort: Cohort, days: list[Day], person: Participant
) -> None:
    whole = accepted(*days)
    page = office.get(list_of(cohort))
    assert all(secret in page.text for secret in SECRET_NEEDS.values())
    assert "not answered" in page.text and "1 has not answered" in page.text
    silent = office.get(list_of(cohort, "?show=silent"))
    assert [line["name"] for line in silent.context["lines"]] == [person.user.official_name]
    wishes = office.get(list_of(cohort, "?show=wishes"))
    assert [line["name"] for line in wishes.context["lines"]] == [whole.user.official_name]
    assert office.get(list_of(cohort, "?show=nonsense&p=99")).status_code == 200
    assert "no-store" in page["Cache-Control"]


def test_who_gave_all_days_back_stands_in_no_list(office: Client, cohort: Cohort, days: list[Day]) -> None:
    gone = accepted(days[0])
    gone.places.all().delete()
    assert not any(secret in office.get(list_of(cohort)).text for secret in SECRET_NEEDS.values())
    assert len(taken(office, "needs", cohort)) == 1


@pytest.mark.both_databases
@pytest.mark.parametrize("number", [1, 30])
def test_the_list_asks_the_same_for_one_and_for_many(
    office: Client, cohort: Cohort, days: list[Day], number: int
) -> None:
    for _each in range(number):
        NeedFactory(participant=PlaceFactory(pool=days[0].pool).participant)
    office.get(list_of(cohort))
    with CaptureQueriesContext(connection) as captured:
        office.get(list_of(cohort))
    ours = [line for line in captured if "needs_need" in line["sql"] or "cohorts_" in line["sql"]]
    assert len(ours) == 7


def test_the_printed_sheet_holds_those_who_need_something_and_is_written_down(
    office: Client, cohort: Cohort, days: list[Day], person: Participant
) -> None:
    NeedFactory(participant=person, kind="nothing")
    whole = accepted(*days)
    asked = office.get(list_of(cohort, "print/"))
    assert not any(secret in asked.text for secret in SECRET_NEEDS.values())
    sheet = office.post(list_of(cohort, "print/"))
    assert all(secret in sheet.text for secret in SECRET_NEEDS.values())
    assert whole.user.official_name in sheet.text and person.user.official_name not in sheet.text
    [entry] = ModelLogEntry.objects.filter(action="needs.print")
    assert "Таємна" not in str(entry.data)


def test_an_export_has_a_column_for_each_question_and_is_in_the_log(
    office: Client, cohort: Cohort, days: list[Day]
) -> None:
    whole = accepted(*days)
    heading, line = taken(office, "needs", cohort)
    assert heading == ["Name", "Comes as", "Answered", "Answered at", "Food", "Accessibility", "Travel"]
    assert line[0] == whole.user.official_name and line[4:] == list(SECRET_NEEDS.values())
    entry = ModelLogEntry.objects.filter(action="office.export").latest("pk")
    assert "Таємна" not in str(entry.data)


@pytest.mark.parametrize(
    ("role", "sees_needs", "sees"),
    [
        (Role.MANAGER, False, True),
        (Role.ASSISTANT, True, True),
        (Role.ASSISTANT, False, False),
        (Role.VIEWER, True, False),
        (Role.TRAINER, True, False),
    ],
)
def test_needs_go_with_the_right_alone(
    cohort: Cohort, days: list[Day], role: str, sees_needs: bool, sees: bool
) -> None:
    accepted(*days)
    user = in_role(cohort, role, sees_needs=sees_needs)
    assert [may(user, right, cohort) for right in RIGHT_OF.values()] == [sees] * 3
    at = browser_of(user)
    for part in ("", "print/"):
        assert (at.get(list_of(cohort, part)).status_code == 200) == sees
    sheet = at.get(f"/admin/cohorts/{cohort.pk}/meals/caterer/")
    assert (sheet.status_code == 200) == sees
    for name in ("needs", "caterer"):
        status = at.get(reverse("office_export", args=[name, cohort.pk])).status_code
        assert (status == 200) == sees
    own = [panel for panel in panels(cohort, user) if "/needs/" in panel.url]
    assert bool(own) == sees


def test_a_question_that_one_may_not_see_is_no_column_anywhere(
    cohort: Cohort, days: list[Day], manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted(*days)
    monkeypatch.setitem(RIGHT_OF, Question.ACCESS, "runs.board")  # a right that a manager has not
    at = browser_of(manager)
    for text in (
        at.get(list_of(cohort)).text,
        at.post(list_of(cohort, "print/")).text,
        str(taken(at, "needs", cohort)),
    ):
        assert SECRET_NEEDS["diet"] in text and SECRET_NEEDS["access"] not in text


def test_a_manager_of_another_programme_finds_nothing(cohort: Cohort, days: list[Day]) -> None:
    accepted(*days)
    at = browser_of(in_role(CohortFactory(), Role.MANAGER))
    for part in ("", "print/"):
        assert at.get(list_of(cohort, part)).status_code == 404
    assert at.post(list_of(cohort, "print/")).status_code == 404


def test_the_cohorts_page_says_how_many_have_answered(
    office: Client, cohort: Cohort, days: list[Day]
) -> None:
    accepted(*days)
    PlaceFactory(pool=days[0].pool)
    page = office.get(f"/admin/cohorts/overview/{cohort.pk}/").text
    assert "1 of 2 people have answered." in page


@pytest.mark.parametrize(("ahead", "waits"), [(8, False), (7, True), (1, True), (0, False)])
def test_silence_waits_for_managers_in_the_week_before_the_first_day(
    manager: User, cohort: Cohort, ahead: int, waits: bool, time_machine: Any
) -> None:
    day = DayFactory(cohort=cohort)
    PlaceFactory(pool=day.pool)
    moment = dt.datetime.combine(day.date - dt.timedelta(days=ahead), dt.time(0, 30), cohort.zone)
    time_machine.move_to(moment)
    found = waiting([cohort], moment, manager)[cohort.pk]
    assert any("/needs/?show=silent" in fact.url for fact in found) == waits
    viewer = in_role(cohort, Membership.Role.VIEWER)
    assert not any("/needs/" in fact.url for fact in waiting([cohort], moment, viewer)[cohort.pk])


def test_who_is_not_asked_stands_nowhere(office: Client, cohort: Cohort, days: list[Day]) -> None:
    ParticipantFactory(cohort=cohort, user=UserFactory(family_name="Очікувальна"))
    assert "Очікувальна" not in office.get(list_of(cohort)).text
    assert "asked once they have a place" in office.get(list_of(cohort)).text
