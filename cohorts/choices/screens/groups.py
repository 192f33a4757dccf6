"""Choosing in the back office: the groups of a cohort, their settings, and their people."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.choices.models import ChoiceGroup
from cohorts.choices.office_forms import AddPersonForm, GiveForm, SettingsForm
from cohorts.choices.queries import overview as overviews
from cohorts.choices.queries.along import waits_in_words
from cohorts.choices.queries.choosers import choosers_of
from cohorts.choices.queries.own import numbers_of, views_of
from cohorts.choices.queries.people import People, concerned_by, option_lines, people_of
from cohorts.choices.queries.runs import latest_run
from cohorts.choices.reasons import reasons_in_words
from cohorts.choices.services import giving
from cohorts.choices.services import settings as services
from cohorts.models import Cohort, Participant
from cohorts.screens.base import cohort_context, own_cohort, way_to
from cohorts.timetable.models import Session, TrackGroup
from foundation.clocks.dates import moment_in_words
from foundation.errors import DomainError
from foundation.errors.forms import refuse
from office.screens import Crumb, screen_context
from people.signed_in import signed_in_user

ICON = "list-ul"
PAGE = 50


def own_group(request: HttpRequest, pk: int, right: str) -> ChoiceGroup:
    """A group in whose programme this person has the right; another one is not found."""
    rows = ChoiceGroup.objects.visible_to(request.user, right)
    return get_object_or_404(rows.select_related("group__cohort__residency__programme"), pk=pk)


def below(cohort: Cohort) -> list[Crumb]:
    """The way to the groups of a cohort."""
    url = reverse("choices_overview", args=[cohort.pk])
    return [*way_to(cohort), {"url": url, "label": _("Choosing sessions")}]


@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """The parallel sessions of a cohort, group by group: how one chooses, how full each is, who has not chosen."""
    cohort = own_cohort(request, pk, "choices.view")
    now = timezone.now()
    lines = [
        {
            "line": line,
            "row": line.row,
            "words": line.in_words(),
            "hours": _hours(line.row, cohort) if line.row else "",
            "options": [
                {"option": each.option, "numbers": numbers_of(each.option), "line": each}
                for each in (option_lines(line.row, now) if line.row else ())
            ],
        }
        for line in overviews.lines_of(cohort)
    ]
    context = {"lines": lines, **cohort_context(cohort, _("Choosing sessions"), ICON)}
    return render(request, "choices/office/overview.html", context)


def _hours(row: ChoiceGroup, cohort: Cohort) -> str:
    """From when until when people choose."""
    parts = []
    if row.opens_at:
        parts.append(_("from %(moment)s") % {"moment": moment_in_words(row.opens_at, cohort.time_zone)})
    if row.closes_at:
        parts.append(_("until %(moment)s") % {"moment": moment_in_words(row.closes_at, cohort.time_zone)})
    return ", ".join(parts)


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, pk: int) -> HttpResponse:
    """How people choose among the sessions of a group."""
    rows = TrackGroup.objects.visible_to(request.user, "choices.change")
    group = get_object_or_404(rows.select_related("cohort__residency__programme"), pk=pk)
    sessions = (
        Session.objects.filter(track_group=group)
        .select_related("room", "venue")
        .order_by("day__date", "starts", "pk")
    )
    row = ChoiceGroup.objects.filter(group=group).first()
    form = SettingsForm(request.POST or None, cohort=group.cohort, row=row, sessions=list(sessions))
    status = 422 if form.errors else 200
    if form.is_valid():
        try:
            services.configure(
                actor=signed_in_user(request),
                group=group,
                settings=form.settings(),
                seen=form.cleaned_data["seen"],
            )
        except DomainError as error:
            status = refuse(form, error)
        else:
            messages.success(request, _("The settings are saved."))
            return redirect("choices_overview", pk=group.cohort_id)
    context = {
        "form": form,
        "button": _("Save the settings"),
        "back_url": reverse("choices_overview", args=[group.cohort_id]),
        "warning": "" if sessions else _("No session stands in this group yet."),
        **screen_context(_("How people choose"), group.title, below(group.cohort), ICON),
    }
    return render(request, "office/form.html", context, status=status)


# ---------------------------------------------------------------- people
@require_safe
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Who may choose, what each wishes and attends; those alone who have done neither, if asked."""
    row = own_group(request, pk, "choices.view")
    show = "silent" if request.GET.get("show") == "silent" else ""
    silent = overviews.answers_of([row])[row.pk].silent
    everybody = concerned_by(row)
    shown = everybody.filter(pk__in=silent) if show else everybody
    page = Paginator(shown, PAGE).get_page(request.GET.get("p"))
    ids = [person.pk for person in page]
    found, choosers = people_of(row, ids), choosers_of([row], ids)[row.pk]
    context = {
        "row": row,
        "show": show,
        "page": page,
        "names_people": row.who == ChoiceGroup.Who.NAMED,
        "lines": [{**_line(person, found), "may_choose": person.pk in choosers} for person in page],
        "silent": len(silent),
        "total": everybody.count() if show else page.paginator.count,
        **screen_context(_("Who chose what"), row.group.title, below(row.group.cohort), ICON),
    }
    return render(request, "choices/office/people.html", context)


@require_POST
def name_people(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the people who are ticked choose, or choose no more, where those choose who are named."""
    row = own_group(request, pk, "choices.change")
    people = [int(each) for each in request.POST.getlist("row") if each.isdecimal() and len(each) < 19]
    number = services.name_people(
        actor=signed_in_user(request), choice_group=row, people=people, may="unname" not in request.POST
    )
    words = ngettext("%(count)s row was changed.", "%(count)s rows were changed.", number)
    messages.success(request, words % {"count": number})
    return redirect("choices_people", pk=row.pk)


def _line(participant: Participant, found: People) -> dict[str, Any]:
    titles = {option.pk: option.session.title for option in found.options}
    pk = participant.pk
    return {
        "participant": participant,
        "name": participant.user.listed_name or _("no name given"),
        "held": titles.get(found.held.get(pk, 0), ""),
        "wishes": [titles[option] for option in found.wishes.get(pk, ()) if option in titles],
        "is_fixed": pk in found.fixed,
        "kind": "" if participant.kind == Participant.Kind.PARTICIPANT else participant.get_kind_display(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, pk: int, participant: str) -> HttpResponse:
    """One person: what they wish and attend, why not more, and another session for them."""
    row = own_group(request, pk, "choices.change")
    found = get_object_or_404(
        Participant.objects.filter(cohort=row.group.cohort_id).select_related("user"), public_id=participant
    )
    views = views_of(found, row.group.cohort, [row], timezone.now())
    if not views:
        raise Http404
    held = views[0].held
    form = GiveForm(request.POST or None, choice_group=row, initial={"option": held[0].row if held else None})
    status = 422 if form.errors else 200
    if form.is_valid():
        try:
            giving.give(
                actor=signed_in_user(request),
                choice_group=row,
                participant=found,
                option=form.cleaned_data["option"],
                reason=form.cleaned_data["reason"],
            )
        except DomainError as error:
            status = refuse(form, error)
        else:
            messages.success(request, _("Saved."))
            _say_what_is_missing(request, row, found)
            return redirect("choices_people", pk=row.pk)
    context = {
        "form": form,
        "view": views[0],
        "reasons": _reasons(row, found),
        "button": _("Save"),
        "back_url": reverse("choices_people", args=[row.pk]),
        "is_told": not row.is_ranked or row.told_at is not None,
        **screen_context(
            found.user.listed_name or str(found), row.group.title, below(row.group.cohort), "user"
        ),
    }
    return render(request, "choices/office/person.html", context, status=status)


def _say_what_is_missing(request: HttpRequest, row: ChoiceGroup, participant: Participant) -> None:
    """Say what goes along with the session and had no place left: the person waits for it."""
    missing = waits_in_words(row.pk, participant)
    if missing:
        words = _("%(name)s waits for what goes with the session and has no free place: %(missing)s.")
        name = participant.user.official_name or participant.user.email
        messages.warning(request, words % {"name": name, "missing": missing})


def _reasons(row: ChoiceGroup, participant: Participant) -> list[str]:
    """Why the last run gave no higher wish, in words."""
    run = latest_run(row)
    proposal = run.proposals.filter(participant=participant).first() if run else None
    if proposal is None:
        return []
    options = {option.pk: option for option in people_of(row, [participant.pk]).options}
    return reasons_in_words(proposal, options)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody who comes to work at a session, or along with somebody, and has not applied."""
    row = own_group(request, pk, "choices.change")
    form = AddPersonForm(request.POST or None, choice_group=row)
    status = 422 if form.errors else 200
    if form.is_valid():
        try:
            added = giving.add_person(
                actor=signed_in_user(request),
                choice_group=row,
                option=form.cleaned_data["option"],
                email=form.cleaned_data["email"],
                kind=form.cleaned_data["kind"],
            )
        except DomainError as error:
            status = refuse(form, error)
        else:
            messages.success(request, _("Saved. The person has a letter with day, hours and address."))
            _say_what_is_missing(request, row, added)
            return redirect("choices_people", pk=row.pk)
    context = {
        "form": form,
        "button": _("Give a place"),
        "back_url": reverse("choices_people", args=[row.pk]),
        **screen_context(_("Somebody who comes to work"), row.group.title, below(row.group.cohort), "user"),
    }
    return render(request, "office/form.html", context, status=status)
