"""What a host sees and does by a link, on a phone. Opening a page changes nothing; buttons post."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cohorts.codes import tries_left
from cohorts.logistics import queries
from cohorts.logistics.forms import CodeForm, DeclineForm, DescriptionForm, HeadsForm, NoteForm, ProposalForm
from cohorts.logistics.models import NameCode, VisitSite
from cohorts.logistics.rights import Bearer
from cohorts.logistics.services import answers
from cohorts.logistics.services import names as names_services
from cohorts.timetable.dossiers import dossier_of, emergency_lines, entry_lines, shelter_figures
from cohorts.timetable.shown_timetable import told
from foundation.errors import DomainError
from foundation.errors.forms import refuse
from people.allauth_private import ratelimit
from people.rights import may

from .links import by_link, let_names


def context_of(bearer: Bearer, token: str) -> dict[str, Any]:
    """What every page of a host shows: the visit, the group in numbers, and the way on."""
    site = bearer.site
    session = site.visit.session
    now = timezone.now()
    return {
        "site": site,
        "visit": site.visit,
        "session": session,
        "cohort": session.day.cohort,
        "residency": session.day.cohort.residency,
        "token": token,
        "programme": session.day.cohort.residency.programme,
        "mark": answers.hours_mark(site),
        "is_to_come": session.starts_at > now and not session.is_off,
        "has_come": session.day.has_come_at(now) and not session.is_off,
        "may_have_names": site.state == VisitSite.State.CONFIRMED and not session.is_off,
    }


@by_link
def visit(request: HttpRequest, bearer: Bearer, token: str, status: int = 200) -> HttpResponse:
    """The visit, what has been answered, what can be done next, and what visitors are told. Five queries."""
    context = context_of(bearer, token)
    session, dossier = context["session"], dossier_of(bearer.site.venue)
    context["size"] = queries.group_sizes([session])[session.pk]
    context["entry_facts"] = told(entry_lines(dossier))
    context["shelter_figures"] = shelter_figures(dossier)
    context["safety_facts"] = told(emergency_lines(dossier))
    return render(request, "logistics/host/visit.html", context, status=status)


@by_link
def confirm(request: HttpRequest, bearer: Bearer, token: str) -> HttpResponse:
    """Confirm the hours that the button stood under."""
    if request.method == "POST":
        try:
            answers.confirm(actor=bearer, seen=request.POST.get("seen", ""))
        except DomainError as error:
            messages.error(request, str(error.message))
            refused: HttpResponse = visit(request, token=token, status=error.status)
            return refused
        messages.success(request, _("Thank you. The visit is confirmed."))
    return redirect("logistics:host", token=token)


def _form_page(
    request: HttpRequest,
    bearer: Bearer,
    token: str,
    *,
    form: Any,
    act: Callable[[Any], Any],
    done: str,
    **words: str,
) -> HttpResponse:
    """A form, one service call with what it read, and the way back to the visit. `words`: title, lead, button."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                act(form)
            except DomainError as error:
                status = refuse(form, error)
            else:
                messages.success(request, done)
                return redirect("logistics:host", token=token)
    context = {**context_of(bearer, token), "form": form, **words}
    if status == 409 and "seen" in form.fields:
        form.data = {**form.data.dict(), "seen": context["mark"]}
    return render(request, "logistics/host/form.html", context, status=status)


@by_link
def propose_time(request: HttpRequest, bearer: Bearer, token: str) -> HttpResponse:
    """Other hours of the same day."""
    planned = bearer.site.hours
    seen = answers.hours_mark(bearer.site)
    form = ProposalForm(
        request.POST or None, initial={"starts": planned.starts, "ends": planned.ends, "seen": seen}
    )
    return _form_page(
        request,
        bearer,
        token,
        form=form,
        act=lambda form: answers.propose_time(actor=bearer, **form.cleaned_data),
        done=_("Your time has been sent to the organiser, who will write to you."),
        title=_("Propose another time"),
        lead=_("On the same day. Nothing changes before the organiser agrees."),
        button=_("Send to the organiser"),
    )


@by_link
def decline(request: HttpRequest, bearer: Bearer, token: str) -> HttpResponse:
    """Say that the group cannot come."""
    form = DeclineForm(request.POST or None, initial={"seen": answers.hours_mark(bearer.site)})
    return _form_page(
        request,
        bearer,
        token,
        form=form,
        act=lambda form: answers.decline(actor=bearer, **form.cleaned_data),
        done=_("The organiser reads that you cannot receive the group."),
        title=_("We cannot receive the group"),
        lead=_("You can change your mind by the same link until the visit begins."),
        button=_("Tell the organiser"),
    )


@by_link
def describe(request: HttpRequest, bearer: Bearer, token: str) -> HttpResponse:
    """Rules and capacity of this visit, and words for the programme."""
    form = DescriptionForm(request.POST or None, instance=bearer.site)
    return _form_page(
        request,
        bearer,
        token,
        form=form,
        act=lambda form: answers.describe(actor=bearer, language=get_language() or "uk", **form.said),
        done=_("Saved. The organiser reads it."),
        title=_("About this visit"),
        lead=_("Everything here may stay empty."),
        button=_("Save"),
    )


@by_link
def count_heads(request: HttpRequest, bearer: Bearer, token: str, *, leaving: bool) -> HttpResponse:
    """How many people have come, or are leaving."""
    known = bearer.site.heads_out if leaving else bearer.site.heads_in
    form = HeadsForm(request.POST or None, initial={"heads": known})
    return _form_page(
        request,
        bearer,
        token,
        form=form,
        act=lambda form: answers.count_heads(actor=bearer, heads=form.cleaned_data["heads"], leaving=leaving),
        done=_("The number is kept."),
        title=_("Count on leaving") if leaving else _("Count on arrival"),
        lead=_("Count the people, without drivers and your own staff."),
        button=_("Keep the number"),
    )


@by_link
def leave_note(request: HttpRequest, bearer: Bearer, token: str) -> HttpResponse:
    """How it went."""
    form = NoteForm(request.POST or None, initial={"text": bearer.site.host_note})
    return _form_page(
        request,
        bearer,
        token,
        form=form,
        act=lambda form: answers.leave_note(actor=bearer, text=form.cleaned_data["text"]),
        done=_("Thank you. The organiser reads it, and so does whoever plans the next visit."),
        title=_("How it went"),
        lead=_("The organisers read it, and nobody else."),
        button=_("Save"),
    )


# ---------------------------------------------------------------- names
@by_link
def names(request: HttpRequest, bearer: Bearer, token: str) -> HttpResponse:
    """Names of the group: a button sends a code, the code or a button opens them. They are on answers to posts only."""
    form = CodeForm()
    if request.method != "POST":
        return _names_page(request, bearer, token, form)
    action = request.POST.get("action", "")
    try:
        if action == "send":
            return _send_code(request, bearer, token)
        if action == "open" and may(bearer, "visits.read_names", bearer.site):
            return _opened(request, bearer, token)
        form = CodeForm(request.POST)
        return _look_at_code(request, bearer, token, form)
    except DomainError as error:
        if not form.is_bound:
            messages.error(request, str(error.message))
            return _names_page(request, bearer, token, form, status=error.status)
        return _names_page(request, bearer, token, form, status=refuse(form, error))


def _names_page(
    request: HttpRequest, bearer: Bearer, token: str, form: forms.Form, status: int = 200
) -> HttpResponse:
    email = bearer.site.venue.contact_email
    context = {
        **context_of(bearer, token),
        "form": form,
        "letterbox": masked(email) if email else "",
        "tries_left": tries_left(NameCode, bearer.link, timezone.now()),
        "has_shown_code": may(bearer, "visits.read_names", bearer.site),
    }
    return render(request, "logistics/host/names.html", context, status=status)


def _send_code(request: HttpRequest, bearer: Bearer, token: str) -> HttpResponse:
    if not ratelimit.consume(request, action="host_code", key=str(bearer.link.pk)):
        refusal: HttpResponse = ratelimit.respond_429(request)
        return refusal
    names_services.send_code(actor=bearer)
    messages.success(request, _("The code is on its way."))
    return redirect("logistics:host_names", token=token)


def _look_at_code(request: HttpRequest, bearer: Bearer, token: str, form: CodeForm) -> HttpResponse:
    if not ratelimit.consume(request, action="host_code_try", key=str(bearer.link.pk)):
        refusal: HttpResponse = ratelimit.respond_429(request)
        return refusal
    if not form.is_valid():
        return _names_page(request, bearer, token, form, status=422)
    let_names(request, bearer, names_services.show_code(actor=bearer, typed=form.cleaned_data["code"]))
    return _opened(request, bearer, token)


def _opened(request: HttpRequest, bearer: Bearer, token: str) -> HttpResponse:
    """The list itself, with who opened it and when."""
    found = names_services.open_names(actor=bearer)
    venue = bearer.site.venue
    context = {
        **context_of(bearer, token),
        "names": found,
        "zone": bearer.site.visit.session.day.cohort.time_zone,
        "opened_by": venue.contact_name or masked(venue.contact_email),
        "opened_at": timezone.now(),
    }
    return render(request, "logistics/host/opened.html", context)


def masked(email: str) -> str:
    """“o•••@school.example”: enough to know one's own letterbox by."""
    name, _at, domain = email.partition("@")
    return f"{name[:1]}•••@{domain}"
