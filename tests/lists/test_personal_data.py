"""Lists that went out to hotels and carriers: whose lines a person reads, and until when these stay."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cohorts.lists import services
from cohorts.lists.models import Edition, PartyList
from cohorts.lists.queries import lines_now, standing_of
from cohorts.logistics.models import Passenger
from cohorts.models import Cohort, Participant
from people.models import User
from tests.factories.cohorts import CohortFactory, DayFactory, ParticipantFactory, PlaceFactory
from tests.factories.lodging import NightFactory, bed
from tests.factories.logistics import RunFactory
from tests.factories.needs import MealFactory, NeedFactory
from tests.factories.people import UserFactory
from tests.factories.residencies import manager_of
from tests.held import erase, part, queries_of, words_of
from tests.school import browser_of
from tests.traces import traces

pytestmark = pytest.mark.django_db
PART, TITLE = "cohorts.lists.person.Lists", "Lists for partners"
AGO = 3


@pytest.fixture
def cohort() -> Cohort:
    return CohortFactory(working_language="en")


@pytest.fixture
def manager(cohort: Cohort) -> User:
    return manager_of(cohort.residency.programme)


def listed(cohort: Cohort, manager: User) -> Participant:
    """Somebody in a hotel and in a bus, beside somebody else; all lists of the cohort went out."""
    day = DayFactory(cohort=cohort, date=timezone.localdate() - dt.timedelta(days=AGO))
    night, run = NightFactory(cohort=cohort, date=day.date), RunFactory(day=day)
    MealFactory(day=day)
    names = (("Інша", "Залишко"), ("Олена", "Стиратенко"))
    for number, (given, family) in enumerate(names):
        user = UserFactory(given_name=given, family_name=family)
        who = ParticipantFactory(cohort=cohort, user=user)
        PlaceFactory(pool=day.pool, participant=who)
        PlaceFactory(pool=run.pool, participant=who, to_call=1)
        bed(who, night, room=1, number=number + 1)
        Passenger.objects.create(participant=who, wheelchair=True)
        NeedFactory(participant=who, kind="vegan")
    for key in lines_now(cohort):
        services.fix_list(actor=manager, cohort=cohort, key=key, seen=0)
    return who


@pytest.fixture
def who(cohort: Cohort, manager: User) -> Participant:
    return listed(cohort, manager)


def test_every_list_that_names_people_has_its_line_of_the_person(who: Participant, cohort: Cohort) -> None:
    rows = part(who.user, TITLE).rows
    naming = [key for key, lines in lines_now(cohort).items() if lines.names_people]
    assert len(rows) == len(naming) == 2
    assert all(row["Name"] == "Стиратенко Олена" and row["Number of the list"] == "1" for row in rows)
    assert "in a wheelchair" in words_of(who.user) and "Залишко" not in words_of(who.user)


def test_a_number_that_a_change_got_is_held_too(who: Participant, cohort: Cohort, manager: User) -> None:
    Passenger.objects.filter(participant=who).delete()
    row = PartyList.objects.get(key__startswith="carrier")
    services.number_change(actor=manager, cohort=cohort, key=row.key, seen=1)
    assert [row["Number of the list"] for row in part(who.user, TITLE).rows].count("2") == 1


@pytest.mark.parametrize("hour", [0, 12])
def test_lists_stay_as_they_went_out_until_the_date_that_is_named(
    who: Participant, hour: int, time_machine: Any
) -> None:
    """The date is that of the site: when it begins, it is still yesterday in Greenwich."""
    time_machine.move_to(timezone.localtime().replace(hour=hour, minute=30), tick=False)
    until = Edition.objects.filter(party_list__key__startswith="hotel").get().ends_on + dt.timedelta(days=7)
    assert f"until {until:%-d} {until:%B %Y}" in part(who.user, TITLE).stays
    erase(who.user)
    assert traces("Стиратенко", "lists") == ["lists.Edition.lines"]
    Edition.objects.update(ends_on=timezone.localdate() - dt.timedelta(days=7))
    assert services.forget_lists() == 0
    Edition.objects.update(ends_on=timezone.localdate() - dt.timedelta(days=8))
    assert services.forget_lists() == 3 and not traces("Стиратенко", "lists")


def test_lists_open_and_print_with_an_erased_person_on_them(
    who: Participant, cohort: Cohort, manager: User
) -> None:
    erase(who.user)
    office: Client = browser_of(manager)
    page = office.get(f"/admin/cohorts/{cohort.pk}/lists/")
    assert page.status_code == 200 and "erased.invalid" not in page.content.decode()
    for row in PartyList.objects.all():
        answer = office.post(f"/admin/party-lists/{row.pk}/print/")
        assert answer.status_code == 200 and "erased.invalid" not in answer.content.decode()


def test_to_erase_somebody_is_no_change_of_a_list_that_is_over(
    who: Participant, cohort: Cohort, manager: User
) -> None:
    erase(who.user)
    assert [len(each.since) for each in standing_of(cohort, manager)] == [0, 0, 0]


def test_any_number_of_lists_takes_two_queries(who: Participant) -> None:
    assert queries_of(PART, who.user) == 2
    other = CohortFactory(working_language="en")
    again = listed(other, manager_of(other.residency.programme))
    Participant.objects.filter(pk=again.pk).update(user=who.user)
    assert len(part(who.user, TITLE).rows) == 4 and queries_of(PART, who.user) == 2
