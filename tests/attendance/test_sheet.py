"""The sheet of a session: who marks, who is on it, and two people who mark at the same time."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from cohorts.attendance.models import Presence
from cohorts.attendance.queries import open_sheets
from cohorts.attendance.services import marks as services
from cohorts.models import Cohort, Participant
from cohorts.timetable.services import cancel_session
from foundation.errors import DomainError
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.residencies import MembershipFactory
from tests.factories.timetable import SessionFactory, SessionFormatFactory
from tests.school import OTHERS, School, accepted, browser_of

pytestmark = pytest.mark.django_db


def sheet_of(school: School) -> str:
    return f"/en/my/sessions/{school.session.public_id}/presence/"


def opened(client: Client, school: School) -> dict[str, str]:
    """What a browser would send from the sheet as it is now."""
    form = client.get(sheet_of(school)).context["form"]
    return {name: form[name].value() for name in form.fields}


def choice(person: Participant) -> str:
    return f"mark-{person.pk}"


def marks(school: School) -> dict[int, bool]:
    """What is written down."""
    rows = Presence.objects.filter(session=school.session)
    return dict(rows.values_list("participant_id", "was_present"))


@pytest.fixture(autouse=True)
def _on_the_day(school: School, time_machine: Any) -> None:
    """Every test begins in the morning of the session's day: sheets are filled in from then on."""
    time_machine.move_to(dt.datetime.combine(school.days[0].date, dt.time(8), school.cohort.zone))


@pytest.fixture
def people(school: School) -> list[Participant]:
    """Three who hold a place on the day."""
    return [school.participant, accepted(school.days[0]), accepted(*school.days)]


# ---------------------------------------------------------------- marking
@pytest.mark.both_databases
@pytest.mark.parametrize("who", ["trainer of the session", "manager", "administrator"])
def test_a_trainer_and_a_manager_mark_who_was_there(
    school: School, people: list[Participant], who: str
) -> None:
    user = school.people()[who]
    client = browser_of(user)
    sent = {**opened(client, school), choice(people[0]): "present", choice(people[1]): "absent"}
    assert client.post(sheet_of(school), sent)["Location"] == sheet_of(school)
    assert marks(school) == {people[0].pk: True, people[1].pk: False}
    assert {row.recorded_by for row in Presence.objects.all()} == {user}


def test_the_sheet_counts_its_marks_and_enter_saves_it(school: School, people: list[Participant]) -> None:
    """The first button of a form is the one that Enter presses: never “all others are present”."""
    client = browser_of(school.trainer)
    client.post(sheet_of(school), {**opened(client, school), choice(people[0]): "present"})
    answer = client.get(sheet_of(school))
    assert answer.context["form"].counts() == {
        "present": 1,
        "absent": 0,
        "unmarked": len(opened(client, school)) // 2 - 1,
    }
    sheet = answer.content.decode().partition("data-sheet")[2]
    assert sheet.index("Save the sheet") < sheet.index("All others are present")


def test_a_mark_is_taken_back(school: School, people: list[Participant]) -> None:
    client = browser_of(school.trainer)
    client.post(sheet_of(school), {**opened(client, school), choice(people[0]): "present"})
    client.post(sheet_of(school), {**opened(client, school), choice(people[0]): ""})
    assert marks(school) == {}


def test_all_others_are_present_keeps_the_marks_that_are_there(
    school: School, people: list[Participant]
) -> None:
    client = browser_of(school.trainer)
    sent = {**opened(client, school), choice(people[1]): "absent", "all_present": "1"}
    client.post(sheet_of(school), sent)
    assert marks(school) == {people[0].pk: True, people[1].pk: False, people[2].pk: True}


def test_only_people_who_hold_the_days_place_are_on_the_sheet(
    school: School, people: list[Participant]
) -> None:
    accepted(school.days[1])
    form = browser_of(school.trainer).get(sheet_of(school)).context["form"]
    assert {line.participant_id for line in form.lines} == {person.pk for person in people}


def test_nobody_else_can_be_marked_by_a_forged_field(school: School, people: list[Participant]) -> None:
    other_day, foreign = accepted(school.days[1]), accepted(DayFactory(cohort=CohortFactory()))
    client = browser_of(school.trainer)
    sent = opened(client, school)
    for person in (other_day, foreign):
        sent |= {choice(person): "present", f"was-{person.pk}": ""}
    client.post(sheet_of(school), sent)
    assert marks(school) == {}
    with pytest.raises(DomainError):
        services.mark_presence(actor=school.trainer, session=school.session, marks={other_day.pk: True})


def test_a_value_that_is_no_mark_is_refused(school: School, people: list[Participant]) -> None:
    client = browser_of(school.trainer)
    sent = {**opened(client, school), choice(people[0]): "maybe", choice(people[1]): "present"}
    assert client.post(sheet_of(school), sent).status_code == 422
    assert marks(school) == {}


def test_the_audit_names_who_and_how_many_and_no_person(school: School, people: list[Participant]) -> None:
    client = browser_of(school.trainer)
    client.post(sheet_of(school), {**opened(client, school), "all_present": "1"})
    client.post(sheet_of(school), opened(client, school))
    entry = ModelLogEntry.objects.get(action="attendance.mark")
    assert entry.user == school.trainer
    assert entry.data == {"marks": 3}


def test_saving_an_unchanged_sheet_writes_nothing(school: School, people: list[Participant]) -> None:
    client = browser_of(school.trainer)
    client.post(sheet_of(school), {**opened(client, school), "all_present": "1"})
    before = set(Presence.objects.values_list("pk", "recorded_at"))
    response = client.post(sheet_of(school), opened(client, school), follow=True)
    assert "nothing was changed" in response.content.decode()
    assert set(Presence.objects.values_list("pk", "recorded_at")) == before


def test_a_cancelled_session_has_no_sheet(school: School, people: list[Participant]) -> None:
    client = browser_of(school.trainer)
    sent = {**opened(client, school), choice(people[0]): "present"}
    cancel_session(actor=school.manager, session=school.session)
    assert "This session was cancelled" in client.get(sheet_of(school)).content.decode()
    assert client.post(sheet_of(school), sent).status_code == 422
    assert marks(school) == {}


@pytest.mark.parametrize(("minutes", "is_marked"), [(-1, False), (0, True), (24 * 60, True)])
def test_nobody_is_marked_before_the_day_begins_on_the_cohorts_clock(
    school: School, people: list[Participant], minutes: int, is_marked: bool, time_machine: Any
) -> None:
    Cohort.objects.update(time_zone="Europe/Warsaw")
    begins = dt.datetime.combine(school.days[0].date, dt.time(), ZoneInfo("Europe/Warsaw"))
    client = browser_of(school.trainer)
    sent = {**opened(client, school), "all_present": "1"}
    time_machine.move_to(begins + dt.timedelta(minutes=minutes), tick=False)
    page = client.get(sheet_of(school)).content.decode()
    assert ("The day has not come yet" in page) is not is_marked
    assert ('name="all_present"' in page) is is_marked
    assert client.post(sheet_of(school), sent).status_code == (302 if is_marked else 422)
    assert len(marks(school)) == (3 if is_marked else 0)


def test_an_empty_sheet_says_what_will_be_here(school: School) -> None:
    school.participant.places.all().delete()
    page = browser_of(school.trainer).get(sheet_of(school)).content.decode()
    assert "Nobody holds a place on this day yet" in page


def test_who_has_been_marked_present_stays_on_the_days_sheets_when_the_place_is_gone(
    school: School, people: list[Participant]
) -> None:
    afternoon = SessionFactory(day=school.days[0])
    services.mark_presence(actor=school.trainer, session=school.session, marks={people[0].pk: True})
    people[0].places.all().delete()
    client = browser_of(school.manager)
    for session in (school.session, afternoon):
        page = client.get(f"/en/my/sessions/{session.public_id}/presence/")
        lines = {line.participant_id: line for line in page.context["form"].lines}
        assert lines[people[0].pk].holds_place is False and lines[people[1].pk].holds_place is True
        assert page.content.decode().count("No place on this day any more") == 1
    services.mark_presence(actor=school.manager, session=afternoon, marks={people[0].pk: True})


def test_a_wrong_absent_is_put_right_when_the_place_is_gone_and_nothing_else_is_written_down(
    school: School, people: list[Participant]
) -> None:
    services.mark_presence(actor=school.trainer, session=school.session, marks={people[0].pk: True})
    people[0].places.all().delete()
    client = browser_of(school.trainer)
    for mark, was_present in (("absent", False), ("present", True)):
        sent = {**opened(client, school), choice(people[0]): mark}
        assert client.post(sheet_of(school), sent).status_code == 302
        assert marks(school) == {people[0].pk: was_present}


def test_a_mark_of_who_holds_no_place_is_not_taken_back_and_the_sheet_says_so(
    school: School, people: list[Participant]
) -> None:
    services.mark_presence(actor=school.trainer, session=school.session, marks={people[0].pk: True})
    stale = opened(browser_of(school.trainer), school)
    people[0].places.all().delete()
    client = browser_of(school.trainer)
    page = client.get(sheet_of(school))
    offered = [option.data["value"] for option in page.context["form"][choice(people[0])].subwidgets]
    assert offered == ["present", "absent"]
    answer = client.post(sheet_of(school), {**stale, choice(people[0]): "", choice(people[1]): "present"})
    assert answer.status_code == 422
    assert "their mark is not taken back" in answer.content.decode()
    assert marks(school) == {people[0].pk: True}


def test_all_others_are_those_who_hold_a_place(school: School, people: list[Participant]) -> None:
    morning = SessionFactory(day=school.days[0])
    services.mark_presence(actor=school.trainer, session=morning, marks={people[0].pk: False})
    people[0].places.all().delete()
    client = browser_of(school.manager)
    client.post(sheet_of(school), {**opened(client, school), "all_present": "1"})
    assert marks(school) == {people[1].pk: True, people[2].pk: True}


# ---------------------------------------------------------------- two people at once
@pytest.mark.both_databases
def test_a_stale_sheet_does_not_touch_a_colleagues_marks(school: School, people: list[Participant]) -> None:
    trainer, manager = browser_of(school.trainer), browser_of(school.manager)
    stale = opened(manager, school)
    trainer.post(sheet_of(school), {**opened(trainer, school), choice(people[0]): "absent"})
    manager.post(sheet_of(school), {**stale, choice(people[1]): "present"})
    assert marks(school) == {people[0].pk: False, people[1].pk: True}


@pytest.mark.both_databases
def test_two_who_mark_the_same_person_differently_the_second_reads_409_and_what_is_written(
    school: School, people: list[Participant]
) -> None:
    trainer, manager = browser_of(school.trainer), browser_of(school.manager)
    mine = {**opened(manager, school), choice(people[0]): "present", choice(people[1]): "present"}
    trainer.post(sheet_of(school), {**opened(trainer, school), choice(people[0]): "absent"})
    response = manager.post(sheet_of(school), mine)
    assert response.status_code == 409
    assert marks(school) == {people[0].pk: False}
    page = response.content.decode()
    assert "written down now: absent" in page
    form = response.context["form"]
    assert form[choice(people[0])].value() == form[choice(people[1])].value() == "present"
    again = {name: form[name].value() for name in form.fields}
    assert manager.post(sheet_of(school), again).status_code == 302
    assert marks(school) == {people[0].pk: True, people[1].pk: True}


@pytest.mark.both_databases
def test_two_who_mark_the_same_person_alike_agree(school: School, people: list[Participant]) -> None:
    trainer, manager = browser_of(school.trainer), browser_of(school.manager)
    mine = {**opened(manager, school), choice(people[0]): "absent"}
    trainer.post(sheet_of(school), {**opened(trainer, school), choice(people[0]): "absent"})
    assert manager.post(sheet_of(school), mine).status_code == 302
    assert marks(school) == {people[0].pk: False}


def test_all_others_present_on_a_stale_sheet_leaves_a_colleagues_absent(
    school: School, people: list[Participant]
) -> None:
    trainer, manager = browser_of(school.trainer), browser_of(school.manager)
    stale = {**opened(manager, school), "all_present": "1"}
    trainer.post(sheet_of(school), {**opened(trainer, school), choice(people[0]): "absent"})
    assert manager.post(sheet_of(school), stale).status_code == 302
    assert marks(school) == {people[0].pk: False, people[1].pk: True, people[2].pk: True}


def test_somebody_accepted_after_the_sheet_was_opened_stays_unmarked(
    school: School, people: list[Participant]
) -> None:
    client = browser_of(school.trainer)
    stale = {**opened(client, school), "all_present": "1"}
    late = accepted(school.days[0])
    client.post(sheet_of(school), stale)
    assert late.pk not in marks(school)
    assert len(marks(school)) == 3


def test_somebody_whose_place_is_gone_is_refused_when_marked_and_harmless_when_not(
    school: School, people: list[Participant]
) -> None:
    client = browser_of(school.trainer)
    stale = opened(client, school)
    people[0].places.all().delete()
    assert client.post(sheet_of(school), {**stale, choice(people[1]): "present"}).status_code == 302
    assert marks(school) == {people[1].pk: True}
    with pytest.raises(DomainError):
        services.mark_presence(actor=school.trainer, session=school.session, marks={people[0].pk: True})


# ---------------------------------------------------------------- for whom
@pytest.mark.parametrize("who", ["accepted for the day", *OTHERS])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_else_opens_or_sends_the_sheet(
    school: School, people: list[Participant], who: str, method: str
) -> None:
    sent = {choice(people[0]): "present", f"was-{people[0].pk}": "", "all_present": "1"}
    client = browser_of(school.people()[who])
    assert getattr(client, method)(sheet_of(school), sent).status_code == 404
    assert marks(school) == {}


def test_who_is_not_signed_in_is_led_to_signing_in(school: School) -> None:
    assert Client().get(sheet_of(school))["Location"] == f"/en/accounts/login/?next={sheet_of(school)}"


@pytest.mark.both_databases
def test_the_sheet_takes_as_many_queries_for_one_person_as_for_many(school: School) -> None:
    client = browser_of(school.trainer)
    client.get(sheet_of(school))
    counts = []
    for more in (0, 10):
        for _number in range(more):
            accepted(school.days[0])
        with CaptureQueriesContext(connection) as captured:
            client.get(sheet_of(school))
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.both_databases
def test_marking_takes_as_many_queries_for_one_person_as_for_many(
    school: School, django_assert_num_queries: Any
) -> None:
    for more in (0, 10):
        others = [accepted(school.days[0]) for _number in range(more)]
        wanted = dict.fromkeys([school.participant.pk, *(each.pk for each in others)], True)
        Presence.objects.all().delete()
        with django_assert_num_queries(13):
            services.mark_presence(
                actor=school.trainer, session=school.session, marks=wanted, seen=dict.fromkeys(wanted)
            )


# ---------------------------------------------------------------- the overview
def overview_of(school: School) -> str:
    return reverse("attendance_overview", args=[school.cohort.pk])


def test_the_overview_counts_each_sheet_and_leads_to_it(school: School, people: list[Participant]) -> None:
    services.mark_presence(
        actor=school.trainer, session=school.session, marks={people[0].pk: True, people[1].pk: False}
    )
    response = browser_of(school.manager).get(overview_of(school))
    first, second = response.context["counts"]
    if first.session != school.session:
        first, second = second, first
    assert (first.present, first.absent, first.unrecorded) == (1, 1, 1)
    assert (second.present, second.absent, second.unrecorded) == (0, 0, 1)
    assert sheet_of(school) in response.content.decode()


def test_the_overview_leaves_out_what_does_not_count_as_training(school: School) -> None:
    coffee = SessionFormatFactory(slug="break", name_uk="перерва", name_en="break", is_taught=False)
    pause = SessionFactory(day=school.days[0], format=coffee)
    lines = browser_of(school.manager).get(overview_of(school)).context["counts"]
    assert pause not in [line.session for line in lines]
    assert len(lines) == 2


def test_the_overview_lists_a_required_opening_since_the_certificate_asks_for_it(school: School) -> None:
    opening = SessionFormatFactory(slug="opening", name_uk="відкриття", name_en="opening", is_taught=False)
    session = SessionFactory(day=school.days[0], format=opening, is_required=True)
    lines = browser_of(school.manager).get(overview_of(school)).context["counts"]
    assert session in [line.session for line in lines]


@pytest.mark.parametrize(
    ("was_present", "counts"), [(True, (1, 0, 3, 2)), (False, (0, 0, 2, 2))], ids=["present", "absent"]
)
def test_who_has_been_marked_present_stays_counted_without_a_place_and_who_was_absent_does_not(
    school: School, people: list[Participant], was_present: bool, counts: tuple[int, ...]
) -> None:
    services.mark_presence(actor=school.trainer, session=school.session, marks={people[0].pk: was_present})
    people[0].places.all().delete()
    lines = browser_of(school.manager).get(overview_of(school)).context["counts"]
    line = next(line for line in lines if line.session == school.session)
    assert (line.present, line.absent, line.expected, line.unrecorded) == counts


@pytest.mark.both_databases
def test_the_overview_takes_as_many_queries_for_one_session_as_for_many(school: School) -> None:
    client = browser_of(school.manager)
    client.get(overview_of(school))
    counts = []
    for more in (0, 8):
        for _number in range(more):
            SessionFactory(day=school.days[0])
            accepted(school.days[0])
        with CaptureQueriesContext(connection) as captured:
            client.get(overview_of(school))
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("who", "status"),
    [("manager of another programme", 404), ("trainer of the session", 403), ("accepted for the day", 403)],
)
def test_nobody_but_the_programmes_managers_opens_the_overview(school: School, who: str, status: int) -> None:
    assert browser_of(school.people()[who]).get(overview_of(school)).status_code == status


def test_a_sheet_is_open_once_its_session_is_over_until_everybody_is_on_it(
    school: School, people: list[Participant]
) -> None:
    session = school.session
    end = dt.datetime.combine(session.day.date, session.ends, tzinfo=school.cohort.zone)
    before, after = end - dt.timedelta(minutes=1), end + dt.timedelta(minutes=1)
    assert open_sheets([school.cohort], before) == {}
    assert open_sheets([school.cohort], after) == {school.cohort.pk: 1}
    services.mark_presence(
        actor=school.trainer, session=session, marks={person.pk: True for person in people}
    )
    assert open_sheets([school.cohort], after) == {}


@pytest.mark.parametrize(("role", "leads"), [("assistant", False), ("manager", True)])
@pytest.mark.parametrize("hours", [0, -24], ids=["on the day", "before it"])
def test_the_sheet_leads_to_the_page_of_the_session_whom_that_opens_to(
    school: School, people: list[Participant], time_machine: Any, role: str, leads: bool, hours: int
) -> None:
    time_machine.shift(dt.timedelta(hours=hours))
    programme = school.cohort.residency.programme
    client = browser_of(MembershipFactory(programme=programme, role=role).user)
    page = client.get(sheet_of(school)).text
    to_session = f"/en/my/sessions/{school.session.public_id}/"
    assert client.get(to_session).status_code == (200 if leads else 404)
    assert (f'href="{to_session}"' in page) is leads
    assert ("on the session’s page" in page) is (leads and hours < 0)
