"""Where a participant sleeps: what they have, and what they wish of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cohorts.models import Cohort, Participant
from foundation.errors import DomainError
from foundation.errors.forms import refuse
from people.signed_in import signed_in_user

from .forms import WishForm, night_in_words
from .queries import own_stays, wish_of
from .services import wishes
from .staying import nights_for, today_of


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, slug: str) -> HttpResponse:
    """One's nights in a cohort to which one belongs; others do not find the page. Eleven queries for any number."""
    rows = Cohort.objects.exclude(state=Cohort.State.DRAFT).select_related("residency__programme")
    cohort = get_object_or_404(rows, slug=slug)
    me = signed_in_user(request)
    who = Participant.objects.filter(cohort=cohort, user=me).first()
    nights = nights_for(cohort, [who.pk])[who.pk] if who is not None else []
    if who is None or not nights:
        raise Http404
    who.cohort = cohort
    form = WishForm(request.POST if request.method == "POST" else None, nights=nights, wish=wish_of(who))
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                wishes.say(actor=me, participant=who, said=form.said)
            except DomainError as error:
                status = refuse(form, error)
            else:
                messages.success(request, _("Saved. The organiser sees it."))
                return redirect("lodging:own", slug=cohort.slug)
    context = {
        "cohort": cohort,
        "residency": cohort.residency,
        "stays": [
            (night_in_words(stay.date), stay.place.pool.night.room_type)
            for stay in own_stays(me)
            if stay.participant_id == who.pk
        ],
        "form": form,
        "may_say": nights[0] >= today_of(cohort),
        "is_over": nights[-1] < today_of(cohort),
    }
    return render(request, "lodging/own.html", context, status=status)
