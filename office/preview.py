"""What a public page will look like, shown from a form that is not saved."""

from copy import copy

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

# The name of the button; its value is the language in which the page is shown.
PREVIEW = "preview"


def wanted_language(request: HttpRequest) -> str:
    """The language in which the form that was sent asks for a preview; empty if it asks for none."""
    wanted = request.POST.get(PREVIEW, "")
    return wanted if wanted in dict(settings.LANGUAGES) else ""


def as_if_at(request: HttpRequest, path: str) -> HttpRequest:
    """The request as a public page meets it: at the page's own address."""
    shown = copy(request)
    shown.path = shown.path_info = path
    shown.method = "GET"
    shown.META = {**request.META, "QUERY_STRING": ""}
    return shown


def closed(response: HttpResponse) -> HttpResponse:
    """A preview is kept by nobody, framed by nobody, and loads what public pages may load."""
    add_never_cache_headers(response)
    response._csp_config = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]  # type: ignore[attr-defined]
    return response
