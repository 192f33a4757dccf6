"""Presence and signed sheets of a person: what they read of it, what stays of it, and for how long."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from cohorts.attendance.models import Presence, SignedSheet
from cohorts.attendance.services import sheets
from cohorts.attendance.services.keeping import forget_originals
from cohorts.attendance.tasks import forget_originals as task
from cohorts.models import Cohort, Participant
from people.models import User
from tests.factories.cohorts import CohortFactory, DayFactory, ParticipantFactory, PlaceFactory
from tests.factories.people import UserFactory
from tests.factories.residencies import FundingProjectFactory, manager_of
from tests.factories.sheets import photograph, scan
from tests.factories.timetable import SessionFactory
from tests.held import erase, held_of, part, queries_of
from tests.school import browser_of
from tests.traces import traces

pytestmark = pytest.mark.django_db
PART = "cohorts.attendance.person.Presences"
SHEETS = "Sheets with signatures"


@pytest.fixture
def cohort() -> Cohort:
    return CohortFactory()


@pytest.fixture
def manager(cohort: Cohort) -> User:
    return manager_of(cohort.residency.programme)


def came(cohort: Cohort, manager: User, user: User | None = None) -> Participant:
    """Somebody who was at one session of a day that is over, and not at the other; its sheet came back."""
    day = DayFactory(cohort=cohort, date=timezone.localdate() - dt.timedelta(days=2 + cohort.days.count()))
    who, _is_new = Participant.objects.get_or_create(
        cohort=cohort, user=user or UserFactory(given_name="Олена", family_name="Стиратенко")
    )
    PlaceFactory(pool=day.pool, participant=who)
    for was_present in (True, False):
        session = SessionFactory(day=day)
        Presence.objects.create(
            session=session, participant=who, was_present=was_present, recorded_by=manager
        )
    sheets.take_in_sheet(actor=manager, day=day, session=None, files=[scan()])
    return who


@pytest.fixture
def who(cohort: Cohort, manager: User) -> Participant:
    return came(cohort, manager)


# ---------------------------------------------------------------- held
def test_marks_are_held_without_who_made_them(who: Participant, manager: User) -> None:
    rows = part(who.user, "Presence").rows
    assert [row["Present"] for row in rows] == ["yes", "no"] and all(row["Recorded at"] for row in rows)
    assert manager.family_name not in str(held_of(who.user))


def test_a_sheet_is_held_as_a_line_and_not_as_a_file_for_others_signed_it_too(who: Participant) -> None:
    found = part(who.user, SHEETS)
    assert len(found.rows) == 1 and not found.files and "Kept as the original since" in found.rows[0]


def test_who_came_on_another_day_reads_of_no_sheet(who: Participant, cohort: Cohort) -> None:
    other = PlaceFactory(pool=DayFactory(cohort=cohort).pool).participant
    assert not part(other.user, SHEETS).rows and not part(other.user, "Presence").rows


def test_the_sheet_of_a_visit_is_of_those_who_were_there(
    who: Participant, cohort: Cohort, manager: User
) -> None:
    day = cohort.days.get()
    whole = SessionFactory(day=day)
    sheets.take_in_sheet(actor=manager, day=day, session=whole, files=[photograph()])
    row = part(who.user, SHEETS).rows[-1]
    assert row["Field visit"] == whole.title_en and "Kept as the original since" not in row
    assert len(part(ParticipantFactory(cohort=cohort).user, SHEETS).rows) == 0


def test_it_says_until_when_sheets_stay(who: Participant, cohort: Cohort) -> None:
    assert "no date yet" in part(who.user, SHEETS).stays
    cohort.project = FundingProjectFactory(
        programme=cohort.residency.programme, keep_until=dt.date(2031, 5, 1)
    )
    cohort.save()
    assert "until 1 May 2031" in part(who.user, SHEETS).stays


def test_any_number_of_marks_and_sheets_takes_two_queries(
    who: Participant, cohort: Cohort, manager: User
) -> None:
    assert queries_of(PART, who.user) == 2
    came(cohort, manager, who.user)
    other = CohortFactory()
    came(other, manager_of(other.residency.programme), who.user)
    assert queries_of(PART, who.user) == 2
    assert len([each for each in held_of(who.user) if each.title.startswith(SHEETS)]) == 2


# ---------------------------------------------------------------- erased
def test_marks_and_sheets_stay_and_name_nobody(who: Participant, manager: User) -> None:
    erase(who.user)
    assert Presence.objects.filter(participant=who).count() == 2 and SignedSheet.objects.exists()
    assert not traces("Стиратенко", "attendance")
    office = browser_of(manager)
    assert office.get(f"/admin/cohorts/{who.cohort_id}/presence/").status_code == 200
    assert office.get(f"/admin/cohorts/{who.cohort_id}/presence/sheets/").status_code == 200
    for mark in Presence.objects.filter(participant=who).select_related("session"):
        page = office.get(f"/en/my/sessions/{mark.session.public_id}/presence/").content.decode()
        assert f"erased account U-{who.user_id}" in page


# ---------------------------------------------------------------- how long sheets are kept
def kept_files() -> list[Path]:
    return list((Path(settings.PRIVATE_MEDIA_ROOT) / "sheets").rglob("*.pdf"))


def test_sheets_go_with_their_files_the_day_after_the_funding_projects_date(
    who: Participant, cohort: Cohort, django_capture_on_commit_callbacks: Any
) -> None:
    before = len(kept_files())
    project = FundingProjectFactory(programme=cohort.residency.programme, keep_until=timezone.localdate())
    cohort.project = project
    cohort.save()
    assert forget_originals() == 0
    project.keep_until -= dt.timedelta(days=1)
    project.save()
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_originals() == 1
    task()
    assert not SignedSheet.objects.exists() and len(kept_files()) == before - 1
    assert Presence.objects.filter(participant=who).count() == 2


def test_who_keeps_sheets_reads_until_when_they_are_kept(
    who: Participant, cohort: Cohort, manager: User
) -> None:
    pages = ("presence/", "presence/sheets/")
    office = browser_of(manager)
    for page in pages:
        assert "are kept until" not in office.get(f"/admin/cohorts/{cohort.pk}/{page}").content.decode()
    cohort.project = FundingProjectFactory(
        programme=cohort.residency.programme, keep_until=dt.date(2031, 5, 1)
    )
    cohort.save()
    for page in pages:
        body = office.get(f"/admin/cohorts/{cohort.pk}/{page}").content.decode()
        assert "Signed sheets are kept until 1 May 2031" in body, page


def test_sheets_stay_while_nobody_has_set_a_date_or_the_cohort_goes_on(
    who: Participant, cohort: Cohort
) -> None:
    assert forget_originals() == 0
    project = FundingProjectFactory(programme=cohort.residency.programme)
    cohort.project = project
    cohort.save()
    assert forget_originals() == 0
    project.keep_until = timezone.localdate() - dt.timedelta(days=1)
    project.save()
    DayFactory(cohort=cohort, date=timezone.localdate())
    assert forget_originals() == 0 and SignedSheet.objects.count() == 1
