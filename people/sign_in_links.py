"""A link to the page that sends codes, with the address filled in there already."""

from django.core import signing
from django.http import HttpRequest
from django.urls import reverse

_TO = "to"


def ask_for_code_path(email: str) -> str:
    """Where a code is asked for. The address is signed, so that it does not stand in plain in the logs of servers."""
    return reverse("account_request_login_code", query={_TO: signing.dumps(email, salt=__name__)})


def told_address(request: HttpRequest) -> str:
    """The address that such a link brought; empty if none of ours did."""
    try:
        return str(signing.loads(request.GET.get(_TO, ""), salt=__name__))
    except signing.BadSignature:
        return ""
