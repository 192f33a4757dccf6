"""What every screen below a cohort stands on: the cohort, if it is one of this person's, and the way to its page."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy

from cohorts.models import Cohort
from office.screens import Crumb, Text, screen_context


def own_cohort(request: HttpRequest, pk: int, right: str) -> Cohort:
    """A cohort in whose programme this person has the right; another one is not found."""
    rows = Cohort.objects.visible_to(request.user, right).select_related(
        "residency__programme", "course", "venue"
    )
    return get_object_or_404(rows, pk=pk)


def overview_url(cohort_id: int) -> str:
    """A cohort's page in the back office."""
    return reverse("cohort_overview", args=[cohort_id])


def way_to(cohort: Cohort) -> list[Crumb]:
    """The way to a cohort's page, for screens below it."""
    return [
        {"url": reverse("cohort:index"), "label": gettext_lazy("Cohorts")},
        {"url": overview_url(cohort.pk), "label": str(cohort)},
    ]


def cohort_context(cohort: Cohort, title: Text, icon: str) -> dict[str, Any]:
    """The cohort, and what a screen right below its page shows around its content."""
    return {"cohort": cohort, **screen_context(title, str(cohort), way_to(cohort), icon)}
