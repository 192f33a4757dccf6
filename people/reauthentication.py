"""“Is it you?” for who has no second factor: a code by e-mail, or a sign-in that was a moment ago.

allauth asks again by a password or a second factor, and an account with neither it never asks: then whoever finds a
browser that was left open could take the account over. Here such an account is asked for what it signs in with.
"""

import time
from typing import Any, Self, cast

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from .allauth_private import (
    AbstractCodeVerificationProcess,
    ReauthenticationRequired,
    app_settings,
    get_authentication_records,
    is_reauthentication_required,
    ratelimit,
    record_authentication,
)
from .models import User

_SESSION_KEY = "people_code_again"
# How allauth writes down that somebody came in by a code from a letter; and how we do.
SIGNED_IN_BY_CODE = "code"
ADDRESS_CONFIRMED = "address_confirmed"
CODE_AGAIN = "code_again"


def showed_the_mailbox_lately(request: HttpRequest) -> bool:
    """Whether a code from a letter was typed in this session within the time that an answer to “is it you?” counts."""
    since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    ways = {SIGNED_IN_BY_CODE, ADDRESS_CONFIRMED, CODE_AGAIN}
    records = get_authentication_records(request, request.user)
    return any(record["method"] in ways and record["at"] > since for record in records)


def is_asked_for(request: HttpRequest) -> bool:
    """Whether the person must show anew who they are before changing what protects the account."""
    try:
        return bool(is_reauthentication_required(request, app="allauth.account"))
    except ReauthenticationRequired:  # raised by our adapter, see there
        return True


def remember_confirmed_address(request: HttpRequest, user: User) -> None:
    """A code that confirms an address shows the mailbox as a code to sign in does."""
    record_authentication(request, user, method=ADDRESS_CONFIRMED)


class CodeAgain(AbstractCodeVerificationProcess):
    """One code on its way to the person who is signed in; it lies in the session and ends with it."""

    def __init__(self, request: HttpRequest, state: dict[str, Any]) -> None:
        self.request = request
        super().__init__(
            max_attempts=app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS,
            timeout=app_settings.LOGIN_BY_CODE_TIMEOUT,
            state=state,
            user=request.user,
        )

    @classmethod
    def begin(cls, request: HttpRequest) -> Self | None:
        """Send a new code, in place of an earlier one. None if there were too many lately."""
        user = cast("User", request.user)
        if not _may_send(request, user.email):
            return None
        process = cls(request, cls.initial_state(user=user, email=user.email))
        process.send()
        process.persist()
        return process

    @classmethod
    def resume(cls, request: HttpRequest) -> Self | None:
        """The code on its way, if there is one and its time is not over."""
        state = request.session.get(_SESSION_KEY)
        return cls(request, state).abort_if_invalid() if state else None

    @property
    def email(self) -> str:
        """Where the code went."""
        return str(self.state["email"])

    def persist(self) -> None:
        """Keep it in the session."""
        self.request.session[_SESSION_KEY] = self.state

    def abort(self) -> None:
        self.request.session.pop(_SESSION_KEY, None)

    def send(self) -> None:
        """Make the code and write the letter."""
        adapter = get_adapter()
        self.state["code"] = adapter.generate_login_code()
        context = {
            "user": self.request.user,
            "code": self.code,
            "recover_url": f"{settings.SITE_URL}{reverse('account_reset_password')}",
        }
        adapter.send_mail("account/email/code_again", self.email, context)

    def finish(self) -> None:
        """The code was right: it was the person, now."""
        self.abort()
        record_authentication(self.request, self.request.user, method=CODE_AGAIN, reauthenticated=True)


def _may_send(request: HttpRequest, email: str) -> bool:
    """Take one letter from the limits that codes to sign in have too."""
    here = f"{email.lower()}:{get_adapter().get_client_ip(request)}"
    return ratelimit.consume(request, action="request_login_code_here", key=here) and ratelimit.consume(
        request, action="request_login_code", key=email.lower()
    )
