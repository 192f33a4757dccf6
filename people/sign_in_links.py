"""A link to the page that sends codes, with the address filled in there already."""

from cryptography.fernet import Fernet, InvalidToken
from django.http import HttpRequest
from django.urls import reverse

from .locks import lock_of

# Later the link opens the page without the address.
SECONDS = 24 * 60 * 60
_TO = "to"


def ask_for_code_path(email: str) -> str:
    """Where a code is asked for. The address is encrypted: no log of a server can be read for it."""
    return reverse("account_request_login_code", query={_TO: _lock().encrypt(email.encode()).decode()})


def told_address(request: HttpRequest) -> str:
    """The address that such a link brought; empty if none of ours did, or one that is too old."""
    try:
        return _lock().decrypt(request.GET.get(_TO, ""), ttl=SECONDS).decode()
    except (InvalidToken, ValueError):
        return ""


def _lock() -> Fernet:
    return lock_of(__name__)
