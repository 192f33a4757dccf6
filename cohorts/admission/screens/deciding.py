"""A manager reads one application and decides: first the confirmation with the letter, then it goes."""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.models import ModelLogEntry

from cohorts.admission import letters, queries, services
from cohorts.admission.alike import alike
from cohorts.admission.models import Application, DayRequest
from cohorts.admission.services import Decision
from cohorts.admission.services.decisions import NEEDS_REASON, OUTCOME, present_state, why_too_late
from cohorts.admission.states import may_become
from cohorts.models import Cohort
from cohorts.screens.base import own_cohort
from cohorts.wing import recorded
from foundation.clocks.dates import short_date_in_words
from foundation.errors import DomainError
from messaging import outbox
from messaging.models import Letter
from office.screens import screen_context
from office.wagtail_private import get_valid_next_url_from_request, log_registry
from people.models import User
from people.rights import may
from people.signed_in import signed_in_user

from .listing import below, name_in_list

HISTORY_LINES = 100


def _is_possible(request: DayRequest, decision: Decision) -> bool:
    is_sent = request.application.state == Application.State.SENT
    may_be_decided = is_sent and may_become(request, OUTCOME[decision])
    return may_be_decided and why_too_late(request, decision, timezone.now()) is None


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
            application.day_requests.select_related("day__pool", "day__cohort", "decided_by")
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
        "sees_needs": may(request.user, "applications.see_needs", cohort),
        "lines": _lines(cohort, requests, may_decide=may_decide and not is_own),
        "is_own": is_own and may_decide,
        "alike": alike(application, signed_in_user(request)) if may_decide else [],
        "history": history(application, requests),
        "decide_url": reverse("admission_decide", args=[cohort.pk]),
        **screen_context(name, "", below(cohort), "form"),
    }
    return render(request, "admission/manage/detail.html", context)


def _lines(cohort: Cohort, requests: list[DayRequest], *, may_decide: bool) -> list[dict[str, Any]]:
    """The days of an application: their numbers, and what this person may decide on each."""
    numbers = {line.day.pk: line.numbers for line in queries.day_numbers(cohort)}
    return [
        {
            "row": row,
            "numbers": numbers[row.day_id],
            "decisions": [choice for choice in Decision if may_decide and _is_possible(row, choice)],
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


@dataclass(frozen=True)
class _Wish:
    """What the form asks for: a decision about some requests, as they were seen."""

    decision: Decision
    reason: str
    seen: dict[int, str]


def _number(text: str) -> int:
    """A row's number as a form sends it; 0 for nonsense."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _seen(values: Iterable[str]) -> dict[int, str]:
    """`id:state` pairs as the confirmation page wrote them."""
    found = {}
    for value in values:
        pk, _colon, state = value.partition(":")
        if _number(pk):
            found[_number(pk)] = state
    return found


def _chosen_requests(request: HttpRequest, cohort: Cohort) -> tuple[list[DayRequest], int]:
    """The requests chosen on the list or on a page, and how many of the chosen do not ask for the day."""
    data = request.POST
    if seen := _seen(data.getlist("seen")):
        ids: Iterable[int] = seen
        return [
            row for row in queries.requests_to_decide(request.user, ids) if row.day.cohort_id == cohort.pk
        ], 0
    applications = [pk for text in data.getlist("application") if (pk := _number(text))]
    day = _number(data.get("day", ""))
    if not applications or not day:
        return [], 0
    ids = (
        DayRequest.objects.visible_to(request.user, "applications.decide")
        .filter(application__in=applications, day=day, day__cohort=cohort)
        .values_list("pk", flat=True)
    )
    rows = queries.requests_to_decide(request.user, ids)
    return rows, len(applications) - len(rows)


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a decision will do and the letters that it sends; with `confirm`, carry it out."""
    cohort = own_cohort(request, pk, "applications.decide")
    back = HttpResponseRedirect(_back_url(request, cohort))
    if request.POST.get("decision") not in Decision.values:
        messages.error(request, _("Choose what to decide."))
        return back
    decision = Decision(request.POST["decision"])
    rows, without_day = _chosen_requests(request, cohort)
    wish = _Wish(decision, request.POST.get("reason", ""), _seen(request.POST.getlist("seen")))
    if wish.seen.keys() - {row.pk for row in rows}:  # another cohort's
        raise Http404
    if not rows:
        messages.error(request, _("Choose a day and at least one application that asks for it."))
        return back
    if "confirm" not in request.POST:
        return _confirmation(request, cohort, rows, wish, without_day=without_day)
    try:
        done = services.decide_many(
            actor=signed_in_user(request), seen=wish.seen, decision=decision, reason=wish.reason
        )
    except services.OwnApplication as error:
        raise PermissionDenied(str(error)) from error
    except DomainError as error:
        return _confirmation(request, cohort, rows, wish, error=error)
    messages.success(
        request,
        ngettext(
            "Decided for %(count)s application. The letter is on its way.",
            "Decided for %(count)s applications. The letters are on their way.",
            len(done),
        )
        % {"count": len(done)},
    )
    return back


def _back_url(request: HttpRequest, cohort: Cohort) -> str:
    """Where the manager came from, with its filters; the list if that is not known or not ours."""
    return get_valid_next_url_from_request(request) or reverse("admission_list", args=[cohort.pk])


def _confirmation(
    request: HttpRequest,
    cohort: Cohort,
    rows: list[DayRequest],
    wish: _Wish,
    *,
    error: DomainError | None = None,
    without_day: int = 0,
) -> HttpResponse:
    me = signed_in_user(request)
    ready = [
        row
        for row in rows
        if _is_possible(row, wish.decision) and row.application.participant.user_id != me.pk
    ]
    left_out_rows = [row for row in rows if row not in ready]
    too_late = (why_too_late(row, wish.decision, timezone.now()) for row in left_out_rows)
    numbers = {line.day.pk: line for line in queries.day_numbers(cohort)}
    days = {row.day_id for row in rows}
    context = {
        "cohort": cohort,
        "ready": [(row, present_state(row)) for row in ready],
        "left_out": [(row, present_state(row)) for row in left_out_rows],
        "without_day": without_day,
        "decision": wish.decision,
        "reason": wish.reason,
        "needs_reason": wish.decision in NEEDS_REASON,
        "numbers": [numbers[day_id] for day_id in sorted(days) if day_id in numbers],
        "previews": _previews(ready, wish, numbers),
        "recorded": _recorded(ready) if wish.decision == Decision.CANCEL else 0,
        "error": error or next(filter(None, too_late), None),
        "decide_url": reverse("admission_decide", args=[cohort.pk]),
        "back_url": _back_url(request, cohort),
        **screen_context(_("Confirm the decision"), "", below(cohort), "form"),
    }
    return render(request, "admission/manage/confirm.html", context, status=error.status if error else 200)


def _recorded(rows: list[DayRequest]) -> int:
    """For how many of these presence is recorded already: it stays, and counts; one query."""
    stay = recorded([row.application.participant_id for row in rows])
    return sum((row.application.participant_id, row.day_id) in stay for row in rows)


def _number_on_the_list(
    row: DayRequest, rows: list[DayRequest], numbers: Mapping[int, queries.DayNumbers]
) -> int:
    """Which one on the waiting list a person would be if all these were put on it."""
    ahead = sum(other.day_id == row.day_id and other.pk < row.pk for other in rows)
    return numbers[row.day_id].numbers.waiting + ahead + 1


def _letter_to(row: DayRequest, wish: _Wish, number: int | None) -> Letter:
    """The letter that the decision would send, in words; nothing is written."""
    decided = copy(row)
    decided.state, decided.reason = OUTCOME[wish.decision], wish.reason.strip()
    decided.queue_number = number
    return outbox.word(letters.decided(decided))


def _previews(
    rows: list[DayRequest], wish: _Wish, numbers: Mapping[int, queries.DayNumbers]
) -> list[dict[str, Any]]:
    """The letter in each language that its readers have, as the first of them will read it."""
    by_language: dict[str, list[DayRequest]] = {}
    for row in rows:
        by_language.setdefault(row.application.participant.user.language, []).append(row)
    names = dict(settings.LANGUAGES)
    previews = []
    for language, readers in by_language.items():
        number = _number_on_the_list(readers[0], rows, numbers) if wish.decision == Decision.WAIT else None
        letter = _letter_to(readers[0], wish, number)
        previews.append(
            {
                "language": language,
                "name": names[language],
                "count": len(readers),
                "subject": letter.subject,
                "text": letter.text,
            }
        )
    return previews
