"""Rows that are work: claimed by one, put off, set aside, swept; a message may come twice, late or never."""

import datetime as dt
from typing import Any
from unittest.mock import patch

import pytest
from django.db import transaction
from django.utils import timezone

from config.celery import app
from foundation import work
from foundation.work import LEASE, MAX_ATTEMPTS, ON_ITS_WAY, WorkState
from messaging.models import Letter
from tests.factories.messaging import LetterFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def _broker_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an earlier test made this process believe of the broker is forgotten."""
    monkeypatch.setattr(work._Broker, "away_until", 0.0)


def fresh(letter: Letter) -> Letter:
    return Letter.objects.get(pk=letter.pk)


def claimed(letter: Letter) -> Letter:
    row = work.claim(Letter, letter.pk)
    assert row is not None
    return row


def later(letter: Letter, **columns: Any) -> None:
    Letter.objects.filter(pk=letter.pk).update(**columns)


# ---------------------------------------------------------------- claiming
def test_a_row_is_claimed_by_one_worker_only() -> None:
    letter = LetterFactory()
    assert claimed(letter).attempts == 1
    assert work.claim(Letter, letter.pk) is None


def test_a_row_whose_time_has_not_come_is_nobodys() -> None:
    letter = LetterFactory(not_before=timezone.now() + dt.timedelta(minutes=1))
    assert work.claim(Letter, letter.pk) is None


@pytest.mark.parametrize("state", ["done", "failed"])
def test_a_row_that_is_done_or_set_aside_is_not_claimed_again(state: str) -> None:
    assert work.claim(Letter, LetterFactory(state=state).pk) is None


def test_a_row_that_is_not_there_is_no_error() -> None:
    assert work.claim(Letter, 10**9) is None


def test_a_lease_that_ran_out_passes_the_row_on_and_the_first_worker_has_no_say_any_more() -> None:
    letter = LetterFactory()
    first = claimed(letter)
    later(letter, lease_until=timezone.now() - dt.timedelta(seconds=1))
    second = claimed(letter)
    assert second.attempts == 2
    assert not work.keep(first)
    assert not work.finish(first)
    work.put_off(first, OSError())
    assert fresh(letter).state == WorkState.RUNNING
    assert work.keep(second)
    assert work.finish(second)
    assert fresh(letter).state == WorkState.DONE


def test_keeping_prolongs_the_lease() -> None:
    row = claimed(LetterFactory())
    later(row, lease_until=timezone.now() + dt.timedelta(seconds=1))
    assert work.keep(row)
    assert fresh(row).lease_until > timezone.now() + LEASE / 2  # type: ignore[operator]


# ---------------------------------------------------------------- failing
def test_failures_wait_longer_and_longer_up_to_an_hour_with_jitter() -> None:
    for attempts in range(1, 40):
        plain = min(30 * 2 ** (attempts - 1), 3600)
        delays = [work.delay_after(attempts).total_seconds() for _try in range(50)]
        assert all(0.8 * plain <= delay <= 1.2 * plain for delay in delays)
        assert len(set(delays)) > 1


def test_a_failure_keeps_the_kind_of_the_error_and_not_its_text() -> None:
    row = claimed(LetterFactory())
    assert work.put_off(row, ConnectionError("somebody@demo.example"))
    saved = fresh(row)
    assert (saved.state, saved.last_error) == (WorkState.QUEUED, "ConnectionError")
    assert saved.not_before > timezone.now()


def test_after_the_last_attempt_the_row_is_set_aside_and_the_log_says_so(caplog: Any) -> None:
    letter = LetterFactory()
    for attempt in range(1, MAX_ATTEMPTS + 1):
        later(letter, not_before=timezone.now())
        goes_on = work.put_off(claimed(letter), OSError("x"))
        assert goes_on is (attempt < MAX_ATTEMPTS)
    assert fresh(letter).state == WorkState.FAILED
    assert fresh(letter).finished_at is not None
    assert f"{letter} set aside after {MAX_ATTEMPTS} attempts" in caplog.text


def test_a_row_that_kills_its_worker_each_time_is_set_aside_and_does_not_hold_up_the_others() -> None:
    poison, sound = LetterFactory(), LetterFactory()
    for _attempt in range(MAX_ATTEMPTS):
        claimed(poison)
        later(poison, lease_until=timezone.now() - dt.timedelta(seconds=1))
    assert work.claim(Letter, poison.pk) is None
    assert fresh(poison).state == WorkState.FAILED
    assert claimed(sound)


def test_what_was_set_aside_starts_anew_with_all_its_attempts() -> None:
    letter = LetterFactory(state=WorkState.FAILED, attempts=MAX_ATTEMPTS, finished_at=timezone.now())
    assert work.start_anew(letter)
    assert claimed(letter).attempts == 1
    assert not work.start_anew(letter)


# ---------------------------------------------------------------- sweeping
def old(**columns: Any) -> Letter:
    """A letter whose message had time enough to arrive."""
    return LetterFactory(not_before=timezone.now() - ON_ITS_WAY - dt.timedelta(seconds=1), **columns)


def swept() -> list[int]:
    with patch("foundation.work.send", return_value=True) as send:
        work.sweep(Letter, "messaging.deliver")
    return [call.args[1] for call in send.call_args_list]


def test_the_sweeper_sends_out_what_waits_for_too_long_and_what_lost_its_worker() -> None:
    lost, dead = old(), old(state=WorkState.RUNNING, lease_until=timezone.now() - LEASE)
    LetterFactory()  # its message is on its way
    old(state=WorkState.RUNNING, lease_until=timezone.now() + LEASE)
    old(state=WorkState.DONE)
    old(state=WorkState.FAILED)
    LetterFactory(not_before=timezone.now() + dt.timedelta(hours=1))
    assert swept() == [lost.pk, dead.pk]


def test_the_sweeper_does_not_send_the_same_row_again_while_its_message_may_be_under_way() -> None:
    letter = old()
    assert swept() == [letter.pk]
    assert swept() == []
    later(letter, swept_at=timezone.now() - LEASE - dt.timedelta(seconds=1))
    assert swept() == [letter.pk]


def test_a_row_that_is_put_off_after_a_sweep_is_swept_again_in_time() -> None:
    letter = old()
    swept()
    work.put_off(claimed(letter), OSError())
    later(letter, not_before=timezone.now() - ON_ITS_WAY - dt.timedelta(seconds=1))
    assert swept() == [letter.pk]


def test_the_sweeper_takes_the_oldest_and_not_all_at_once() -> None:
    letters = [old() for _number in range(4)]
    with patch("foundation.work.send", return_value=True):
        assert work.sweep(Letter, "messaging.deliver", limit=3) == 3
    assert swept() == [letters[3].pk]


def test_the_sweeper_gives_up_at_once_while_the_broker_is_away_and_tries_again_next_time() -> None:
    letters = [old() for _number in range(3)]
    with patch("foundation.work.send", return_value=False) as send:
        assert work.sweep(Letter, "messaging.deliver") == 0
    assert send.call_count == 1
    assert swept() == [letter.pk for letter in letters]


# ---------------------------------------------------------------- the broker
def test_a_broker_that_is_away_is_logged_without_what_the_work_is_about(
    caplog: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def away(*args: Any, **kwargs: Any) -> None:
        calls.append(args)
        raise ConnectionError("amqp://guest:secret@broker")

    monkeypatch.setattr(app, "send_task", away)
    assert not work.send("messaging.deliver", 1)
    assert "broker away, messaging.deliver waits for the sweeper: ConnectionError" in caplog.text
    assert "secret" not in caplog.text
    # The next ones do not wait for it again.
    assert not work.send("messaging.deliver", 2)
    assert len(calls) == 1


def test_the_broker_is_tried_again_after_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "send_task", lambda *args, **kwargs: None)
    monkeypatch.setattr(work._Broker, "away_until", work.time.monotonic() - 1)
    assert work.send("messaging.deliver", 1)


def test_a_message_leaves_after_the_commit_and_never_for_what_was_rolled_back(
    django_capture_on_commit_callbacks: Any,
) -> None:
    with patch("foundation.work.send") as send:
        with django_capture_on_commit_callbacks(execute=True):
            work.send_after_commit("messaging.deliver", 1)
            send.assert_not_called()
        send.assert_called_once_with("messaging.deliver", 1)
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            work.send_after_commit("messaging.deliver", 2)
            transaction.set_rollback(True)
        send.assert_called_once()
