"""The second factor, and who comes into the back office."""

import re
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client

from people.models import User
from tests.factories.people import PASSWORD, AdministratorFactory, UserFactory
from tests.factories.residencies import ProgrammeFactory, manager_of
from tests.people.signing_in import ASK, CONFIRM_SIGN_IN, SIGN_IN, Reader, who

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXP"
INDEX, AUTHENTICATE, ACTIVATE = (
    "/en/accounts/2fa/",
    "/en/accounts/2fa/authenticate/",
    "/en/accounts/2fa/totp/activate/",
)


def app_code(secret: str = SECRET, *, steps: int = 0) -> str:
    """What an app shows now, or so many half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.fixture
def protected() -> User:
    user = Reader()
    TOTP.activate(user, SECRET)
    return user


# ---------------------------------------------------------------- signing in with one
@pytest.mark.parametrize("way", ["password", "code"])
def test_whoever_has_a_second_factor_is_asked_for_it_each_way(client, protected, post, way) -> None:
    if way == "password":
        answer = client.post(
            SIGN_IN, {"login": protected.email, "password": PASSWORD, "next": "/en/my/details/"}
        )
    else:
        client.post(ASK, {"email": protected.email})
        answer = client.post(CONFIRM_SIGN_IN, {"code": post.code(), "next": "/en/my/details/"})
    assert answer["Location"] == AUTHENTICATE
    assert who(client) is None
    answer = client.post(AUTHENTICATE, {"code": app_code()})
    assert answer["Location"] == "/en/my/details/"
    assert who(client) == protected.pk


def test_a_code_of_the_app_works_once(protected) -> None:
    code = app_code()
    for expected in (protected.pk, None):
        client = Client()
        client.post(SIGN_IN, {"login": protected.email, "password": PASSWORD})
        client.post(AUTHENTICATE, {"code": code})
        assert who(client) == expected


def test_an_old_code_of_the_app_is_refused(client, protected) -> None:
    client.post(SIGN_IN, {"login": protected.email, "password": PASSWORD})
    answer = client.post(AUTHENTICATE, {"code": app_code(steps=-3)})
    assert "wrong or out of date" in answer.text
    assert who(client) is None


def test_an_app_is_connected_after_the_password_and_recovery_codes_are_given(
    client, post, django_capture_on_commit_callbacks
) -> None:
    user = Reader()
    client.post(SIGN_IN, {"login": user.email, "password": PASSWORD})
    answer = client.get(ACTIVATE)
    assert answer["Location"].startswith("/en/accounts/reauthenticate/?next=")
    client.post(answer["Location"], {"password": PASSWORD})
    page = client.get(ACTIVATE)
    assert 'src="data:image/svg+xml;base64,' in page.text
    secret = re.search(r'<code id="totp-secret">(\w+)</code>', page.text)[1]
    assert "wrong" in client.post(ACTIVATE, {"code": "000000"}).text
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(ACTIVATE, {"code": app_code(secret)})
    assert answer["Location"] == "/en/accounts/2fa/recovery-codes/"
    assert "second factor" in post.last(user.email).text
    codes = re.findall(r"<code>(\d{8})</code>", client.get(answer["Location"]).text)
    assert len(codes) == 10
    download = client.get("/en/accounts/2fa/recovery-codes/download/")
    assert "attachment" in download["Content-Disposition"]
    assert codes[0] in download.text
    for expected in (user.pk, None):  # a recovery code lets in once
        other = Client()
        other.post(SIGN_IN, {"login": user.email, "password": PASSWORD})
        other.post(AUTHENTICATE, {"code": codes[0]})
        assert who(other) == expected


def test_the_square_to_scan_is_black_on_white(client) -> None:
    from people.adapters import SecondFactorAdapter

    drawing = SecondFactorAdapter().build_totp_svg("otpauth://totp/x?secret=JBSWY3DPEHPK3PXP")
    assert 'fill="#fff"' in drawing
    assert "style=" not in drawing


def test_taking_the_second_factor_away_asks_for_it_first(client, protected) -> None:
    client.force_login(protected)
    answer = client.post("/en/accounts/2fa/totp/deactivate/")
    assert "reauthenticate" in answer["Location"]
    assert Authenticator.objects.filter(user=protected).exists()


def test_a_passkey_of_somebody_else_is_not_found(client, protected) -> None:
    other = Authenticator.objects.create(
        user=UserFactory(), type=Authenticator.Type.WEBAUTHN, data={"name": "x"}
    )
    client.post(SIGN_IN, {"login": protected.email, "password": PASSWORD})
    client.post(AUTHENTICATE, {"code": app_code()})
    with time_machine.travel(time.time() + 60):
        client.post("/en/accounts/2fa/reauthenticate/", {"code": app_code()})
    for pk in (other.pk, 10**18, 10**30):
        for what in ("edit", "remove"):
            path = f"/en/accounts/2fa/webauthn/keys/{pk}/{what}/"
            assert client.get(path).status_code == 404
            assert client.post(path, {"name": "taken"}).status_code == 404
    assert Authenticator.objects.filter(pk=other.pk).exists()


MADE_UP = [
    "",
    "{}",
    "[]",
    "null",
    "1",
    '"x"',
    '{"id": 1}',
    '{"response": {}}',
    '{"response": {"userHandle": "MQ"}, "id": "eA", "rawId": "eA", "type": "public-key"}',
    '{"response": {"clientDataJSON": "e30", "authenticatorData": "eA", "signature": "eA"}, "id": "eA", "rawId": "eA"}',
    "\x00",
    "[" * 3000,
]


@pytest.mark.parametrize("credential", MADE_UP)
def test_a_made_up_passkey_signs_nobody_in(client, credential) -> None:
    client.get("/en/accounts/2fa/webauthn/login/", HTTP_ACCEPT="application/json")
    answer = client.post("/en/accounts/2fa/webauthn/login/", {"credential": credential})
    assert answer["Location"] == SIGN_IN
    assert who(client) is None


@pytest.mark.parametrize("credential", MADE_UP)
def test_a_made_up_passkey_is_no_second_factor_and_is_not_added(client, protected, credential) -> None:
    client.post(SIGN_IN, {"login": protected.email, "password": PASSWORD})
    assert client.post(AUTHENTICATE, {"credential": credential}).status_code == 200
    assert who(client) is None
    client.post(AUTHENTICATE, {"code": app_code()})
    client.post("/en/accounts/reauthenticate/", {"password": PASSWORD})
    answer = client.post("/en/accounts/2fa/webauthn/add/", {"credential": credential, "name": "made up"})
    assert answer.status_code == 200
    assert not Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).exists()


# ---------------------------------------------------------------- the back office
def test_staff_without_a_second_factor_are_led_to_set_one_up(client) -> None:
    manager = manager_of(ProgrammeFactory())
    Authenticator.objects.filter(user=manager).delete()
    User.objects.filter(pk=manager.pk).update(language="en")
    client.cookies["language"] = "en"
    client.force_login(manager)
    for path in ("/admin/", "/admin/pages/", "/admin/nothing/here/"):
        assert client.get(path)["Location"] == INDEX
        assert client.post(path)["Location"] == INDEX
    page = client.get(INDEX)
    assert "a second factor is needed" in page.text
    assert "The code by e-mail has shown that the mailbox is yours" in page.text, "why there are two codes"
    RecoveryCodes.activate(manager)
    assert client.get("/admin/")["Location"] == INDEX, "recovery codes alone are no second factor"
    TOTP.activate(manager, SECRET)
    assert client.get("/admin/").status_code == 200
    assert "To the back office" in client.get(INDEX).text


def test_a_trial_may_do_without(client, settings) -> None:
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(AdministratorFactory(second_factor=False))
    assert client.get("/admin/").status_code == 200


def test_who_does_not_work_there_gets_403_and_no_circle(client) -> None:
    client.force_login(UserFactory(second_factor=True))
    for path in ("/admin/", "/admin/pages/", "/admin/users/", "/admin/nothing/here/"):
        assert client.get(path).status_code == 403
        assert client.post(path).status_code == 403
    answer = client.get("/admin/login/?next=/admin/", follow=True)
    assert answer.status_code == 403


def test_a_right_that_was_taken_away_is_gone_at_the_next_request(client) -> None:
    administrator = AdministratorFactory()
    client.force_login(administrator)
    assert client.get("/admin/").status_code == 200
    User.objects.filter(pk=administrator.pk).update(is_superuser=False, is_staff=False)
    assert client.get("/admin/").status_code == 403


def test_wagtail_offers_no_password_and_no_address_of_its_own(client) -> None:
    administrator = AdministratorFactory()
    client.force_login(administrator)
    page = client.get("/admin/account/")
    assert page.status_code == 200
    assert 'type="password"' not in page.text
    assert 'type="email"' not in page.text
    assert "name_email-" not in page.text
    assert "locale-preferred_language" not in page.text and "locale-current_time_zone" not in page.text
    assert '/my/details/"' in page.text
    assert "password_reset" not in page.text
    for path in ("/admin/password_reset/", "/admin/password_reset/confirm/MQ/x-y/"):
        assert client.get(path).status_code == 404
    for path in ("/admin/users/new/", f"/admin/users/edit/{administrator.pk}/"):
        page = client.get(path)
        assert 'type="password"' not in page.text, path
    before = User.objects.get(pk=administrator.pk).password
    client.post(
        "/admin/account/",
        {
            "password-old_password": PASSWORD,
            "password-new_password1": "x" * 12,
            "password-new_password2": "x" * 12,
        },
    )
    client.post(
        "/admin/account/", {"email-email": "taken@demo.example", "name_email-email": "taken@demo.example"}
    )
    administrator.refresh_from_db()
    assert administrator.password == before
    assert administrator.email != "taken@demo.example"
