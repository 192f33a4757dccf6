"""What is reached of allauth beyond what its documentation promises: here and nowhere else.

Its minor versions rename and change such parts. So what rooms need of them is taken from this module, the one private
method that is overridden stands in it, `pyproject.toml` keeps to the versions of one such series, and
`tests/architecture/test_inner_parts.py` fails on another version than the one below. Whoever takes a new version reads
this module and `reauthentication.py` through against it; then names it here.
"""

from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.account.utils import filter_users_by_email
from allauth.core import context as current
from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest

READ_WITH = "65.21.1"

__all__ = [
    "READ_WITH",
    "AbstractCodeVerificationProcess",
    "ImmediateHttpResponse",
    "PasswordsCountedByPlace",
    "ReauthenticationRequired",
    "app_settings",
    "current",
    "filter_users_by_email",
    "get_authentication_records",
    "is_mfa_enabled",
    "is_reauthentication_required",
    "ratelimit",
    "record_authentication",
]


class PasswordsCountedByPlace(DefaultAccountAdapter):
    """Counts wrong passwords by address and by where they come from: who guesses does not lock the owner out."""

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        key = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{key}:{self.get_client_ip(request)}"
