"""Sessions begin anew at sign-in and end when they must."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from people.models import User
from tests.factories.people import PASSWORD
from tests.people.signing_in import ASK, CONFIRM_SIGN_IN, RESET, SIGN_IN, Reader, who

pytestmark = pytest.mark.django_db

MY = "/en/my/"


@pytest.fixture
def user() -> User:
    return Reader()


def signed_in(user: User) -> Client:
    client = Client()
    client.post(SIGN_IN, {"login": user.email, "password": PASSWORD})
    assert client.get(MY).status_code == 200
    return client


@pytest.mark.parametrize("way", ["password", "code"])
def test_the_key_of_a_session_is_a_new_one_after_signing_in(client, user, post, way) -> None:
    client.post(ASK, {"email": user.email})
    before = client.cookies["sessionid"].value
    if way == "code":
        client.post(CONFIRM_SIGN_IN, {"code": post.code()})
    else:
        client.post("/en/accounts/logout/")
        client.get(SIGN_IN)
        client.cookies["sessionid"] = before
        client.post(SIGN_IN, {"login": user.email, "password": PASSWORD})
    after = client.cookies["sessionid"].value
    assert who(client) == user.pk
    assert after != before
    assert not Session.objects.filter(session_key=before).exists()


def test_a_session_key_that_somebody_planted_is_not_taken_over(client, user) -> None:
    client.cookies["sessionid"] = "planted0planted0planted0planted0"
    client.post(SIGN_IN, {"login": user.email, "password": PASSWORD})
    assert client.cookies["sessionid"].value != "planted0planted0planted0planted0"


def test_who_is_closed_out_is_out_at_the_next_request(user) -> None:
    client = signed_in(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(MY)["Location"].startswith(SIGN_IN)


def test_who_is_closed_out_does_not_come_in_again(client, user, post) -> None:
    client.post(ASK, {"email": user.email})
    User.objects.filter(pk=user.pk).update(is_active=False)
    client.post(CONFIRM_SIGN_IN, {"code": post.code()})
    assert who(client) is None
    answer = Client().post(SIGN_IN, {"login": user.email, "password": PASSWORD})
    assert answer["Location"] == "/en/accounts/inactive/"


def test_changing_the_password_ends_the_other_sessions_and_keeps_this_one(user) -> None:
    here, elsewhere = signed_in(user), signed_in(user)
    here.post("/en/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "four towns one table"})
    assert here.get(MY).status_code == 200
    assert elsewhere.get(MY)["Location"].startswith(SIGN_IN)


def test_setting_a_password_by_letter_ends_all_other_sessions(client, user, post) -> None:
    elsewhere = signed_in(user)
    client.post(RESET, {"email": user.email})
    form = client.get(post.link(user.email).removeprefix("http://testserver"))["Location"]
    client.post(form, {"password1": "four towns one table"})
    assert client.get(MY).status_code == 200
    assert elsewhere.get(MY)["Location"].startswith(SIGN_IN)


def test_signing_out_ends_the_session_on_the_server(user) -> None:
    client = signed_in(user)
    key = client.cookies["sessionid"].value
    client.post("/en/accounts/logout/")
    thief = Client()
    thief.cookies["sessionid"] = key
    assert thief.get(MY)["Location"].startswith(SIGN_IN)


def test_ones_own_pages_are_kept_by_no_cache(user) -> None:
    client = signed_in(user)
    for path in (MY, "/en/my/details/", "/en/my/calendar/renew/"):
        assert "no-store" in client.get(path)["Cache-Control"]
