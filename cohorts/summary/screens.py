"""The summary of a cohort in the back office: one row a person, on a screen and on paper."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from cohorts.screens.base import cohort_context, own_cohort

from .forms import SummaryForm
from .queries import Summary, summary_of

PAGE = 50
ICON = "list-ul"


def summary_url(cohort_id: int) -> str:
    """The summary of a cohort."""
    return reverse("summary_overview", args=[cohort_id])


def _opened(request: HttpRequest, pk: int) -> tuple[Summary, SummaryForm, str]:
    """The summary as this person sees it, how it is narrowed, and that as a part of an address."""
    cohort = own_cohort(request, pk, "summary.view")
    summary = summary_of(cohort, request.user)
    query = request.GET.copy()
    query.pop("p", None)
    return summary, SummaryForm(request.GET, summary=summary), query.urlencode()


@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody, or those who lack something; 50 to a page. The same queries for any number of people."""
    summary, form, query = _opened(request, pk)
    page = Paginator(summary.people(form.chosen), PAGE).get_page(request.GET.get("p"))
    context: dict[str, Any] = {
        **cohort_context(summary.cohort, pgettext("cohort", "Summary"), ICON),
        "form": form,
        "query": query,
        "columns": summary.columns,
        "page": page,
        "lines": summary.lines(list(page.object_list)),
    }
    response = render(request, "summary/office/summary.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def print_summary(request: HttpRequest, pk: int) -> HttpResponse:
    """The same on paper, all pages in one; the same queries for any number of people."""
    summary, form, query = _opened(request, pk)
    context = {
        "cohort": summary.cohort,
        "columns": summary.columns,
        "lines": summary.lines(list(summary.people(form.chosen))),
        "printed_at": timezone.now(),
        "back_url": f"{summary_url(pk)}?{query}",
    }
    response = render(request, "summary/office/print.html", context)
    response["Cache-Control"] = "no-store"
    return response
