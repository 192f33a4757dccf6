"""How a participant travels: a bus and a stop for each way, or otherwise; and what captain and driver may know."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cohorts.logistics.forms import PassengerForm, TravelForm
from cohorts.logistics.models import Passenger, Run, Travel
from cohorts.logistics.seating import dates_of
from cohorts.logistics.services import seats
from cohorts.logistics.ways import Way, ways_of
from cohorts.models import Cohort, Participant, Stretch
from foundation.errors import DomainError
from foundation.errors.forms import refuse
from people.signed_in import signed_in_user


@dataclass(frozen=True)
class Shown:
    """A way with its form."""

    way: Way
    form: TravelForm


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def travel(request: HttpRequest, slug: str) -> HttpResponse:
    """The ways of a cohort to which the person belongs; others do not find the page. Fourteen queries for any."""
    rows = Cohort.objects.exclude(state=Cohort.State.DRAFT).select_related("residency__programme")
    cohort = get_object_or_404(rows, slug=slug)
    who = Participant.objects.filter(cohort=cohort, user=signed_in_user(request)).first()
    if who is None or not seats.comes_at_all(who):
        raise Http404
    who.cohort = cohort
    passenger = Passenger.objects.filter(participant=who).first() or Passenger(participant=who)
    about = PassengerForm(request.POST if "about" in request.POST else None, instance=passenger)
    shown, status = _shown(request, who), 200
    if request.method == "POST":
        status = _save(request, who, about, shown)
        if status == 200:
            messages.success(request, _("Saved. The list of passengers says so."))
            return redirect("logistics:travel", slug=cohort.slug)
    context = {"cohort": cohort, "residency": cohort.residency, "shown": shown, "about": about}
    return render(request, "logistics/travel.html", context, status=status)


def _shown(request: HttpRequest, who: Participant) -> list[Shown]:
    """The ways of the days on which the person comes; and the one that was sent, which is answered in any case."""
    sent, ways = request.POST.get("way"), ways_of(who)
    comes = dates_of(who, {way.date for way in ways})
    return [
        Shown(
            way,
            TravelForm(
                request.POST if sent == way.key else None,
                label=way.title,
                choices=way.choices,
                initial={"choice": way.chosen},
                prefix=way.key,
            ),
        )
        for way in ways
        if way.date in comes or sent == way.key
    ]


def _save(request: HttpRequest, who: Participant, about: PassengerForm, shown: list[Shown]) -> int:
    """Save what was sent; the status to answer with."""
    actor = signed_in_user(request)
    if about.is_bound:
        if not about.is_valid():
            return 422
        seats.save_passenger(actor=actor, participant=who, **about.cleaned_data)
        return 200
    each = next((one for one in shown if one.form.is_bound), None)
    if each is None or not each.form.is_valid():
        return 422
    try:
        _choose(actor, who, each.way, each.form.cleaned_data["choice"])
    except DomainError as error:
        return refuse(each.form, error)
    return 200


def _choose(actor: Any, who: Participant, way: Way, choice: str) -> None:
    if choice in Travel.How:
        seats.travel_otherwise(
            actor=actor, participant=who, date=way.date, direction=way.direction, how=choice
        )
        return
    run_id, first, last = map(int, choice.split("-"))
    run = get_object_or_404(Run.objects.select_related("cohort", "pool"), pk=run_id, cohort=who.cohort_id)
    seats.take_seat(actor=actor, run=run, participant=who, stretch=Stretch(first, last))
