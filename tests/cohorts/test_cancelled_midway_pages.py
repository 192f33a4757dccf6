"""Pages, sheets, materials and certificates of a cohort that was cancelled after it had begun."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from certificates.models import Certificate
from certificates.services import batches, issuing, keys
from certificates.wing import CertificatesWing
from cohorts.attendance.models import Presence
from cohorts.learning.models import Publication
from cohorts.models import Cohort, Day
from cohorts.services import archive_cohort, cancel_cohort, save_cohort, save_day
from cohorts.timetable.models import Session
from cohorts.timetable.services import save_session
from cohorts.wing import waiting
from courses.models import Course
from people.models import User
from residencies.services.programmes import archive
from tests.back_office import filled
from tests.factories.admission import sent_for
from tests.factories.cancelled import Midway, two_days_of_people
from tests.factories.certificates import CompletionRuleFactory
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.timetable import SessionFactory
from tests.school import browser_of

pytestmark = pytest.mark.django_db
NOTICE = "The rest of this residency is cancelled"


@pytest.fixture
def midway(time_machine: Any) -> Midway:
    return two_days_of_people(time_machine)


def read(user: User | None, address: str, status: int = 200) -> str:
    """A page as this person reads it, on one line."""
    caches["pages"].clear()
    response = browser_of(user).get(address)
    assert response.status_code == status
    return " ".join(response.text.split())


def mark(midway: Midway, title: str, person: User, status: int = 302) -> None:
    """Mark somebody present on a session's sheet, as its trainer or manager does."""
    session = midway.sessions[title]
    sheet = reverse("attendance:sheet", args=[session.public_id])
    participant = person.participations.get()
    sent = {f"was-{participant.pk}": "", f"mark-{participant.pk}": "present"}
    assert browser_of(midway.manager).post(sheet, sent).status_code == status


def called_off(html: str) -> list[str]:
    """Titles of the sessions that a programme marks as cancelled."""
    parts = html.split('<article class="timetable-session')[1:]
    return [
        part.split('timetable-title">')[1].split("<")[0]
        for part in parts
        if "timetable-session--cancelled" in part.split(">")[0]
    ]


# ---------------------------------------------------------------- pages
def test_the_public_pages_call_off_the_second_day_and_nothing_else(midway: Midway) -> None:
    midway.cancel(7, 30)
    second = midway.days[1].date
    page = read(None, f"/en/cohorts/{midway.cohort.slug}/")
    assert NOTICE in page and f"Called off: {second.day} {second:%B}" in page
    first_card, second_card = page.split('<article class="card">')[1:3]
    assert "Called off" in second_card and "Called off" not in first_card
    assert "This day is over" in first_card
    assert page.count("(called off)") == 2  # in the short programme
    programme = read(None, f"/en/cohorts/{midway.cohort.slug}/programme/")
    assert NOTICE in programme
    assert called_off(programme) == ["Second 10", "Second 14"]


def test_a_day_that_is_broken_off_says_which_sessions_are_off(midway: Midway) -> None:
    midway.cancel(12)
    page = read(None, f"/en/cohorts/{midway.cohort.slug}/programme/")
    assert NOTICE in page and called_off(page) == ["Second 14"]


def test_the_residency_counts_it_among_its_past_ones_and_says_what_was_called_off(midway: Midway) -> None:
    from cohorts.queries import cohorts_of

    def past() -> list[str]:
        return [facts.row.slug for facts in cohorts_of(midway.cohort.residency, timezone.now())["past"]]

    midway.cancel(7, 30)
    assert past() == [midway.cohort.slug]


def test_a_day_that_is_broken_off_is_under_way_until_it_is_over(midway: Midway) -> None:
    from cohorts.queries import cohorts_of

    def found() -> list[str]:
        by_phase = cohorts_of(midway.cohort.residency, timezone.now())
        return [phase for phase, cohorts in by_phase.items() if cohorts]

    midway.cancel(11)
    assert found() == ["under_way"]
    page = read(midway.both, "/en/my/")
    assert "Under way" in page and "is on now: until 12:00" in page
    midway.at(13)
    assert "is on now" not in read(midway.both, "/en/my/")
    midway.days_later(1)
    assert found() == ["past"] and "Over" in read(midway.both, "/en/my/")


def test_a_cohort_that_never_began_is_not_among_the_past_ones(midway: Midway) -> None:
    from cohorts.queries import cohorts_of

    midway.cancel(9, day=1)
    midway.days_later(3)
    assert cohorts_of(midway.cohort.residency, timezone.now())["past"] == []


def test_ones_own_page_shows_each_day_as_it_is(midway: Midway) -> None:
    midway.cancel(7, 30)
    own = f"/en/my/cohorts/{midway.cohort.slug}/"
    page = read(midway.both, own)
    days = page.split('id="held-title"')[1].split("</ul>")[0].split("<li>")[1:]
    assert "This day is over" in days[0] and "Called off" in days[1]
    assert called_off(page) == ["Second 10", "Second 14"]
    my_page = read(midway.both, "/en/my/")
    assert "Over" in my_page and f"called off: {midway.days[1].date.day}" in my_page


def test_whose_days_were_all_called_off_still_finds_what_the_calendar_leads_to(midway: Midway) -> None:
    midway.cohort.notes_en = "Secret meeting point"
    midway.cohort.save()
    second_only = sent_for(midway.days[1]).participant.user
    stranger = User.objects.create(email="stranger@demo.example")
    midway.cancel(7, 30)
    page = read(second_only, f"/en/my/cohorts/{midway.cohort.slug}/")
    assert "Called off" in page and "Secret meeting point" not in page
    read(stranger, f"/en/my/cohorts/{midway.cohort.slug}/", status=404)


def test_an_application_for_the_day_that_took_place_is_not_called_closed(midway: Midway) -> None:
    midway.cancel(7, 30)
    application = midway.first_only.participations.get().application
    page = read(midway.first_only, f"/en/my/applications/{application.public_id}/")
    assert "The days that took place stay yours." in page
    assert "Your application is closed" not in page


def test_a_trainers_page_lists_what_they_led_and_not_what_was_called_off(midway: Midway) -> None:
    midway.cancel(7, 30)
    for later in (0, 3):
        midway.days_later(later)
        page = read(midway.trainer, "/en/my/")
        assert "First 10" in page and "Second 10" not in page and "Sessions you will lead" not in page


# ---------------------------------------------------------------- presence, materials, certificates
def test_presence_of_what_has_been_is_still_marked_and_of_what_was_called_off_is_not(midway: Midway) -> None:
    midway.cancel(12)
    mark(midway, "First 10", midway.both)
    mark(midway, "Second 10", midway.both)
    mark(midway, "Second 14", midway.both, status=422)
    assert Presence.objects.count() == 2
    overview = browser_of(midway.manager).get(reverse("attendance_overview", args=[midway.cohort.pk]))
    assert [line.session.title_en for line in overview.context["counts"]] == [
        "First 10",
        "First 14",
        "Second 10",
    ]


@pytest.mark.parametrize("put_away", ["nothing", "cohort", "residency", "programme"])
def test_materials_of_the_day_that_took_place_stay_open_to_those_who_held_it(
    midway: Midway, put_away: str
) -> None:
    given = {"title": "Slides", "language": "en", "link": "https://demo.example/slides"}
    midway.at(12, day=1)
    page = reverse("learning:session", args=[midway.sessions["First 10"].public_id])
    assert browser_of(midway.trainer).post(page, given).status_code == 302
    midway.cancel(7, 30)
    residency = midway.cohort.residency
    if put_away == "cohort":
        archive_cohort(actor=midway.manager, cohort=midway.cohort)
    elif put_away != "nothing":
        archive(actor=midway.manager, row=residency if put_away == "residency" else residency.programme)
    address = reverse("learning:material", args=[Publication.objects.get().public_id])
    assert "demo.example/slides" in read(midway.both, address)
    assert "Slides" in read(midway.both, f"/en/my/cohorts/{midway.cohort.slug}/")
    assert "Slides" in read(midway.first_only, "/en/my/")


def ready(midway: Midway) -> tuple[list[str], list[Decimal]]:
    """Who gets a certificate by the manager's list, and the hours on it."""
    page = browser_of(midway.manager).get(reverse("certificates_completion", args=[midway.cohort.pk]))
    lines = [line for line in page.context["lines"] if line.outcome.qualifies]
    return [line.participant.user.email for line in lines], [line.hours for line in lines]


def test_who_was_there_on_the_day_that_took_place_gets_its_hours(midway: Midway) -> None:
    Course.objects.update(hours=12)
    rule = CompletionRuleFactory(cohort=midway.cohort)
    keys.make_trial_key(rule.design.issuer)
    midway.at(17, day=1)
    for title in ("First 10", "First 14"):
        mark(midway, title, midway.both)
    midway.cancel(7, 30)
    assert ready(midway) == ([midway.both.email], [Decimal(6)])
    facts = waiting([midway.cohort], timezone.now(), midway.manager)[midway.cohort.pk]
    [fact] = [fact for fact in facts if "certif" in str(fact)]
    assert fact.url == reverse("certificates_completion", args=[midway.cohort.pk])
    batch = issuing.start_batch(actor=midway.manager, cohort=midway.cohort)
    batches.run_batch(batch.pk)
    facts = Certificate.objects.get().facts
    assert (facts["hours"], facts["dates"]) == ("6.0", [midway.days[0].date.isoformat()])


def test_nobody_gets_the_hours_of_the_whole_course_when_its_last_day_was_broken_off(midway: Midway) -> None:
    Course.objects.update(hours=20, ects=1)
    CompletionRuleFactory(cohort=midway.cohort)
    midway.cancel(12)
    for title in ("First 10", "First 14", "Second 10"):
        mark(midway, title, midway.both)
    assert ready(midway) == ([], [])  # twelve were approved; nobody has said yet how many were taught
    page = read(midway.manager, reverse("certificates_completion", args=[midway.cohort.pk]))
    assert "hours" in page.lower()
    second = midway.days[1]
    line = ModelLogEntry.objects.get(action="cohorts.break_off_day")
    assert (line.object_id, line.data) == (str(second.pk), {"hours": "6.0"})
    overview = read(midway.manager, reverse("cohort_overview", args=[midway.cohort.pk]))
    assert overview.count("Enter the hours that were taught") == 1
    office, form = browser_of(midway.manager), reverse("day:edit", args=[second.pk])
    assert office.post(form, filled(office, form, hours="2.5")).status_code == 302
    assert ready(midway) == ([midway.both.email], [Decimal("8.5")])
    assert "Enter the hours" not in read(midway.manager, reverse("cohort_overview", args=[midway.cohort.pk]))


def test_a_day_called_off_whole_prints_no_hours_whatever_was_marked_before(midway: Midway) -> None:
    Course.objects.update(hours=12)
    CompletionRuleFactory(cohort=midway.cohort)
    midway.at(8, 50)
    for title in ("First 10", "First 14", "Second 10", "Second 14"):
        mark(midway, title, midway.both)
    midway.cancel(9)
    assert midway.days[1].called_off_at
    assert ready(midway) == ([midway.both.email], [Decimal(6)])


def test_the_completion_rule_is_what_comes_next_only_where_something_took_place(midway: Midway) -> None:
    panel = CertificatesWing().panel
    midway.cancel(7, 30)
    assert (found := panel(midway.cohort, midway.manager)) and found.is_next
    called_off_whole = CohortFactory(residency=midway.cohort.residency)
    DayFactory(cohort=called_off_whole)
    cancel_cohort(actor=midway.manager, cohort=called_off_whole)
    called_off_whole.refresh_from_db()
    assert (found := panel(called_off_whole, midway.manager)) and not found.is_next


def test_no_materials_are_asked_for_what_was_called_off(midway: Midway) -> None:
    midway.cancel(12)
    page = read(midway.manager, reverse("learning_overview", args=[midway.cohort.pk]))
    assert [title for title in midway.sessions if title in page] == ["First 10", "First 14", "Second 10"]


# ---------------------------------------------------------------- what people read, and what managers plan
def test_a_session_moved_and_not_released_is_off_or_not_by_what_people_read(midway: Midway) -> None:
    midway.at(9)
    for title, hour in (("Second 10", 15), ("Second 14", 8)):
        session = midway.sessions[title]
        session.starts, session.ends = dt.time(hour), dt.time(hour + 1)
        save_session(actor=midway.manager, session=session, trainers=[])
    never_released = SessionFactory(
        day=midway.days[1], title_en="Evening", starts=dt.time(18), ends=dt.time(19)
    )
    midway.cancel(12)
    page = read(None, f"/en/cohorts/{midway.cohort.slug}/programme/")
    assert called_off(page) == ["Second 14"]
    mark(midway, "Second 10", midway.both)
    mark(midway, "Second 14", midway.both, status=422)
    never_released.refresh_from_db()
    assert never_released.is_off


def test_the_sessions_of_a_cancelled_cohort_stay_as_they_are(midway: Midway) -> None:
    midway.cancel(12)
    off, office = midway.sessions["Second 14"], browser_of(midway.manager)
    unseen = SessionFactory(day=midway.days[1])
    form = reverse("session:edit", args=[off.pk])
    answers = {
        "change": office.post(form, filled(office, form, starts="11:00", ends="13:00")),
        "add": office.post(
            url := reverse("session:add") + f"?cohort={midway.cohort.pk}",
            filled(office, url, day=midway.days[1].pk, title_en="New", starts="20:00", ends="21:00")
            | {"title_uk": "Нове", "format": off.format_id},
        ),
        "cancel": office.post(reverse("timetable_session", args=[off.pk, "cancel"])),
        "restore": office.post(reverse("timetable_session", args=[off.pk, "restore"])),
        "delete": office.post(reverse("session:delete", args=[unseen.pk])),
    }
    for answer in answers.values():
        assert answer.status_code in (200, 422) and "so its sessions stay as they are" in answer.text
    before = off.starts
    off.refresh_from_db()
    assert (off.starts, off.state, off.is_off) == (before, Session.State.PLANNED, True)
    page = read(midway.manager, reverse("cohort_overview", args=[midway.cohort.pk]))
    assert reverse("timetable_session", args=[off.pk, "cancel"]) not in page
    assert "Add a session" not in page


# ---------------------------------------------------------------- the back office
def test_the_cohorts_page_in_the_back_office_marks_what_was_called_off(midway: Midway) -> None:
    midway.cancel(12)
    page = read(midway.manager, reverse("cohort_overview", args=[midway.cohort.pk]))
    rows = {title: page.split(f">{title}</a>")[1].split("</th>")[0] for title in midway.sessions}
    assert [title for title, row in rows.items() if "called off" in row] == ["Second 14"]


def test_a_form_that_was_open_meanwhile_does_not_bring_back_what_was_called_off(midway: Midway) -> None:
    midway.at(7, 30)
    stale, stale_day = Cohort.objects.get(pk=midway.cohort.pk), Day.objects.get(pk=midway.days[1].pk)
    midway.cancel(7, 30)
    archive_cohort(actor=midway.manager, cohort=midway.cohort)
    save_cohort(actor=midway.manager, cohort=stale)
    save_day(actor=midway.manager, day=stale_day, capacity=5, deadline=None)
    for row in (midway.cohort, *midway.days):
        row.refresh_from_db()
    assert midway.cohort.cancelled_at and midway.days[1].called_off_at == midway.cohort.cancelled_at
    assert midway.cohort.archived_at and midway.cohort.state == Cohort.State.CANCELLED
