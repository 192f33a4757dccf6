"""Calendars to subscribe to, and what search engines ask for."""

import datetime as dt
import uuid

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from cohorts.timetable.calendar import FEED_CONTENT_TYPE
from cohorts.timetable.feeds import build_personal, build_public, describe_personal, describe_public

LANGUAGES = {code for code, _name in settings.LANGUAGES}


@require_safe
@gzip_page
def programme_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """A cohort's released timetable as anybody may see it, in `?lang=` or the cohort's working language.

    One query where the reader has it already (304), three otherwise. Only the ETag is asked: a cancelled cohort,
    hidden details, another name leave no later date than the release's.
    """
    language = request.GET.get("lang", "")
    feed = describe_public(slug, language if language in LANGUAGES else "")
    if feed is None:
        raise Http404
    response = get_conditional_response(request, etag=feed.etag)
    if response is None:
        response = HttpResponse(build_public(feed), content_type=FEED_CONTENT_TYPE)
        response["Content-Disposition"] = f'inline; filename="{slug}.ics"'
    return _stamped(response, feed.etag, feed.last_modified, "public, no-cache", feed.language)


@require_safe
def personal_calendar(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """A person's own calendar; whoever has its address reads it. Seven queries for a 304, or eight
    where there are sessions to choose; one more otherwise.

    Only the ETag is asked here: a place given back leaves no later date than the release's.
    """
    feed = describe_personal(token)
    if feed is None:
        raise Http404
    response = get_conditional_response(request, etag=feed.etag)
    if response is None:
        response = HttpResponse(build_personal(feed), content_type=FEED_CONTENT_TYPE)
        response["Content-Disposition"] = 'inline; filename="svitlytsia.ics"'
    response["X-Robots-Tag"] = "noindex"
    return _stamped(response, feed.etag, feed.last_modified, "private, no-cache", feed.language)


def _stamped(
    response: HttpResponse, etag: str, last_modified: dt.datetime | None, control: str, language: str
) -> HttpResponse:
    response["ETag"] = etag
    if last_modified is not None:
        response["Last-Modified"] = http_date(last_modified.timestamp())
    response["Cache-Control"] = control
    response["Content-Language"] = language
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
