"""One application as a manager reads it: answers, days, notes of colleagues, what was done; and the next one."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.models import ModelLogEntry

from cohorts.admission import queries, services
from cohorts.admission.forms import NoteForm
from cohorts.admission.look_alikes import alike
from cohorts.admission.models import Application, DayRequest
from cohorts.admission.services import Decision
from cohorts.admission.services.decisions import may_be_decided
from cohorts.models import Cohort
from cohorts.screens.base import own_cohort
from cohorts.wing import about_people
from foundation.clocks.dates import short_date_in_words
from foundation.errors import DomainError
from office.screens import screen_context
from office.wagtail_private import log_registry
from people.models import User
from people.rights import may
from people.signed_in import signed_in_user

from .chosen import matching, way_back
from .listing import FROM_LIST, below, detail_url, list_url, name_in_list

HISTORY_LINES = 100


@require_safe
def detail(request: HttpRequest, pk: int, public_id: str) -> HttpResponse:
    """All answers of one application, how each day stands, what was done to it."""
    cohort = own_cohort(request, pk, "applications.view")
    rows = queries.applications_for(request.user, cohort).select_related(
        "participant__user", "participant__cohort__residency", "community"
    )
    application = get_object_or_404(rows, public_id=public_id)
    requests = list(
        queries.with_queue_numbers(
            application.day_requests.select_related(
                "day__pool", "day__cohort", "decided_by", "pending__decided_by"
            )
        )
    )
    for row in requests:
        row.application = application
    person = application.participant.user
    is_own = person.pk == signed_in_user(request).pk
    may_decide = may(request.user, "applications.decide", cohort)
    sees_contacts = may(request.user, "applications.see_contacts", cohort)
    name = name_in_list(application, sees_contacts=sees_contacts)
    context = {
        "cohort": cohort,
        "application": application,
        "person": person,
        "sees_contacts": sees_contacts,
        "lines": _lines(cohort, requests, may_decide=may_decide and not is_own),
        "is_own": is_own and may_decide,
        "alike": alike(application, signed_in_user(request)) if may_decide else [],
        "history": history(application, requests),
        "notes": application.notes.select_related("written_by") if sees_contacts else (),
        "note_form": NoteForm() if sees_contacts and person.erased_at is None else None,
        "add_url": reverse("admission_add", args=[cohort.pk]),
        "decide_url": reverse("admission_decide", args=[cohort.pk]),
        **_beside(request, cohort, application),
        **screen_context(name, "", below(cohort), "form"),
    }
    return render(request, "admission/manage/detail.html", context)


@require_POST
def note(request: HttpRequest, pk: int, public_id: str) -> HttpResponse:
    """Keep a note for colleagues about one application."""
    cohort = own_cohort(request, pk, "applications.see_contacts")
    rows = queries.applications_for(request.user, cohort)
    application = get_object_or_404(rows, public_id=public_id)
    form = NoteForm(request.POST)
    if form.is_valid():
        _keep_note(request, application, form.cleaned_data["text"])
    else:
        messages.error(request, _("Write the note."))
    return HttpResponseRedirect(way_back(request, cohort, detail_url(cohort, application)))


def _keep_note(request: HttpRequest, application: Application, text: str) -> None:
    try:
        services.write_note(actor=signed_in_user(request), application=application, text=text)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The note is kept."))


def _beside(request: HttpRequest, cohort: Cohort, application: Application) -> dict[str, Any]:
    """What can be done with the person; the list that one came from, and the applications before and after on it."""
    query, who = request.GET.get(FROM_LIST), application.participant_id
    can_be_done = {"beside": about_people(cohort, [who], request.user)[who]}
    if query is None:
        return {"list_url": list_url(cohort), **can_be_done}
    ids = matching(request, cohort, query)
    here = ids.index(application.pk) if application.pk in ids else None
    beside: dict[str, Any] = {"list_url": list_url(cohort, query), **can_be_done}
    if here is not None:
        near = {
            "previous": ids[here - 1] if here else None,
            "next": ids[here + 1] if here + 1 < len(ids) else None,
        }
        rows = Application.objects.in_bulk([each for each in near.values() if each])
        beside |= {
            f"{name}_url": detail_url(cohort, rows[each], query)
            for name, each in near.items()
            if each in rows
        }
        beside |= {"number": here + 1, "of": len(ids)}
    return beside


def _lines(cohort: Cohort, requests: list[DayRequest], *, may_decide: bool) -> list[dict[str, Any]]:
    """The days of an application: their numbers, and what this person may decide on each."""
    numbers, now = {line.day.pk: line.numbers for line in queries.day_numbers(cohort)}, timezone.now()
    return [
        {
            "row": row,
            "numbers": numbers[row.day_id],
            "decisions": [choice for choice in Decision if may_decide and may_be_decided(row, choice, now)],
        }
        for row in requests
    ]


def history(application: Application, requests: Iterable[DayRequest]) -> list[dict[str, Any]]:
    """What was done to the application and its days, newest first; one query."""
    types = ContentType.objects.get_for_models(Application, DayRequest)
    about = Q(content_type=types[Application], object_id=str(application.pk)) | Q(
        content_type=types[DayRequest], object_id__in=[str(row.pk) for row in requests]
    )
    entries: QuerySet[ModelLogEntry] = (
        ModelLogEntry.objects.filter(about).select_related("user").order_by("-timestamp", "-pk")
    )
    return [
        {
            "label": _said_of(entry),
            "who": entry.user.get_full_name() if isinstance(entry.user, User) else "",
            "when": entry.timestamp,
            "day": _day_of(entry),
        }
        for entry in entries[:HISTORY_LINES]
    ]


def _said_of(entry: ModelLogEntry) -> str:
    """What an audit line says, in words. The first one of a process reads the names of all actions."""
    formatter = log_registry.get_formatter(entry)
    return str(formatter.format_message(entry)) if formatter else entry.action


def _day_of(entry: ModelLogEntry) -> str:
    """Which day an audit line is about, in words; empty for one about the whole application."""
    day = parse_date(str(entry.data.get("day", "")))
    return short_date_in_words(day) if day else ""
