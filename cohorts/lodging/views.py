"""Where a participant sleeps: what they have, and what they wish of it."""

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cohorts.keeping import needs_kept_for
from cohorts.models import Cohort, Participant
from foundation.errors import DomainError
from foundation.errors.forms import refuse
from people.models import User
from people.signed_in import signed_in_user

from .forms import WishForm, night_in_words
from .models import Night, Wish
from .nights import ONE
from .queries import own_stays, wish_of
from .services import wishes
from .staying import nights_for, today_of

# A mark of what the person had said when the form was shown.
SEEN = "seen"


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, slug: str) -> HttpResponse:
    """One's nights in a cohort to which one belongs. Others do not find the page, and nobody where none is ordered.

    Thirteen queries for any number.
    """
    me = signed_in_user(request)
    who, nights, wish = _own_or_404(me, slug)
    cohort = who.cohort
    form = WishForm(request.POST if request.method == "POST" else None, nights=nights, wish=wish)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                seen = request.POST.get(SEEN, "")
                wishes.say(actor=me, participant=who, said=form.said, seen=seen)
            except DomainError as error:
                status, wish = refuse(form, error), wish_of(who)
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
        "forgotten_on": max(day.date for day in cohort.days.all()) + needs_kept_for() + ONE,
        "mark": wishes.mark_of_wish(wish),
        "may_say": nights[0] >= today_of(cohort),
        "is_over": nights[-1] < today_of(cohort),
    }
    return render(request, "lodging/own.html", context, status=status)


def _own_or_404(me: User, slug: str) -> tuple[Participant, list[dt.date], Wish | None]:
    rows = Cohort.objects.exclude(state=Cohort.State.DRAFT).select_related("residency__programme")
    cohort = get_object_or_404(rows.prefetch_related("days"), slug=slug)
    who = Participant.objects.filter(cohort=cohort, user=me).first()
    nights = nights_for(cohort, [who.pk])[who.pk] if who is not None else []
    if who is None or not nights:
        raise Http404
    who.cohort = cohort
    wish = wish_of(who)
    if wish is None and not Night.objects.filter(cohort=cohort).exists():
        raise Http404
    return who, nights, wish
