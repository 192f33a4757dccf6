"""Calendars to subscribe to."""

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cohorts.timetable.calendar import FEED_CONTENT_TYPE
from cohorts.timetable.feeds import (
    PersonalFeed,
    PublicFeed,
    build_personal,
    build_public,
    describe_personal,
    describe_public,
)
from foundation.cache.built import answer
from foundation.cache.pages import mark_public
from people.models import FormerCalendar

LANGUAGES = {code for code, _name in settings.LANGUAGES}


@require_safe
def programme_calendar(request: HttpRequest, slug: str) -> Any:
    """A cohort's released timetable as anybody may see it, in `?lang=` or the cohort's working language.

    Without `?lang=` it is kept as public pages are, and asks nothing. With it, or where a page is not kept: two queries
    where it was built before or the reader has it (304), three more otherwise.
    """
    language = request.GET.get("lang", "")
    feed = describe_public(slug, language if language in LANGUAGES else "")
    if feed is None:
        raise Http404
    response = _calendar(request, feed, f"{slug}.ics", partial(build_public, feed))
    response["Cache-Control"] = "public, no-cache"
    return mark_public(response)


@require_safe
def personal_calendar(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """A person's own calendar; whoever has its address reads it. An address that was given up is gone (410).

    Eight queries where it is kept or the reader has it (304), nine where there are sessions to choose; one more
    otherwise.
    """
    feed = describe_personal(token)
    if feed is None:
        return _gone_or_unknown(token)
    response = _calendar(request, feed, "svitlytsia.ics", partial(build_personal, feed))
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response


def _calendar(
    request: HttpRequest, feed: PublicFeed | PersonalFeed, file_name: str, build: Callable[[], bytes]
) -> HttpResponse:
    response = answer(request, name=feed.name, facts=feed.facts, build=build, content_type=FEED_CONTENT_TYPE)
    if response.status_code == 200:
        response["Content-Disposition"] = f'inline; filename="{file_name}"'
    response["Content-Language"] = feed.language
    return response


def _gone_or_unknown(token: uuid.UUID) -> HttpResponse:
    """Programs stop asking for what is gone; what nobody ever had may be mistyped."""
    if not FormerCalendar.objects.filter(token=token).exists():
        raise Http404
    text = _("This calendar has a new address. Its owner finds it on “My page”.")
    response = HttpResponse(text, status=410, content_type="text/plain; charset=utf-8")
    response["X-Robots-Tag"] = "noindex"
    return response
