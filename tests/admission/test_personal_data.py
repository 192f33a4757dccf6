"""What admission holds of a person: all of it is said to them, and after erasing there are numbers of nobody."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cohorts.admission import services
from cohorts.admission.look_alikes import namesakes
from cohorts.admission.models import Application, Call, DayRequest, LateDoor, Note, PendingDecision
from cohorts.admission.services import Decision
from cohorts.models import Cohort, Day, Participant, Reservation
from cohorts.services import cancel_cohort
from foundation.errors import DomainError
from messaging import outbox
from messaging.models import Letter
from people.models import User
from people.personal_data.services import NotNow, erase
from tests.factories.admission import LateDoorFactory, draft_for, request_of, sent_for
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.people import CommunityFactory, UserFactory
from tests.held import queries_of, rows_of, why_not_now, words_of
from tests.school import browser_of
from tests.traces import tables_with

pytestmark = pytest.mark.django_db
ROOMS = ("admission", "cohorts")
STATE = DayRequest.State
# What the person typed, and what others wrote of them; each is looked for by itself.
TYPED = {
    "organisation": "Слідоорганізація",
    "position": "слідопосада",
    "phone": "+380 67 555 1122",
    "motivation": "Слідомотивація на пів сторінки.",
}
WRITTEN = ("Слідонотатка", "Слідорозмова", "Слідопричина", "Слідовідчинення", "Слідозачинення")


@pytest.fixture
def person() -> User:
    return UserFactory(given_name="Олена", family_name="Слідова", email="slid@demo.example")


@pytest.fixture
def sent(person: User, day: Day, manager: User) -> Application:
    """An application about which the office has written whatever it can, and a day opened for the person."""
    row = sent_for(day, user=person, community=CommunityFactory(name="Слідогромада"), **TYPED)
    services.write_note(actor=manager, application=row, text="Слідонотатка")
    request = request_of(row, day)
    services.decide(
        actor=manager,
        day_request=request,
        decision=Decision.ACCEPT,
        reason="Слідопричина",
        seen_state=request.state,
    )
    services.record_call(actor=manager, application=row, outcome=Call.Outcome.NO_ANSWER, words="Слідорозмова")
    other = DayFactory(cohort=CohortFactory(), pool__deadline=timezone.now() - dt.timedelta(hours=1))
    until = timezone.now() + dt.timedelta(hours=2)
    door = services.open_late(
        actor=manager, day=other, address=person.email, until=until, reason="Слідовідчинення"
    )
    services.close_late(actor=manager, door=door, reason="Слідозачинення")
    return row


@pytest.fixture
def afterwards(time_machine: Any, sent: Application, day: Day) -> None:
    """The day is over."""
    time_machine.move_to(dt.datetime.combine(day.date + dt.timedelta(days=3), dt.time(12), dt.UTC))


# ---------------------------------------------------------------- held
def test_the_person_reads_what_they_wrote_and_what_was_written_of_them(
    sent: Application, person: User
) -> None:
    words = words_of(person)
    assert all(each in words for each in (*TYPED.values(), *WRITTEN, str(sent.receipt)))
    assert rows_of(person, "Your applications")[0]["Community"].startswith("Slidohromad")
    assert rows_of(person, "Days for which you applied")[0]["State"] == "accepted"
    assert rows_of(person, "Calls about your applications")[0]["What they said"] == "no answer"
    assert rows_of(person, "Notes of the organisers about your applications")[0]["Note"] == "Слідонотатка"


def test_nobody_reads_what_is_held_of_another(sent: Application, manager: User) -> None:
    other = sent_for(sent.day_requests.get().day).participant.user
    for reader in (other, manager):
        assert not any(each in words_of(reader) for each in (*TYPED.values(), *WRITTEN, "Слідова"))


def test_who_decided_and_wrote_is_not_named(sent: Application, person: User, manager: User) -> None:
    words = words_of(person)
    assert manager.family_name not in words and manager.email not in words


def test_a_draft_is_held_too_and_says_nothing_of_how_its_days_stand(person: User, day: Day) -> None:
    draft_for(day, user=person, **TYPED)
    assert rows_of(person, "Your applications")[0]["State"] == "draft"
    assert "State" not in rows_of(person, "Days for which you applied")[0]


def test_a_decision_that_is_not_sent_is_not_read_before_the_day_is_over(
    person: User, day: Day, manager: User, time_machine: Any
) -> None:
    request = request_of(sent_for(day, user=person), day)
    services.add_decisions(
        actor=manager,
        cohort=day.cohort,
        seen={request.pk: request.state},
        decision=Decision.DECLINE,
        reason="Слідопричина",
    )
    assert "Слідопричина" not in words_of(person)
    time_machine.move_to(dt.datetime.combine(day.date + dt.timedelta(days=1), dt.time(12), dt.UTC))
    assert "Слідопричина" in words_of(person)


@pytest.mark.both_databases
def test_it_takes_as_many_queries_for_many_applications_as_for_one(sent: Application, person: User) -> None:
    of_one = queries_of("cohorts.admission.person.Applications", person)
    for _number in range(3):
        other = DayFactory()
        row = sent_for(other, user=person)
        Note.objects.create(application=row, text="Ще", written_by=person)
        Call.objects.create(application=row, outcome=Call.Outcome.COMES, called_by=person)
        LateDoorFactory(address=person.email)
    assert queries_of("cohorts.admission.person.Applications", person) == of_one


# ---------------------------------------------------------------- what stands against erasing
def test_an_application_under_consideration_is_withdrawn_first(person: User, day: Day) -> None:
    row = sent_for(day, user=person)
    [(text, url)] = why_not_now(person)
    assert text.startswith(f"Withdraw your application to “{day.cohort.residency.name_en}, ")
    assert f"{day.date:%-d %B %Y}" in text
    assert url == f"/en/my/applications/{row.public_id}/"
    with pytest.raises(NotNow):
        erase(actor=person, user=person)
    services.withdraw_application(actor=person, application=row)
    assert why_not_now(person) == []


def test_an_application_that_was_sent_while_the_question_was_asked_comes_first(
    person: User, day: Day, cohort: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = DayFactory(cohort=CohortFactory(), admission=Day.Admission.OPEN)
    asked = sent_for(day, user=person, **TYPED)
    held = sent_for(opened, user=person, **TYPED)
    # As it was asked a moment before.
    monkeypatch.setattr("people.personal_data.services.hindrances", lambda user: [])
    for row in (asked, held):
        with pytest.raises(NotNow):
            erase(actor=person, user=person)
        services.withdraw_application(actor=person, application=row)
    erase(actor=person, user=person)
    assert not Application.objects.exclude(motivation="").exists()


def test_a_draft_and_what_is_over_or_cancelled_stand_against_nothing(
    person: User, day: Day, manager: User, time_machine: Any
) -> None:
    draft_for(DayFactory(), user=person)
    sent_for(day, user=person)
    cancelled = DayFactory()
    sent_for(cancelled, user=person)
    assert len(why_not_now(person)) == 2
    cancel_cohort(actor=manager, cohort=cancelled.cohort, reason="Тривога.")
    assert len(why_not_now(person)) == 1
    time_machine.move_to(dt.datetime.combine(day.date + dt.timedelta(days=1), dt.time(12), dt.UTC))
    assert why_not_now(person) == []


# ---------------------------------------------------------------- erased
def test_nothing_that_was_written_is_left_in_any_table(
    sent: Application, person: User, afterwards: None
) -> None:
    phone = Application.objects.get(pk=sent.pk).phone
    traces = (*TYPED.values(), *WRITTEN, phone, person.email, person.family_name)
    assert all(tables_with(each, *ROOMS, "people", "wagtailcore") for each in (*TYPED.values(), *WRITTEN))
    erase(actor=person, user=person)
    assert {
        each: found for each in traces if (found := tables_with(each, *ROOMS, "people", "wagtailcore"))
    } == {}
    row = Application.objects.get(pk=sent.pk)
    assert (row.community, row.organisation_words) == (None, "")
    assert not (Note.objects.exists() or Call.objects.exists() or LateDoor.objects.exists())


def test_days_and_decisions_stay_as_numbers_and_so_does_who_decided(
    sent: Application, person: User, manager: User, afterwards: None
) -> None:
    erase(actor=person, user=person)
    request = DayRequest.objects.get(application=sent)
    assert (request.state, request.decided_by) == (STATE.ACCEPTED, manager)
    assert Application.objects.get(pk=sent.pk).receipt == sent.receipt
    assert Participant.objects.get(pk=sent.participant_id).places.count() == 1
    assert ModelLogEntry.objects.filter(action="admission.open_late").get().data.keys() == {"day", "until"}


def test_what_somebody_did_in_the_office_stays_theirs_by_number(
    sent: Application, manager: User, afterwards: None
) -> None:
    manager.memberships.all().delete()
    erase(actor=manager, user=manager)
    assert Note.objects.get().written_by == manager and Note.objects.get().text == "Слідонотатка"
    assert DayRequest.objects.get(application=sent).decided_by == manager


def test_another_persons_application_stays_as_it_was(
    sent: Application, person: User, day: Day, afterwards: None
) -> None:
    other = UserFactory()
    row = Application.objects.create(
        participant=Participant.objects.create(cohort=day.cohort, user=other), **TYPED
    )
    LateDoorFactory(address="other@demo.example", reason="Чуже")
    erase(actor=person, user=person)
    row.refresh_from_db()
    assert {name: getattr(row, name) for name in TYPED} == TYPED
    assert LateDoor.objects.get().reason == "Чуже"


def test_a_draft_goes_whole_and_its_person_does_not_belong_to_the_cohort_any_more(
    person: User, day: Day
) -> None:
    draft_for(day, user=person, **TYPED)
    erase(actor=person, user=person)
    assert not Application.objects.exists() and not DayRequest.objects.exists()
    assert not Participant.objects.filter(user=person).exists()


def test_a_draft_of_somebody_who_had_applied_before_goes_and_the_moves_stay(
    person: User, cohort: Cohort
) -> None:
    day = DayFactory(cohort=cohort, admission=Day.Admission.OPEN)
    row = sent_for(day, user=person)
    services.withdraw_application(actor=person, application=row)
    row.refresh_from_db()
    services.save_draft(
        actor=person, cohort=cohort, answers={"days": [day.pk], "waits_if_full": []}, version=row.version
    )
    erase(actor=person, user=person)
    assert not Application.objects.exists()
    assert Participant.objects.get(user=person).moves.count() == 2


def test_a_decision_that_was_never_sent_goes_with_the_place_that_it_kept(
    person: User, day: Day, manager: User, time_machine: Any
) -> None:
    request = request_of(sent_for(day, user=person), day)
    services.add_decisions(
        actor=manager, cohort=day.cohort, seen={request.pk: request.state}, decision=Decision.ACCEPT
    )
    time_machine.move_to(dt.datetime.combine(day.date + dt.timedelta(days=1), dt.time(12), dt.UTC))
    erase(actor=person, user=person)
    assert not PendingDecision.objects.exists() and not Reservation.objects.exists()


def test_the_letter_that_told_of_a_day_opened_for_them_says_no_more_to_whom_it_went(
    sent: Application, person: User, afterwards: None
) -> None:
    LateDoorFactory(address=person.email)
    for letter in Letter.objects.filter(kind="closed_again"):
        outbox.deliver(letter.pk)
    erase(actor=person, user=person)
    left = Letter.objects.filter(kind__in=["still_open", "closed_again"])
    assert {(letter.address, letter.text) for letter in left} <= {("", "")}


def test_a_day_that_was_opened_for_a_former_address_is_held_and_goes_too(person: User, manager: User) -> None:
    day = DayFactory(cohort=CohortFactory(), pool__deadline=timezone.now() - dt.timedelta(hours=1))
    until = timezone.now() + dt.timedelta(hours=2)
    services.open_late(actor=manager, day=day, address=person.email, until=until, reason="Слідовідчинення")
    outbox.deliver(Letter.objects.get(kind="still_open").pk)
    person.email = "inakshe@demo.example"
    person.save(update_fields=["email"])
    assert "Слідовідчинення" in words_of(person)
    erase(actor=person, user=person)
    assert not LateDoor.objects.exists()
    for word in ("slid@demo.example", "Слідовідчинення"):
        assert tables_with(word, "admission", "messaging", "wagtailcore") == set()


# ---------------------------------------------------------------- afterwards, in the office
@pytest.fixture
def office(sent: Application, person: User, manager: User, afterwards: None) -> Client:
    erase(actor=person, user=person)
    return browser_of(manager)


@pytest.mark.parametrize(
    "name", ["admission_list", "admission_calls", "admission_late", "admission_batch", "summary_overview"]
)
def test_the_lists_of_the_office_open_with_somebody_who_is_erased(
    office: Client, cohort: Cohort, person: User, name: str
) -> None:
    answer = office.get(reverse(name, args=[cohort.pk]), follow=True)
    assert answer.status_code == 200 and "Слід" not in answer.content.decode()


def test_the_list_and_the_application_call_them_by_their_number(
    office: Client, cohort: Cohort, sent: Application, person: User
) -> None:
    page = office.get(reverse("admission_list", args=[cohort.pk])).content.decode()
    assert f"erased account U-{person.pk}" in page and "erased.invalid" not in page
    page = office.get(reverse("admission_detail", args=[cohort.pk, sent.public_id])).content.decode()
    assert f"erased account U-{person.pk}" in page and "erased.invalid" not in page
    assert "details deleted" in page and "Слід" not in page


def test_no_note_is_kept_about_who_is_erased(
    office: Client, cohort: Cohort, sent: Application, manager: User
) -> None:
    page = office.get(reverse("admission_detail", args=[cohort.pk, sent.public_id])).content.decode()
    assert "Keep the note" not in page
    office.post(reverse("admission_note", args=[cohort.pk, sent.public_id]), {"text": "Олена"})
    with pytest.raises(DomainError):
        services.write_note(
            actor=manager, application=Application.objects.get(pk=sent.pk), text="Слідонотатка"
        )
    assert not Note.objects.exists()


def test_two_who_are_erased_do_not_look_like_one(
    office: Client, cohort: Cohort, day: Day, sent: Application, time_machine: Any
) -> None:
    other = UserFactory()
    row = Application.objects.create(
        participant=Participant.objects.create(cohort=cohort, user=other),
        state=Application.State.WITHDRAWN,
        receipt="2026-ДВА",
        sent_at=timezone.now(),
        **TYPED,
    )
    erase(actor=other, user=other)
    assert namesakes(cohort) == 0
    for each in (row, sent):
        page = office.get(reverse("admission_detail", args=[cohort.pk, each.public_id])).content.decode()
        assert "Another account may be the same person’s" not in page
