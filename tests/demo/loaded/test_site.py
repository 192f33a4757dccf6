"""What a newcomer meets: accounts that open, pages in three languages, certificates of each state."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate
from django.test import Client
from django.utils import timezone

from certificates.models import Certificate
from certificates.queries import completion_table
from certificates.verification import Verdict, by_code, by_file
from cohorts.admission.models import Application, DayRequest
from cohorts.learning.models import Publication
from cohorts.models import Cohort, Day
from cohorts.queries import facts_of
from cohorts.timetable.queries import latest_timetable
from demo.accounts import PASSWORD
from demo.content.story_shapes import is_fit
from people.models import User
from residencies.models import Programme, Residency

pytestmark = pytest.mark.usefixtures("demo")

NAMED = ("admin", "manager", "trainer", "participant", "manager.kyiv", "manager.krakow")


def person(key: str) -> User:
    """An account of the demo."""
    return User.objects.get(email=f"{key}@demo.example")


@pytest.mark.parametrize("key", NAMED)
def test_each_account_opens_with_the_demo_s_password_and_its_address_is_verified(key):
    user = authenticate(email=f"{key}@demo.example", password=PASSWORD)
    assert user == person(key)
    assert EmailAddress.objects.get(user=user).verified


def test_only_the_administrator_may_do_everything_and_managers_meet_their_own_programmes():
    assert list(User.objects.filter(is_superuser=True)) == [person("admin")]
    for key, slug in (
        ("manager", "wow-hromady"),
        ("manager.kyiv", "syla-partnerstva"),
        ("manager.krakow", "miejsca-otwarte"),
    ):
        assert [row.slug for row in Programme.objects.visible_to(person(key))] == [slug]
        assert person(key).is_staff
    assert not person("trainer").is_staff
    assert not person("participant").is_staff


def test_cohorts_stand_where_the_story_puts_them():
    now = timezone.now()
    phases = {
        cohort.slug: facts_of(cohort, now).phase for cohort in Cohort.objects.prefetch_related("days__pool")
    }
    assert phases == {
        "communication-1": "open",
        "medicine-2": "open",
        # It is loaded on a Monday or a day off, too, and then the cohort of those days is over.
        "medicine-1": "under_way" if is_fit(timezone.localdate() - dt.timedelta(days=1)) else "past",
        "investment-2": "past",
        "investment-1": "past",
        "syla-partnerstva-2023": "past",
        "miejsca-otwarte-2023": "past",
    }
    first, second = Day.objects.filter(cohort__slug="communication-1").order_by("date")
    assert first.pool.deadline < second.pool.deadline
    assert {first.admission, second.admission} == {"selection"}
    assert set(Day.objects.filter(cohort__slug="medicine-2").values_list("admission", flat=True)) == {"open"}


@pytest.mark.parametrize("language", ["uk", "en", "pl"])
def test_public_pages_of_all_residencies_and_cohorts_answer(language):
    client = Client()
    paths = ["/", "/residencies/", *(f"/residencies/{row.slug}/" for row in Residency.objects.all())]
    for cohort in Cohort.objects.all():
        paths += [f"/cohorts/{cohort.slug}/", f"/cohorts/{cohort.slug}/programme/"]
    for path in paths:
        response = client.get(f"/{language}{path}")
        assert response.status_code == 200, path
        assert "вул. Зразкова" not in response.content.decode(), path


def test_somebody_waits_for_the_full_open_day_and_nobody_holds_more_than_there_is():
    day = Day.objects.filter(cohort__slug="medicine-2").latest("date")
    assert (day.pool.places.count(), day.pool.waiting.count()) == (7, 3)  # the worker offers three places
    for each in Day.objects.select_related("pool"):
        assert each.pool.places.count() <= each.pool.capacity


def test_the_manager_finds_applications_in_every_state_at_the_open_cohort():
    requests = DayRequest.objects.filter(day__cohort__slug="communication-1", application__state="sent")
    assert set(requests.values_list("state", flat=True)) == {"asked", "accepted", "waiting", "declined"}
    states = Application.objects.filter(participant__cohort__slug="communication-1")
    assert set(states.values_list("state", flat=True)) == {"draft", "sent", "withdrawn"}


def test_the_participant_is_at_the_cohort_under_way_holds_a_certificate_and_has_applied_for_the_open_one():
    mine = person("participant").participations
    # Both days; and what it chose there, and its seats.
    assert mine.get(cohort__slug="medicine-1").places.filter(pool__day__isnull=False).count() == 2
    assert mine.get(cohort__slug="communication-1").application.state == "sent"
    certificate = Certificate.objects.get(participant__user=person("participant"))
    assert certificate.participant.cohort.slug == "investment-1"
    assert by_code(certificate.code).verdict is Verdict.VALID


def test_the_trainer_leads_sessions_under_way_and_has_given_a_material_that_participants_open():
    taught = Publication.objects.filter(
        session__day__cohort__slug="medicine-1", session__trainers__user=person("trainer")
    )
    publication = taught.get()
    client = Client()
    client.force_login(person("participant"))
    response = client.get(f"/uk/materials/{publication.public_id}/")
    assert response.status_code == 200
    assert b"".join(response.streaming_content).startswith(b"%PDF-")
    assert Client().get(f"/uk/materials/{publication.public_id}/").status_code in (302, 404)


def test_presence_of_the_first_day_is_written_down_and_of_the_second_not_yet():
    days = Day.objects.filter(cohort__slug="medicine-1").order_by("date")
    marked = [day.sessions.filter(presences__isnull=False).exists() for day in days]
    assert marked == [True, False]


def test_the_manager_can_issue_for_those_who_qualify_and_reads_different_reasons_why_others_do_not():
    lines = completion_table(Cohort.objects.get(slug="investment-2"))
    assert not any(line.certificate for line in lines)
    assert 5 < sum(line.outcome.qualifies for line in lines) < len(lines)
    against = {
        tuple(reason.code for reason in line.outcome.reasons if not reason.speaks_for)
        for line in lines
        if not line.outcome.qualifies
    }
    assert {("required_missed",), ("share", "not_recorded"), ("share", "required_missed")} <= against
    assert {line.holds_all_days for line in lines if line.outcome.qualifies} == {True, False}


def test_certificates_of_each_state_are_there_dated_in_spring_and_their_files_verify():
    spring = Cohort.objects.get(slug="investment-1").days.latest("date").date
    states = {}
    for certificate in Certificate.objects.select_related("delivered"):
        states.setdefault(certificate.state, []).append(certificate)
        assert 0 < (certificate.issued_at.date() - spring).days < 20
        with certificate.delivered.file.open() as file:
            check = by_file(file.read())
        assert check.verdict.value == certificate.state
    assert {state: len(rows) for state, rows in states.items()} == {"valid": 8, "revoked": 1, "replaced": 1}
    replaced = states["replaced"][0]
    names = [replaced.facts["holder"]["family"], replaced.replaced_by.facts["holder"]["family"]]
    assert names == ["Премиренко", "Приміренко"]
    assert replaced.participant.user.family_name == "Приміренко"


def test_a_session_moved_and_one_cancelled_by_the_second_release():
    timetable = latest_timetable(Cohort.objects.get(slug="medicine-1"))
    assert timetable.number == 2
    changed = {session.title.in_("en").text: session for session in timetable.sessions if session.sequence}
    assert set(changed) == {"Municipalities exchange experience", "An evening walk in Lviv"}
    assert changed["An evening walk in Lviv"].is_cancelled
    assert changed["Municipalities exchange experience"].starts == dt.time(16, 15)
