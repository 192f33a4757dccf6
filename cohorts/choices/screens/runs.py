"""Giving out places by wishes in the back office: start a run, read what it proposes and why, fix rows, tell."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.choices.models import Allocation, ChoiceGroup
from cohorts.choices.queries import runs
from cohorts.choices.queries.along import who_lacks
from cohorts.choices.queries.people import options_of
from cohorts.choices.reasons import got_in_words, reasons_in_words
from cohorts.choices.services import allocating, giving
from foundation.errors import DomainError
from office.screens import confirm, screen_context
from people.signed_in import signed_in_user

from .groups import ICON, PAGE, below, own_group


@require_safe
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """The last run: how far it is, what it gives in numbers, and each person with why not a higher wish."""
    row = own_group(request, pk, "choices.view")
    found = runs.latest_run(row)
    show = request.GET.get("show", "all")
    context: dict[str, Any] = {
        "row": row,
        "run": found,
        "show": show if show in runs.SHOWN else "all",
        **screen_context(_("Giving out places by wishes"), row.group.title, below(row.group.cohort), ICON),
    }
    if found is not None and not found.goes_on:
        context |= _proposal(request, row, found, show)
    response = render(request, "choices/office/run.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _proposal(request: HttpRequest, row: ChoiceGroup, found: Allocation, show: str) -> dict[str, Any]:
    """A page of the rows, in words; a constant number of queries, however many people there are."""
    options = {option.pk: option for option in options_of(row)}
    fixed = runs.fixed_in(row)
    page = Paginator(runs.proposals_of(found, show), PAGE).get_page(request.GET.get("p"))
    return {
        "summary": runs.summary_of(found),
        "page": page,
        "query": {"show": show} if show in runs.SHOWN else {},
        "lacking": [who.user.official_name or str(who) for who in who_lacks(row)] if found.told_at else [],
        "lines": [
            {
                "row": each,
                "name": each.participant.user.listed_name or str(each.participant),
                "got": got_in_words(each),
                "reasons": reasons_in_words(each, options),
                "is_fixed": each.participant_id in fixed,
                "is_moved": each.before_id is not None and each.before_id != each.option_id,
            }
            for each in page
        ],
    }


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a proposal worked out."""
    row = own_group(request, pk, "choices.change")
    try:
        allocating.start(actor=signed_in_user(request), choice_group=row)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("choices_run", pk=row.pk)


@require_POST
def fix(request: HttpRequest, pk: int) -> HttpResponse:
    """Fix the rows that are ticked, or let the next run decide on them again."""
    row = own_group(request, pk, "choices.change")
    chosen = [int(each) for each in request.POST.getlist("row") if each.isdecimal() and len(each) < 19]
    act = giving.unfix if "unfix" in request.POST else giving.fix
    try:
        number = act(actor=signed_in_user(request), choice_group=row, participants=chosen)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        words = ngettext("%(count)s row was changed.", "%(count)s rows were changed.", number)
        messages.success(request, words % {"count": number})
    return redirect("choices_run", pk=row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask first, with how many people are written to; then have it carried out."""
    row = own_group(request, pk, "choices.change")
    found = runs.latest_run(row)
    url = reverse("choices_run", args=[row.pk])
    if found is None or not found.is_ready:
        messages.error(request, _("There is no proposal that could be told. Start a run first."))
        return redirect(url)
    summary = runs.summary_of(found)
    seen = request.POST.get("seen") or runs.mark_of_run(found)
    number = summary.people if row.told_at is None else summary.moved
    return confirm(
        request,
        title=_("Tell everybody"),
        subtitle=row.group.title,
        question=ngettext(
            "Places are given out as proposed, and whoever is concerned is written to: %(count)s person at least. Those"
            " without a place are told that you will call them.",
            "Places are given out as proposed, and whoever is concerned is written to: %(count)s people at least. Those"
            " without a place are told that you will call them.",
            number,
        )
        % {"count": number},
        button=_("Give out the places and write to everybody"),
        act=lambda: allocating.tell(actor=signed_in_user(request), choice_group=row, seen=seen),
        done=_("The places are being given out. This page says when everybody has been told."),
        url=url,
        icon="mail",
        is_serious=True,
        way=below(row.group.cohort),
        carried={"seen": seen},
    )
