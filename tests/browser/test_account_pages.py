"""Pages of an account: signing in and up, what one signs in with, “is it you?”; also with mistakes in them."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from playwright.sync_api import Page

from people.models import User
from tests.factories.people import PASSWORD, UserFactory

from .applicant import code_sent_to, lamp, link_sent_to, sign_in_by_code
from .conftest import PHONE, Look, Site

# As long as addresses of offices are.
LONG = "sektor-komunikatsii-ta-vzaiemodii-z-hromadamy@kamianets-podilska.demo.example"

pytestmark = pytest.mark.parametrize("language", ["uk", "en", "pl"])


def look(page: Page, check: Look, *paths: str) -> None:
    """Look at the page that is open, or at each of these."""
    for path in paths:
        page.goto(path)
        check.everywhere(page, desk=False)
    if not paths:
        check.everywhere(page, desk=False)


def look_at_mistakes(page: Page, check: Look, path: str = "") -> None:
    """Send the form with nothing in it, and look at what comes back."""
    if path:
        page.goto(path)
    lamp(page)
    page.locator(".summary-errors").wait_for()
    look(page, check)


def test_pages_before_one_is_signed_in_are_sound(site: Site, check_page: Look, language: str) -> None:
    user = UserFactory(language=language)
    accounts = f"/{language}/accounts"
    page = site.open(f"{accounts}/login/", size=PHONE)
    look(page, check_page, f"{accounts}/login/?next=/{language}/my/", f"{accounts}/signup/")
    for path in ("login/", "signup/", "login/code/", "password/reset/"):
        look_at_mistakes(page, check_page, f"{accounts}/{path}")

    page.goto(f"{accounts}/login/code/")
    page.fill("input[name=email]", user.email)
    lamp(page)
    look(page, check_page)
    look_at_mistakes(page, check_page)

    page.goto(f"{accounts}/password/reset/")
    page.fill("input[name=email]", user.email)
    lamp(page)
    look(page, check_page)
    page.goto(link_sent_to(user.email))
    look_at_mistakes(page, check_page)
    look(page, check_page, f"{accounts}/password/reset/key/1-x/", f"{accounts}/inactive/")


def test_pages_of_an_account_without_a_password_are_sound(
    site: Site, check_page: Look, language: str
) -> None:
    user = UserFactory(language=language, password=None, email=LONG)
    accounts = f"/{language}/accounts"
    page = site.open(f"{accounts}/login/", size=PHONE)
    sign_in_by_code(page, user.email)
    look(
        page,
        check_page,
        f"/{language}/my/",
        f"{accounts}/password/set/",
        f"{accounts}/2fa/",
        f"{accounts}/logout/",
    )
    look_at_mistakes(page, check_page, f"{accounts}/password/set/")
    look_at_mistakes(page, check_page, f"{accounts}/email/")
    look_at_mistakes(page, check_page, f"{accounts}/2fa/totp/activate/")

    look(page, check_page, f"{accounts}/reauthenticate/code/?next=/{language}/my/details/")
    lamp(page)
    look_at_mistakes(page, check_page)
    page.fill("input[name=code]", code_sent_to(user.email))
    lamp(page)
    page.wait_for_url("**/my/details/")

    page.goto(f"{accounts}/email/")
    page.fill("input[name=email]", "new@demo.example")
    lamp(page)
    page.wait_for_url("**/confirm-email/**")
    look(page, check_page)
    look(page, check_page, f"{accounts}/email/")


def test_pages_of_an_account_with_a_second_factor_are_sound(
    site: Site, check_page: Look, language: str
) -> None:
    user = UserFactory(language=language)
    accounts = f"/{language}/accounts"
    page = site.sign_in(user, size=PHONE, to=f"/{language}/my/")
    look_at_mistakes(page, check_page, f"{accounts}/password/change/")
    look_at_mistakes(page, check_page, f"{accounts}/reauthenticate/?next=/{language}/my/")
    protect(user)
    look_at_mistakes(page, check_page, f"{accounts}/2fa/reauthenticate/")
    page.goto(f"{accounts}/reauthenticate/")
    page.fill("input[name=password]", PASSWORD)
    lamp(page)
    page.wait_for_url("**/my/")
    look(
        page,
        check_page,
        f"/{language}/my/",
        *(
            f"{accounts}/2fa/{path}"
            for path in ("", "recovery-codes/", "recovery-codes/generate/", "totp/deactivate/")
        ),
        *(f"{accounts}/2fa/webauthn/{path}" for path in ("", "add/")),
    )

    page = site.open(f"{accounts}/login/", size=PHONE)
    page.fill("input[name=login]", user.email)
    page.fill("input[name=password]", PASSWORD)
    lamp(page)
    page.wait_for_url("**/2fa/authenticate/")
    look_at_mistakes(page, check_page)


def protect(user: User) -> None:
    """An app, and recovery codes."""
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(user)
