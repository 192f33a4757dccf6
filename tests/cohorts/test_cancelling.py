"""Cancelling a cohort: everybody who counts on it is told once, and nothing of theirs stays open."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cohorts import places
from cohorts.admission import services as admission
from cohorts.admission.models import Application, DayRequest
from cohorts.admission.services import Decision
from cohorts.models import Cohort, Day, Participant, Place, Waiting
from cohorts.services import cancel_cohort
from foundation.errors import Conflict, DomainError
from messaging.models import Letter
from people.models import User
from tests.factories.admission import draft_for, request_of, sent_for
from tests.factories.cohorts import CohortFactory, DayFactory, ParticipantFactory, PlaceFactory
from tests.factories.logistics import RunFactory
from tests.factories.people import UserFactory
from tests.factories.residencies import manager_of
from tests.letters import letters
from tests.school import browser_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
STATE = DayRequest.State
REASON = "Захворіли тренери."


@pytest.fixture
def cohort() -> Cohort:
    return CohortFactory()


@pytest.fixture
def days(cohort: Cohort) -> tuple[Day, Day]:
    """One by selection, one open with a single place."""
    return (
        DayFactory(cohort=cohort),
        DayFactory(cohort=cohort, admission=Day.Admission.OPEN, pool__capacity=1),
    )


@pytest.fixture
def manager(cohort: Cohort) -> User:
    return manager_of(cohort.residency.programme)


def accept(manager: User, application: Application, day: Day) -> None:
    row = request_of(application, day)
    admission.decide(actor=manager, day_request=row, decision=Decision.ACCEPT, seen_state=row.state)


def told() -> list[Letter]:
    return letters(kind="cohort_cancelled")


def url(cohort: Cohort) -> str:
    return reverse("cohort_step", args=[cohort.pk, "cancel"])


def test_each_day_is_closed_by_what_it_was_and_each_person_gets_one_letter(
    cohort: Cohort, days: tuple[Day, Day], manager: User
) -> None:
    accepted = sent_for(*days, user=UserFactory(language="en"))
    accept(manager, accepted, days[0])
    considered = sent_for(days[0], user=UserFactory(language="pl"))
    waiting = sent_for(days[1])
    assert request_of(waiting, days[1]).state == STATE.WAITING
    assert cancel_cohort(actor=manager, cohort=cohort, reason=REASON) == 3
    assert [request_of(accepted, day).state for day in days] == [STATE.CANCELLED, STATE.CANCELLED]
    assert request_of(considered, days[0]).state == STATE.DECLINED
    assert request_of(waiting, days[1]).state == STATE.DECLINED
    assert not Place.objects.exists() and not Waiting.objects.exists()
    row = request_of(accepted, days[0])
    assert (row.reason, row.decided_by) == (REASON, manager)
    assert {letter.recipient for letter in told()} == {
        each.participant.user for each in (accepted, considered, waiting)
    }
    [english] = [letter for letter in told() if letter.language == "en"]
    assert REASON in english.text and REASON in english.html
    assert "cancelled" in english.subject.lower()
    assert str(accepted.public_id) in english.text
    assert ModelLogEntry.objects.filter(action="admission.close", user=manager).count() == 4


def test_who_is_out_already_or_has_only_a_draft_is_not_told(
    cohort: Cohort, days: tuple[Day, Day], manager: User
) -> None:
    draft = draft_for(days[0])
    withdrawn = sent_for(days[0])
    admission.withdraw_application(actor=withdrawn.participant.user, application=withdrawn)
    declined = sent_for(days[0])
    admission.decide(
        actor=manager,
        day_request=request_of(declined, days[0]),
        decision=Decision.DECLINE,
        reason="Ні.",
        seen_state=STATE.ASKED,
    )
    assert cancel_cohort(actor=manager, cohort=cohort) == 0
    assert told() == []
    assert request_of(declined, days[0]).reason == "Ні."
    draft.refresh_from_db()
    assert draft.state == Application.State.DRAFT


def test_people_elsewhere_keep_what_they_have(days: tuple[Day, Day], cohort: Cohort, manager: User) -> None:
    other = DayFactory(cohort__residency=cohort.residency, admission=Day.Admission.OPEN)
    here, there = sent_for(days[1]), sent_for(other)
    cancel_cohort(actor=manager, cohort=cohort, reason=REASON)
    assert [letter.recipient for letter in told()] == [here.participant.user]
    assert request_of(there, other).state == STATE.ACCEPTED
    assert Place.objects.get().participant == there.participant


def test_a_day_that_is_over_stays_as_it_was(cohort: Cohort, manager: User) -> None:
    today = timezone.localdate(timezone.now(), cohort.zone)
    first = DayFactory(cohort=cohort, date=today + dt.timedelta(days=1), admission=Day.Admission.OPEN)
    second = DayFactory(cohort=cohort, date=today + dt.timedelta(days=2), admission=Day.Admission.OPEN)
    application, only_first = sent_for(first, second), sent_for(first)
    Day.objects.filter(pk=first.pk).update(date=today - dt.timedelta(days=1))
    assert cancel_cohort(actor=manager, cohort=cohort, reason=REASON) == 1
    assert request_of(application, first).state == STATE.ACCEPTED
    assert request_of(application, second).state == STATE.CANCELLED
    assert Place.objects.filter(participant=application.participant).count() == 1
    assert request_of(only_first, first).state == STATE.ACCEPTED
    assert [letter.recipient for letter in told()] == [application.participant.user]


def test_a_cohort_whose_days_are_all_over_is_not_cancelled(cohort: Cohort, manager: User) -> None:
    DayFactory(cohort=cohort, date=timezone.localdate() - dt.timedelta(days=3))
    with pytest.raises(DomainError):
        cancel_cohort(actor=manager, cohort=cohort, reason=REASON)
    cohort.refresh_from_db()
    assert cohort.state == Cohort.State.PUBLISHED


@pytest.mark.parametrize("reason", ["", "  ", "а" * 1001, "Невидиме\u202e"])
def test_without_a_reason_that_can_be_kept_nothing_happens(
    cohort: Cohort, days: tuple[Day, Day], manager: User, reason: str
) -> None:
    application = sent_for(days[1])
    with pytest.raises(DomainError) as caught:
        cancel_cohort(actor=manager, cohort=cohort, reason=reason)
    assert caught.value.field == "reason"
    cohort.refresh_from_db()
    assert cohort.state == Cohort.State.PUBLISHED
    assert request_of(application, days[1]).state == STATE.ACCEPTED
    assert told() == []


def test_twice_is_a_conflict_and_tells_nobody_again(
    cohort: Cohort, days: tuple[Day, Day], manager: User
) -> None:
    sent_for(days[1])
    cancel_cohort(actor=manager, cohort=cohort, reason=REASON)
    with pytest.raises(Conflict):
        cancel_cohort(actor=manager, cohort=cohort, reason=REASON)
    assert len(told()) == 1


def test_a_form_that_was_open_while_it_was_cancelled_is_stale(
    cohort: Cohort, days: tuple[Day, Day], manager: User
) -> None:
    draft, sent = draft_for(days[0]), sent_for(days[0])
    cancel_cohort(actor=manager, cohort=cohort, reason=REASON)
    with pytest.raises(DomainError):
        admission.send_application(
            actor=draft.participant.user, slug=draft.participant.cohort.slug, version=draft.version
        )
    with pytest.raises(Conflict):
        admission.change_application(
            actor=sent.participant.user, application=sent, answers={"position": "усе"}, version=sent.version
        )


def test_nobody_is_let_in_any_more(cohort: Cohort, days: tuple[Day, Day], manager: User) -> None:
    application = sent_for(days[0])
    cancel_cohort(actor=manager, cohort=cohort, reason=REASON)
    with pytest.raises(DomainError):
        accept(manager, application, days[0])


def test_many_are_told_with_few_queries_each(cohort: Cohort, days: tuple[Day, Day], manager: User) -> None:
    def count(people: int) -> int:
        cohort = CohortFactory(residency__programme=manager.memberships.get().programme)
        day = DayFactory(cohort=cohort, admission=Day.Admission.OPEN)
        for _number in range(people):
            sent_for(day)
        with CaptureQueriesContext(connection) as queries:
            assert cancel_cohort(actor=manager, cohort=cohort, reason=REASON) == people
        return len(queries)

    count(1)
    one, many = count(1), count(9)
    assert many == one


# ---------------------------------------------------------------- the screen
def test_the_screen_says_how_many_letters_go_and_shows_them_before_anything_happens(
    cohort: Cohort, days: tuple[Day, Day], manager: User
) -> None:
    sent_for(*days, user=UserFactory(language="pl"))
    sent_for(days[0], user=UserFactory(language="uk"))
    office = browser_of(manager)
    page = office.get(url(cohort)).content.decode()
    assert "2 people will be told by letter." in page
    shown = office.post(url(cohort), {"reason": REASON, "show": "1"})
    assert shown.status_code == 200
    html = shown.content.decode()
    assert html.count(REASON) >= 3  # in the form, in the Polish letter, in the Ukrainian one
    assert 'lang="pl"' in html and 'lang="uk"' in html
    cohort.refresh_from_db()
    assert cohort.state == Cohort.State.PUBLISHED and not told()
    done = office.post(url(cohort), {"reason": REASON}, follow=True)
    assert "2 letters are on their way." in done.content.decode()
    cohort.refresh_from_db()
    assert cohort.state == Cohort.State.CANCELLED and len(told()) == 2


@pytest.mark.parametrize("reason", ["", "а" * 1001])
def test_the_screen_asks_for_the_reason_and_keeps_what_was_typed(
    cohort: Cohort, days: tuple[Day, Day], manager: User, reason: str
) -> None:
    sent_for(days[1])
    response = browser_of(manager).post(url(cohort), {"reason": reason})
    assert response.status_code == 422
    assert "reason" in response.context["form"].errors
    assert reason in response.content.decode()
    cohort.refresh_from_db()
    assert cohort.state == Cohort.State.PUBLISHED


def test_without_anybody_to_tell_the_screen_asks_for_nothing(
    cohort: Cohort, days: tuple[Day, Day], manager: User
) -> None:
    office = browser_of(manager)
    html = office.get(url(cohort)).content.decode()
    assert "Nobody will be told by letter." in html
    assert "<textarea" not in html
    assert office.post(url(cohort), {}).status_code == 302


def test_pressing_twice_says_that_it_is_cancelled_already(
    cohort: Cohort, days: tuple[Day, Day], manager: User
) -> None:
    sent_for(days[1])
    office = browser_of(manager)
    sent = {"reason": REASON}
    assert [office.post(url(cohort), sent).status_code for _each in range(2)] == [302, 409]
    assert len(told()) == 1


def test_the_applicants_page_says_that_it_is_cancelled(
    cohort: Cohort, days: tuple[Day, Day], manager: User
) -> None:
    application = sent_for(*days)
    cancel_cohort(actor=manager, cohort=cohort, reason=REASON)
    reader: Client = browser_of(application.participant.user)
    html = reader.get(f"/en/my/applications/{application.public_id}/").content.decode()
    assert "This residency is cancelled" in html
    assert REASON in html
    assert "/withdraw/" not in html


def test_somebody_elses_cohort_is_not_cancelled(cohort: Cohort, days: tuple[Day, Day]) -> None:
    stranger: Any = manager_of(CohortFactory().residency.programme)
    office = browser_of(stranger)
    assert office.get(url(cohort)).status_code == 404
    assert office.post(url(cohort), {"reason": REASON}).status_code == 404
    cohort.refresh_from_db()
    assert cohort.state == Cohort.State.PUBLISHED


@pytest.mark.parametrize("kind", [Participant.Kind.INTERPRETER, Participant.Kind.STAFF])
def test_who_comes_to_work_and_has_not_applied_is_told_once_too(
    cohort: Cohort, days: tuple[Day, Day], manager: User, kind: str
) -> None:
    guide, stranger = (ParticipantFactory(cohort=cohort, kind=kind) for _each in range(2))
    PlaceFactory(pool=days[1].pool, participant=guide)
    run = RunFactory(day=days[1])
    places.take(pool_id=run.pool_id, participant=guide)
    cancel_cohort(actor=manager, cohort=cohort, reason=REASON)
    (letter,) = letters(kind="cohort_cancelled_at_work")
    assert letter.recipient == guide.user and REASON in letter.text
    assert not Letter.objects.filter(recipient=stranger.user).exists()
    assert not Place.objects.filter(participant=guide).exists()


def test_who_has_a_seat_alone_is_told_and_counted_before(
    cohort: Cohort, days: tuple[Day, Day], manager: User
) -> None:
    run = RunFactory(day=days[0])
    places.take(pool_id=run.pool_id, participant=ParticipantFactory(cohort=cohort, kind="staff"))
    office = browser_of(manager)
    assert "1 person will be told by letter." in office.get(url(cohort)).content.decode()
    assert not Letter.objects.exists()
