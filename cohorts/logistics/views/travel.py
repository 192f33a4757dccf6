"""How a participant travels: a bus and a stop for each way, or otherwise; and what captain and driver may know."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cohorts.logistics.consents import consent_of
from cohorts.logistics.models import Passenger, Run, Travel
from cohorts.logistics.seating import dates_of
from cohorts.logistics.services import seats
from cohorts.logistics.services.travelling import May, WayRefused, Wish, save_travel
from cohorts.logistics.travel_forms import PassengerForm, TravelForm
from cohorts.logistics.ways import Way, ways_of
from cohorts.models import Cohort, Participant, Stretch
from foundation.errors.forms import refuse
from people.consents.models import Consent
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
    """The ways of a cohort to which the person belongs; fifteen queries for any.

    Others do not find the page. Who holds no day any more and still agrees that captains see their telephone finds
    that alone there, to withdraw it.
    """
    rows = Cohort.objects.exclude(state=Cohort.State.DRAFT).select_related("residency__programme")
    cohort = get_object_or_404(rows, slug=slug)
    who = Participant.objects.filter(cohort=cohort, user=(user := signed_in_user(request))).first()
    if who is None:
        raise Http404
    who.cohort, who.user = cohort, user
    consent = consent_of(who)
    if not seats.comes_at_all(who):
        return _withdrawing(request, who, consent)
    sent = request.POST if request.method == "POST" else None
    passenger = Passenger.objects.filter(participant=who).first() or Passenger(participant=who)
    about = PassengerForm(
        sent if sent is not None and "about" in sent else None,
        instance=passenger,
        initial={"shares_phone": consent is not None},
    )
    is_new = bool(TravelForm.changed_ways(sent or {}) or about.changed or about.errors)
    shown, status = _shown(sent, who, asks_for_all=sent is not None and not is_new), 200
    if request.method == "POST":
        status = _save(request, who, about, shown)
        if status == 200:
            if is_new:
                messages.success(request, _("Saved. The list of passengers says so."))
            else:
                messages.info(request, _("Nothing was changed: all is as you see it here."))
            return redirect("logistics:travel", slug=cohort.slug)
    context = {
        "cohort": cohort,
        "residency": cohort.residency,
        "shown": shown,
        "about": about,
        "consent": consent,
    }
    return render(request, "logistics/travel.html", context, status=status)


def _withdrawing(request: HttpRequest, who: Participant, consent: Consent | None) -> HttpResponse:
    """The page of who comes on no day. What an older window sends of ways and ticks changes nothing."""
    if consent is None:
        raise Http404
    if "withdraw" in request.POST:
        save_travel(actor=who.user, participant=who, wishes={}, may=May(shares_phone=False))
        messages.success(request, _("You withdrew it: no list made from now on has your phone number."))
        return redirect("people:my")
    context = {"cohort": who.cohort, "residency": who.cohort.residency, "consent": consent}
    status = 409 if request.method == "POST" else 200
    return render(request, "logistics/withdrawing.html", context, status=status)


def _shown(sent: QueryDict | None, who: Participant, *, asks_for_all: bool) -> list[Shown]:
    """The ways of the days on which the person comes, and others of which something else was sent than stood there.

    Such a one is answered in any case. What was sent as it stood there binds nobody: an older window changes nothing.
    `asks_for_all`: nothing new was sent, so each way to come that is still to choose says so at its field.
    """
    ways, changed = ways_of(who), TravelForm.changed_ways(sent or {})
    comes = dates_of(who, {way.date for way in ways})
    today = timezone.localdate(timezone=who.cohort.zone)
    found = []
    for way in ways:
        is_changed = way.key in changed
        is_asked = asks_for_all and not way.chosen and way.date >= today
        if way.date in comes or is_changed:
            form = TravelForm(
                sent if is_changed else {} if is_asked else None,
                label=capfirst(way.title),
                choices=way.choices,
                initial={"choice": way.chosen, "was": way.chosen},
                prefix=way.key,
            )
            found.append(Shown(way, form))
    return found


def _save(request: HttpRequest, who: Participant, about: PassengerForm, shown: list[Shown]) -> int:
    """Save all that was changed; the status to answer with."""
    changed = {each.way.key: each for each in shown if each.form.is_bound}
    if TravelForm.changed_ways(request.POST) - changed.keys():
        messages.error(request, _("One of these ways is not there any more. Look at the page again."))
        return 422
    if not all(
        form.is_valid() for form in (*(each.form for each in changed.values()), about) if form.is_bound
    ):
        return 422
    try:
        save_travel(
            actor=signed_in_user(request),
            participant=who,
            wishes={key: _wish(who, each) for key, each in changed.items()},
            may=May(**about.changed),
        )
    except WayRefused as error:
        return refuse(changed[error.key].form, error)
    return 200


def _wish(who: Participant, each: Shown) -> Wish:
    way, choice = each.way, each.form.cleaned_data["choice"]
    if choice in Travel.How:
        return Wish(way.date, way.direction, how=choice)
    run_id, first, last = map(int, choice.split("-"))
    run = get_object_or_404(Run.objects.select_related("cohort", "pool"), pk=run_id, cohort=who.cohort_id)
    return Wish(way.date, way.direction, run=run, stretch=Stretch(first, last))
