"""A session that passes midnight: it belongs to the evening on which it begins, and ends by the morning."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from cohorts.models import Cohort, Day
from cohorts.timetable.models import Session
from cohorts.timetable.services import release_timetable
from people.models import User
from residencies.models import Programme
from tests.back_office import filled
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.residencies import RoomFactory
from tests.factories.timetable import SessionFactory, SessionFormatFactory, TrackGroupFactory
from tests.school import accepted, browser_of, trainer_of

pytestmark = pytest.mark.django_db
EVENING, NEXT_DAY = dt.date(2027, 4, 20), dt.date(2027, 4, 21)
# The evenings before clocks in Kyiv go forward, and back, at three in the morning.
BEFORE_FORWARD, BEFORE_BACK = dt.date(2026, 3, 28), dt.date(2026, 10, 24)


@pytest.fixture
def cohort(programme: Programme) -> Cohort:
    return CohortFactory(residency__programme=programme, residency__name_en="Medicine")


@pytest.fixture
def day(cohort: Cohort) -> Day:
    return DayFactory(cohort=cohort, date=EVENING, pool__deadline=None)


@pytest.fixture
def next_day(cohort: Cohort) -> Day:
    return DayFactory(cohort=cohort, date=NEXT_DAY, pool__deadline=None)


def night(day: Day, **more: Any) -> Session:
    return SessionFactory(
        day=day, **{"title_en": "Night", "starts": dt.time(22), "ends": dt.time(1, 30), **more}
    )


def release(cohort: Cohort, manager: User) -> None:
    last = cohort.releases.order_by("-number").first()
    release_timetable(actor=manager, cohort=cohort, expected=last.number if last else 0)


def added(office: Client, day: Day, starts: str, ends: str) -> Any:
    """The answer to the form of a new session with these hours."""
    url = f"{reverse('session:add')}?cohort={day.cohort_id}&day={day.pk}"
    typed = {"title_uk": "Нічне", "title_en": "Night", "format": SessionFormatFactory().pk}
    return office.post(url, filled(office, url, starts=starts, ends=ends, **typed))


def overview(office: Client, cohort: Cohort) -> str:
    return office.get(reverse("cohort_overview", args=[cohort.pk])).text


# ---------------------------------------------------------------- planning it
def test_an_end_earlier_than_the_beginning_is_on_the_next_day_and_the_form_says_so(
    office: Client, day: Day
) -> None:
    url = f"{reverse('session:add')}?cohort={day.cohort_id}"
    assert "An end that is earlier than the beginning is on the next day." in office.get(url).text
    assert added(office, day, "22:00", "01:30").status_code == 302
    session = Session.objects.get()
    assert (session.day, session.ends_at) == (day, dt.datetime(2027, 4, 21, 1, 30, tzinfo=day.cohort.zone))
    assert "22:00–01:30 next day" in overview(office, day.cohort)


@pytest.mark.parametrize(("starts", "ends"), [("12:00", "06:00"), ("22:00", "00:00"), ("23:59", "00:01")])
def test_it_begins_at_noon_at_the_earliest_and_ends_at_six_at_the_latest(
    office: Client, day: Day, starts: str, ends: str
) -> None:
    assert added(office, day, starts, ends).status_code == 302


@pytest.mark.parametrize(
    ("starts", "ends"),
    [("11:59", "06:00"), ("12:00", "06:01"), ("09:00", "03:00"), ("14:00", "13:00"), ("22:00", "22:00")],
)
def test_hours_that_are_a_slip_of_the_hand_are_refused_by_the_form_and_by_the_database(
    office: Client, day: Day, starts: str, ends: str
) -> None:
    response = added(office, day, starts, ends)
    assert response.status_code == 422
    (message,) = response.context["form"].errors["ends"]
    assert "12:00 or later" in message and "06:00 of the next day" in message
    with pytest.raises(IntegrityError), transaction.atomic():
        night(day, starts=dt.time.fromisoformat(starts), ends=dt.time.fromisoformat(ends))


def test_midnight_is_the_end_of_the_day_itself(office: Client, day: Day) -> None:
    night(day, ends=dt.time(0))
    text = overview(office, day.cohort)
    assert "22:00–00:00" in text and "22:00–00:00 next day" not in text


@pytest.mark.parametrize(("date", "says"), [(BEFORE_FORWARD, "does not exist"), (BEFORE_BACK, "comes twice")])
def test_an_end_that_the_change_of_clocks_leaves_out_or_brings_twice_is_refused(
    office: Client, cohort: Cohort, date: dt.date, says: str
) -> None:
    before = DayFactory(cohort=cohort, date=date, pool__deadline=None)
    (message,) = added(office, before, "22:00", "03:30").context["form"].errors["ends"]
    assert says in message
    assert added(office, before, "22:00", "05:00").status_code == 302


@pytest.mark.parametrize(("date", "says"), [(BEFORE_FORWARD, "does not exist"), (BEFORE_BACK, "comes twice")])
def test_a_day_is_not_moved_to_the_evening_before_if_its_session_ends_at_such_an_hour(
    office: Client, day: Day, date: dt.date, says: str
) -> None:
    night(day, ends=dt.time(3, 30))
    url = reverse("day:edit", args=[day.pk])
    response = office.post(url, filled(office, url, date=date))
    assert response.status_code == 422
    (message,) = response.context["form"].errors["date"]
    assert "03:30" in message and says in message


def test_its_room_and_trainer_are_taken_until_it_ends(office: Client, day: Day, next_day: Day) -> None:
    room = RoomFactory(venue__programme=day.cohort.residency.programme, name_en="Blue hall")
    night(day, room=room)
    early = SessionFactory(day=next_day, starts=dt.time(1), ends=dt.time(2), room=room)
    text = overview(office, day.cohort)
    assert f"{room}, Tuesday, 20 April 2027, 22:00–01:30 next day: “Night” and “{early}”" in text
    Session.objects.filter(pk=early.pk).update(starts=dt.time(1, 30))
    assert "needed twice" not in overview(office, day.cohort)


def test_another_cohorts_morning_needs_the_room_after_it(office: Client, day: Day) -> None:
    room = RoomFactory(venue__programme=day.cohort.residency.programme)
    night(day, ends=dt.time(5), room=room)
    other = CohortFactory(residency=day.cohort.residency, time_zone="Asia/Tokyo")
    # Half past ten in Tokyo is half past four in Kyiv.
    morning = DayFactory(cohort=other, date=NEXT_DAY)
    SessionFactory(day=morning, starts=dt.time(10, 30), ends=dt.time(12), room=room)
    assert reverse("cohort_overview", args=[other.pk]) in overview(office, day.cohort)


# ---------------------------------------------------------------- what people read
@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("uk", "до 01:30 наступного дня"),
        ("en", "until 01:30 next day"),
        ("pl", "do 01:30 następnego dnia"),
    ],
)
def test_the_programme_shows_it_under_its_own_evening(
    cohort: Cohort, manager: User, day: Day, next_day: Day, language: str, says: str
) -> None:
    night(day)
    SessionFactory(day=next_day, title_en="Morning")
    release(cohort, manager)
    response = Client().get(f"/{language}/cohorts/{cohort.slug}/programme/")
    first, second = response.context["timetable"].days
    assert (first.date, second.date) == (EVENING, NEXT_DAY)
    (slot,) = first.slots
    assert (slot.starts, slot.ends) == ("22:00", "01:30")
    assert says in response.text
    assert 'data-end="2027-04-21T01:30:00+03:00"' in response.text


def test_parallel_sessions_of_a_night_end_with_the_last_of_them(
    cohort: Cohort, manager: User, day: Day
) -> None:
    group = TrackGroupFactory(cohort=cohort)
    night(day, track_group=group, title_en="Short", ends=dt.time(23, 30))
    night(day, track_group=group, title_en="Long", ends=dt.time(0, 30))
    release(cohort, manager)
    response = Client().get(f"/en/cohorts/{cohort.slug}/programme/")
    (slot,) = response.context["timetable"].days[0].slots
    assert slot.ends == "00:30"
    assert {each.title: each.hours for each in slot.sessions} == {
        "Short": "until 23:30",
        "Long": "until 00:30 next day",
    }


@pytest.mark.parametrize(
    ("date", "length"),
    [(EVENING, 7), (BEFORE_FORWARD, 6), (BEFORE_BACK, 8)],
)
def test_calendars_end_it_on_the_next_day_whatever_the_clocks_do(
    cohort: Cohort, manager: User, date: dt.date, length: int
) -> None:
    night(DayFactory(cohort=cohort, date=date, pool__deadline=None), ends=dt.time(5))
    release(cohort, manager)
    calendar = Client().get(f"/cohorts/{cohort.slug}/programme.ics")
    (event,) = Calendar.from_ical(calendar.content).walk("VEVENT")
    starts, ends = event.decoded("DTSTART"), event.decoded("DTEND")
    assert ends.date() == date + dt.timedelta(days=1)
    assert ends.astimezone(dt.UTC) - starts.astimezone(dt.UTC) == dt.timedelta(hours=length)


def test_my_page_says_past_midnight_that_it_is_on_and_then_what_comes(
    cohort: Cohort, manager: User, day: Day, next_day: Day, time_machine: Any
) -> None:
    night(day)
    SessionFactory(day=next_day)
    release(cohort, manager)
    person = accepted(day, next_day).user

    def told(*hours: int) -> str:
        time_machine.move_to(dt.datetime(2027, 4, *hours, tzinfo=cohort.zone), tick=False)
        return str(browser_of(person).get("/en/my/").context["next_thing"].text)

    assert "20 April 2027, 22:00" in told(20, 21)
    assert "is on now: until 01:30" in told(20, 23)
    assert "is on now: until 01:30" in told(21, 1)
    assert "21 April 2027, 10:00" in told(21, 2)


def test_a_day_that_is_over_is_nothing_to_come_to_without_a_timetable(day: Day, time_machine: Any) -> None:
    person = accepted(day).user
    time_machine.move_to(dt.datetime(2027, 4, 21, 1, tzinfo=day.cohort.zone), tick=False)
    assert browser_of(person).get("/en/my/").context["next_thing"] is None


def test_its_trainer_leads_it_until_it_ends(
    cohort: Cohort, manager: User, day: Day, time_machine: Any
) -> None:
    person = trainer_of(night(day))
    time_machine.move_to(dt.datetime(2027, 4, 21, 1, tzinfo=cohort.zone), tick=False)
    trainer = browser_of(person)
    text = trainer.get("/en/my/").text
    assert "Sessions you will lead" in text and "22:00–01:30 next day" in text
    time_machine.move_to(dt.datetime(2027, 4, 21, 1, 30, tzinfo=cohort.zone), tick=False)
    assert "Sessions you have led" in trainer.get("/en/my/").text


# ---------------------------------------------------------------- while it is on, and after
def test_its_sheet_waits_from_its_end_on(cohort: Cohort, day: Day, manager: User, time_machine: Any) -> None:
    night(day)
    accepted(day)
    waits = "1 sheet of presence to fill in"
    time_machine.move_to(dt.datetime(2027, 4, 21, 1, 29, tzinfo=cohort.zone), tick=False)
    office = browser_of(manager)
    assert waits not in office.get("/admin/").text
    time_machine.move_to(dt.datetime(2027, 4, 21, 1, 30, tzinfo=cohort.zone), tick=False)
    assert waits in office.get("/admin/").text


def test_a_cohort_cancelled_past_midnight_keeps_the_night_that_had_begun(
    cohort: Cohort, manager: User, day: Day, next_day: Day, time_machine: Any
) -> None:
    session, later = night(day), SessionFactory(day=next_day)
    release(cohort, manager)
    accepted(day, next_day)
    time_machine.move_to(dt.datetime(2027, 4, 21, 1, tzinfo=cohort.zone), tick=False)
    office = browser_of(manager)
    url = reverse("cohort_step", args=[cohort.pk, "cancel"])
    assert office.post(url, filled(office, url, reason="Тривога.")).status_code == 302
    session.refresh_from_db()
    later.refresh_from_db()
    assert (session.is_off, later.is_off) == (False, True)
    calendar = Client().get(f"/cohorts/{cohort.slug}/programme.ics?lang=en").text
    assert calendar.count("STATUS:CONFIRMED") == calendar.count("STATUS:CANCELLED") == 1
