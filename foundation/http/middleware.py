"""What is asked of every request, and said of every answer: a sound address, a body of sane size, who may keep it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils.cache import add_never_cache_headers

from foundation.errors import views as errors

Handler = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware(LocaleMiddleware):
    """Sends an address without a language to the reader's own, unless a page of that address said “not found”.

    Django looks at the status alone; as the editor's pages take any path, every row that is not found in the back
    office would lead to such a page.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Leave an answer of a view as it is."""
        if response.status_code == 404 and request.resolver_match is not None:
            return response
        return super().process_response(request, response)


class PermissionsPolicyMiddleware:
    """Says which of a device's senses pages use: passkeys, and none of the others."""

    POLICY = (
        "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(),"
        " magnetometer=(), microphone=(), midi=(), payment=(), usb=(),"
        " publickey-credentials-create=(self), publickey-credentials-get=(self)"
    )

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", self.POLICY)
        return response


class KeepNothingMiddleware:
    """Lets nobody on the way, and no browser, keep a page that does not say of itself that it may be kept.

    What may be kept are public pages, calendars and pictures, and they say so. Everything else may be about a person:
    pages of an account, one's own pages, the back office, the ways that lead there, and what says that something is
    missing or forbidden.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response


class SoundRequestMiddleware:
    """Refuses an address or a cookie with a NUL in it: no database takes it, and nobody types it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta = request.META
        if (
            "\x00" in request.path_info
            or "%00" in meta.get("QUERY_STRING", "")
            or "\\000" in meta.get("HTTP_COOKIE", "")
        ):
            return errors.bad_request(request)
        return self.get_response(request)


class MethodMiddleware:
    """Refuses what no page of the site does: views that read and views that take forms know the four methods below.

    Wagtail's and allauth's would take a PUT for a POST, or a DELETE for a GET.
    """

    KNOWN = ("GET", "HEAD", "POST", "OPTIONS")

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in self.KNOWN:
            return self.get_response(request)
        return HttpResponseNotAllowed(self.KNOWN)


class BodySizeMiddleware:
    """Refuses a body that is larger than anything the site takes, or of unknown size, before it is read."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        declared = request.META.get("CONTENT_LENGTH") or ""
        if not declared and request.META.get("HTTP_TRANSFER_ENCODING"):
            return errors.length_required(request)
        # Longer than 18 digits is too large without being read as a number.
        if declared.isdecimal() and int(declared[:19]) > settings.MAX_REQUEST_BYTES:
            return errors.too_large(request)
        return self.get_response(request)
