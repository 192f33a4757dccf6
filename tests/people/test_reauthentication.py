"""“Is it you?” before what protects an account is changed: also for who signs in by codes alone."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.sessions.models import Session
from django.test import Client

from people.models import User
from tests.factories.people import PASSWORD
from tests.people.signing_in import (
    ASK,
    CONFIRM_EMAIL,
    CONFIRM_SIGN_IN,
    NOW,
    SIGN_IN,
    SIGN_UP,
    Reader,
    later,
    who,
)

pytestmark = pytest.mark.django_db

AGAIN = "/en/accounts/reauthenticate/code/"
BY_PASSWORD = "/en/accounts/reauthenticate/"
SET_PASSWORD = "/en/accounts/password/set/"
ACTIVATE = "/en/accounts/2fa/totp/activate/"
PASSKEY = "/en/accounts/2fa/webauthn/add/"
EMAIL = "/en/accounts/email/"
NEW_ADDRESS = {"email": "new@demo.example", "action_add": ""}
NEW_PASSWORD = {"password1": "five towns one table"}


def signed_in_by_code(post, user: User | None = None) -> Client:
    """A browser in which somebody typed the code of a letter."""
    user = user or Reader(password=None)
    client = Client()
    client.post(ASK, {"email": user.email})
    client.post(CONFIRM_SIGN_IN, {"code": post.code(user.email)})
    assert who(client) == user.pk
    return client


@pytest.fixture
def left_open(post) -> Client:
    """A browser in which somebody without a password signed in sixteen minutes ago."""
    with later(NOW):
        return signed_in_by_code(post)


def user_of(client: Client) -> User:
    return User.objects.get(pk=who(client))


# ---------------------------------------------------------------- who is asked
@pytest.mark.parametrize("path", [SET_PASSWORD, ACTIVATE, PASSKEY])
def test_a_browser_left_open_must_show_the_mailbox_before_it_protects_the_account_anew(
    left_open, post, path
) -> None:
    letters = post.count()
    with later(NOW, minutes=16):
        answer = left_open.get(path)
        assert answer["Location"] == f"{AGAIN}?next={path.replace('/', '%2F')}"
        page = left_open.get(answer["Location"])
    assert user_of(left_open).email in page.text
    assert post.count() == letters, "opening the page sends nothing"


def test_a_password_sent_from_a_browser_left_open_is_neither_set_nor_kept(left_open) -> None:
    with later(NOW, minutes=16):
        answer = left_open.post(SET_PASSWORD, NEW_PASSWORD)
    assert answer["Location"].startswith(AGAIN)
    assert not user_of(left_open).has_usable_password()
    assert all("five towns" not in str(row.get_decoded()) for row in Session.objects.all())


def test_an_address_changed_from_a_browser_left_open_waits_for_the_code_and_then_goes_on(
    left_open, post
) -> None:
    user = user_of(left_open)
    with later(NOW, minutes=16):
        answer = left_open.post(EMAIL, NEW_ADDRESS)
        again = answer["Location"]
        assert again.startswith(AGAIN)
        assert not EmailAddress.objects.filter(email="new@demo.example").exists()
        answer = left_open.post(again, {"action": "send"})
        assert answer["Location"] == again
        answer = left_open.post(again, {"code": post.code(user.email)})
        assert answer["Location"] == CONFIRM_EMAIL
        left_open.post(CONFIRM_EMAIL, {"code": post.code("new@demo.example")})
    assert user_of(left_open).email == "new@demo.example"


@pytest.mark.parametrize(("minutes", "status"), [(14, 200), (16, 302)])
def test_who_signed_in_by_a_code_a_moment_ago_is_not_asked_for_another(post, minutes, status) -> None:
    with later(NOW):
        client = signed_in_by_code(post)
    with later(NOW, minutes=minutes):
        assert {client.get(path).status_code for path in (SET_PASSWORD, ACTIVATE, PASSKEY)} == {status}


def test_who_has_just_made_the_account_is_not_asked_for_another_code(client, post) -> None:
    names = {"given_name": "Олена", "family_name": "Зразкова"}
    client.post(SIGN_UP, {"email": "olena@demo.example", **names})
    client.post(CONFIRM_EMAIL, {"code": post.code()})
    assert client.get(ACTIVATE).status_code == 200
    assert client.post(SET_PASSWORD, NEW_PASSWORD)["Location"] == "/en/my/"
    assert user_of(client).has_usable_password()


def test_who_has_a_password_is_asked_for_it_although_they_came_in_by_a_code(post) -> None:
    client = signed_in_by_code(post, Reader())
    assert client.get(ACTIVATE)["Location"].startswith(f"{BY_PASSWORD}?next=")


def test_a_passkey_without_a_password_is_asked_for_before_a_password_is_set(client) -> None:
    user = Reader(password=None)
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "x"})
    client.force_login(user)
    assert client.get(SET_PASSWORD)["Location"].startswith("/en/accounts/2fa/webauthn/reauthenticate/?next=")
    assert client.post(SET_PASSWORD, NEW_PASSWORD).status_code == 302
    user.refresh_from_db()
    assert not user.has_usable_password()


# ---------------------------------------------------------------- the code
def ask(client: Client, post) -> str:
    """Have a code sent, on the way to the first password."""
    answer = client.post(AGAIN, {"action": "send", "next": SET_PASSWORD})
    assert answer.status_code == 302, answer.text
    return post.code(user_of(client).email)


def test_the_code_leads_on_and_counts_for_a_quarter_of_an_hour(client, post) -> None:
    with later(NOW):
        client.force_login(Reader(password=None))
        answer = client.post(AGAIN, {"code": ask(client, post), "next": SET_PASSWORD})
    assert answer["Location"] == SET_PASSWORD
    with later(NOW, minutes=14):
        assert client.get(ACTIVATE).status_code == 200
    with later(NOW, minutes=16):
        assert client.get(ACTIVATE).status_code == 302


@pytest.mark.parametrize(("minutes", "works"), [(14, True), (16, False)])
def test_the_code_itself_is_good_for_a_quarter_of_an_hour(client, post, minutes, works) -> None:
    with later(NOW):
        client.force_login(Reader(password=None))
        code = ask(client, post)
    with later(NOW, minutes=minutes):
        client.post(AGAIN, {"code": code})
        assert (client.get(ACTIVATE).status_code == 200) is works


def test_the_letter_says_that_it_is_not_for_signing_in_and_what_to_do_if_it_was_somebody_else(
    client, post
) -> None:
    client.force_login(Reader(password=None))
    ask(client, post)
    letter = post.last()
    assert ": is it you?" in letter.subject
    assert "about to change what protects it" in letter.text
    assert "/en/accounts/password/reset/" in letter.text
    assert letter.is_private


def test_a_code_works_once_and_a_new_one_replaces_it(client, post) -> None:
    client.force_login(Reader(password=None))
    old = ask(client, post)
    page = client.post(AGAIN, {"action": "resend"}, follow=True)
    assert "A new code is on its way" in page.text
    assert "This is not the code" in client.post(AGAIN, {"code": old}).text
    new = post.code()
    client.post(AGAIN, {"code": new})
    assert client.get(ACTIVATE).status_code == 200
    answer = client.post(AGAIN, {"code": new})
    assert answer["Location"] == AGAIN, "there is no code any more"


@pytest.mark.parametrize("code", ["", "AAAA-AAAA"])
def test_three_wrong_codes_and_another_one_is_needed(client, post, code) -> None:
    client.force_login(Reader(password=None))
    right = ask(client, post)
    for _try in range(2):
        assert client.post(AGAIN, {"code": code}).status_code == 200
    page = client.post(AGAIN, {"code": code}, follow=True)
    assert "too many wrong tries" in page.text
    client.post(AGAIN, {"code": right})
    assert client.get(ACTIVATE).status_code == 302


def test_without_a_code_sent_none_is_right(client) -> None:
    client.force_login(Reader(password=None))
    for code in ("", "None", "AAAA-AAAA"):
        client.post(AGAIN, {"code": code})
    assert client.get(ACTIVATE).status_code == 302


def test_the_code_of_one_browser_is_nothing_in_another(client, post) -> None:
    user = Reader(password=None)
    client.force_login(user)
    code = ask(client, post)
    other = Client()
    other.force_login(user)
    other.post(AGAIN, {"code": code})
    assert other.get(ACTIVATE).status_code == 302
    # Nor does it sign in.
    stranger = Client()
    stranger.post(ASK, {"email": user.email})
    stranger.post(CONFIRM_SIGN_IN, {"code": code})
    assert who(stranger) is None


def test_codes_are_limited_together_with_those_that_sign_in(client, post) -> None:
    user = Reader(password=None)
    client.force_login(user)
    for _letter in range(2):
        Client().post(ASK, {"email": user.email})
    answers = [client.post(AGAIN, {"action": "send"}).status_code for _letter in range(4)]
    assert answers == [302, 302, 302, 429]
    assert post.count() == 5


def test_one_is_led_back_to_this_site_only(client, post) -> None:
    client.force_login(Reader(password=None))
    code = ask(client, post)
    answer = client.post(AGAIN, {"code": code, "next": "//evil.example/"})
    assert answer["Location"] == "/en/my/"


# ---------------------------------------------------------------- where it is offered
def test_who_forgot_the_password_may_have_a_code_sent_instead(client, post) -> None:
    client.force_login(Reader())
    page = client.get(f"{BY_PASSWORD}?next={ACTIVATE}")
    assert f'href="{AGAIN}?next=' in page.text
    client.post(AGAIN, {"code": ask(client, post)})
    assert client.get(ACTIVATE).status_code == 200


def test_a_code_by_letter_does_not_get_past_a_second_factor(client, post) -> None:
    user = Reader()
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    client.force_login(user)
    page = client.get(BY_PASSWORD)
    assert AGAIN not in page.text
    for sent in ({"action": "send"}, {"code": "AAAA-AAAA"}):
        assert client.post(AGAIN, sent)["Location"] == BY_PASSWORD
    assert post.count() == 0


def test_the_page_without_an_account_leads_to_signing_in(client) -> None:
    for answer in (client.get(AGAIN), client.post(AGAIN, {"action": "send"}), client.get(SET_PASSWORD)):
        assert answer["Location"].startswith(SIGN_IN)


def test_a_password_set_on_the_way_to_a_new_address_stays_when_the_address_is_confirmed(post) -> None:
    """The code that signed in confirmed another address: nobody doubts the password."""
    client = signed_in_by_code(post)
    client.post(EMAIL, NEW_ADDRESS)
    client.post(SET_PASSWORD, NEW_PASSWORD)
    client.post(CONFIRM_EMAIL, {"code": post.code("new@demo.example")})
    assert user_of(client).email == "new@demo.example"
    assert user_of(client).check_password(NEW_PASSWORD["password1"])


def test_the_password_still_shows_who_it_is(client) -> None:
    client.force_login(Reader())
    answer = client.post(f"{BY_PASSWORD}?next={ACTIVATE}", {"password": PASSWORD})
    assert answer["Location"] == ACTIVATE
    assert client.get(ACTIVATE).status_code == 200
