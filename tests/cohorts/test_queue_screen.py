"""The queue of a day in the back office: who waits, what is offered, the order, the place given by hand."""

import datetime as dt
import zoneinfo
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cohorts import offering
from cohorts.admission import services
from cohorts.admission.models import Application, DayRequest
from cohorts.models import Cohort, Day, Move, PoolWork, Waiting
from people.models import User
from residencies.models import CalendarDate, Programme
from tests.back_office import filled
from tests.factories.admission import request_of, sent_for
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.people import UserFactory
from tests.factories.residencies import works_in_office
from tests.school import browser_of

pytestmark = pytest.mark.django_db
KYIV = zoneinfo.ZoneInfo("Europe/Kyiv")
WEDNESDAY = dt.datetime(2027, 3, 10, 10, tzinfo=KYIV)
STATE = DayRequest.State


@pytest.fixture
def clock(time_machine: Any) -> Any:
    time_machine.move_to(WEDNESDAY, tick=False)
    return time_machine


@pytest.fixture
def office(clock: Any, manager: User) -> Client:
    """The manager's browser, who has signed in that morning."""
    browser = browser_of(manager)
    browser.cookies["language"] = "en"
    return browser


@pytest.fixture
def day(clock: Any, programme: Programme) -> Day:
    cohort = CohortFactory(residency__programme=programme)
    return DayFactory(
        cohort=cohort,
        admission=Day.Admission.OPEN,
        date=WEDNESDAY.date() + dt.timedelta(days=28),
        pool__capacity=1,
        pool__deadline=WEDNESDAY + dt.timedelta(days=21),
    )


def named(name: str) -> User:
    return UserFactory(given_name=name, family_name="Зразок", phone="+380 50 111 1111")


@pytest.fixture
def people(day: Day) -> list[Application]:
    """One who holds the place, and three who wait."""
    return [sent_for(day, user=named(name)) for name in ("Ада", "Богдана", "Віра", "Ганна")]


def page_of(day: Day) -> str:
    return reverse("cohort_queue", args=[day.cohort_id, day.pool_id])


def gives_up(application: Application, day: Day) -> None:
    services.withdraw_day(actor=application.participant.user, day_request=request_of(application, day))


def test_the_queue_says_who_waits_who_is_next_and_what_has_moved(
    office: Client, day: Day, people: list[Application]
) -> None:
    page = office.get(page_of(day))
    text = page.content.decode()
    assert [line.row.participant for line in page.context["lines"]] == [
        each.participant for each in people[1:]
    ]
    assert "Ганна" in text and "tel:+380501111111" not in text
    assert "tel:+380670000000" in text  # as they wrote it into their applications
    assert page.context["next"] is None  # no place is free
    gives_up(people[0], day)
    page = office.get(page_of(day))
    assert page.context["next"].participant == people[1].participant


def test_the_first_is_offered_the_place_and_the_page_says_until_when(
    office: Client, day: Day, people: list[Application]
) -> None:
    gives_up(people[0], day)
    offering.move_on(PoolWork.objects.get().pk)
    page = office.get(page_of(day))
    assert [offer.participant for offer, _phone, _until in page.context["offers"]] == [people[1].participant]
    assert "10:00" in page.context["offers"][0][2]


def test_a_manager_gives_a_place_by_hand_once_nothing_moves_by_itself(
    office: Client, day: Day, people: list[Application]
) -> None:
    Cohort.objects.update(automation_ends_at=WEDNESDAY - dt.timedelta(hours=1))
    gives_up(people[0], day)
    offering.move_on(PoolWork.objects.get().pk)
    assert request_of(people[1], day).state == STATE.WAITING
    page = office.get(page_of(day))
    assert page.context["is_by_hand"]
    waiting = page.context["next"]
    assert office.post(page_of(day), {"give": waiting.pk}).status_code == 302
    assert request_of(people[1], day).state == STATE.ACCEPTED
    assert office.post(page_of(day), {"give": waiting.pk}).status_code == 422


def test_who_is_not_next_is_not_given_a_place(office: Client, day: Day, people: list[Application]) -> None:
    gives_up(people[0], day)
    third = Waiting.objects.get(participant=people[3].participant)
    assert office.post(page_of(day), {"give": third.pk}).status_code == 409
    assert request_of(people[3], day).state == STATE.WAITING


def test_the_order_is_changed_with_a_reason_only(office: Client, day: Day, people: list[Application]) -> None:
    last = Waiting.objects.get(participant=people[3].participant)
    typed = {"who": last.pk, "number": "1", "reason": ""}
    refused = office.post(page_of(day), typed)
    assert refused.status_code == 422 and refused.context["rank"].errors["reason"]
    assert office.post(page_of(day), {**typed, "number": "9", "reason": "лікарка"}).status_code == 422
    assert office.post(page_of(day), {**typed, "reason": "лікарка"}).status_code == 302
    assert Waiting.objects.earliest("position").participant == people[3].participant
    move = Move.objects.get(what=Move.What.RANKED)
    assert "лікарка" in office.get(page_of(day)).content.decode() and move.number == 1


def test_a_viewer_reads_the_queue_without_telephones_and_changes_nothing(
    programme: Programme, day: Day, people: list[Application]
) -> None:
    viewer = browser_of(works_in_office(programme, role="viewer"))
    page = viewer.get(page_of(day))
    assert page.status_code == 200 and "Ганна" in page.content.decode()
    assert "tel:" not in page.content.decode()
    last = Waiting.objects.get(participant=people[3].participant)
    viewer.post(page_of(day), {"who": last.pk, "number": "1", "reason": "просто так"})
    assert Waiting.objects.earliest("position").participant == people[1].participant


def test_another_cohorts_pool_is_not_there(office: Client, day: Day) -> None:
    other = DayFactory(cohort=CohortFactory(residency__programme=day.cohort.residency.programme))
    assert office.get(reverse("cohort_queue", args=[day.cohort_id, other.pool_id])).status_code == 404


def test_the_queue_asks_the_same_number_of_queries_however_many_wait(
    office: Client, day: Day, people: list[Application], django_assert_num_queries: Any
) -> None:
    office.get(page_of(day))
    for more in (0, 12):
        for number in range(more):
            sent_for(day, user=named(f"Особа {number}"))
        with django_assert_num_queries(42):
            office.get(page_of(day))


def test_a_day_keeps_how_its_freed_places_move(office: Client, day: Day) -> None:
    url = reverse("day:edit", args=[day.pk])
    assert office.post(url, filled(office, url, freed="take", hold_hours="24")).status_code == 302
    day.pool.refresh_from_db()
    assert (day.pool.freed, day.pool.hold_hours) == ("take", 24)
    assert office.post(url, filled(office, url, hold_hours="0")).status_code == 422


def test_a_cohort_keeps_from_when_places_are_given_by_hand_on_its_own_clocks(
    office: Client, day: Day
) -> None:
    url = reverse("cohort:edit", args=[day.cohort_id])
    sent = filled(office, url, automation_ends_at="2027-04-05T18:00")
    assert office.post(url, sent).status_code == 302
    day.cohort.refresh_from_db()
    assert day.cohort.automation_ends_at == dt.datetime(2027, 4, 5, 18, tzinfo=KYIV)
    assert filled(office, url)["automation_ends_at"] == dt.datetime(2027, 4, 5, 18)


def test_a_manager_names_days_off(office: Client, programme: Programme) -> None:
    url = reverse("calendardate:add") + f"?programme={programme.pk}"
    sent = filled(office, url, programme=programme.pk, date="2027-01-06", note="Свято")
    assert office.post(url, sent).status_code == 302
    assert CalendarDate.objects.get().is_working is False
