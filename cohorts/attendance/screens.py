"""Presence in the back office, session by session."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cohorts.screens.base import cohort_context, own_cohort

from . import queries


@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """Every session of a cohort with how far its sheet is filled in."""
    cohort = own_cohort(request, pk, "presence.view")
    context = {**cohort_context(cohort, _("Presence"), "tick-inverse"), "counts": queries.counts(cohort)}
    return render(request, "attendance/overview.html", context)
