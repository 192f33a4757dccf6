"""Materials in the back office: on a cohort's page, and session by session."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from cohorts.models import Cohort
from cohorts.office import own_cohort
from cohorts.overview import Panel
from cohorts.viewsets import way_to

from . import queries


def panel(cohort: Cohort, user: Any) -> Panel:
    """How many materials a cohort has; one query. The page itself lets in managers only."""
    published = queries.materials_of(cohort).count()
    words = ngettext("%(count)s material is published.", "%(count)s materials are published.", published)
    return Panel(
        title=_("Materials"),
        url=reverse("learning_overview", args=[cohort.pk]),
        facts=(words % {"count": published},),
    )


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
