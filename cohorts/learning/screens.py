"""Materials in the back office, session by session."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cohorts.screens.base import own_cohort, way_to

from . import queries


@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """Every session of a cohort with how many materials it has; each leads to where they are published."""
    cohort = own_cohort(request, pk, "materials.view")
    title = _("Materials")
    context = {
        "cohort": cohort,
        "sessions": queries.materials_counted(cohort),
        "page_title": title,
        "page_subtitle": str(cohort),
        "header_title": f"{title}: {cohort}",
        "header_icon": "doc-full",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            *way_to(cohort),
            {"url": "", "label": title},
        ],
    }
    return render(request, "learning/office/overview.html", context)
