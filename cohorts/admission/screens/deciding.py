"""A decision that goes at once: first the confirmation with the letter, then it is sent."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from cohorts.admission import queries, services
from cohorts.admission.models import DayRequest
from cohorts.admission.services import Decision
from cohorts.admission.services.decisions import (
    NEEDS_REASON,
    present_state,
    why_too_late,
)
from cohorts.models import Cohort
from cohorts.screens.base import own_cohort
from cohorts.wing import recorded
from foundation.errors import DomainError
from office.screens import screen_context
from people.signed_in import signed_in_user

from .chosen import decision_in, number_in, ready_for, seen_states, way_back
from .listing import below
from .previews import Wish, previews_of


def _chosen_requests(request: HttpRequest, cohort: Cohort) -> tuple[list[DayRequest], int]:
    """The requests chosen on the list or on a page, and how many of the chosen do not ask for the day."""
    data = request.POST
    if seen := seen_states(data.getlist("seen")):
        return [
            row for row in queries.requests_to_decide(request.user, seen) if row.day.cohort_id == cohort.pk
        ], 0
    applications = [pk for text in data.getlist("application") if (pk := number_in(text))]
    day = number_in(data.get("day", ""))
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
    back = HttpResponseRedirect(way_back(request, cohort))
    try:
        decision = decision_in(request)
    except DomainError as error:
        messages.error(request, str(error))
        return back
    rows, without_day = _chosen_requests(request, cohort)
    wish = Wish(decision, request.POST.get("reason", ""), seen_states(request.POST.getlist("seen")))
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


def _confirmation(
    request: HttpRequest,
    cohort: Cohort,
    rows: list[DayRequest],
    wish: Wish,
    *,
    error: DomainError | None = None,
    without_day: int = 0,
) -> HttpResponse:
    me = signed_in_user(request)
    ready = ready_for(wish.decision, rows, me)
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
        "previews": previews_of(ready, wish, numbers),
        "recorded": _recorded(ready) if wish.decision == Decision.CANCEL else 0,
        "error": error or next(filter(None, too_late), None),
        "decide_url": reverse("admission_decide", args=[cohort.pk]),
        "back_url": way_back(request, cohort),
        **screen_context(_("Confirm the decision"), "", below(cohort), "form"),
    }
    return render(request, "admission/manage/confirm.html", context, status=error.status if error else 200)


def _recorded(rows: list[DayRequest]) -> int:
    """For how many of these presence is recorded already: it stays, and counts; one query."""
    stay = recorded([row.application.participant_id for row in rows])
    return sum((row.application.participant_id, row.day_id) in stay for row in rows)
