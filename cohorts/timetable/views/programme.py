"""The released timetable: for everybody, and with addresses and contacts for accepted people."""

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cohorts.models import Cohort
from cohorts.programme import FrozenTimetable
from cohorts.queries import CohortFacts, facts_of, public_cohorts, with_days
from cohorts.timetable.models import Release
from cohorts.timetable.queries import as_released, latest_timetable
from cohorts.timetable.rights import reading_of
from cohorts.timetable.shown_timetable import (
    Layout,
    Shown,
    ShownTimetable,
    gone_before,
    only_own,
    show,
    whole_on,
)
from cohorts.views import page_words
from cohorts.wing import beside, own_lines, wings
from foundation.cache.pages import public_page
from foundation.ui.addresses import absolute
from foundation.words.translated import in_ukrainian, marked, said


@require_safe
@public_page
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """The timetable of the last release, as strangers may see it. Four queries; one more if a session is cancelled."""
    cohort = get_object_or_404(public_cohorts(), slug=slug)
    moment = timezone.now()
    facts = facts_of(cohort, moment)
    released = latest_timetable(cohort)
    detailed = frozenset(day.date for day in facts.days if cohort.details_are_public)
    if released is not None:
        released = whole_on(released, detailed)
    context = {
        "cohort": cohort,
        "residency": cohort.residency,
        "facts": facts,
        "timetable": laid_out(
            released, facts, cohort, detailed=detailed, choosing=_choosing(cohort, facts, released, moment)
        )
        if released
        else None,
        "details": cohort.details_are_public,
        "calendar_url": absolute(reverse("feeds:programme", args=[slug])) + f"?lang={get_language()}",
        **_words(facts),
    }
    context["webcal_url"] = webcal(str(context["calendar_url"]))
    return render(request, "timetable/programme.html", context)


def _choosing(
    cohort: Cohort, facts: CohortFacts, released: FrozenTimetable, moment: dt.datetime
) -> dict[int, str]:
    """When and where one chooses, by the id of the group; nothing once the first session of the group has begun."""
    if facts.is_past or facts.is_cancelled:
        return {}
    on = [each for each in released.sessions if not each.is_cancelled]
    begun = {each.group_id for each in on if released.starts_at(each) <= moment}
    ahead = {each.group_id for each in on} - begun
    found = (each.choosing(cohort, moment) for each in wings())
    return {group: words for said in found for group, words in said.items() if group in ahead}


def _words(facts: CohortFacts) -> dict[str, Any]:
    before = _("Programme: %(title)s")
    words = page_words(facts, room=len(before % {"title": ""}))
    return {**words, "meta_title": before % {"title": words["meta_title"]}}


def webcal(url: str) -> str:
    """The same address with the scheme that opens a calendar program."""
    return urlsplit(url)._replace(scheme="webcal").geturl()


def laid_out(released: FrozenTimetable, facts: CohortFacts, cohort: Cohort, **view: Any) -> ShownTimetable:
    """A release in the reader's language; what an earlier release cancelled already is left out."""
    previous = None
    if any(session.is_cancelled for session in released.sessions):
        release = Release.objects.filter(cohort=cohort, number=released.number - 1).first()
        previous = as_released(release, cohort.time_zone) if release else None
    hidden = gone_before(released, previous)
    return show(
        released, Layout(titles=day_titles(facts), hidden=hidden, town=in_ukrainian(cohort, "town"), **view)
    )


def day_titles(facts: CohortFacts) -> dict[dt.date, Shown]:
    """What each day is about, by its date."""
    titles = {}
    for day in facts.days:
        words = said(day.row, "title")
        titles[day.date] = marked(words.text, words.foreign_lang)
    return titles


@require_safe
@never_cache
@login_required
def my_cohort(request: HttpRequest, slug: str) -> HttpResponse:
    """What accepted people, trainers and managers see: addresses, contacts, notes, materials. Others get 404."""
    cohort = get_object_or_404(with_days(Cohort.objects.exclude(state=Cohort.State.DRAFT)), slug=slug)
    reading = reading_of(request.user, cohort)
    if not reading.may_open:
        raise Http404
    facts = facts_of(cohort, timezone.now())
    released = latest_timetable(cohort)
    detailed = reading.detailed((day.row for day in facts.days), released)
    timetable = None
    if released is not None:
        if not reading.works:
            released = only_own(released, reading.attends)
        extras = beside(request.user, cohort)
        timetable = laid_out(whole_on(released, detailed), facts, cohort, extras=extras, detailed=detailed)
    context = {
        "cohort": cohort,
        "residency": cohort.residency,
        "facts": facts,
        "timetable": timetable,
        "not_yours": frozenset(day.date for day in facts.days) - detailed - frozenset(reading.lost),
        "held": [day for day in facts.days if day.row.pk in reading.held or day.date in reading.lost],
        "may_read_notes": reading.may_read_notes,
        "own_lines": own_lines(request.user, cohort),
        "calendar_url": personal_calendar_url(request.user),
    }
    context["webcal_url"] = webcal(str(context["calendar_url"]))
    return render(request, "timetable/my_cohort.html", context)


def personal_calendar_url(user: Any) -> str:
    """The address of a person's own calendar; who has it can read it."""
    return f"{settings.SITE_URL}{reverse('feeds:personal', args=[user.calendar_token])}"
