"""What a colleague who is named finds: whose place, which days, what is handed on; and says whether they come."""

import uuid
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cohorts.admission.answers import Answers
from cohorts.admission.forms import CommunityForm, YouForm
from cohorts.admission.prefilled import initial_answers
from cohorts.admission.views.question_forms import build_form
from cohorts.admission.views.questions import offered_for
from cohorts.succession import Fate, Succession
from foundation.errors import DomainError
from foundation.errors.forms import refuse as show_refusal
from people.models import Community
from people.signed_in import signed_in_user

from . import queries, services
from .forms import RefuseForm
from .models import Replacement


def _own(request: HttpRequest, public_id: uuid.UUID) -> Replacement:
    return get_object_or_404(queries.own(signed_in_user(request)), public_id=public_id)


def _context(row: Replacement) -> dict[str, Any]:
    cohort = row.leaver.cohort
    return {
        "replacement": row,
        "cohort": cohort,
        "residency": cohort.residency,
        "leaver": row.leaver.user.get_full_name(),
    }


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The page that the letter leads to; opening it changes nothing. Anybody else's is not found."""
    row = _own(request, public_id)
    data = request.POST if request.method == "POST" else None
    initial = _initial(row, request)
    you, community = (build_form(step, data, initial, []) for step in ("you", "community"))
    are_valid = [form.is_valid() for form in (you, community)]
    status = 200 if data is None or all(are_valid) else 422
    if data is not None and request.POST.get("go") != "find":
        # Both are asked, so that everything that is missing is said at once.
        is_whole = all([you.ask_for_the_rest(), community.ask_for_the_rest()])
        status = (
            422
            if not is_whole
            else _confirm(request, row, cast(YouForm, you), cast(CommunityForm, community))
        )
        if status == 302:
            messages.success(request, _("You have confirmed. The organiser approves it and writes to you."))
            return redirect("replacing:own", public_id=row.public_id)
    succession = Succession(row.leaver, queries.days_of(row.leaver, timezone.now()) if row.is_open else ())
    context = {
        **_context(row),
        "you": you,
        "community": community,
        "choices": offered_for(community),
        "days": succession.days,
        "passes": [each.words for each in queries.passings_of(succession) if each.fate is Fate.PASSES],
        "is_open": row.is_open and bool(succession.days),
    }
    return render(request, "replacing/own.html", context, status=status)


def _initial(row: Replacement, request: HttpRequest) -> dict[str, Any]:
    """What was said before, or else what the person's details say, or the telephone by which the institution did."""
    initial = initial_answers(signed_in_user(request), None)
    initial["phone"] = initial["phone"] or row.phone
    kept = dict(row.answers)
    if not kept:
        return initial
    community = Community.objects.filter(pk=kept.pop("community", None)).first()
    country = "" if community else kept.pop("country", "")
    origin = CommunityForm.FROM_COMMUNITY if community or not country else CommunityForm.FROM_ELSEWHERE
    return {**initial, **kept, "community": community, "country": country, "origin": origin}


def _confirm(request: HttpRequest, row: Replacement, you: YouForm, community: CommunityForm) -> int:
    """302 if it is kept."""
    answers = cast(Answers, {**you.answers(), **community.answers()})
    try:
        services.confirm(actor=signed_in_user(request), replacement=row, answers=answers)
    except DomainError as error:
        return show_refusal(you if error.field in you.fields or not error.field else community, error)
    return 302


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def refuse_own(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say that one does not come: asked about first."""
    row = _own(request, public_id)
    form = RefuseForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                services.refuse(actor=signed_in_user(request), replacement=row, **form.cleaned_data)
            except DomainError as error:
                status = show_refusal(form, error)
            else:
                messages.success(request, _("The organiser reads that you are not coming."))
                return redirect("replacing:own", public_id=row.public_id)
    return render(request, "replacing/refuse.html", {**_context(row), "form": form}, status=status)
