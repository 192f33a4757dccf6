"""Decisions that are not sent yet: added from the list or from one application, looked at, sent or taken back."""

from itertools import groupby
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from cohorts.admission import queries, services
from cohorts.admission.models import DayRequest, DecisionBatch, PendingDecision
from cohorts.admission.services import Decision
from cohorts.models import Cohort
from cohorts.screens.base import own_cohort
from foundation.errors import DomainError
from office.screens import screen_context
from people.kept_forms import keep
from people.signed_in import signed_in_user

from .chosen import chosen_requests, decision_in, number_in, ready_for, seen_on_page, way_back
from .listing import below, list_url
from .previews import Wish, previews_of

# What a list says of itself, filtered and turned to a page as it was.
OF_THE_PAGE = frozenset({"next", "query", "page", "match", "shown", "states"})


def batch_url(cohort_id: int) -> str:
    """Where the decisions of a cohort that are not sent are looked at."""
    return reverse("admission_batch", args=[cohort_id])


# ---------------------------------------------------------------- deciding
@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide without sending: about what is chosen on the list, or about one day of one application."""
    cohort = own_cohort(request, pk, "applications.decide")
    back = HttpResponseRedirect(way_back(request, cohort))
    try:
        decision = decision_in(request)
        rows = _chosen(request, cohort)
        number = _decide(request, cohort, rows, decision)
    except services.OwnApplication as error:
        raise PermissionDenied(str(error)) from error
    except DomainError as error:
        # Ticks, day and reason are there again on the list as it was filtered, and on no other.
        keep(request, only_at=back.url, without=OF_THE_PAGE)
        messages.error(request, str(error))
        return back
    if number:
        words = ngettext(
            "Decided: %(count)s. Nobody is told before you send it.",
            "Decided: %(count)s. Nobody is told before you send it.",
            number,
        )
        look = messages.button(batch_url(cohort.pk), _("Look at it and send"))
        messages.success(request, words % {"count": number}, buttons=[look])
    if left_out := len(rows) - number:
        words = ngettext(
            "%(count)s was left out: this cannot be decided there, or it is your own application.",
            "%(count)s were left out: this cannot be decided there, or it is your own application.",
            left_out,
        )
        messages.warning(request, words % {"count": left_out})
    return back


def _chosen(request: HttpRequest, cohort: Cohort) -> list[DayRequest]:
    """One request by its number, of an application's own page; otherwise those chosen on the list."""
    one = number_in(request.POST.get("request", ""))
    if not one:
        return chosen_requests(request, cohort)
    rows = [row for row in queries.requests_to_decide(request.user, [one]) if row.day.cohort_id == cohort.pk]
    if not rows:
        raise Http404
    return rows


def _decide(request: HttpRequest, cohort: Cohort, rows: list[DayRequest], decision: Decision) -> int:
    """Add the decision for those for whom it can be taken; returns for how many."""
    me = signed_in_user(request)
    ready = ready_for(decision, rows, me)
    if ready:
        states, decisions = seen_on_page(request, ready)
        services.add_decisions(
            actor=me,
            cohort=cohort,
            seen=states,
            decision=decision,
            reason=request.POST.get("reason", ""),
            replaces=decisions,
        )
    return len(ready)


# ---------------------------------------------------------------- sending and taking back
@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """What is decided and not sent, with the letters; on POST send all of it, or take some or all back."""
    cohort = own_cohort(request, pk, "applications.decide")
    known = DecisionBatch.objects.filter(cohort=cohort, state=DecisionBatch.State.OPEN).first()
    if request.method != "POST":
        return _page(request, cohort, known)
    row = DecisionBatch.objects.filter(cohort=cohort, pk=number_in(request.POST.get("batch", ""))).first()
    if row is None:
        messages.error(request, _("There is nothing to send."))
        return redirect(batch_url(cohort.pk))
    try:
        done = _act(request, row)
    except DomainError as error:
        return _page(request, cohort, known, error=error)
    messages.success(request, done)
    has_more = queries.unsent([cohort]).get(cohort.pk)
    return redirect(batch_url(cohort.pk) if has_more else list_url(cohort))


def _act(request: HttpRequest, row: DecisionBatch) -> str:
    """Send, or take back; returns what to say."""
    me, version = signed_in_user(request), number_in(request.POST.get("version", ""))
    if "send" in request.POST:
        number = services.send_decisions(actor=me, batch=row, version=version)
        words = ngettext(
            "Sent: %(count)s decision. The letter is on its way.",
            "Sent: %(count)s decisions. The letters are on their way.",
            number,
        )
        return words % {"count": number}
    ticked = [pk for text in request.POST.getlist("line") if (pk := number_in(text))]
    if "undo" in request.POST and not ticked:
        raise DomainError(_("Tick the decisions to take back."))
    only = ticked if "undo" in request.POST else None
    number = services.undo_decisions(actor=me, batch=row, version=version, only=only)
    words = ngettext(
        "Taken back: %(count)s decision. All is as it was.",
        "Taken back: %(count)s decisions. All is as it was.",
        number,
    )
    return words % {"count": number}


def _page(
    request: HttpRequest, cohort: Cohort, row: DecisionBatch | None, *, error: DomainError | None = None
) -> HttpResponse:
    decisions = queries.decisions_of(row) if row else []
    numbers = {line.day.pk: line for line in queries.day_numbers(cohort)}
    context = {
        "cohort": cohort,
        "batch": row,
        "groups": _groups(decisions, numbers),
        "numbers": numbers.values(),
        "error": error,
        "list_url": list_url(cohort),
        **screen_context(_("Decisions that are not sent yet"), str(cohort), below(cohort), "form"),
    }
    return render(request, "admission/manage/batch.html", context, status=error.status if error else 200)


def _groups(decisions: list[PendingDecision], numbers: dict[int, queries.DayNumbers]) -> list[dict[str, Any]]:
    """What is decided alike with the same reason, with the letters that go for it."""

    def alike(each: PendingDecision) -> tuple[str, str]:
        return each.decision, each.reason

    groups = []
    for (decision, reason), lines in groupby(sorted(decisions, key=alike), key=alike):
        found = list(lines)
        wish = Wish(Decision(decision), reason, {})
        groups.append(
            {
                "decision": wish.decision,
                "reason": reason,
                "lines": found,
                "previews": previews_of([each.day_request for each in found], wish, numbers),
            }
        )
    return groups
