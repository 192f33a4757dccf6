"""Who has a bed on which night, and one person: their nights, and what they wish."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from cohorts.lodging import queries
from cohorts.lodging.forms import PersonNightsForm, night_in_words
from cohorts.lodging.models import Named, Stay
from cohorts.lodging.services import stays, wishes
from cohorts.lodging.staying import nights_for, today_of
from cohorts.models import Cohort, Participant
from cohorts.screens.base import own_cohort
from foundation.clocks.dates import short_date_in_words
from foundation.errors import DomainError
from foundation.errors.forms import refuse
from office.screens import screen_context
from people.signed_in import signed_in_user

from .base import ICON, number_in, shown_to, way_to_nights

PAGE = 50


@require_safe
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Who comes, with their beds night by night. 17 queries for any number of people, the frame’s with them."""
    cohort = own_cohort(request, pk, "lodging.change")
    only_lacking = request.GET.get("show") == "lacking"
    find = request.GET.get("find", "").strip()[:100].replace("\0", "")
    rows = queries.people_of(cohort, find=find, only_lacking=only_lacking)
    page = Paginator(rows, PAGE).get_page(request.GET.get("p"))
    dates = sorted({line.night.date for line in queries.nights_in(cohort)})
    context = {
        **screen_context(_("Who sleeps where"), str(cohort), way_to_nights(cohort), ICON),
        "cohort": cohort,
        "dates": [short_date_in_words(date) for date in dates],
        "lines": queries.lines_of(list(page.object_list), dates),
        "page": page,
        "find": find,
        "only_lacking": only_lacking,
        **shown_to(request, cohort),
    }
    return render(request, "lodging/office/people.html", context)


# ---------------------------------------------------------------- one person
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, pk: int, public_id: uuid.UUID) -> HttpResponse:
    """A person's nights, each with a kind of room; and to who may see it what they wish. 20 queries at most."""
    cohort = own_cohort(request, pk, "lodging.change")
    rows = Participant.objects.filter(cohort=cohort).select_related("user")
    who = get_object_or_404(rows, public_id=public_id)
    who.cohort = cohort
    rights = shown_to(request, cohort)
    url = reverse("lodging_person", args=[cohort.pk, who.public_id])
    form, status, refusal = _nights_form(request, cohort, who), 200, ""
    if request.method == "POST":
        try:
            if "named" in request.POST:
                _settle(request, who, is_allowed=rights["sees_wishes"])
            elif form.is_valid():
                stays.set_nights(
                    actor=signed_in_user(request),
                    participant=who,
                    nights=form.nights,
                    seen=form.cleaned_data["seen"],
                )
            else:
                status = 422
        except DomainError as error:
            status = refuse(form, error) if "named" not in request.POST else error.status
            refusal = str(error.message) if "named" in request.POST else ""
        if status == 200:
            messages.success(request, _("Saved."))
            return redirect(url)
    context = {
        **screen_context(queries.name_of(who), _("Lodging"), way_to_nights(cohort), ICON),
        "who": who,
        "form": form,
        "refusal": refusal,
        **rights,
        **_wishes(request, cohort, who, is_allowed=rights["sees_wishes"]),
    }
    return render(request, "lodging/office/person.html", context, status=status)


def _nights_form(request: HttpRequest, cohort: Cohort, who: Participant) -> PersonNightsForm:
    own = set(nights_for(cohort, [who.pk])[who.pk])
    held = {
        stay.date: stay.place.pool.night.room_type_id
        for stay in Stay.objects.filter(participant=who).select_related("place__pool__night")
    }
    kinds: dict[Any, list[tuple[Any, int]]] = {}
    for line in queries.nights_in(cohort):
        night = line.night
        if night.date in own or night.date in held:
            kinds.setdefault(night.date, []).append((night.room_type, line.free))
    today = today_of(cohort)
    return PersonNightsForm(
        request.POST if request.method == "POST" and "named" not in request.POST else None,
        kinds=kinds,
        held=held,
        is_over={date: date < today for date in kinds},
        seen=stays.mark_of_nights(held),
    )


def _settle(request: HttpRequest, who: Participant, *, is_allowed: bool) -> None:
    if not is_allowed:
        raise Http404
    named = get_object_or_404(
        Named.objects.filter(wish__participant=who).select_related("wish__participant__cohort"),
        pk=number_in(request.POST.get("named", "")),
    )
    chosen = request.POST.get("person", "")
    meant = None
    if chosen:
        rows = Participant.objects.filter(cohort=who.cohort_id)
        meant = get_object_or_404(rows, pk=number_in(chosen))
    wishes.settle(actor=signed_in_user(request), named=named, person=meant)


def _wishes(request: HttpRequest, cohort: Cohort, who: Participant, *, is_allowed: bool) -> dict[str, Any]:
    """What the person wishes, with who may be meant by each name that nobody has looked at."""
    wish = queries.wish_of(who) if is_allowed else None
    if wish is None:
        return {"wish": None}
    find = request.GET.get("find", "").strip()[:100].replace("\0", "")
    open_names = [each for each in wish.named.all() if not each.is_settled]
    return {
        "wish": wish,
        "wanted_nights": [night_in_words(night.date) for night in wish.nights.all()],
        "settled": [
            (each, queries.name_of(each.person) if each.person else "")
            for each in wish.named.all()
            if each.is_settled
        ],
        "open_names": [
            (each, [(row.pk, queries.name_of(row)) for row in queries.meant_by(cohort, find or each.typed)])
            for each in open_names
        ],
        "find": find,
    }
