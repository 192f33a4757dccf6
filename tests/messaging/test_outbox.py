"""Letters: written with the event as facts, worded and delivered by the worker, private ones forgotten."""

import datetime as dt
import email
import email.policy
from email.header import decode_header, make_header
from email.utils import parseaddr
from typing import Any
from unittest.mock import Mock, patch

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.utils import timezone, translation

from certificates import tasks as certificate_tasks
from certificates.models import Batch, Certificate
from config.celery import app
from foundation import work
from foundation.work import WorkState
from messaging import outbox, tasks, wording
from messaging.models import Letter
from tests.certificates.conftest import manager_browser, seen_of
from tests.factories.admission import sent_for
from tests.factories.certificates import ended_cohort
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.messaging import LetterFactory
from tests.factories.people import UserFactory
from tests.letters import watched

from .sample import composed, private, written

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.usefixtures("sample_kind")]


def parts_of(message: EmailMultiAlternatives) -> dict[str, Any]:
    """The parts of a mail as a reader's program takes it apart, by their kinds."""
    parsed = email.message_from_bytes(message.message().as_bytes(), policy=email.policy.default)
    return {part.get_content_type(): part for part in parsed.walk() if not part.is_multipart()}


# ---------------------------------------------------------------- writing
def test_the_same_event_writes_one_letter_however_often_it_is_told() -> None:
    reader = UserFactory()
    assert written(reader).pk == written(reader).pk
    assert Letter.objects.count() == 1


def test_writing_letters_words_nothing_and_asks_the_database_once_for_many(
    django_assert_num_queries: Any,
) -> None:
    cohort, readers = (
        CohortFactory(residency__programme__contact_email="a@demo.example"),
        UserFactory.create_batch(5),
    )
    with watched() as worded, django_assert_num_queries(1):
        outbox.write([composed(reader, cohort=cohort) for reader in readers])
    assert worded == []
    for letter in Letter.objects.all():
        assert (letter.subject, letter.text, letter.html) == ("", "", "")
        assert letter.facts["number"] == "01-2026-00001" and letter.facts["version"] == 1


def test_a_letter_told_again_keeps_its_first_words_and_its_state() -> None:
    reader = UserFactory()
    letter = written(reader)
    outbox.deliver(letter.pk)
    written(reader, number="99-2026-99999")
    letter.refresh_from_db()
    assert letter.state == WorkState.DONE
    assert "01-2026-00001" in letter.text
    assert not outbox.deliver(letter.pk)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("language", ["uk", "en", "pl"])
def test_a_letter_is_in_the_readers_language_whatever_the_page_speaks(language: str) -> None:
    reader = UserFactory(language=language)
    with translation.override("pl" if language != "pl" else "uk"):
        letter = wording.word(written(reader))
    assert letter.language == language
    assert f"http://testserver/{language}/my/" in letter.text
    assert f'<html lang="{language}">' in letter.html


def test_text_and_html_say_why_the_letter_comes() -> None:
    letter = wording.word(written(UserFactory(language="en")))
    for part in (letter.text, letter.html):
        assert part.count("You receive this letter because") == 1


def test_a_letter_stays_in_the_language_in_which_it_was_written_and_the_next_is_in_the_new_one() -> None:
    reader = UserFactory(language="en")
    letter = written(reader)
    reader.language = "uk"
    reader.save()
    outbox.deliver(letter.pk)
    assert "is ready" in mail.outbox[0].subject
    assert written(reader, key="another").language == "uk"


def test_html_escapes_a_name_and_text_leaves_it_as_it_is() -> None:
    cohort = CohortFactory(residency__name_en="<b Петренко & «Сини» 'x'")
    reader = UserFactory(language="en", given_name="<i>Олена</i>")
    letter = wording.word(written(reader, cohort=cohort))
    assert "<b Петренко & «Сини» 'x'" in letter.text
    assert "<i>Олена</i>" in letter.text
    assert "&lt;b Петренко &amp; «Сини»" in letter.html
    assert "<b Петренко" not in letter.html
    assert "<i>Олена</i>" not in letter.html


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\u2028", "\u2029", "\x0b", "\x85"])
def test_a_line_break_cannot_get_into_a_subject(break_: str) -> None:
    reader = UserFactory(language="en")
    letter = written(reader, number=f"01{break_}Bcc: all@demo.example")
    secret = private(code=f"a{break_}Bcc: x@demo.example", address=reader.email)
    for row in (letter, secret):
        assert outbox.deliver(row.pk)
    letter.refresh_from_db()
    assert "\n" not in letter.subject and "\r" not in letter.subject
    for message in mail.outbox:
        assert message.recipients() == [reader.email]
        assert "Bcc" not in message.message()


def test_a_subject_that_is_too_long_is_cut_and_the_letter_leaves() -> None:
    letter = written(UserFactory(), number="9" * 400)
    assert outbox.deliver(letter.pk)
    letter.refresh_from_db()
    assert len(letter.subject) == 250


# ---------------------------------------------------------------- delivering
def test_a_letter_says_whom_to_ask_and_answers_go_there() -> None:
    cohort = CohortFactory(residency__programme__contact_email="office@demo.example")
    letter = wording.word(written(UserFactory(language="en"), cohort=cohort))
    for text in (letter.text, letter.html):
        assert "Answer this letter or write to office@demo.example." in text
    outbox.deliver(letter.pk)
    [message] = mail.outbox
    assert message.message()["Reply-To"] == "office@demo.example"


def test_a_letter_of_a_programme_that_names_nobody_offers_no_answer() -> None:
    letter = wording.word(written(UserFactory(language="en")))
    assert "Questions?" not in letter.text + letter.html
    outbox.deliver(letter.pk)
    [message] = mail.outbox
    assert message.message()["Reply-To"] is None


def test_a_letter_leaves_as_text_and_html_with_the_same_id_on_every_try() -> None:
    reader = UserFactory(language="en")
    letter = written(reader)
    with patch("django.core.mail.backends.locmem.EmailBackend.send_messages", side_effect=OSError):
        assert not outbox.deliver(letter.pk)
    letter.refresh_from_db()
    assert letter.text and letter.facts is None  # the words are kept: it says the same on every try
    Letter.objects.update(not_before=timezone.now())
    assert outbox.deliver(letter.pk)
    [message] = mail.outbox
    parts = parts_of(message)
    assert set(parts) == {"text/plain", "text/html"}
    assert parts["text/plain"].get_content().replace("\r\n", "\n") == letter.text
    assert message.to == [reader.email]
    assert message.message()["Message-ID"] == f"<{letter.public_id}@testserver>"


def test_a_message_that_comes_twice_makes_one_mail() -> None:
    letter = LetterFactory()
    for _time in range(3):
        tasks.deliver(letter.pk)
    assert len(mail.outbox) == 1


def test_a_message_about_a_letter_that_is_not_there_is_no_error() -> None:
    tasks.deliver(10**9)
    assert mail.outbox == []


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_the_calendar_part_names_the_method_that_is_in_it(method: str) -> None:
    calendar = f"BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nSUMMARY:Заняття\r\nEND:VCALENDAR\r\n"
    letter = LetterFactory(calendar=calendar, calendar_method=method, html="<p>x</p>")
    assert outbox.deliver(letter.pk)
    part = parts_of(mail.outbox[0])["text/calendar"]
    assert part.get_param("method") == method
    assert f"METHOD:{method}" in part.get_content()
    assert "Заняття" in part.get_content()


@pytest.mark.parametrize(
    "error", [TimeoutError("x"), ConnectionRefusedError("x"), RuntimeError("429 somebody@demo.example")]
)
def test_a_mail_provider_that_fails_puts_the_letter_off_and_the_sweeper_brings_it(error: Exception) -> None:
    letter = LetterFactory()
    with patch("django.core.mail.backends.locmem.EmailBackend.send_messages", side_effect=error):
        assert not outbox.deliver(letter.pk)
    letter.refresh_from_db()
    assert (letter.state, letter.last_error) == (WorkState.QUEUED, type(error).__name__)
    assert not outbox.deliver(letter.pk)
    Letter.objects.update(not_before=timezone.now() - dt.timedelta(minutes=1))
    with patch("foundation.work.send", return_value=True) as send:
        tasks.sweep()
    send.assert_called_once_with("messaging.deliver", letter.pk)
    assert outbox.deliver(letter.pk)


# ---------------------------------------------------------------- words
def test_what_a_manager_reads_beforehand_is_what_leaves() -> None:
    letter = written(UserFactory())
    before = wording.words_of(wording.word(Letter.objects.get(pk=letter.pk)))
    assert outbox.deliver(letter.pk)
    letter.refresh_from_db()
    assert wording.words_of(letter) == before
    assert mail.outbox[0].body == before["text"]


def test_a_calendar_part_is_worded_with_the_letter() -> None:
    assert outbox.deliver(written(UserFactory(language="pl"), calls_off=True).pk)
    assert parts_of(mail.outbox[0])["text/calendar"].get_content().strip() == "METHOD:CANCEL pl"


def test_a_letter_to_an_account_that_is_gone_meanwhile_leaves_without_its_name() -> None:
    reader = UserFactory(language="en", given_name="Olena")
    letter = written(reader)
    Letter.objects.filter(pk=letter.pk).update(recipient=None)
    assert outbox.deliver(letter.pk)
    assert mail.outbox[0].to == [reader.email] and mail.outbox[0].body.startswith("Good day,\n")


def test_a_letter_that_cannot_be_worded_is_put_off_and_keeps_its_facts(settings: Any) -> None:
    gone, unknown = written(UserFactory()), written(UserFactory())
    Letter.objects.filter(pk=gone.pk).update(facts={**gone.facts, "cohort": 10**9})
    Letter.objects.filter(pk=unknown.pk).update(kind="of-another-time")
    for letter in (gone, unknown):
        assert not outbox.deliver(letter.pk)
        letter.refresh_from_db()
        assert (letter.state, letter.last_error) == (WorkState.QUEUED, "CannotBeWorded")
        assert letter.facts["number"]
    assert not mail.outbox


def test_a_worker_whose_lease_ran_out_while_it_worded_sends_nothing() -> None:
    letter = written(UserFactory())
    with patch("foundation.work.keep", return_value=False):
        assert not outbox.deliver(letter.pk)
    assert not mail.outbox


def test_a_letter_that_is_forgotten_while_it_is_worded_does_not_leave() -> None:
    letter = written(UserFactory())

    def worded(row: Letter) -> Letter:
        outbox.forget(row.key)
        return wording.word(row)

    with patch("messaging.outbox.word", side_effect=worded):
        assert not outbox.deliver(letter.pk)
    assert mail.outbox == [] and not Letter.objects.exists()


# ---------------------------------------------------------------- private letters
def everything_in(letter: Letter) -> str:
    """All columns of a letter's row as they are in the database."""
    return str(Letter.objects.filter(pk=letter.pk).values())


def test_a_sign_in_letter_says_nothing_any_more_once_it_left() -> None:
    letter = private("BCDF-GHJK")
    assert "BCDF-GHJK" in everything_in(letter)
    assert outbox.deliver(letter.pk)
    assert "BCDF-GHJK" not in everything_in(letter)
    letter.refresh_from_db()
    assert wording.words_of(letter) == Letter.NOTHING_SAID
    assert "BCDF-GHJK" in mail.outbox[0].body


@pytest.mark.parametrize("is_worded", [False, True])
def test_a_sign_in_letter_that_is_set_aside_says_nothing_any_more_either(is_worded: bool) -> None:
    letter = private("BCDF-GHJK")
    if is_worded:
        Letter.objects.update(**wording.words_of(wording.word(letter)))
    Letter.objects.update(state=WorkState.FAILED, attempts=work.MAX_ATTEMPTS)
    assert "BCDF-GHJK" in everything_in(letter)
    outbox.sweep()
    assert "BCDF-GHJK" not in everything_in(letter)


def test_other_letters_keep_their_words_for_the_manager() -> None:
    letter = written(UserFactory())
    outbox.deliver(letter.pk)
    Letter.objects.filter(pk=letter.pk).update(state=WorkState.FAILED)
    outbox.sweep()
    letter.refresh_from_db()
    assert letter.text and letter.html


# ---------------------------------------------------------------- the broker is away
def test_with_the_broker_away_at_commit_the_request_succeeds_and_the_work_is_done_later(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr(work._Broker, "away_until", 0.0)
    monkeypatch.setattr(app, "send_task", away := Mock(side_effect=ConnectionRefusedError))
    ended = ended_cohort(people=1)
    client = manager_browser(ended)
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(f"/admin/cohorts/{ended.cohort.pk}/certificates/issue/", seen_of(ended))
    assert response.status_code == 302
    away.assert_called_once()
    batch = Batch.objects.get()
    Batch.objects.update(not_before=timezone.now() - dt.timedelta(minutes=1))
    with patch("foundation.work.send", return_value=True) as send:
        certificate_tasks.sweep()
    send.assert_called_once_with("certificates.run_batch", batch.pk)
    certificate_tasks.run_batch(batch.pk)
    tasks.deliver(Letter.objects.get(kind="certificate_issued").pk)
    assert Certificate.objects.get().number in mail.outbox[0].subject


def test_a_reader_finds_the_way_out_of_every_letter() -> None:
    letter = wording.word(written(UserFactory(language="en")))
    assert Client().get("/en/my/").status_code == 302
    assert "http://testserver/en/my/" in letter.text
    assert "http://testserver/en/my/" in letter.html


@pytest.mark.parametrize(
    ("language", "name"), [("uk", "Світлиця"), ("en", "Svitlytsia"), ("pl", "Świetlica")]
)
def test_a_letter_comes_from_a_name_that_its_reader_can_read(language: str, name: str) -> None:
    message = outbox.as_message(LetterFactory(language=language))
    sender = message.message()["From"]
    shown, address = parseaddr(str(make_header(decode_header(sender))))
    assert (shown, address) == (name, "svitlytsia@demo.example")


def test_the_foot_of_a_plain_letter_begins_with_the_mark_that_programs_know() -> None:
    sent_for(DayFactory())
    letter = wording.word(Letter.objects.get())
    assert "\n-- \n" in letter.text
    assert '<meta name="color-scheme" content="light">' in letter.html
