"""How allauth speaks through us: limits, words, where one goes next. Its letters are those of `messaging`."""

from io import BytesIO
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.allauth_private import (
    ImmediateHttpResponse,
    PasswordsCountedByPlace,
    ReauthenticationRequired,
    current,
    ratelimit,
)
from people.models import User
from people.reauthentication import CODE_AGAIN, showed_the_mailbox_lately


class AccountAdapter(PasswordsCountedByPlace):
    """Sign-in under our rules: nothing tells a known address from an unknown one, nobody is sent elsewhere."""

    error_messages = {
        **PasswordsCountedByPlace.error_messages,
        "account_inactive": _("This account is closed. If that is a mistake, write to the organiser."),
        "duplicate_email": _("This is your address already."),
        "email_password_mismatch": _(
            "This e-mail address and this password do not belong together. Check both, or have a code sent to you."
        ),
        "email_taken": _("This address belongs to another account."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("This is not the code. Look at the letter again, or ask for a new code."),
        "incorrect_password": _("This is not your password."),
        "rate_limited": _("Wait half a minute before you ask for another code."),
        "same_as_current": _("This is your address already."),
        "too_many_login_attempts": _("There were too many wrong tries. Begin again."),
    }

    def validation_error(self, code: str, *args: object) -> ValidationError:
        """The error of that name; too many tries end the request with the page that says so (429)."""
        if code == "too_many_login_attempts":
            raise ImmediateHttpResponse(ratelimit.respond_429(current.request))
        return super().validation_error(code, *args)

    # ------------------------------------------------------------ limits
    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Take one try; besides allauth's own count, one over all the places that try one address."""
        super().pre_authenticate(request, **credentials)
        email = str(credentials.get("email", "")).lower()
        if not ratelimit.consume(request, action="login_failed_anywhere", key=email):
            raise self.validation_error("too_many_login_attempts")

    # ------------------------------------------------------------ is it you?
    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        """Besides allauth's ways, a code by e-mail, which signs in too; not past a second factor."""
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if user.is_authenticated and all(way["id"] == "reauthenticate" for way in ways):
            url = reverse("people:reauthenticate_by_code")
            ways.append({"id": CODE_AGAIN, "description": gettext("With a code by e-mail"), "url": url})
        return ways

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whether to ask at all. Who has neither a password nor a second factor is asked here and now.

        allauth takes such an account for one that has answered (it knows no way to ask), whatever is returned;
        so this raises what allauth would.
        """
        required: bool = super().is_reauthentication_required(app=app, **kwargs)
        request = current.request
        if required and request.user.is_authenticated:
            ways = self.get_reauthentication_methods(request.user)
            if [way["id"] for way in ways] == [CODE_AGAIN] and not showed_the_mailbox_lately(request):
                raise ReauthenticationRequired
        return required

    # ------------------------------------------------------------ where one goes next
    def is_safe_url(self, url: str) -> bool:
        """Only an address on this site, written without a host."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """The home page in the language one reads."""
        return f"/{translation.get_language() or settings.LANGUAGE_CODE}/"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to one's own page."""
        return str(self.get_login_redirect_url(request))

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Remember the person's language in this browser, for addresses that do not carry one."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember_language(response, user.language)
        return response


class SecondFactorAdapter(DefaultMFAAdapter):
    """Passkeys and apps under the site's name and in our words."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is wrong or out of date. Take the one that the app shows now."),
        "unverified_email": _("Confirm your e-mail address first: the page of your address shows how."),
    }

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The site as the device will call it."""
        return {**super().get_public_key_credential_rp_entity(), "name": settings.SITE_NAME}

    def build_totp_svg(self, url: str) -> str:
        """The square to scan: black on white also on a dark page, or no camera reads it."""
        import segno

        drawing = BytesIO()
        segno.make_qr(url).save(drawing, kind="svg", border=4, light="#fff", xmldecl=False)
        return drawing.getvalue().decode()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 — allauth's name
        """A name to begin with, which the person may change."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Passkey %(number)d") % {"number": count + 1}


def remember_language(response: HttpResponse, language: str) -> None:
    """Keep a language in this browser: `/` leads there."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 60 * 60,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
