"""Communities that answer to a few letters, as radio buttons inside the application's form."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from people.communities.labels import choice_label
from people.communities.search import find
from people.models import Community

MOST = 12


@dataclass(frozen=True)
class Choice:
    """A community as it is offered."""

    pk: int
    label: str
    is_chosen: bool


def offered(query: str, chosen: Community | None) -> list[Choice]:
    """The chosen community first, then what answers to the query; one query."""
    language = get_language() or "uk"
    rows = [] if chosen is None else [chosen]
    rows += [row for row in find(query, limit=MOST) if chosen is None or row.pk != chosen.pk]
    return [
        Choice(row.pk, choice_label(row, language), chosen is not None and row.pk == chosen.pk)
        for row in rows
    ]


@require_safe
def communities(request: HttpRequest) -> HttpResponse:
    """`?q=` and, of a choice made before, `?community=`: the list alone for htmx, a page of its own otherwise."""
    query = request.GET.get("q", "")[:100]
    pk = request.GET.get("community", "")
    chosen = None
    if pk.isdecimal() and len(pk) < 19:
        chosen = Community.objects.filter(pk=pk, is_current=True, is_hidden=False).first()
    context = {"choices": offered(query, chosen), "query": query, "most": MOST}
    is_part = request.headers.get("HX-Request") == "true"
    template = "admission/parts/communities.html" if is_part else "admission/communities.html"
    response = render(request, template, context)
    response["Vary"] = "HX-Request"
    return response
