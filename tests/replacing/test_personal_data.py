"""What replacements hold of both who are concerned: each reads their own part; erased, that one came for one stays."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from cohorts.models import Participant, Place
from cohorts.replacing import services
from cohorts.replacing.models import Replacement
from foundation.work import WorkState
from messaging import outbox
from messaging.models import Letter
from people.models import User
from people.personal_data.services import NotNow, erase
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.people import CommunityFactory, UserFactory
from tests.factories.replacing import Journey, confirmed, holder, nominated
from tests.held import queries_of, rows_of, why_not_now, words_of
from tests.school import browser_of
from tests.traces import tables_with

State = Replacement.State
LEFT = "Colleagues who were named to come in your place"
CAME = "Residencies to which you were named to come in a colleague’s place"
# Of the one who leaves, of the colleague, and of who named them.
LEAVER, COLLEAGUE, BY = "Захворіла", "Тарас Зразковий", "Олена Координаторка"
ROOMS = ("replacing", "admission", "cohorts", "people")


def pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("Лист.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n")


@pytest.fixture
def colleague(made: Journey) -> User:
    return made.colleague(email="slid@demo.example")


@pytest.fixture
def done(made: Journey, colleague: User) -> Replacement:
    """A colleague has come in place of another."""
    row = nominated(made.leaver, made.manager, colleague.email, phone="+380 67 555 1122", letter=pdf())
    row = services.confirm(actor=colleague, replacement=row, answers=answers())
    services.approve(actor=made.manager, replacement=row)
    row.refresh_from_db()
    return row


def answers(**more: Any) -> Any:
    return {
        "given_name": "Тарас",
        "family_name": "Зразковий",
        "phone": "+380 67 555 1122",
        "community": CommunityFactory(name="Слідогромада"),
        "country": "UA",
        "organisation": "Слідорада",
        "organisation_kind": "",
        "position": "слідопосада",
        **more,
    }


@pytest.fixture
def over(made: Journey, time_machine: Any) -> Any:
    """A hand that lets the days pass."""
    after = dt.datetime.combine(made.days[-1].date + dt.timedelta(days=2), dt.time(12), dt.UTC)
    return lambda: time_machine.move_to(after)


# ---------------------------------------------------------------- held
def test_each_of_the_two_reads_their_own_part(made: Journey, done: Replacement, colleague: User) -> None:
    [left] = rows_of(made.leaver.user, LEFT)
    assert (left["State"], left["Institution"]) == ("done", "Зразкова рада")
    assert "names others" in left["Letter of the institution"]
    [came] = rows_of(colleague, CAME)
    assert came["Name of the colleague"] == COLLEAGUE and came["State"] == "done"
    assert {"Named at", "Confirmed at", "Ended at"} <= came.keys()


def test_neither_reads_the_other_nor_who_named_them(
    made: Journey, done: Replacement, colleague: User
) -> None:
    said = [str(rows_of(made.leaver.user, LEFT)), words_of(colleague)]
    assert COLLEAGUE not in said[0] and "555" not in said[0] and "slid@" not in said[0]
    assert LEAVER not in said[1]
    assert not any(each in words for words in said for each in (BY, made.manager.family_name, "Лист.pdf"))


def test_the_colleague_reads_what_they_said_until_it_is_approved(made: Journey, colleague: User) -> None:
    row = nominated(made.leaver, made.manager, colleague.email)
    assert rows_of(colleague, CAME)[0]["State"] == "named, has not confirmed"
    services.confirm(actor=colleague, replacement=row, answers=answers())
    [said] = rows_of(colleague, CAME)
    assert (said["Organisation"], said["Position"]) == ("Слідорада", "слідопосада")
    assert (said["Family name"], said["Country"]) == ("Зразковий", "Ukraine")
    assert said["Community"].startswith("Slidohromad")
    assert "слідопосада" not in str(rows_of(made.leaver.user, LEFT))


def test_why_a_colleague_does_not_come_is_theirs_and_why_it_is_taken_back_is_of_both(
    made: Journey, colleague: User
) -> None:
    row = nominated(made.leaver, made.manager, colleague.email)
    services.refuse(actor=colleague, replacement=row, reason="Слідохвороба")
    assert rows_of(colleague, CAME)[0]["Reason"] == "Слідохвороба"
    assert "Слідохвороба" not in words_of(made.leaver.user)
    row = nominated(made.leaver, made.manager, "other@demo.example")
    services.withdraw(actor=made.manager, replacement=row, reason="Одужала")
    assert rows_of(made.leaver.user, LEFT)[1]["Reason"] == "Одужала"
    assert "Одужала" not in words_of(colleague)


def test_a_stranger_reads_nothing_of_it(made: Journey, done: Replacement) -> None:
    for reader in (made.beside.user, made.manager):
        assert not rows_of(reader, LEFT) and not rows_of(reader, CAME)


@pytest.mark.both_databases
def test_it_takes_as_many_queries_for_many_as_for_one(made: Journey, colleague: User) -> None:
    def fill(leaver: Participant) -> None:
        row = nominated(leaver, made.manager, colleague.email)
        services.confirm(actor=colleague, replacement=row, answers=answers())
        Replacement.objects.filter(pk=row.pk).update(letter="replacements/x/letter")

    fill(made.leaver)
    of_one = queries_of("cohorts.replacing.person.Named", colleague)
    for _number in range(3):
        cohort = CohortFactory(residency__programme=made.cohort.residency.programme)
        fill(holder(DayFactory(cohort=cohort)))
    assert len(rows_of(colleague, CAME)) == 4
    assert queries_of("cohorts.replacing.person.Named", colleague) == of_one


# ---------------------------------------------------------------- what stands against erasing
def test_a_replacement_is_ended_first_for_both(made: Journey, colleague: User, over: Any) -> None:
    row = nominated(made.leaver, made.manager, colleague.email)
    [(text, url)] = why_not_now(colleague)
    assert (
        text.endswith("Say first that you are not coming.") and url == f"/en/my/replacements/{row.public_id}/"
    )
    assert any("A colleague is named" in text for text, _url in why_not_now(made.leaver.user))
    with pytest.raises(NotNow):
        erase(actor=colleague, user=colleague)
    services.refuse(actor=colleague, replacement=row)
    assert why_not_now(colleague) == []
    assert not any("A colleague is named" in text for text, _url in why_not_now(made.leaver.user))


def test_what_nobody_ended_in_time_stands_against_nothing_and_is_taken_back(
    made: Journey, colleague: User, over: Any
) -> None:
    row = confirmed(made.leaver, made.manager, colleague)
    over()
    assert why_not_now(colleague) == [] and why_not_now(made.leaver.user) == []
    erase(actor=colleague, user=colleague)
    row.refresh_from_db()
    assert (row.state, row.name, row.address, row.answers) == (State.WITHDRAWN, "", "", {})


# ---------------------------------------------------------------- erased
def test_of_the_colleague_nothing_is_left_but_that_somebody_came(
    made: Journey, done: Replacement, colleague: User, over: Any, django_capture_on_commit_callbacks: Any
) -> None:
    storage, file = done.letter.storage, str(done.letter.name)
    phone = done.phone
    traces = (COLLEAGUE, "slid@", "Лист.pdf", "Слідорада", "слідопосада", BY, phone)
    assert all(tables_with(each, *ROOMS) for each in traces)
    over()
    with django_capture_on_commit_callbacks(execute=True):
        erase(actor=colleague, user=colleague)
    assert {each: found for each in traces if (found := tables_with(each, *ROOMS))} == {}
    assert not storage.exists(file)
    done.refresh_from_db()
    assert (done.state, done.user, done.by_institution) == (State.DONE, colleague, "Зразкова рада")
    assert done.newcomer is not None and Place.objects.filter(participant=done.newcomer).exists()
    with translation.override("uk"):
        reasons = {row.reason for row in made.application.day_requests.all()}
    assert reasons == {"Замість цієї людини приїде інша."}


def test_of_who_left_the_letter_goes_and_the_colleague_stays_as_they_were_named(
    made: Journey, done: Replacement, over: Any, django_capture_on_commit_callbacks: Any
) -> None:
    storage, file = done.letter.storage, str(done.letter.name)
    with django_capture_on_commit_callbacks(execute=True):
        erase(actor=made.leaver.user, user=made.leaver.user)
    assert tables_with(LEAVER, *ROOMS) == set() and not storage.exists(file)
    done.refresh_from_db()
    assert (done.name, done.address) == (COLLEAGUE, "slid@demo.example")
    assert not (done.by_name or done.letter_name or done.letter)


def test_somebody_who_was_named_and_never_signed_in_for_it_is_found_by_the_address(
    made: Journey, colleague: User, over: Any
) -> None:
    row = nominated(made.leaver, made.manager, colleague.email)
    services.withdraw(actor=made.manager, replacement=row, reason="Одужала")
    erase(actor=colleague, user=colleague)
    row.refresh_from_db()
    assert not any((row.name, row.address, row.phone, row.reason)) and row.state == State.WITHDRAWN
    assert not Letter.objects.filter(address=colleague.email).exists()


def test_letters_to_the_other_one_do_not_name_them_any_more(
    made: Journey, done: Replacement, colleague: User, over: Any
) -> None:
    for letter in Letter.objects.filter(kind__startswith="repl"):
        assert outbox.deliver(letter.pk)
    assert tables_with(LEAVER, "messaging") and tables_with(COLLEAGUE, "messaging")
    over()
    erase(actor=colleague, user=colleague)
    assert tables_with(COLLEAGUE, "messaging") == set()
    told = Letter.objects.get(kind="replaced")
    assert (told.recipient, told.state) == (made.leaver.user, WorkState.DONE)
    erase(actor=made.leaver.user, user=made.leaver.user)
    assert tables_with(LEAVER, "messaging") == set()


def test_another_replacement_of_the_cohort_stays_as_it_was(
    made: Journey, done: Replacement, colleague: User, over: Any
) -> None:
    other = nominated(made.beside, made.manager, "other@demo.example", phone="+380 50 111 1111")
    over()
    erase(actor=colleague, user=colleague)
    other.refresh_from_db()
    assert (other.name, other.address, other.by_name) == (COLLEAGUE, "other@demo.example", BY)
    assert other.is_open


@pytest.mark.parametrize("name", ["replacing_list", "admission_list", "summary_overview", "admission_calls"])
def test_the_lists_of_the_office_open_with_both_erased(
    made: Journey, done: Replacement, colleague: User, over: Any, name: str
) -> None:
    over()
    for user in (colleague, made.leaver.user):
        erase(actor=user, user=user)
    page = browser_of(made.manager).get(reverse(name, args=[made.cohort.pk]))
    assert page.status_code == 200
    words = page.content.decode()
    assert not any(each in words for each in (COLLEAGUE, LEAVER, "slid@", BY))
    both = f"erased account U-{made.leaver.user_id} → details deleted"
    assert name != "replacing_list" or both in words


def test_who_entered_and_approved_it_stays_by_number(made: Journey, done: Replacement) -> None:
    UserFactory(is_superuser=True)
    made.manager.memberships.all().delete()
    erase(actor=made.manager, user=made.manager)
    done.refresh_from_db()
    assert (done.entered_by, done.ended_by, done.name) == (made.manager, made.manager, COLLEAGUE)
