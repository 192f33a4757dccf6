"""A visit as those who come read it: sites in order, how to get in, and the briefing that they confirm."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cohorts.logistics import queries
from cohorts.logistics.models import Visit, VisitSite
from cohorts.logistics.rights import readable_by
from cohorts.logistics.services.briefings import acknowledge, digest_of
from cohorts.timetable.dossiers import dossier_of, emergency_lines, entry_lines, shelter_figures
from cohorts.timetable.shown_timetable import told
from foundation.errors import DomainError
from people.signed_in import signed_in_user


@dataclass(frozen=True)
class Stop:
    """A site as a reader is told of it."""

    row: VisitSite
    hours: str
    entry_facts: Any
    shelter_figures: str
    safety_facts: Any
    digest: str  # of the briefing; empty if there is none
    is_read: bool


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: HttpRequest, public_id: str) -> HttpResponse:
    """The visit's page; who holds a place confirms here having read a briefing. Others do not find it."""
    row = get_object_or_404(queries.with_session(readable_by(request.user)).distinct(), public_id=public_id)
    sites = queries.sites_of(row)
    if request.method == "POST" and "site" in request.POST:
        _confirm_reading(request, row, sites)
        return redirect("logistics:visit", public_id=row.public_id)
    reader = signed_in_user(request)
    read = queries.briefings_read(reader, row)
    context = {
        "visit": row,
        "session": row.session,
        "cohort": row.session.day.cohort,
        "residency": row.session.day.cohort.residency,
        "stops": [_stop(site, read) for site in sites],
        "attends": queries.attending(row.session).filter(user=reader).exists(),
    }
    return render(request, "logistics/visit.html", context, status=422 if request.method == "POST" else 200)


def _confirm_reading(request: HttpRequest, row: Visit, sites: list[VisitSite]) -> None:
    """Keep that the person read the briefing of the site that the button stood under; another visit's is not found."""
    site = next((each for each in sites if str(each.pk) == request.POST["site"]), None)
    if site is None:
        raise Http404
    seen = request.POST.get("seen", "")
    try:
        acknowledge(actor=signed_in_user(request), visit=row, venue=site.venue, seen=seen)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Thank you. It is kept that you have read it."))


def _stop(site: VisitSite, read: set[tuple[int, str]]) -> Stop:
    dossier, digest = dossier_of(site.venue), digest_of(site.venue)
    return Stop(
        row=site,
        hours=site.hours_in_words,
        entry_facts=told(entry_lines(dossier)),
        shelter_figures=shelter_figures(dossier),
        safety_facts=told(emergency_lines(dossier)),
        digest=digest,
        is_read=(site.venue_id, digest) in read,
    )
