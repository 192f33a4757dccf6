"""Changing what others plan by: the date of a day, a cohort's zone, its course; and figures that are none."""

import datetime as dt
from typing import Any

import pytest
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from cohorts import places
from cohorts.admission.models import DayRequest
from cohorts.admission.services import Decision, decide_many
from cohorts.models import Cohort, Day
from cohorts.services import save_day
from cohorts.timetable.models import Session
from cohorts.timetable.services import release_timetable
from courses.models import Course, Unit
from foundation.errors import DomainError
from residencies.models import Programme
from tests.factories.admission import draft_for, request_of, sent_for
from tests.factories.cohorts import CohortFactory, DayFactory, ParticipantFactory, PlaceFactory
from tests.factories.courses import CourseFactory, UnitFactory
from tests.factories.people import UserFactory
from tests.factories.residencies import ProgrammeFactory, manager_of
from tests.factories.timetable import SessionFactory
from tests.office.rows import address, typed

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 3, 1, 10, 0, tzinfo=dt.UTC)
ORDINARY = dt.date(2026, 3, 27)
# In Kyiv 03:30 does not exist on the first of these dates and comes twice on the second.
FORWARD, BACK = dt.date(2026, 3, 29), dt.date(2026, 10, 25)
# In Warsaw the same happens to 02:30, which is an ordinary hour in Kyiv.
KYIVS, WARSAWS = dt.time(3, 30), dt.time(2, 30)


@pytest.fixture(autouse=True)
def _in_march(time_machine: Any) -> None:
    time_machine.move_to(NOON)


@pytest.fixture
def programme() -> Programme:
    return ProgrammeFactory()


@pytest.fixture
def office(client: Client, programme: Programme) -> Client:
    client.force_login(manager_of(programme))
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def cohort(programme: Programme) -> Cohort:
    """A published cohort."""
    return CohortFactory(residency__programme=programme)


def changed(office: Client, row: Any, **changes: Any) -> Any:
    """The answer to a form that is sent with these changes."""
    url = address(row._meta.model_name, "edit", row)
    return office.post(url, typed(office.get(url).context["form"], **changes))


def errors(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 422
    found: dict[str, list[str]] = response.context["form"].errors
    return found


def session_at(hour: dt.time, day: Day, **more: Any) -> Session:
    """A session of ten minutes that begins at this hour."""
    return SessionFactory(
        day=day, title_en="Night watch", starts=hour, ends=hour.replace(minute=hour.minute + 10), **more
    )


# ---------------------------------------------------------------- the date of a day
@pytest.mark.parametrize(("date", "says"), [(FORWARD, "03:30 does not exist"), (BACK, "03:30 comes twice")])
def test_a_day_is_not_moved_to_a_date_on_which_a_planned_hour_is_missing_or_comes_twice(
    office: Client, cohort: Cohort, date: dt.date, says: str
) -> None:
    day = DayFactory(cohort=cohort, date=ORDINARY, pool__deadline=None)
    session = session_at(KYIVS, day)
    (message,) = errors(changed(office, day, date=date))["date"]
    assert "Night watch" in message and says in message
    day.refresh_from_db()
    assert day.date == ORDINARY
    Session.objects.filter(pk=session.pk).update(starts=dt.time(10), ends=dt.time(11))
    assert changed(office, day, date=date).status_code == 302


def test_a_cancelled_session_keeps_no_day_from_moving_and_does_not_come_back_at_such_an_hour(
    office: Client, cohort: Cohort
) -> None:
    day = DayFactory(cohort=cohort, date=ORDINARY, pool__deadline=None)
    session = session_at(KYIVS, day, state=Session.State.CANCELLED)
    assert changed(office, day, date=FORWARD).status_code == 302
    response = office.post(f"/admin/sessions/{session.pk}/step/restore/")
    assert response.status_code == 422
    assert "this hour does not exist" in response.text
    session.refresh_from_db()
    assert session.state == Session.State.CANCELLED


@pytest.mark.both_databases
@pytest.mark.parametrize("how", ["holds a place", "waits"])
def test_the_date_stays_while_somebody_holds_a_place_or_waits(
    office: Client, cohort: Cohort, how: str
) -> None:
    day = DayFactory(cohort=cohort, date=ORDINARY, pool__deadline=None)
    person = ParticipantFactory(cohort=cohort)
    take = places.take if how == "holds a place" else places.queue
    take(pool_id=day.pool_id, participant=person)
    (message,) = errors(changed(office, day, date=ORDINARY + dt.timedelta(days=1)))["date"]
    assert "so it stays" in message
    day.refresh_from_db()
    assert day.date == ORDINARY
    assert changed(office, day, title_en="A new title", capacity=40).status_code == 302
    places.give_back(pool_id=day.pool_id, participant=person)
    assert changed(office, day, date=ORDINARY + dt.timedelta(days=1)).status_code == 302


def test_who_moves_a_day_reads_that_people_still_see_the_old_date_until_the_next_release(
    office: Client, cohort: Cohort
) -> None:
    def said() -> str:
        return office.get(reverse("cohort_overview", args=[cohort.pk])).text

    day = DayFactory(cohort=cohort, date=ORDINARY, pool__deadline=None)
    session_at(dt.time(10), day)
    still = "People still read 27 March 2026"
    assert changed(office, day, date=dt.date(2026, 3, 26)).status_code == 302
    assert "People still read" not in said(), "nothing is released yet"
    assert changed(office, day, date=ORDINARY).status_code == 302
    release_timetable(actor=UserFactory(), cohort=cohort, expected=0)
    page = office.post(
        address("day", "edit", day),
        typed(office.get(address("day", "edit", day)).context["form"], date=dt.date(2026, 4, 2)),
        follow=True,
    )
    assert [message.level_tag for message in page.context["messages"] if still in str(message)] == ["warning"]
    assert still in said(), "the page says so after the message is gone"
    release_timetable(actor=UserFactory(), cohort=cohort, expected=1)
    assert "People still read" not in said()


@pytest.mark.parametrize("date", ["0001-01-01", "1999-12-31", "2101-01-01", "9999-12-31"])
def test_a_date_at_the_ends_of_the_calendar_is_a_slip_of_the_hand(
    office: Client, cohort: Cohort, date: str
) -> None:
    day = DayFactory(cohort=cohort, date=ORDINARY, pool__deadline=None)
    (message,) = errors(changed(office, day, date=date))["date"]
    assert message == "Choose a date in the years 2000 to 2100."
    (message,) = errors(changed(office, day, deadline=f"{date}T00:00"))["deadline"]
    assert message == "Choose a date in the years 2000 to 2100."
    new = Day(cohort=cohort, date=dt.date.fromisoformat(date))
    with pytest.raises(DomainError) as refused:
        save_day(actor=UserFactory(), day=new, capacity=1, deadline=None)
    assert refused.value.field == "date"
    for far in (dt.datetime.min.replace(tzinfo=dt.UTC), dt.datetime.max.replace(tzinfo=dt.UTC)):
        with pytest.raises(DomainError) as refused:
            save_day(actor=UserFactory(), day=day, capacity=1, deadline=far)
        assert refused.value.field == "deadline"


# ---------------------------------------------------------------- opening a day
def test_a_day_does_not_open_while_people_are_considered_for_it(office: Client, cohort: Cohort) -> None:
    day = DayFactory(cohort=cohort, date=ORDINARY, pool__deadline=None)
    draft_for(day)  # nobody has seen it, and it stands in no queue
    sent = [sent_for(day), sent_for(day)]
    (message,) = errors(changed(office, day, admission="open"))["admission"]
    assert "2 applications" in message and "Decide on them" in message
    day.refresh_from_db()
    assert day.admission == Day.Admission.SELECTION
    assert changed(office, day, capacity=40).status_code == 302, "the rest may change"
    manager = manager_of(cohort.residency.programme)
    for application, decision in zip(sent, (Decision.ACCEPT, Decision.WAIT), strict=True):
        seen = {request_of(application, day).pk: DayRequest.State.ASKED}
        decide_many(actor=manager, seen=seen, decision=decision)
    assert changed(office, day, admission="open").status_code == 302


# ---------------------------------------------------------------- a cancelled cohort
def test_a_cancelled_cohort_gets_no_new_days_or_dates_but_its_figures_may_be_put_right(
    office: Client, cohort: Cohort
) -> None:
    day = DayFactory(cohort=cohort, date=ORDINARY, pool__deadline=None)
    Cohort.objects.filter(pk=cohort.pk).update(state=Cohort.State.CANCELLED)
    (message,) = errors(new_day(office, cohort, dt.date(2026, 4, 1)))["date"]
    assert "cancelled" in message
    assert "cancelled" in errors(changed(office, day, date=dt.date(2026, 4, 1)))["date"][0]
    assert changed(office, day, hours="6.5").status_code == 302
    assert [row.date for row in cohort.days.all()] == [ORDINARY]


# ---------------------------------------------------------------- the zone of a cohort
@pytest.mark.parametrize(("date", "says"), [(FORWARD, "02:30 does not exist"), (BACK, "02:30 comes twice")])
def test_a_zone_in_which_a_planned_hour_is_missing_or_comes_twice_is_refused(
    office: Client, cohort: Cohort, date: dt.date, says: str
) -> None:
    session_at(WARSAWS, DayFactory(cohort=cohort, date=date, pool__deadline=None))
    (message,) = errors(changed(office, cohort, time_zone="Europe/Warsaw"))["time_zone"]
    assert "Night watch" in message and says in message
    cohort.refresh_from_db()
    assert cohort.time_zone == "Europe/Kyiv"


@pytest.mark.parametrize("zone", ["localtime", "Factory", "posixrules", "Etc/GMT+3", "GMT", "Europe/Nowhere"])
def test_a_zone_is_one_of_a_place(office: Client, cohort: Cohort, zone: str) -> None:
    assert errors(changed(office, cohort, time_zone=zone))["time_zone"]
    cohort.refresh_from_db()
    assert cohort.time_zone == "Europe/Kyiv"
    with pytest.raises(ValidationError):
        Cohort(time_zone=zone).clean_fields(
            exclude=[f.name for f in Cohort._meta.fields if f.name != "time_zone"]
        )


def test_a_list_of_zones_offers_those_near_first(office: Client, cohort: Cohort) -> None:
    form = office.get(address("cohort", "edit", cohort)).context["form"]
    assert [name for name, _label in form.fields["time_zone"].choices][:2] == ["Europe/Kyiv", "Europe/Warsaw"]


@pytest.mark.both_databases
def test_the_zone_stays_once_people_have_a_timetable_and_the_rest_may_change(
    office: Client, cohort: Cohort
) -> None:
    session_at(dt.time(10), DayFactory(cohort=cohort, date=ORDINARY, pool__deadline=None))
    assert changed(office, cohort, time_zone="Europe/Warsaw").status_code == 302
    cohort.refresh_from_db()
    release_timetable(actor=UserFactory(), cohort=cohort, expected=0)
    (message,) = errors(changed(office, cohort, time_zone="Europe/Kyiv"))["time_zone"]
    assert "People have release 1" in message and "new release" in message
    cohort.refresh_from_db()
    assert cohort.time_zone == "Europe/Warsaw"
    assert changed(office, cohort, town_en="Lublin").status_code == 302


def test_nobody_reads_the_release_of_a_cohort_in_preparation_so_its_zone_may_change(
    office: Client, programme: Programme
) -> None:
    draft = CohortFactory(residency__programme=programme, state=Cohort.State.DRAFT)
    session = session_at(WARSAWS, DayFactory(cohort=draft, date=FORWARD, pool__deadline=None))
    release_timetable(actor=UserFactory(), cohort=draft, expected=0)
    Session.objects.filter(pk=session.pk).update(starts=dt.time(10), ends=dt.time(11))
    # The release would go public with the cohort, so its own hours count as well.
    assert "does not exist" in errors(changed(office, draft, time_zone="Europe/Warsaw"))["time_zone"][0]
    release_timetable(actor=UserFactory(), cohort=draft, expected=1)
    assert changed(office, draft, time_zone="Europe/Warsaw").status_code == 302


# ---------------------------------------------------------------- the course of a cohort
def test_the_course_stays_while_sessions_teach_its_units(office: Client, cohort: Cohort) -> None:
    other = CourseFactory(residency=cohort.residency)
    session = SessionFactory(
        day=DayFactory(cohort=cohort), title_en="Plain words", unit=UnitFactory(course=cohort.course)
    )
    (message,) = errors(changed(office, cohort, course=other.pk))["course"]
    assert "Plain words" in message
    cohort.refresh_from_db()
    assert cohort.course != other
    Session.objects.filter(pk=session.pk).update(unit=None)
    assert changed(office, cohort, course=other.pk).status_code == 302


# ---------------------------------------------------------------- a day that is past
def new_day(office: Client, cohort: Cohort, date: dt.date) -> Any:
    sent = {"date": date, "admission": "selection", "capacity": "30"}
    return office.post(address("day", "add", cohort=cohort.pk), sent)


def test_a_published_cohort_takes_no_new_day_that_is_past_on_its_own_clock(
    office: Client, cohort: Cohort, time_machine: Any
) -> None:
    # Half past eleven in the evening in London, already the next day in Kyiv.
    time_machine.move_to(dt.datetime(2026, 3, 9, 23, 30, tzinfo=dt.UTC), tick=False)
    assert "date" in errors(new_day(office, cohort, dt.date(2026, 3, 9)))
    assert new_day(office, cohort, dt.date(2026, 3, 10)).status_code == 302
    assert [day.date for day in cohort.days.all()] == [dt.date(2026, 3, 10)]


def test_a_cohort_in_preparation_may_tell_what_has_been_and_its_page_says_that_the_day_is_past(
    office: Client, programme: Programme
) -> None:
    draft = CohortFactory(residency__programme=programme, state=Cohort.State.DRAFT)
    page = office.get(new_day(office, draft, NOON.date()).url)
    assert "is past" not in page.text
    page = office.get(new_day(office, draft, dt.date(2025, 5, 5)).url)
    assert "A day of this cohort is past" in page.text


# ---------------------------------------------------------------- hours and minutes
@pytest.mark.both_databases
@pytest.mark.parametrize("hours", ["0", "-5", "0.0"])
def test_hours_are_above_zero_or_not_set(office: Client, cohort: Cohort, hours: str) -> None:
    day = DayFactory(cohort=cohort, date=ORDINARY, pool__deadline=None)
    for row in (day, cohort.course):
        (message,) = errors(changed(office, row, hours=hours))["hours"]
        assert "above zero" in message
        assert changed(office, row, hours="").status_code == 302
        row.refresh_from_db()
        assert row.hours is None
        assert changed(office, row, hours="0.5").status_code == 302


def test_a_unit_of_no_minutes_is_refused(office: Client, cohort: Cohort) -> None:
    unit = UnitFactory(course=cohort.course)
    assert "minutes" in errors(changed(office, unit, minutes="0"))
    assert changed(office, unit, minutes="1").status_code == 302


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("model", "figure"), [(Day, {"hours": 0}), (Course, {"hours": -1}), (Unit, {"minutes": 0})]
)
def test_the_database_keeps_no_such_figure_either(
    cohort: Cohort, model: type[Any], figure: dict[str, int]
) -> None:
    PlaceFactory(pool=DayFactory(cohort=cohort).pool)
    UnitFactory(course=cohort.course)
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**figure)


def test_a_course_without_hours_says_nothing_of_hours_on_the_public_page(
    office: Client, cohort: Cohort
) -> None:
    def shown() -> str:
        caches["pages"].clear()
        return Client().get(f"/en/cohorts/{cohort.slug}/").text

    DayFactory(cohort=cohort)
    assert "Training hours" in shown()
    assert changed(office, cohort.course, hours="").status_code == 302
    assert "Training hours" not in shown()
