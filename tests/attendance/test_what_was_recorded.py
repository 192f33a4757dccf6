"""Presence that was recorded stays, and counts: whatever becomes of places, days, dates and sessions afterwards."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from certificates.candidates import CompletionLine
from certificates.models import CompletionRule
from certificates.queries import completion_table
from cohorts import services as cohort_services
from cohorts.admission import services as admission
from cohorts.admission.models import Application, DayRequest
from cohorts.admission.services import Decision
from cohorts.attendance.models import Presence
from cohorts.attendance.services.marks import mark_presence
from cohorts.models import Day, Place
from cohorts.timetable.models import Session, SessionFormat
from cohorts.timetable.services import release_timetable
from tests.factories.admission import request_of, sent_for
from tests.factories.certificates import CompletionRuleFactory
from tests.factories.cohorts import DayFactory
from tests.factories.people import AdministratorFactory
from tests.factories.timetable import SessionFactory, SessionFormatFactory, TrackGroupFactory
from tests.office.rows import address, typed
from tests.school import School, browser_of

pytestmark = pytest.mark.django_db
STATE = DayRequest.State


@pytest.fixture
def there(school: School, time_machine: Any) -> Application:
    """Somebody with places on both days, marked present on the first: it is the afternoon of that day."""
    school.cohort.residency.programme.contact_email = "ask@example.org"
    school.cohort.residency.programme.save()
    CompletionRuleFactory(cohort=school.cohort, minimum_share=50)
    school.cohort.course.hours = Decimal(12)
    school.cohort.course.save()
    Day.objects.filter(cohort=school.cohort).update(hours=Decimal(6), admission=Day.Admission.OPEN)
    for number, day in enumerate(school.days):
        Day.objects.filter(pk=day.pk).update(date=timezone.localdate() + dt.timedelta(days=400 + number))
        day.refresh_from_db()
    application = sent_for(*school.days)
    release_timetable(actor=school.manager, cohort=school.cohort, expected=0)
    time_machine.move_to(dt.datetime.combine(school.days[0].date, dt.time(15), school.cohort.zone))
    mark_presence(actor=school.trainer, session=school.session, marks={application.participant_id: True})
    return application


def line_of(application: Application) -> CompletionLine:
    """What completion says of the person."""
    lines = completion_table(application.participant.cohort)
    return next(line for line in lines if line.participant.pk == application.participant_id)


def reader(application: Application) -> Client:
    return browser_of(application.participant.user)


def take_away(school: School, application: Application, day: Day) -> None:
    """A manager takes the place away, on the screen and with a reason."""
    row = request_of(application, day)
    form = {"seen": f"{row.pk}:accepted", "decision": Decision.CANCEL, "reason": "Поїхала.", "confirm": "1"}
    url = reverse("admission_decide", args=[school.cohort.pk])
    assert browser_of(school.manager).post(url, form).status_code == 302


# ---------------------------------------------------------------- places
def test_a_day_on_which_one_was_present_is_not_given_up_and_one_reads_whom_to_ask(
    school: School, there: Application
) -> None:
    day = school.days[0]
    url = f"/en/my/applications/{there.public_id}/days/{day.date.isoformat()}/withdraw/"
    page = reader(there).post(url, follow=True).content.decode()
    assert "you have been marked present" in page and "ask@example.org" in page
    assert request_of(there, day).state == STATE.ACCEPTED
    assert (line_of(there).hours, len(line_of(there).dates)) == (Decimal(12), 2)


def test_the_whole_application_is_not_withdrawn_past_recorded_presence(
    school: School, there: Application
) -> None:
    page = reader(there).post(f"/en/my/applications/{there.public_id}/withdraw/", follow=True)
    assert "you have been marked present" in page.content.decode()
    there.refresh_from_db()
    assert there.state == Application.State.SENT
    assert Place.objects.filter(participant=there.participant).count() == 2


def test_taking_the_day_off_the_application_is_refused_on_the_form_with_the_choice_kept(
    school: School, there: Application
) -> None:
    client, url = reader(there), f"/en/my/applications/{there.public_id}/change/days/"
    form = typed(client.get(url).context["form"], days=[school.days[1].pk], version=there.version)
    page = client.post(url, form)
    assert page.status_code == 422
    assert "you have been marked present" in page.content.decode()
    assert [choice.is_chosen for choice in page.context["days"]] == [False, True]
    assert Place.objects.filter(participant=there.participant).count() == 2


def test_the_page_offers_no_button_that_would_be_refused_and_says_why(
    school: School, there: Application
) -> None:
    page = reader(there).get(f"/en/my/applications/{there.public_id}/")
    first, second = page.context["lines"]
    assert (first["can_leave"], second["can_leave"], page.context["can_leave_all"]) == (False, True, False)
    assert "ask@example.org" in page.content.decode()


@pytest.mark.parametrize("of", ["days/{}/withdraw/", "withdraw/"])
def test_the_page_that_asks_whether_to_give_up_says_at_once_that_it_cannot_be(
    school: School, there: Application, of: str
) -> None:
    url = f"/en/my/applications/{there.public_id}/"
    page = reader(there).get(url + of.format(school.days[0].date.isoformat()), follow=True)
    assert page.redirect_chain == [(url, 302)]
    assert "you have been marked present" in " ".join(str(each) for each in page.context["messages"])
    later = reader(there).get(f"{url}days/{school.days[1].date.isoformat()}/withdraw/")
    assert "Your place on this day is free for others at once." in later.content.decode()


def test_the_page_about_giving_up_a_day_that_is_over_says_so(
    school: School, there: Application, time_machine: Any
) -> None:
    date = school.days[1].date
    time_machine.move_to(dt.datetime.combine(date + dt.timedelta(days=1), dt.time(9), school.cohort.zone))
    url = f"/en/my/applications/{there.public_id}/days/{date.isoformat()}/withdraw/"
    page = reader(there).get(url, follow=True)
    assert [str(each) for each in page.context["messages"]] == ["This day is over."]


def test_a_day_to_come_is_still_given_up_and_so_is_one_on_which_one_was_absent(
    school: School, there: Application
) -> None:
    person, (today, later) = there.participant.user, school.days
    admission.withdraw_day(actor=person, day_request=request_of(there, later))
    assert request_of(there, later).state == STATE.WITHDRAWN
    mark_presence(actor=school.trainer, session=school.session, marks={there.participant_id: False})
    admission.withdraw_day(actor=person, day_request=request_of(there, today))
    assert request_of(there, today).state == STATE.WITHDRAWN


def test_a_manager_takes_the_place_away_with_a_reason_and_what_was_recorded_counts_for_hours(
    school: School, there: Application
) -> None:
    take_away(school, there, school.days[0])
    row = request_of(there, school.days[0])
    assert (row.state, row.reason, row.decided_by) == (STATE.CANCELLED, "Поїхала.", school.manager)
    line = line_of(there)
    assert (line.hours, line.dates) == (Decimal(12), tuple(day.date for day in school.days))


def test_without_any_place_left_the_day_that_was_attended_is_certified(
    school: School, there: Application, time_machine: Any
) -> None:
    for day in school.days:
        take_away(school, there, day)
    time_machine.move_to(dt.datetime.combine(school.days[1].date, dt.time(20), school.cohort.zone))
    line = line_of(there)
    assert (line.hours, line.dates, line.outcome.attended) == (Decimal(6), (school.days[0].date,), 1)
    assert line.outcome.qualifies


@pytest.mark.parametrize("is_taken", [False, True])
def test_a_mark_on_a_day_that_is_taken_away_costs_no_hours_of_the_others(
    school: School, there: Application, time_machine: Any, is_taken: bool
) -> None:
    CompletionRule.objects.update(minimum_share=80)
    for day in school.days:
        SessionFactory(day=day)
    release_timetable(actor=school.manager, cohort=school.cohort, expected=1)
    time_machine.move_to(dt.datetime.combine(school.days[1].date, dt.time(20), school.cohort.zone))
    for session in (*school.days[0].sessions.all(), school.other_day):
        mark_presence(actor=school.manager, session=session, marks={there.participant_id: True})
    if is_taken:
        take_away(school, there, school.days[1])
    line = line_of(there)
    attended = (2, 2) if is_taken else (3, 4)
    assert (line.outcome.attended, line.outcome.counted, line.outcome.qualifies) == (*attended, is_taken)
    dates = tuple(day.date for day in school.days)
    assert (line.dates, line.hours) == ((dates[:1], Decimal(6)) if is_taken else (dates, Decimal(12)))


def test_before_confirming_a_manager_reads_that_recorded_presence_stays(
    school: School, there: Application
) -> None:
    url = reverse("admission_decide", args=[school.cohort.pk])
    words = "already marked present"
    for day, is_said in zip(school.days, (True, False), strict=True):
        form = {"seen": f"{request_of(there, day).pk}:accepted", "decision": Decision.CANCEL}
        assert (words in browser_of(school.manager).post(url, form).content.decode()) is is_said


def test_the_hours_of_a_day_that_is_over_outlive_the_cohort(
    school: School, there: Application, time_machine: Any
) -> None:
    time_machine.move_to(dt.datetime.combine(school.days[1].date, dt.time(8), school.cohort.zone))
    cohort_services.cancel_cohort(actor=school.manager, cohort=school.cohort, reason="Тривога.")
    line = line_of(there)
    assert (line.hours, line.dates) == (Decimal(6), (school.days[0].date,))


# ---------------------------------------------------------------- days and dates
def test_a_day_with_presence_keeps_its_date_when_every_place_is_gone(
    school: School, there: Application
) -> None:
    day = school.days[0]
    Place.objects.filter(pool=day.pool_id).delete()
    url = address("day", "edit", day)
    office = browser_of(school.manager)
    answer = office.post(
        url, typed(office.get(url).context["form"], date=(day.date + dt.timedelta(days=5)).isoformat())
    )
    assert answer.status_code == 422
    assert "marked present on this day" in answer.context["form"].errors["date"][0]
    assert Day.objects.get(pk=day.pk).date == day.date


def test_a_day_with_presence_is_not_deleted(school: School, there: Application) -> None:
    Place.objects.filter(pool=school.days[0].pool_id).delete()
    browser_of(school.manager).post(address("day", "delete", school.days[0]))
    assert Day.objects.filter(pk=school.days[0].pk).exists()
    assert line_of(there).outcome.counted == 1


# ---------------------------------------------------------------- sessions
@pytest.mark.both_databases
def test_a_session_at_which_people_were_is_not_cancelled_and_is_once_the_marks_are_taken_back(
    school: School, there: Application
) -> None:
    url = reverse("timetable_session", args=[school.session.pk, "cancel"])
    office = browser_of(school.manager)
    refused = office.post(url)
    assert refused.status_code == 422
    assert "marked present at this session" in refused.content.decode()
    assert Session.objects.get(pk=school.session.pk).state == Session.State.PLANNED
    mark_presence(actor=school.trainer, session=school.session, marks={there.participant_id: None})
    assert office.post(url).status_code == 302


@pytest.mark.parametrize("field", ["day", "format"])
def test_a_session_at_which_people_were_stays_on_its_day_and_goes_on_counting(
    school: School, there: Application, field: str
) -> None:
    pause = SessionFormatFactory(slug="pause", name_uk="перерва", name_en="break", is_taught=False)
    url = address("session", "edit", school.session)
    office = browser_of(school.manager)
    value = {"day": school.days[1].pk, "format": pause.pk}[field]
    answer = office.post(url, typed(office.get(url).context["form"], **{field: value}))
    assert answer.status_code == 422
    assert "marked present at this session" in answer.context["form"].errors[field][0]
    kept = Session.objects.get(pk=school.session.pk)
    assert (kept.day, kept.format) == (school.days[0], school.session.format)


def test_a_session_at_which_people_were_takes_other_hours_and_words(
    school: School, there: Application
) -> None:
    url = address("session", "edit", school.session)
    office = browser_of(school.manager)
    answer = office.post(url, typed(office.get(url).context["form"], title_uk="Інша назва"))
    assert answer.status_code == 302
    assert Session.objects.get(pk=school.session.pk).title_uk == "Інша назва"


def test_a_format_under_which_people_were_taught_goes_on_counting(school: School, there: Application) -> None:
    row = school.session.format
    url = address("sessionformat", "edit", row)
    office = browser_of(AdministratorFactory())
    answer = office.post(url, typed(office.get(url).context["form"], is_taught=""))
    assert answer.status_code == 422
    assert "another format" in answer.context["form"].errors["is_taught"][0]
    row.refresh_from_db()
    assert row.is_taught


# ---------------------------------------------------------------- parallel and further sessions
PARALLEL = "they stay together as they are"
OVER = "one thing more to attend would count against them"


def edited(school: School, session: Session, **values: Any) -> Any:
    """The manager's answer to the session's form with these values."""
    office, url = browser_of(school.manager), address("session", "edit", session)
    return office.post(url, typed(office.get(url).context["form"], **values))


@pytest.fixture
def beside(school: School, there: Application) -> Session:
    """A session parallel to the one at which the person was, released with it."""
    group = TrackGroupFactory(cohort=school.cohort)
    session = SessionFactory(day=school.days[0], track_group=group)
    Session.objects.filter(pk=school.session.pk).update(track_group=group)
    release_timetable(actor=school.manager, cohort=school.cohort, expected=1)
    return session


@pytest.fixture
def evening(school: School, there: Application, time_machine: Any) -> Application:
    """It is the morning after: the day on which the person was is over."""
    time_machine.move_to(dt.datetime.combine(school.days[1].date, dt.time(8), school.cohort.zone))
    return there


@pytest.mark.both_databases
def test_parallel_sessions_stay_together_once_people_were_at_one_of_them(
    school: School, there: Application, beside: Session
) -> None:
    other = TrackGroupFactory(cohort=school.cohort)
    for session in (school.session, beside):
        for value in ("", other.pk):
            answer = edited(school, session, track_group=value)
            assert answer.status_code == 422
            assert PARALLEL in answer.context["form"].errors["track_group"][0]
    office = browser_of(school.manager)
    assert PARALLEL in office.post(address("trackgroup", "delete", beside.track_group)).content.decode()
    assert Session.objects.filter(track_group=beside.track_group).count() == 2


def test_a_group_at_which_nobody_was_is_changed_and_deleted(school: School, there: Application) -> None:
    group = TrackGroupFactory(cohort=school.cohort)
    assert edited(school, school.other_day, track_group=group.pk).status_code == 302
    browser_of(school.manager).post(address("trackgroup", "delete", group))
    assert Session.objects.get(pk=school.other_day.pk).track_group is None


def test_another_session_does_not_join_those_at_which_people_were(
    school: School, there: Application, beside: Session
) -> None:
    answer = edited(school, SessionFactory(day=school.days[0]), track_group=beside.track_group_id)
    assert PARALLEL in answer.context["form"].errors["track_group"][0]


def test_neither_a_session_at_which_people_were_nor_one_parallel_to_it_becomes_required(
    school: School, there: Application, beside: Session
) -> None:
    for session in (school.session, beside):
        answer = edited(school, session, is_required="on")
        assert answer.status_code == 422
        assert "does not become required any more" in answer.context["form"].errors["is_required"][0]
    assert not Session.objects.filter(is_required=True).exists()


def test_nothing_more_to_attend_is_put_on_a_day_that_is_over(school: School, evening: Application) -> None:
    office = browser_of(school.manager)
    url = address("session", "add", cohort=school.cohort.pk)
    pause = SessionFormatFactory(slug="pause", name_uk="перерва", name_en="break", is_taught=False)
    more = {"day": school.days[0].pk, "title_uk": "Ще одне", "starts": "16:00", "ends": "17:00"}
    for values, field in (
        ({"format": school.session.format.pk}, "day"),
        ({"format": pause.pk, "is_required": "on"}, "day"),
    ):
        answer = office.post(url, typed(office.get(url).context["form"], **more, **values))
        assert answer.status_code == 422
        assert OVER in answer.context["form"].errors[field][0]
    answer = office.post(url, typed(office.get(url).context["form"], **more, format=pause.pk))
    assert answer.status_code == 302
    added = Session.objects.get(title_uk="Ще одне")
    for values, field in (
        ({"format": school.session.format.pk}, "format"),
        ({"is_required": "on"}, "is_required"),
    ):
        assert OVER in edited(school, added, **values).context["form"].errors[field][0]
    moved = edited(school, school.other_day, day=school.days[0].pk)
    assert OVER in moved.context["form"].errors["day"][0]


def test_a_cancelled_session_does_not_come_back_to_a_day_that_is_over(
    school: School, evening: Application
) -> None:
    session = SessionFactory(day=school.days[0], state=Session.State.CANCELLED)
    answer = browser_of(school.manager).post(reverse("timetable_session", args=[session.pk, "restore"]))
    assert answer.status_code == 422
    assert OVER in answer.content.decode()
    assert Session.objects.get(pk=session.pk).state == Session.State.CANCELLED


def test_a_session_is_added_to_a_day_that_is_going_on_and_to_one_on_which_nobody_was(
    school: School, there: Application, time_machine: Any
) -> None:
    opening = SessionFactory(day=school.days[0], state=Session.State.CANCELLED)
    url = reverse("timetable_session", args=[opening.pk, "restore"])
    assert browser_of(school.manager).post(url).status_code == 302
    mark_presence(actor=school.trainer, session=school.session, marks={there.participant_id: False})
    time_machine.move_to(dt.datetime.combine(school.days[1].date, dt.time(8), school.cohort.zone))
    assert edited(school, school.other_day, day=school.days[0].pk).status_code == 302


def test_a_format_does_not_begin_to_count_after_the_day(school: School, evening: Application) -> None:
    row = SessionFormatFactory(slug="opening", name_uk="відкриття", name_en="opening", is_taught=False)
    office, url = browser_of(AdministratorFactory()), address("sessionformat", "edit", row)
    assert office.post(url, typed(office.get(url).context["form"], is_taught="on")).status_code == 302
    SessionFormat.objects.filter(pk=row.pk).update(is_taught=False)
    SessionFactory(day=school.days[0], format=row)
    answer = office.post(url, typed(office.get(url).context["form"], is_taught="on"))
    assert answer.status_code == 422
    assert "another format" in answer.context["form"].errors["is_taught"][0]


# ---------------------------------------------------------------- figures
def test_the_completion_list_takes_as_many_queries_for_one_person_without_a_place_as_for_many(
    school: School, there: Application
) -> None:
    counts = []
    for more in (0, 6):
        for _number in range(more):
            other = sent_for(DayFactory(cohort=school.cohort, admission=Day.Admission.OPEN))
            Presence.objects.create(
                session=SessionFactory(day=school.days[0]),
                participant=other.participant,
                was_present=True,
                recorded_by=school.manager,
            )
        with CaptureQueriesContext(connection) as captured:
            completion_table(school.cohort)
        counts.append(len(captured))
    assert counts[0] == counts[1]
