"""A cohort on the public site, and places that are offered to a person."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from foundation.cache.pages import mark_public, public_page
from foundation.clocks.dates import apply_until_in_words, dates_in_words, first_deadline_in_words
from foundation.errors import DomainError
from foundation.words.titles import LONGEST_TITLE, shortened
from foundation.words.translated import said
from office.preview import as_if_at
from people.models import Language
from people.signed_in import signed_in_user
from residencies.models import with_pictures
from residencies.plain_writing.markup import PICTURE
from residencies.plain_writing.shown import written
from residencies.queries import partners_of
from residencies.services.pictures import NewPicture, require_plain

from . import offering, wing
from .atom import open_for_applications
from .models import Cohort, Offer, whole_second
from .queries import CohortFacts, DayPlaces, facts_of, own_offers, places_of, public_cohorts

PICTURES = ("cover", "residency__cover", "venue__picture")


@require_safe
@public_page
def cohort_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that anybody may know of a cohort."""
    cohort = get_object_or_404(with_pictures(public_cohorts(), *PICTURES), slug=slug)
    facts = facts_of(cohort, timezone.now())
    return mark_public(render(request, "cohorts/cohort.html", page_context(facts)), until=facts.next_deadline)


def page_context(facts: CohortFacts) -> dict[str, Any]:
    """What a cohort's page shows."""
    cohort = facts.row
    return {
        "cohort": cohort,
        "residency": cohort.residency,
        "facts": facts,
        "full_days": full_days(places_of(cohort, timezone.now())) if facts.is_open else set(),
        "call": call_to_act(facts),
        "call_note": until_when(facts),
        "cover": cohort.cover or cohort.residency.cover,
        "text": written(cohort, "text"),
        "partners": partners_of(cohort.residency),
        **page_words(facts),
    }


def full_days(places: list[DayPlaces]) -> set[int]:
    """Ids of the days on which who applies now goes on the waiting list, whatever the deadline says."""
    return {day.facts.row.pk for day in places if day.facts.takes_places_on_sending and not day.left}


def cohort_preview(request: HttpRequest, cohort: Cohort, new_picture: NewPicture | None) -> HttpResponse:
    """The page of a cohort that is not saved, as it would be; one in preparation as if it were published.

    Raises `DomainError` for a text that cannot be shown.
    """
    texts = {code: getattr(cohort, f"text_{code}") or "" for code in Language.values}
    require_plain(programme_id=cohort.residency.programme_id, texts=texts)
    if cohort.state == Cohort.State.DRAFT:
        cohort.state = Cohort.State.PUBLISHED
    context = page_context(facts_of(cohort, timezone.now()))
    if new_picture and new_picture.in_text:
        context["text"].parts.append((PICTURE, new_picture.picture))
    here = reverse("cohorts:cohort", args=[cohort.slug])
    return render(as_if_at(request, here), "cohorts/cohort.html", {**context, "is_preview": True})


@require_safe
@public_page
def open_feed(request: HttpRequest) -> HttpResponse:
    """What is open for applications, for programs that follow it."""
    feed = open_for_applications(timezone.now())
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def page_words(facts: CohortFacts, *, room: int = 0) -> dict[str, Any]:
    """Title and description for search engines and shared links: the residency, its dates and town, nothing more.

    A long name is cut, so that the dates stay; `room` is for what the caller writes before it.
    """
    residency, town = facts.row.residency, said(facts.row, "town").text
    dates = f" · {facts.dates}" if facts.dates else ""
    return {
        "meta_title": shortened(said(residency, "name").text, LONGEST_TITLE - len(dates) - room) + dates,
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
    found = places_of(cohort, timezone.now())
    context = {
        "cohort": cohort,
        "residency": cohort.residency,
        "places": found,
        "full_days": full_days(found),
    }
    fragment = request.headers.get("HX-Request") == "true"
    response = render(request, "cohorts/places_left.html" if fragment else "cohorts/places.html", context)
    response["Vary"] = "HX-Request"
    return response


@method_decorator(never_cache, name="dispatch")
class OfferPage(LoginRequiredMixin, View):
    """A place that is held for the person: what it is, until when, and the two answers. Anybody else's is not there.

    Opening it changes nothing: programs that look through mail open links.
    """

    def page(self, request: HttpRequest, offer: Offer, *, status: int = 200) -> HttpResponse:
        """The offer as it stands now."""
        called = wing.names([offer.pool_id, *(part.pool_id for part in offer.parts.all()), *offer.missing])
        cohort = offer.pool.cohort
        is_live = offer.outcome == Offer.Outcome.OPEN and whole_second(timezone.now()) <= offer.until
        context = {
            "offer": offer,
            "cohort": cohort,
            "residency": cohort.residency,
            "is_live": is_live,
            "what": called.get(offer.pool_id, ""),
            "parts": [called[part.pool_id] for part in offer.parts.all() if part.pool_id in called],
            "missing": [called[pool] for pool in offer.missing if pool in called],
        }
        return render(request, "cohorts/offer.html", context, status=status)

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        return self.page(request, get_object_or_404(own_offers(signed_in_user(request)), public_id=public_id))

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        """Take the place, or say no."""
        user = signed_in_user(request)
        offer = get_object_or_404(own_offers(user), public_id=public_id)
        answers = {"accept": offering.accept, "decline": offering.decline}
        answer = answers.get(request.POST.get("answer", ""))
        if answer is None:
            return self.page(request, offer, status=422)
        try:
            answer(actor=user, offer=offer)
        except DomainError as error:
            messages.error(request, str(error))
            return self.page(request, own_offers(user).get(pk=offer.pk), status=error.status)
        if answer is offering.accept:
            messages.success(request, _("The place is yours. You receive a letter that says so."))
        else:
            messages.success(request, _("Thank you for telling us: the place goes to the next."))
        return redirect("people:my")
