"""A person's own page of choosing: what may be chosen, what one has, and what happens next."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cohorts.models import Cohort, Place
from cohorts.queries import with_days
from foundation.errors import DomainError
from foundation.errors.forms import refuse
from people.signed_in import signed_in_user

from . import words
from .forms import SEEN, TakeForm, WishesForm
from .queries.along import waits_in_words
from .queries.own import GroupView, OptionView, own_groups
from .services import choosing


def _groups(request: HttpRequest, slug: str) -> tuple[Cohort, list[GroupView]]:
    """The cohort and the groups from which this person chooses; there are none for anybody else."""
    rows = with_days(Cohort.objects.exclude(state=Cohort.State.DRAFT))
    cohort = get_object_or_404(rows, slug=slug)
    found = own_groups(signed_in_user(request).pk, cohort, timezone.now())
    if not found:
        raise Http404
    return cohort, found


@require_safe
@never_cache
@login_required
def own(request: HttpRequest, slug: str) -> HttpResponse:
    """All groups of the cohort from which the person chooses."""
    cohort, groups = _groups(request, slug)
    return _page(request, cohort, groups)


@require_POST
@never_cache
@login_required
def take(request: HttpRequest, slug: str, choice: uuid.UUID) -> HttpResponse:
    """Take a place of a session, change to it, wait for it, or give it back."""
    cohort, groups = _groups(request, slug)
    group = _named(choice, groups)
    form = TakeForm(request.POST)
    if not form.is_valid():
        return _page(request, cohort, groups, status=422)
    data, user = form.cleaned_data, signed_in_user(request)
    which: dict[str, Any] = {"actor": user, "choice_group": group.row, "session": data["session"]}
    try:
        if data["leave"]:
            choosing.leave(**which, seen=request.POST.get(SEEN, ""))
            messages.success(request, _("You have given the place back. Thank you for telling us."))
        else:
            got = choosing.choose(
                **which,
                seen=request.POST.get(SEEN, ""),
                waits=data["waits"],
                takes_at_once=data["takes_at_once"],
            )
            if isinstance(got, Place):
                messages.success(request, _("The place is yours."))
                _say_what_is_missing(request, group, got)
            else:
                messages.success(request, _("You are on the waiting list."))
    except DomainError as error:
        refused = {
            "group": group.row.pk,
            "session": data["session"],
            "why": str(error),
        }
        _cohort, fresh = _groups(request, slug)
        return _page(request, cohort, fresh, refused=refused, status=error.status)
    return redirect("choices:own", cohort.slug)


def _say_what_is_missing(request: HttpRequest, group: GroupView, got: Place) -> None:
    """Say what goes along with the session and had no place left."""
    if missing := waits_in_words(group.row.pk, got.participant):
        words = _("What goes with it has no free place, and you wait for it: %(missing)s.")
        messages.warning(request, words % {"missing": missing})


@require_POST
@never_cache
@login_required
def wishes(request: HttpRequest, slug: str, choice: uuid.UUID) -> HttpResponse:
    """Put the sessions of a group in the order of one's wishes."""
    cohort, groups = _groups(request, slug)
    group = _named(choice, groups)
    form = WishesForm(request.POST, group=group)
    status = 422
    if form.is_valid():
        try:
            kept = choosing.save_wishes(
                actor=signed_in_user(request),
                choice_group=group.row,
                wishes=form.chosen(),
                seen=request.POST.get(SEEN, ""),
            )
        except DomainError as error:
            status = refuse(form, error)
            cohort, groups = _groups(request, slug)
        else:
            said = _("Your wishes are kept.") if kept else _("You have taken your wishes back.")
            messages.success(request, said)
            return redirect("choices:own", cohort.slug)
    return _page(request, cohort, groups, forms={group.row.pk: form}, status=status)


def _named(choice: uuid.UUID, groups: list[GroupView]) -> GroupView:
    for group in groups:
        if group.row.public_id == choice:
            return group
    raise Http404


def _page(
    request: HttpRequest,
    cohort: Cohort,
    groups: list[GroupView],
    *,
    forms: dict[int, WishesForm] | None = None,
    refused: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; what was refused keeps what was typed, and says why at its place."""
    sent = forms or {}
    context = {
        "cohort": cohort,
        "residency": cohort.residency,
        "refused": refused,
        "groups": [
            {
                "view": group,
                "comes_next": words.comes_next(group),
                "options": [_shown(option, refused) for option in group.options],
                "form": sent.get(group.row.pk) or WishesForm(group=group)
                if group.row.is_ranked and group.is_open
                else None,
            }
            for group in groups
        ],
    }
    return render(request, "choices/own.html", context, status=status)


def _shown(option: OptionView, refused: dict[str, Any] | None) -> dict[str, Any]:
    is_refused = refused is not None and refused["session"] == option.session.id
    return {
        "view": option,
        "places": words.places_in_words(option),
        "obstacle": option.obstacle.in_words() if option.obstacle else "",
        "refused": refused["why"] if is_refused and refused else "",
    }
