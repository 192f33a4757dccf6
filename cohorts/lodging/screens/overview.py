"""Lodging of a cohort in the back office: nights with their numbers, ordering rooms, giving beds, lists for hotels."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from cohorts.lodging import queries
from cohorts.lodging.forms import OrderForm
from cohorts.lodging.models import Hotel, Night
from cohorts.lodging.nights import nights_of
from cohorts.lodging.partners import key_of
from cohorts.lodging.services import nights, stays
from cohorts.models import Cohort
from cohorts.party_lists import numbers_of
from cohorts.screens.base import cohort_context, own_cohort
from foundation.errors import DomainError
from foundation.errors.forms import refuse
from office.screens import ask_first
from people.rights import may
from people.signed_in import signed_in_user

from .base import ICON, overview_url, shown_to, way_to_nights


@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """Nights of a cohort with their numbers; on POST rooms are ordered, or beds given. 15 queries, the frame’s too."""
    cohort = own_cohort(request, pk, "lodging.view")
    dates = nights_of(day.date for day in cohort.days.all())
    is_ordering = "order" in request.POST
    form = OrderForm(request.POST if is_ordering else None, cohort=cohort, nights=dates)
    status = 200
    if request.method == "POST":
        if not may(request.user, "lodging.change", cohort) or not {"order", "give"} & request.POST.keys():
            return redirect(overview_url(cohort.pk))
        status = _order(request, cohort, form) if is_ordering else _give_all(request, cohort)
        if status == 200:
            return redirect(overview_url(cohort.pk))
    lines = queries.nights_in(cohort)
    context = {
        **cohort_context(cohort, _("Lodging"), ICON),
        "lines": lines,
        "hotels": sorted({line.night.room_type.hotel for line in lines}, key=lambda each: each.pk),
        "kinds": sorted({line.night.room_type for line in lines}, key=lambda each: each.pk),
        "lacking": len({person for _cohort, person, _date in queries.lacking([cohort])}),
        "form": form,
        **shown_to(request, cohort),
    }
    return render(request, "lodging/office/overview.html", context, status=status)


def _order(request: HttpRequest, cohort: Cohort, form: OrderForm) -> int:
    if not form.is_valid():
        return 422
    data = form.cleaned_data
    try:
        nights.order(
            actor=signed_in_user(request),
            cohort=cohort,
            room_type=data["room_type"],
            dates=form.nights,
            rooms=data["rooms"],
        )
    except DomainError as error:
        return refuse(form, error)
    messages.success(request, _("Saved: so many rooms are ordered for these nights."))
    return 200


def _give_all(request: HttpRequest, cohort: Cohort) -> int:
    given = stays.give_all(actor=signed_in_user(request), cohort=cohort)
    words = ngettext("%(count)s person was given beds.", "%(count)s people were given beds.", given.people)
    messages.success(request, words % {"count": given.people})
    if given.left:
        words = _("No room fits for all the nights of: %(names)s. Order more rooms, or give beds one by one.")
        messages.warning(request, words % {"names": ", ".join(queries.name_of(each) for each in given.left)})
    return 200


@require_http_methods(["GET", "HEAD", "POST"])
def print_list(request: HttpRequest, pk: int, hotel_pk: int) -> HttpResponse:
    """The rooming list of one hotel, to print: names, rooms, nights; of needs, that a room is accessible alone.

    A button first, for each printing is written down. 14 queries with the frame’s and that line; more once it went out.
    """
    cohort = own_cohort(request, pk, "lodging.change")
    hotels = Hotel.objects.filter(room_types__nights__in=Night.objects.filter(cohort=cohort)).distinct()
    hotel = get_object_or_404(hotels, pk=hotel_pk)
    if request.method != "POST":
        return ask_first(
            request,
            title=_("Rooming list on paper"),
            subtitle=str(cohort),
            question=_(
                "It names everybody who sleeps there. Give it to the reception of %(hotel)s and to nobody else."
            )
            % {"hotel": hotel},
            button=_("Show the list"),
            url=overview_url(cohort.pk),
            icon="doc-full",
            way=way_to_nights(cohort),
        )
    nights.note_printing(actor=signed_in_user(request), cohort=cohort, hotel=hotel)
    lines = [line for line in queries.nights_in(cohort) if line.night.room_type.hotel_id == hotel.pk]
    context: dict[str, Any] = {
        "cohort": cohort,
        "hotel": hotel,
        "lines": lines,
        "rooms": queries.rooming_list(cohort, hotel),
        "printed_at": timezone.now(),
        "number": numbers_of(cohort, [key_of(hotel)]).get(key_of(hotel), ""),
        "back_url": overview_url(cohort.pk),
    }
    response = render(request, "lodging/office/list.html", context)
    response["Cache-Control"] = "no-store"
    return response
