"""Presence in the back office, session by session."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cohorts.screens.base import own_cohort, way_to

from . import queries


@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """Every session of a cohort with how far its sheet is filled in."""
    cohort = own_cohort(request, pk, "presence.view")
    title = _("Presence")
    context = {
        "cohort": cohort,
        "counts": queries.counts(cohort),
        "page_title": title,
        "page_subtitle": str(cohort),
        "header_title": f"{title}: {cohort}",
        "header_icon": "tick-inverse",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            *way_to(cohort),
            {"url": "", "label": title},
        ],
    }
    return render(request, "attendance/overview.html", context)
