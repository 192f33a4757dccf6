"""Replacements in the back office: who is to come for whom, naming a colleague, approving, taking back."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from cohorts.models import Cohort, Participant
from cohorts.screens.base import cohort_context, overview_url, own_cohort, way_to
from cohorts.succession import Fate, Succession
from foundation.errors import DomainError
from foundation.errors.forms import refuse
from foundation.files.sending import send
from office.screens import Crumb, ask_first, screen_context
from people.rights import may
from people.signed_in import signed_in_user

from . import queries, services
from .forms import NominateForm, TakeBackForm
from .models import Replacement
from .services.approving import mark
from .wing import list_url

ICON = "group"
PAGE = 50
CHOSEN = 8


def _way(cohort: Cohort) -> list[Crumb]:
    return [*way_to(cohort), {"url": list_url(cohort.pk), "label": gettext_lazy("Replacements")}]


def _own_row(cohort: Cohort, row_pk: int) -> Replacement:
    return get_object_or_404(queries.of_cohort(cohort), pk=row_pk)


@require_safe
def replacements(request: HttpRequest, pk: int) -> HttpResponse:
    """All replacements of the cohort, and by a name the way to another one. Fifteen queries for any number."""
    cohort = own_cohort(request, pk, "replacements.view")
    may_decide = may(request.user, "replacements.decide", cohort)
    find = request.GET.get("find", "").strip()[:100].replace("\0", "")
    context = {
        **cohort_context(cohort, _("Replacements"), ICON),
        "page": Paginator(queries.of_cohort(cohort), PAGE).get_page(request.GET.get("p")),
        "may_decide": may_decide,
        "find": find,
        "found": list(queries.found(cohort, find)[:CHOSEN]) if may_decide and find else [],
        "now": timezone.now(),
        "back_url": overview_url(cohort.pk),
    }
    return render(request, "replacing/office/list.html", context)


def _shown(succession: Succession) -> dict[str, Any]:
    """What is handed on, what is not, and who is told; with its mark."""
    passings = queries.passings_of(succession)
    by_fate = {fate: [each.words for each in passings if each.fate is fate] for fate in Fate}
    return {
        "passes": by_fate[Fate.PASSES],
        "ends": by_fate[Fate.ENDS],
        "told": by_fate[Fate.TOLD],
        "seen": mark(passings),
        "has_days": bool(succession.days),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def nominate(request: HttpRequest, pk: int, public_id: uuid.UUID) -> HttpResponse:
    """Write down who is named to come in somebody's place; before, what would be handed on and what not."""
    cohort = own_cohort(request, pk, "replacements.decide")
    people = Participant.objects.filter(cohort=cohort, kind=Participant.Kind.PARTICIPANT).select_related(
        "user"
    )
    leaver = get_object_or_404(people, public_id=public_id)
    leaver.cohort = cohort
    is_sent = request.method == "POST"
    form = NominateForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    status = 200
    if is_sent:
        status = 422
        if form.is_valid():
            try:
                services.nominate(actor=signed_in_user(request), leaver=leaver, said=form.nomination())
            except DomainError as error:
                status = refuse(form, error)
            else:
                messages.success(request, _("The colleague is named, and a letter asks them to confirm."))
                return redirect(list_url(cohort.pk))
    name = leaver.user.listed_name or str(leaver)
    context = {
        **screen_context(_("Replace by a colleague"), name, _way(cohort), ICON),
        "form": form,
        **_shown(Succession(leaver, queries.days_of(leaver, timezone.now()))),
        "back_url": list_url(cohort.pk),
    }
    return render(request, "replacing/office/nominate.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: HttpRequest, pk: int, row_pk: int) -> HttpResponse:
    """What the colleague said and what is handed on; on POST it is, in one step."""
    cohort = own_cohort(request, pk, "replacements.decide")
    row = _own_row(cohort, row_pk)
    status, refusal = 200, ""
    if request.method == "POST":
        try:
            services.approve(
                actor=signed_in_user(request), replacement=row, seen=request.POST.get("seen", "")
            )
        except DomainError as error:
            status, refusal = error.status, str(error.message)
            row = _own_row(cohort, row_pk)
        else:
            messages.success(request, _("The colleague comes instead. Letters go to both."))
            return redirect(list_url(cohort.pk))
    context = {
        **screen_context(_("Approve a replacement"), row.name, _way(cohort), ICON),
        "row": row,
        "community": queries.community_of(row),
        "refusal": refusal,
        **_shown(Succession(row.leaver, queries.days_of(row.leaver, timezone.now()))),
        "back_url": list_url(cohort.pk),
    }
    return render(request, "replacing/office/approve.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, pk: int, row_pk: int) -> HttpResponse:
    """Take back that a colleague is named, with the reason that they read."""
    cohort = own_cohort(request, pk, "replacements.decide")
    row = _own_row(cohort, row_pk)
    form, status = TakeBackForm(request.POST if request.method == "POST" else None), 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                services.withdraw(actor=signed_in_user(request), replacement=row, **form.cleaned_data)
            except DomainError as error:
                status = refuse(form, error)
            else:
                messages.success(
                    request, _("It is taken back, and the colleague is told. The person keeps the place.")
                )
                return redirect(list_url(cohort.pk))
    context = {
        **screen_context(_("Take the replacement back"), row.name, _way(cohort), ICON),
        "row": row,
        "form": form,
        "back_url": list_url(cohort.pk),
    }
    return render(request, "replacing/office/take_back.html", context, status=status)


@require_POST
def remind(request: HttpRequest, pk: int, row_pk: int) -> HttpResponse:
    """Write to the colleague once more; a second press of the same button writes nothing."""
    cohort = own_cohort(request, pk, "replacements.decide")
    row = _own_row(cohort, row_pk)
    typed = request.POST.get("number", "")
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 4):
        messages.error(request, _("Press the button on the list of replacements."))
        return redirect(list_url(cohort.pk))
    try:
        services.remind(actor=signed_in_user(request), replacement=row, number=int(typed))
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("A letter goes to the colleague."))
    return redirect(list_url(cohort.pk))


@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, pk: int, row_pk: int) -> HttpResponseBase:
    """The letter of the institution as it came in: a button first, for each opening is written down."""
    cohort = own_cohort(request, pk, "replacements.view")
    row = _own_row(cohort, row_pk)
    if not row.letter:
        raise Http404
    if request.method != "POST":
        return ask_first(
            request,
            title=_("Letter of the institution"),
            subtitle=row.name,
            question=_("It names people of the institution. That you open it is written down."),
            button=_("Download the file"),
            url=list_url(cohort.pk),
            icon=ICON,
            way=_way(cohort),
        )
    services.note_opening(actor=signed_in_user(request), replacement=row)
    response = send(request, row.letter, file_name=row.letter_name, content_type=row.letter_type)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
