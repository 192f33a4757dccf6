"""A cohort's lists for partners in the back office, and one of them on paper."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from cohorts.models import Cohort
from cohorts.screens.base import cohort_context, own_cohort, way_to
from foundation.errors import DomainError
from office.screens import ask_first
from people.models import User
from people.rights import may
from people.signed_in import signed_in_user

from . import queries, services
from .letters import link_url
from .models import PartyList


def lists_url(cohort_id: int) -> str:
    """The lists of a cohort."""
    return reverse("lists_overview", args=[cohort_id])


def _fix(actor: User, cohort: Cohort, key: str, seen: int, link: int) -> str:
    edition = services.fix_list(actor=actor, cohort=cohort, key=key, seen=seen)
    return _("The list is fixed as No. %(number)s.") % {"number": edition.number}


def _change(actor: User, cohort: Cohort, key: str, seen: int, link: int) -> str:
    edition = services.number_change(actor=actor, cohort=cohort, key=key, seen=seen)
    return _("The changes are No. %(number)s.") % {"number": edition.number}


def _send(actor: User, cohort: Cohort, key: str, seen: int, link: int) -> str:
    services.make_link(actor=actor, cohort=cohort, key=key, send=True, seen=link)
    return _("The link is on its way.")


_PRESS = gettext_lazy("Press one of the buttons of a list.")
PRESSES: dict[str, Callable[[User, Cohort, str, int, int], str]] = {
    "fix": _fix,
    "change": _change,
    "send": _send,
}


@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """Every list: what it says now against what went out; on POST one of its buttons."""
    cohort, status, refusal, url = own_cohort(request, pk, "lists.view"), 200, "", ""
    if request.method == "POST":
        if not may(request.user, "lists.fix", cohort):
            return redirect(lists_url(pk))
        try:
            done, url = _pressed(request, cohort)
            if done:
                messages.success(request, done)
                return redirect(lists_url(pk))
        except DomainError as error:
            status, refusal = error.status, str(error.message)
    context = {
        **cohort_context(cohort, _("Lists for partners"), "list-ul"),
        "standing": queries.standing_of(cohort, request.user),
        "refusal": refusal,
        "url": url,
    }
    return render(request, "lists/office/lists.html", context, status=status)


def _pressed(request: HttpRequest, cohort: Cohort) -> tuple[str, str]:
    """Carry a button out: what to say of it, or the link that is shown once."""
    actor, key, action = signed_in_user(request), request.POST.get("key", ""), request.POST.get("action", "")
    if key not in {each.key for each in queries.standing_of(cohort, actor)}:
        raise DomainError(services.NOBODY)
    link = _number(request.POST.get("link", "0"))
    if action == "copy":
        token = services.make_link(actor=actor, cohort=cohort, key=key, send=False, seen=link)
        return "", link_url(token, cohort.working_language)
    press = PRESSES.get(action)
    if press is None:
        raise DomainError(_PRESS)
    return press(actor, cohort, key, _number(request.POST.get("seen", "")), link), ""


def _number(text: str) -> int:
    """A number or an id as the form of a list carries it."""
    if not text.isdecimal() or len(text) > 18:
        raise DomainError(_PRESS)
    return int(text)


@require_http_methods(["GET", "HEAD", "POST"])
def print_list(request: HttpRequest, pk: int) -> HttpResponse:
    """What holds, with its number and what changed, on paper: a button first, for each printing is written down."""
    rows = PartyList.objects.visible_to(request.user, "lists.view").select_related(
        "cohort__residency__programme"
    )
    row = get_object_or_404(rows, pk=pk)
    if not queries.may_see(request.user, row.right, row.cohort):
        raise Http404
    if request.method != "POST":
        return ask_first(
            request,
            title=_("List on paper"),
            subtitle=str(row.cohort),
            question=_(
                "The paper has the number that is in force now; what has changed gets its own first. Give it to this"
                " partner and to nobody else."
            ),
            button=_("Show the list"),
            url=lists_url(row.cohort_id),
            icon="doc-full",
            way=way_to(row.cohort),
        )
    services.print_list(actor=signed_in_user(request), party_list=row)
    whole, changes = queries.in_force(row)
    last = changes[-1].row if changes else whole
    context: dict[str, Any] = {
        "cohort": row.cohort,
        "whole": whole,
        "changes": changes,
        "last": last,
        "paper_url": queries.paper_url(row, last.number if last else 0),
        "back_url": lists_url(row.cohort_id),
    }
    return render(request, "lists/office/print.html", context)
