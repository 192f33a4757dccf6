"""What the screens of lodging share: the way to them, and what of them this person may do."""

import datetime as dt

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from cohorts.lodging.models import Stay
from cohorts.models import Cohort
from cohorts.screens.base import way_to
from office.screens import Crumb
from people.rights import may

ICON = "home"


def overview_url(cohort_id: int) -> str:
    """The page of a cohort's nights."""
    return reverse("lodging_overview", args=[cohort_id])


def night_url(cohort_id: int, date: dt.date) -> str:
    """The page of the rooms of a night."""
    return reverse("lodging_night", args=[cohort_id, date.isoformat()])


def way_to_nights(cohort: Cohort) -> list[Crumb]:
    """The way to a cohort's nights, for screens below them."""
    return [*way_to(cohort), {"url": overview_url(cohort.pk), "label": gettext_lazy("Lodging")}]


def shown_to(request: HttpRequest, cohort: Cohort) -> dict[str, bool]:
    """What of lodging this person may do in the cohort."""
    may_change = may(request.user, "lodging.change", cohort)
    return {
        "may_change": may_change,
        "sees_wishes": may_change and may(request.user, "lodging.see_wishes", cohort),
    }


def number_in(text: str) -> int:
    """A row's number as an address or a hidden field has it; what can be none names nothing."""
    if not text.isdecimal() or len(text) > 18:
        raise Http404
    return int(text)


def own_stay(cohort: Cohort, text: str) -> Stay:
    """A bed of this cohort; another one is not found."""
    rows = Stay.objects.filter(participant__cohort=cohort, pk=number_in(text)).select_related(
        "participant__user", "participant__cohort", "place__pool__night__room_type__hotel", "room"
    )
    found = rows.first()
    if found is None:
        raise Http404
    return found
