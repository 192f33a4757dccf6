"""A cohort on the public site."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from foundation.cache.pages import mark_public, public_page
from foundation.clocks.dates import apply_until_in_words, dates_in_words, first_deadline_in_words
from foundation.words.translated import said
from residencies.queries import partners_of

from .queries import CohortFacts, facts_of, places_of, public_cohorts


@require_safe
@public_page
def cohort_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that anybody may know of a cohort."""
    cohort = get_object_or_404(public_cohorts(), slug=slug)
    facts = facts_of(cohort, timezone.now())
    context = {
        "cohort": cohort,
        "residency": cohort.residency,
        "facts": facts,
        "call": call_to_act(facts),
        "call_note": until_when(facts),
        "partners": partners_of(cohort.residency),
        **page_words(facts),
    }
    return mark_public(render(request, "cohorts/cohort.html", context), until=facts.next_deadline)


def page_words(facts: CohortFacts) -> dict[str, Any]:
    """Title and description for search engines and shared links: the residency, its dates and town, nothing more."""
    residency, town = facts.row.residency, said(facts.row, "town").text
    return {
        "meta_title": f"{said(residency, 'name')} · {facts.dates}"
        if facts.dates
        else str(said(residency, "name")),
        "meta_description": ". ".join(
            part.rstrip(".") for part in (f"{facts.dates}, {town}", said(residency, "summary").text) if part
        )
        + ".",
    }


def call_to_act(facts: CohortFacts) -> str:
    """What the one button of a cohort's page says; empty while nothing can be done."""
    if not facts.is_open:
        return ""
    # It promises no place: the page is kept, and does not know how many are left.
    dates = dates_in_words([day.date for day in facts.open_days], year=False)
    return _("Apply for %(dates)s") % {"dates": dates}


def until_when(facts: CohortFacts) -> str:
    """Until when the button can be pressed: the deadline, or the first of several."""
    deadlines = {day.deadline for day in facts.open_days}
    first = facts.next_deadline
    if len(deadlines) > 1 and first is not None:
        return first_deadline_in_words(first, facts.row.time_zone)
    return apply_until_in_words(first, facts.row.time_zone)


@require_safe
@never_cache
def places(request: HttpRequest, slug: str) -> HttpResponse:
    """How many places are left right now: a fragment for the cohort's page, a small page of its own otherwise."""
    cohort = get_object_or_404(public_cohorts(), slug=slug)
    context = {"cohort": cohort, "residency": cohort.residency, "places": places_of(cohort, timezone.now())}
    fragment = request.headers.get("HX-Request") == "true"
    response = render(request, "cohorts/places_left.html" if fragment else "cohorts/places.html", context)
    response["Vary"] = "HX-Request"
    return response
