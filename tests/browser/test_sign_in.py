"""Signing in as a person does: the policy refuses nothing, axe finds nothing, passkeys work, and so does no script."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from playwright.sync_api import Page

from tests.factories.people import UserFactory

from .conftest import DESK, PHONE

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
PASSWORD = "three towns one table"


def code() -> str:
    """The code of the last letter."""
    found = re.search(r"^\d{6}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found[0]


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()


def sign_out(page: Page) -> None:
    press(page, "Sign out")
    page.wait_for_url(re.compile(r"/en/$"))


def sign_up(page: Page) -> None:
    page.fill("#id_email", "olena@demo.example")
    page.fill("#id_given_name", "Олена")
    page.fill("#id_family_name", "Зразкова")
    page.fill("#id_password1", PASSWORD)
    press(page, "Create the account")
    page.wait_for_url("**/confirm-email/")


def app_code(page: Page) -> str:
    secret = page.locator("#totp-secret").text_content() or ""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_an_account_is_made_protected_and_entered_by_a_passkey(site, check_page) -> None:
    page = site.open("/en/accounts/signup/?next=/en/my/details/", size=PHONE)
    check_page(page)
    sign_up(page)
    check_page(page)
    page.fill("#id_code", code())
    press(page, "Go on")
    page.wait_for_url("**/en/my/details/")
    check_page(page)

    # An app with codes, after the password; the square is drawn although nothing inline is allowed.
    page.goto("/en/accounts/2fa/totp/activate/")
    check_page(page)
    page.fill("#id_password", PASSWORD)
    press(page, "Go on")
    page.wait_for_url(re.compile(r"/totp/activate/$"))
    check_page(page)
    assert page.evaluate("document.querySelector('img.qr').naturalWidth") > 0
    page.fill("#id_code", app_code(page))
    press(page, "Connect the app")
    page.wait_for_url("**/recovery-codes/")
    check_page(page)

    # A passkey.
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    device = devices.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})["authenticatorId"]
    page.goto("/en/accounts/2fa/webauthn/add/")
    check_page(page)
    press(page, "Make the passkey")
    page.wait_for_url(re.compile(r"/2fa/$"))
    check_page(page)
    page.goto("/en/accounts/2fa/webauthn/")
    check_page(page)
    page.goto("/en/my/")
    check_page(page)
    page.set_viewport_size(DESK)
    check_page(page)
    sign_out(page)

    # It signs in alone, and leads back.
    page.goto("/en/accounts/login/?next=/en/my/calendar/renew/")
    check_page(page)
    press(page, "Sign in with a passkey")
    page.wait_for_url(re.compile(r"^[^?]*/calendar/renew/$"))
    assert page.get_by_role("heading", name="Change the address of your calendar?").is_visible()
    sign_out(page)

    # It is a second factor after the password.
    page.goto("/en/accounts/login/?next=/en/my/details/")
    page.fill("#id_login", "olena@demo.example")
    page.fill("#id_password", PASSWORD)
    press(page, "Sign in")
    page.wait_for_url("**/2fa/authenticate/")
    check_page(page)
    press(page, "Use a passkey")
    page.wait_for_url(re.compile(r"^[^?]*/en/my/details/$"))
    sign_out(page)

    # A device that knows no passkey: said on the page.
    devices.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device})
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": {**KEY, "isUserVerified": False}})
    page.goto("/en/accounts/login/")
    press(page, "Sign in with a passkey")
    page.get_by_text("No passkey came from this device.").wait_for()
    check_page(page)


def test_without_scripts_one_signs_in_by_a_code_from_the_same_page(site) -> None:
    user = UserFactory(language="en")
    page = site.open("/en/accounts/login/?next=/en/my/details/", java_script_enabled=False)
    assert not page.get_by_role("button", name="Sign in with a passkey").is_visible()
    page.fill("#id_login", user.email)
    press(page, "Send me a code instead")
    page.fill("#id_code", code())
    press(page, "Go on")
    page.wait_for_url(re.compile(r"^[^?]*/en/my/details/$"))
    page.fill("#id_phone", "+380 44 000 0000")
    press(page, "Save")
    page.wait_for_url(re.compile(r"/en/my/$"))
    assert page.get_by_text("Your details are saved.").is_visible()


def test_by_keyboard_alone_one_gets_from_the_summary_to_the_mistake(site, check_page) -> None:
    page = site.open("/en/accounts/signup/", size=PHONE)
    page.focus("#id_email")
    page.keyboard.press("Enter")
    page.get_by_text("There are 3 things to put right").wait_for()
    check_page(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_email"
