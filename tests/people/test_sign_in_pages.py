"""The pages of signing in as a browser gets them: their policy, their form, what they load."""

import re

import html5lib
import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from people.models import User
from tests.factories.people import PASSWORD, AdministratorFactory, UserFactory
from tests.people.signing_in import ASK, CONFIRM_EMAIL, CONFIRM_SIGN_IN, RESET, SIGN_IN, SIGN_UP, Reader

pytestmark = pytest.mark.django_db

OUTSIDE = [SIGN_IN, f"{SIGN_IN}?next=/en/my/", SIGN_UP, ASK, RESET, f"{RESET}done/", f"{RESET}key/done/",
           f"{RESET}key/1-x/", "/en/accounts/inactive/"]  # fmt: skip
INSIDE = [
    "/en/my/",
    "/en/my/details/",
    "/en/my/calendar/renew/",
    "/en/accounts/email/",
    "/en/accounts/password/change/",
    "/en/accounts/logout/",
    "/en/accounts/reauthenticate/",
    "/en/accounts/reauthenticate/code/",
    "/en/accounts/2fa/",
    "/en/accounts/2fa/totp/activate/",
    "/en/accounts/2fa/webauthn/",
    "/en/accounts/2fa/webauthn/add/",
]


def page_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    check_policy(answer)
    return answer.text


def check_policy(answer) -> None:
    """Nothing inline, nothing from elsewhere, in no frame."""
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in f"{policy};"
    assert "style-src 'self';" in f"{policy};"
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def check_html(html: str) -> None:
    """Valid HTML without inline style or script; one heading above all, and a title."""
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(html)
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", html)
    for script in re.findall(r"<script[^>]*>", html):
        assert "src=" in script or 'type="application/json"' in script
    assert html.count("<h1") == 1
    assert re.search(r"<title>\s*\S[^<]* · Svitlytsia</title>", html)
    assert '<meta name="robots" content="noindex">' in html


@pytest.mark.parametrize("path", OUTSIDE)
def test_a_page_outside_is_whole(client, path) -> None:
    check_html(page_of(client, path))


@pytest.fixture
def inside(client) -> Client:
    user = Reader()
    client.post(SIGN_IN, {"login": user.email, "password": PASSWORD})
    client.post("/en/accounts/reauthenticate/", {"password": PASSWORD})
    return client


@pytest.mark.parametrize("path", INSIDE)
def test_a_page_inside_is_whole(inside, path) -> None:
    check_html(page_of(inside, path))


def test_the_pages_on_the_way_are_whole(client, post) -> None:
    user = Reader()
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    client.post(ASK, {"email": user.email})
    check_html(page_of(client, CONFIRM_SIGN_IN))
    client.post(CONFIRM_SIGN_IN, {"code": post.code()})
    check_html(page_of(client, "/en/accounts/2fa/authenticate/"))
    other = Client()
    other.post(SIGN_UP, {"email": "new@demo.example", "given_name": "А", "family_name": "Б"})
    check_html(page_of(other, CONFIRM_EMAIL))
    third = Client()
    third.post(RESET, {"email": user.email})
    link = third.get(post.link(user.email).removeprefix("http://testserver"))["Location"]
    check_html(page_of(third, link))


def test_the_pages_that_ask_for_a_code_once_more_are_whole(client) -> None:
    client.force_login(Reader(password=None))
    again = "/en/accounts/reauthenticate/code/"
    check_html(page_of(client, again))
    client.post(again, {"action": "send"})
    check_html(page_of(client, again))
    answer = client.post(again, {"code": ""})
    check_policy(answer)
    check_html(answer.text)
    assert "to put right" in answer.text


@pytest.mark.parametrize("path", [SIGN_IN, SIGN_UP, ASK, RESET])
def test_a_page_with_mistakes_is_whole(client, path) -> None:
    answer = client.post(path, {})
    check_policy(answer)
    check_html(answer.text)
    assert "to put right" in answer.text


@pytest.mark.parametrize("language", ["uk", "en", "pl"])
@pytest.mark.parametrize("path", OUTSIDE)
def test_each_page_answers_in_each_language(client, path, language) -> None:
    answer = client.get(path.replace("/en/", f"/{language}/", 1))
    assert f'<html lang="{language}">' in answer.text


def test_the_back_office_alone_has_the_looser_policy(client) -> None:
    client.force_login(AdministratorFactory())
    for path in ("/admin/", "/admin/nothing/here/", "/admin/account/"):
        policy = client.get(path)["Content-Security-Policy"]
        assert "'unsafe-inline'" in policy
        assert "frame-ancestors 'self'" in policy
        assert "object-src 'none'" in policy
    for path in ("/en/my/", "/en/admin/", "/healthz", "/administration/", "/en/nothing/admin/"):
        policy = client.get(path)["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
    refused = Client()
    refused.force_login(UserFactory())
    assert refused.get("/admin/").status_code == 403


def test_a_get_of_any_page_changes_nobody(client) -> None:
    """Links are followed by scanners of mail and by browsers ahead of time."""
    user = Reader()
    client.force_login(user)
    kept = User.objects.filter(pk=user.pk).values()
    before = list(kept)
    session = client.session.session_key
    for path in INSIDE:
        client.get(path, {"action": "1", "given_name": "X", "email": "x@demo.example", "action_add": "1"})
        client.head(path)
    assert list(kept) == before
    assert client.session.session_key == session
    assert client.get("/en/my/").status_code == 200, "still signed in: a GET does not sign out"


@pytest.mark.parametrize("path", ["/en/my/", "/en/my/details/", "/en/my/calendar/renew/"])
@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(inside, path, method) -> None:
    assert getattr(inside, method)(path).status_code == 405
