"""Letters in the back office: read by the programme's managers, sent again when they were set aside."""

import datetime as dt
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cohorts.admission.letters.wording import ApplicationReceived
from foundation import work
from foundation.work import WorkState
from messaging.kinds import cohorts_of_letters
from messaging.models import Letter
from residencies.models import Programme
from tests.factories.admission import sent_for
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.messaging import LetterFactory
from tests.factories.people import AdministratorFactory, UserFactory
from tests.factories.residencies import ProgrammeFactory, manager_of
from tests.letters import watched

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def programme() -> Programme:
    return ProgrammeFactory()


@pytest.fixture
def office(client: Client, programme: Programme) -> Client:
    client.force_login(manager_of(programme))
    return client


def page(letter: Letter) -> str:
    return reverse("messaging_letter", args=[letter.pk])


def again(letter: Letter) -> str:
    return reverse("messaging_letter_again", args=[letter.pk])


def test_a_manager_reads_a_letter_of_their_programme(office: Client, programme: Programme) -> None:
    letter = LetterFactory(programme=programme, text="Добрий день!\n\n<b>Чекаємо</b> на вас.")
    html = office.get(page(letter)).content.decode()
    assert "&lt;b&gt;Чекаємо&lt;/b&gt; на вас." in html
    assert letter.address in html


def test_the_first_screen_says_that_letters_do_not_leave_since_when_and_whom_to_call(
    office: Client, programme: Programme, settings
) -> None:
    home = reverse("wagtailadmin_home")
    boss = AdministratorFactory(phone="+380441234567")
    LetterFactory(programme=programme)  # on its way
    LetterFactory(state=WorkState.DONE, created_at=timezone.now() - dt.timedelta(hours=5))
    assert "mail-waits" not in office.get(home).text
    for hours in (2, 3):
        LetterFactory(
            created_at=timezone.now() - dt.timedelta(hours=hours),
            not_before=timezone.now() + dt.timedelta(minutes=30),
            attempts=3,
        )
    text = office.get(home).text
    first = timezone.localtime(timezone.now() - dt.timedelta(hours=3))
    assert "2 листи чекають" in text and f"{first:%H:%M}" in text
    assert 'href="tel:+380441234567"' in text and boss.email in text
    assert "manage.py doctor" not in text
    settings.OPERATOR_CONTACT = "IT department, 044 765 43 21"
    text = office.get(home).text
    assert "IT department, 044 765 43 21" in text and boss.email not in text


def test_a_letter_that_is_to_leave_later_is_not_stuck(office: Client, programme: Programme) -> None:
    """At night, or while somebody may still change what it tells of, letters wait on purpose."""
    now = timezone.now()
    written = now - dt.timedelta(hours=6)
    LetterFactory(programme=programme, created_at=written, not_before=now + dt.timedelta(hours=4))
    assert "mail-waits" not in office.get(reverse("wagtailadmin_home")).text
    LetterFactory(programme=programme, created_at=written, not_before=now - dt.timedelta(minutes=50))
    text = office.get(reverse("wagtailadmin_home")).text
    since = timezone.localtime(now - dt.timedelta(minutes=50))
    assert "1 лист чекає" in text and f"{since:%H:%M}" in text


def test_a_letter_that_the_worker_has_yet_to_word_can_be_read_too(
    office: Client, programme: Programme
) -> None:
    cohort = CohortFactory(residency__programme=programme)
    application = sent_for(DayFactory(cohort=cohort), user=UserFactory(language="en"))
    letter = Letter.objects.get()
    assert letter.text == ""
    assert f"Its receipt number is {application.receipt}." in office.get(page(letter)).content.decode()
    letter.refresh_from_db()
    assert letter.text == ""  # reading it changes nothing


def test_the_list_names_letters_without_words_by_their_kind_and_words_none_of_them(
    office: Client, programme: Programme
) -> None:
    day = DayFactory(cohort=CohortFactory(residency__programme=programme))
    for _number in range(2):
        sent_for(day)
    with watched() as worded:
        rows = office.get(reverse("letter:index")).content.decode()
    assert rows.count(str(ApplicationReceived.title)) == 3  # two rows, and the choice in the filter
    assert not [name for name in worded if name and name.startswith("emails/")]


def test_a_letter_whose_rows_are_gone_has_a_page_that_says_so(office: Client, programme: Programme) -> None:
    gone = LetterFactory(
        programme=programme, kind="certificate_issued", facts={"version": 1, "certificate": 10**9}
    )
    unknown = LetterFactory(programme=programme, kind="of-another-time", subject="", facts={"version": 1})
    for letter in (gone, unknown):
        answer = office.get(page(letter))
        assert answer.status_code == 200
        assert "його текст скласти неможливо" in " ".join(answer.content.decode().split())


def test_letters_of_others_and_of_no_programme_are_not_found(office: Client) -> None:
    for letter in (LetterFactory(), LetterFactory(programme=None)):
        assert office.get(page(letter)).status_code == 404
        assert office.post(again(letter)).status_code == 404


def test_a_letter_that_signs_somebody_in_is_shown_to_nobody(client: Client, programme: Programme) -> None:
    letter = LetterFactory(programme=programme, is_private=True, subject="Код 123456")
    for person in (manager_of(programme), AdministratorFactory()):
        client.force_login(person)
        assert client.get(page(letter)).status_code == 404
        assert client.post(again(letter)).status_code == 404
        assert "123456" not in client.get(reverse("letter:index")).content.decode()
        assert list(client.get(reverse("letter:index") + "?q=Код").context["object_list"]) == []


def test_a_letter_that_was_set_aside_is_sent_again(
    office: Client,
    programme: Programme,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(work, "send", lambda *message: sent.append(message))
    letter = LetterFactory(programme=programme, state=WorkState.FAILED, attempts=6, last_error="SMTPError")
    assert again(letter) in office.get(page(letter)).content.decode()
    office.get(again(letter))
    assert not sent
    with django_capture_on_commit_callbacks(execute=True):
        assert office.post(again(letter)).url == page(letter)
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (WorkState.QUEUED, 0)
    assert sent == [("messaging.deliver", letter.pk)]


@pytest.mark.parametrize("state", [WorkState.QUEUED, WorkState.RUNNING, WorkState.DONE])
def test_a_letter_that_waits_or_has_left_is_not_sent_again(
    office: Client, programme: Programme, state: str
) -> None:
    letter = LetterFactory(programme=programme, state=state)
    assert office.post(again(letter)).status_code == 409
    letter.refresh_from_db()
    assert letter.state == state


def test_letters_are_not_changed_or_deleted_here(office: Client, programme: Programme) -> None:
    letter = LetterFactory(programme=programme)
    assert office.post(page(letter), {"text": "Інше"}).status_code == 405
    for what in ("edit", "delete"):
        assert office.post(f"/admin/letters/{what}/{letter.pk}/").status_code in {403, 404}
    assert Letter.objects.get().text == letter.text


def test_letters_are_filtered_by_their_kind(office: Client, programme: Programme) -> None:
    wanted = LetterFactory(programme=programme, kind="day_accepted")
    LetterFactory(programme=programme, kind="day_declined")
    answer = office.get(reverse("letter:index"), {"kind": "day_accepted"})
    assert [row.pk for row in answer.context["object_list"]] == [wanted.pk]
    kinds = [value for value, _words in answer.context["filters"].form.fields["kind"].choices]
    assert "sign_in" not in kinds


def test_letters_are_filtered_by_the_cohort_that_they_are_about(office: Client, programme: Programme) -> None:
    first, second = CohortFactory.create_batch(2, residency__programme=programme)
    foreign = CohortFactory()
    for cohort in (first, second, foreign):
        sent_for(DayFactory(cohort=cohort))
    answer = office.get(reverse("letter:index"), {"cohort": first.pk})
    assert [row.cohort_id for row in answer.context["object_list"]] == [first.pk]
    offered = [value for value, _words in answer.context["filters"].form.fields["cohort"].choices]
    assert {first.pk, second.pk} <= {*offered} and foreign.pk not in offered
    assert (
        Letter.objects.get(cohort_id=foreign.pk)
        not in office.get(reverse("letter:index"), {"cohort": foreign.pk}).context["object_list"]
    )


def test_the_choice_of_cohorts_costs_two_queries_however_many_there_are(programme: Programme) -> None:
    manager = manager_of(programme)
    for number in (1, 4):
        for _each in range(number):
            DayFactory(cohort=CohortFactory(residency__programme=programme))
        with CaptureQueriesContext(connection) as made:
            cohorts_of_letters(manager)
        assert len(made) == 2


def test_letters_that_were_there_before_are_given_their_cohort_by_what_their_key_names() -> None:
    migration = import_module("certificates.migrations.0006_letters_of_their_cohorts")
    day = DayFactory()
    application = sent_for(day)
    request = application.day_requests.get()
    sent = Letter.objects.get()
    kept = {
        "day_accepted": f"day_accepted:{request.pk}:3",
        "timetable_changed": "timetable:999999:1",  # the release is gone
        "session_place": f"session_place:given:7:{application.participant_id}",
        "cohort_cancelled_at_work": f"cohort_cancelled_at_work:{day.cohort_id}:5",
        "sign_in": "sign_in:0f0e",
    }
    letters = {kind: LetterFactory(kind=kind, key=key) for kind, key in kept.items()}
    Letter.objects.update(cohort_id=None)
    migration.name_cohorts(apps, None)
    found = dict(Letter.objects.values_list("pk", "cohort_id"))
    assert found.pop(sent.pk) == day.cohort_id
    assert {kind: found[letter.pk] for kind, letter in letters.items()} == {
        "day_accepted": day.cohort_id,
        "timetable_changed": None,
        "session_place": day.cohort_id,
        "cohort_cancelled_at_work": day.cohort_id,
        "sign_in": None,
    }
