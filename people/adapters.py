"""How allauth speaks through us: letters by the outbox, links with the configured origin, limits, words."""

import uuid
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse, translate_url
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
from people.greeting import greeting_name, is_confirmed
from people.models import User
from people.outgoing import send_sign_in_letter
from people.reauthentication import CODE_AGAIN, showed_the_mailbox_lately

# What the one button of a letter leads to.
_BUTTONS = ("sign_in_url", "password_reset_url", "signup_url", "mend_url")
# What else of allauth's a letter says. The browser is whatever its owner calls it, and an address can be made of words,
# so these are named to confirmed addresses only.
_SAID = ("code", "ip", "timestamp")
_SAID_WHERE_CONFIRMED = (*_SAID, "deleted_email", "from_email", "to_email", "user_agent")


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

    # ------------------------------------------------------------ letters
    def send_account_already_exists_mail(self, email: str) -> None:
        """Tell the owner of an address, by letter alone, that there is an account; lead to signing in by a code."""
        context = {"sign_in_url": f"{settings.SITE_URL}{reverse('account_request_login_code')}"}
        self.send_mail("account/email/account_already_exists", email, context)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the person by letter that something that protects the account was changed."""
        more = {
            "user": user,
            "mend_url": f"{settings.SITE_URL}{reverse('account_reset_password')}",
            **(context or {}),
        }
        super().send_notification_mail(template_prefix, user, more, email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the letter as a private row of the outbox, in the language of the person if we know them.

        allauth names a letter `account/email/login_code`; here it lies with all others, at `emails/account/login_code`.
        Its words get no account and no request, and to an address that is not confirmed nothing that somebody typed.
        """
        letter = f"emails/{template_prefix.replace('/email/', '/')}"
        recipient = context.get("user") or User.objects.filter(email=email.lower()).first()
        language = recipient.language if recipient else (translation.get_language() or settings.LANGUAGE_CODE)
        links = {
            name: own_origin(translate_url(value, language))
            for name, value in context.items()
            if name.endswith("_url")
        }
        said = _SAID_WHERE_CONFIRMED if is_confirmed(recipient, email) else _SAID
        full = {name: context[name] for name in said if name in context} | links
        full |= {
            "button_url": next((links[name] for name in _BUTTONS if name in links), ""),
            "greeting_name": greeting_name(recipient, email),
            "language": language,
            "site_url": settings.SITE_URL,
        }
        with translation.override(language):
            full["site_name"] = gettext("Svitlytsia")
            subject = " ".join(render_to_string(f"{letter}_subject.txt", full).split())
            text = render_to_string(f"{letter}_message.txt", full).strip() + "\n"
            html = render_to_string(f"{letter}_message.html", full)
        send_sign_in_letter(
            address=email,
            language=language,
            subject=subject,
            text=text,
            html=html,
            key=f"sign_in:{uuid.uuid4()}",
        )


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


def own_origin(url: str) -> str:
    """The same address at the site's configured origin: a letter never carries the host that a request named."""
    parts = urlsplit(url)
    ours = urlsplit(settings.SITE_URL)
    return urlunsplit((ours.scheme, ours.netloc, parts.path, parts.query, parts.fragment))
