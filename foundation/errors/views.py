"""Pages that say that something went wrong, and what to do about it."""

import logging
import sys

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from . import outages

logger = logging.getLogger(__name__)


def csrf_failure(request: HttpRequest, reason: str = "", kept_at: str = "") -> HttpResponse:
    """The form was open too long, or came from elsewhere; `kept_at` has what was typed, if it is kept."""
    return _page(request, "403.html", 403, form_expired=True, kept_at=kept_at)


def too_large(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What was sent is larger than anything the site takes."""
    return _page(request, "413.html", 413)


def length_required(request: HttpRequest) -> HttpResponse:
    """A body of unknown length is not taken (RFC 9110, 15.5.12); browsers always say it."""
    return _page(request, "400.html", 411)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Too many tries in a short time. The log names the view, never who tried nor what was in the address."""
    logger.warning("too many tries: %s", request.resolver_match.view_name if request.resolver_match else "-")
    return _page(request, "429.html", 429, back_url=_where_it_was_tried(request))


def _where_it_was_tried(request: HttpRequest) -> str:
    """The page of ours that the form stood on; by a browser that does not say, the address that was asked for."""
    came_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(
        came_from, {request.get_host()}, require_https=request.is_secure()
    )
    return came_from if came_from and is_ours else request.get_full_path()


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request makes no sense, or is too large where its length was not told first."""
    if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
        return too_large(request)
    return _page(request, "400.html", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The person may not do this."""
    return _page(request, "403.html", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is no such page, or it is not for this person."""
    return _page(request, "404.html", 404)


def broken(request: HttpRequest) -> HttpResponse:
    """Something broke on our side: nothing but the page itself may be needed to say so.

    Every error that nobody answered comes here, also those of middleware; what stands outside of our code is told
    apart from a fault of ours.
    """
    if (answer := outages.answer(request, sys.exc_info()[1])) is not None:
        return answer
    language = translation.get_language_from_path(request.path_info) or translation.get_language()
    with translation.override(language):
        return HttpResponse(loader.render_to_string("500.html"), status=500)


def _page(request: HttpRequest, template: str, status: int, **context: object) -> HttpResponse:
    """The page in the language of the request, also where it was refused before anybody looked for that."""
    with translation.override(translation.get_language_from_request(request, check_path=True)):
        return render(request, template, context, status=status)
