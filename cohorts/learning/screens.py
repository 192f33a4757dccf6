"""Materials in the back office, session by session."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cohorts.screens.base import cohort_context, own_cohort

from . import queries


@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """Every session of a cohort with how many materials it has; each leads to where they are published."""
    cohort = own_cohort(request, pk, "materials.view")
    context = {
        **cohort_context(cohort, _("Materials"), "doc-full"),
        "sessions": queries.materials_counted(cohort),
    }
    return render(request, "learning/office/overview.html", context)
