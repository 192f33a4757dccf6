"""What a partner sees by a link, and what is said of a paper. Opening a page changes nothing; buttons post."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.codes import tries_left
from cohorts.logistics.forms import CodeForm
from cohorts.logistics.papers import Verdict
from cohorts.logistics.views.host import masked
from cohorts.logistics.views.links import let_names, names_until, unlisted
from foundation.clocks.dates import dates_in_words
from foundation.errors import DomainError
from foundation.errors.forms import refuse
from people.allauth_private import ratelimit
from people.rights import may

from . import queries, services
from .models import ListCode, PartyList
from .rights import Party


@unlisted
def party(request: HttpRequest, token: str) -> HttpResponse:
    """The list by numbers; a button sends a code, the code or a button opens the lines, on answers to posts only.

    Of a list that names nobody the lines are there at once, as they were numbered last.

    An unknown token is not found; one that was replaced or has ended answers 410, in words. Seven queries besides those
    of the lists.
    """
    link = queries.link_by(token)
    if link is None:
        raise Http404
    row = link.party_list
    if link.replaced_at is not None or queries.has_ended(row):
        context = {"is_replaced": link.replaced_at is not None, "programme": row.cohort.residency.programme}
        return render(request, "lists/gone.html", context, status=410)
    actor, form = Party(link, names_until=names_until(request, link)), CodeForm()
    if not may(actor, "lists.party", row):
        raise Http404
    if request.method != "POST":
        return _page(request, actor, form)
    try:
        return _pressed(request, actor, token)
    except DomainError as error:
        if request.POST.get("action") != "code":
            messages.error(request, str(error.message))
            return _page(request, actor, form, status=error.status)
        form = CodeForm(request.POST)
        form.is_valid()
        return _page(request, actor, form, status=refuse(form, error))


def _pressed(request: HttpRequest, actor: Party, token: str) -> HttpResponse:
    action = request.POST.get("action", "")
    if action == "open" and may(actor, "lists.read_lines", actor.party_list):
        if actor.party_list.names_people:
            return _opened(request, actor)
        services.open_list(actor=actor)
        return redirect("lists:party", token=token)
    limit = "host_code" if action == "send" else "host_code_try"
    if not ratelimit.consume(request, action=limit, key=f"list:{actor.link.pk}"):
        refusal: HttpResponse = ratelimit.respond_429(request)
        return refusal
    if action == "send":
        services.send_code(actor=actor)
        messages.success(request, _("The code is on its way."))
        return redirect("lists:party", token=token)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, actor, form, status=422)
    let_names(request, actor, services.show_code(actor=actor, typed=form.cleaned_data["code"]))
    return _opened(request, actor)


def _context(actor: Party) -> dict[str, Any]:
    row = actor.party_list
    whole, changes = queries.in_force(row)
    last, residency = changes[-1].row if changes else whole, row.cohort.residency
    return {
        "cohort": row.cohort,
        "names_people": row.names_people,
        "residency": residency,
        "programme": residency.programme,
        "whole": whole,
        "changes": changes,
        "last": last,
        "is_over": last is not None and queries.is_over(last),
        "when": _when(row),
    }


def _when(row: PartyList) -> str:
    """The days that a list is for; one query."""
    return dates_in_words([day.date for day in row.cohort.days.all() if day.called_off_at is None])


def _page(request: HttpRequest, actor: Party, form: forms.Form, status: int = 200) -> HttpResponse:
    """The list by numbers, whether the last of them still holds, and the way to its names; or its lines."""
    context, row = _context(actor), actor.party_list
    context |= {
        "has_changed": queries.has_changed(row, context["last"]),
        "form": form,
        "letterbox": masked(actor.link.sent_to) if actor.link.sent_to else "",
        "tries_left": tries_left(ListCode, actor.link, timezone.now()),
        "may_read": may(actor, "lists.read_lines", row),
    }
    return render(request, "lists/party.html", context, status=status)


def _opened(request: HttpRequest, actor: Party) -> HttpResponse:
    """All lines that hold, what each number changed, and who opened it when."""
    services.open_list(actor=actor)
    opened = {"opened_by": masked(actor.link.sent_to), "opened_at": timezone.now()}
    return render(request, "lists/opened.html", {**_context(actor), **opened})


@unlisted
def paper(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Whether a paper with this number still holds, for whoever has it in hand; it names nobody. Four queries."""
    refusal = ratelimit.consume_or_429(request, action="list_check", limit_get=True)
    if refusal is not None:
        answer: HttpResponse = refusal
        return answer
    row = get_object_or_404(PartyList.objects.select_related("cohort"), paper_code=code.lower())
    verdict = _verdict(row, number)
    if verdict is None:
        raise Http404
    return render(request, "logistics/paper.html", {"verdict": verdict, "number": number})


def _verdict(row: PartyList, number: int) -> Verdict | None:
    editions = list(row.editions.all())
    if not any(each.number == number for each in editions):
        return None
    last, later = editions[-1], next((each for each in editions if each.number > number), None)
    is_changed, has_ended = queries.has_changed(row, last), queries.is_over(last)
    return Verdict(
        holds=number == last.number and not is_changed and not has_ended,
        what=last.title,
        when=_when(row),
        number=0 if is_changed else last.number,
        since=later.fixed_at if later else None,
        zone=row.cohort.zone,
        has_ended=has_ended,
    )
