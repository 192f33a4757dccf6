"""Guessing is slowed down and written down; whom somebody guesses at still gets in."""

import logging

import pytest
import time_machine
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from people.models import User
from tests.factories.people import PASSWORD, UserFactory
from tests.people.signing_in import ASK, CONFIRM_SIGN_IN, NOW, RESET, SIGN_IN, SIGN_UP, later, who

pytestmark = pytest.mark.django_db


@pytest.fixture
def victim() -> User:
    return UserFactory(email="victim@demo.example", language="en")


def guess(client: Client, email: str, times: int, address: str = "203.0.113.7") -> list[int]:
    """The answers to so many wrong passwords from one network address."""
    return [
        client.post(
            SIGN_IN, {"login": email, "password": f"guess number {n}"}, REMOTE_ADDR=address
        ).status_code
        for n in range(times)
    ]


@pytest.mark.parametrize("email", ["victim@demo.example", "nobody@demo.example"])
def test_guessing_a_password_is_refused_after_six_tries(client, victim, email) -> None:
    assert guess(client, email, 9) == [200] * 6 + [429] * 3


def test_the_refusal_is_a_page_that_says_what_to_do(client, victim) -> None:
    guess(client, victim.email, 6)
    answer = client.post(SIGN_IN, {"login": victim.email, "password": "once more"}, REMOTE_ADDR="203.0.113.7")
    assert answer.status_code == 429
    assert answer.templates[0].name == "429.html"
    assert '<html lang="en">' in answer.text


def test_guessing_is_in_the_log_without_whom_it_was_aimed_at(client, victim, caplog) -> None:
    with caplog.at_level(logging.WARNING):
        guess(client, victim.email, 7)
    lines = [record.getMessage() for record in caplog.records if record.name == "foundation.errors.views"]
    assert lines == ["too many tries: account_login"]
    assert "victim" not in caplog.text
    assert "203.0.113.7" not in caplog.text


def test_the_owner_signs_in_from_elsewhere_and_by_a_code_while_somebody_guesses(client, victim, post) -> None:
    guess(client, victim.email, 9)
    right = {"login": victim.email, "password": PASSWORD}
    assert Client().post(SIGN_IN, right, REMOTE_ADDR="203.0.113.7").status_code == 429
    home = Client()
    home.post(SIGN_IN, right, REMOTE_ADDR="198.51.100.4")
    assert who(home) == victim.pk
    same_place = Client(REMOTE_ADDR="203.0.113.7")
    same_place.post(ASK, {"email": victim.email})
    same_place.post(CONFIRM_SIGN_IN, {"code": post.code(victim.email)})
    assert who(same_place) == victim.pk


def test_the_right_password_is_taken_again_after_ten_minutes(client, victim) -> None:
    right = {"login": victim.email, "password": PASSWORD}
    start = 1_800_000_000
    with time_machine.travel(start, tick=False):
        guess(client, victim.email, 9)
    with time_machine.travel(start + 9 * 60, tick=False):
        assert client.post(SIGN_IN, right, REMOTE_ADDR="203.0.113.7").status_code == 429
    with time_machine.travel(start + 11 * 60, tick=False):
        client.post(SIGN_IN, right, REMOTE_ADDR="203.0.113.7")
    assert who(client) == victim.pk


def test_a_sign_in_that_succeeds_does_not_start_the_count_of_the_others_anew(client, victim) -> None:
    guess(client, victim.email, 5)
    Client().post(SIGN_IN, {"login": victim.email, "password": PASSWORD}, REMOTE_ADDR="203.0.113.7")
    assert guess(client, victim.email, 2) == [200, 429]


def test_many_accounts_are_not_tried_from_one_address(client) -> None:
    answers = [guess(client, f"somebody{n}@demo.example", 1)[0] for n in range(25)]
    assert answers == [200] * 20 + [429] * 5


def test_one_account_is_not_tried_from_many_addresses_without_end(client, victim, settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_failed_anywhere": "30/h/key"}
    answers = [guess(client, victim.email, 1, f"203.0.113.{n}")[0] for n in range(33)]
    assert answers == [200] * 30 + [429] * 3


def test_codes_are_not_sent_to_one_address_without_end(client, victim, post) -> None:
    answers = [
        Client(REMOTE_ADDR="203.0.113.7").post(ASK, {"email": victim.email}).status_code for _n in range(7)
    ]
    assert answers == [302] * 5 + [429] * 2
    assert post.count() == 5
    assert Client(REMOTE_ADDR="198.51.100.4").post(ASK, {"email": victim.email}).status_code == 302


def test_from_all_places_together_few_codes_are_sent_to_one_address(victim, post) -> None:
    """Ten letters, three tries each: thirty guesses an hour at a million codes."""
    answers = [
        Client(REMOTE_ADDR=f"198.51.100.{n}").post(ASK, {"email": victim.email}).status_code
        for n in range(12)
    ]
    assert answers == [302] * 10 + [429] * 2
    assert post.count() == 10


@pytest.mark.parametrize("email", ["victim@demo.example", "nobody@demo.example"])
def test_links_are_not_sent_to_one_address_without_end(client, victim, email) -> None:
    answers = [client.post(RESET, {"email": email}).status_code for _n in range(7)]
    assert answers == [302] * 5 + [429] * 2


def test_accounts_are_not_made_from_one_address_without_end(client) -> None:
    names = {"given_name": "Олена", "family_name": "Зразкова"}
    answers = [
        Client().post(SIGN_UP, {"email": f"new{n}@demo.example", **names}).status_code for n in range(22)
    ]
    assert answers == [302] * 20 + [429] * 2


def test_a_second_factor_is_not_guessed(client, victim) -> None:
    TOTP.activate(victim, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(victim)
    client.post(SIGN_IN, {"login": victim.email, "password": PASSWORD})
    answers = [
        client.post("/en/accounts/2fa/authenticate/", {"code": f"{n:06}"}).status_code for n in range(8)
    ]
    assert answers == [200] * 6 + [429] * 2
    assert who(client) is None


def test_the_password_is_not_guessed_in_an_open_session(client, victim) -> None:
    client.force_login(victim)
    answers = [
        client.post("/en/accounts/reauthenticate/", {"password": f"guess number {n}"}).status_code
        for n in range(8)
    ]
    assert answers == [200] * 6 + [429] * 2


def test_a_forged_forwarding_header_does_not_make_one_a_newcomer(client, victim) -> None:
    """Without a proxy in front, what a browser says of where it comes from does not count."""
    answers = [
        client.post(
            SIGN_IN,
            {"login": victim.email, "password": f"guess number {n}"},
            REMOTE_ADDR="203.0.113.7",
            HTTP_X_FORWARDED_FOR=f"198.51.100.{n}",
        ).status_code
        for n in range(8)
    ]
    assert answers == [200] * 6 + [429] * 2


def test_a_pending_sign_in_runs_out(client, victim) -> None:
    """Who leaves after the password comes back to the beginning, not to the second factor."""
    TOTP.activate(victim, "JBSWY3DPEHPK3PXP")
    with later(NOW):
        client.post(SIGN_IN, {"login": victim.email, "password": PASSWORD})
        assert client.get("/en/accounts/2fa/authenticate/").status_code == 200
    with later(NOW, minutes=21):
        assert client.get("/en/accounts/2fa/authenticate/")["Location"] == SIGN_IN
