"""What is chosen on the list of applications: ticked rows, all on the page, or all that the filters match."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.admission import queries
from cohorts.admission.models import Application, DayRequest
from cohorts.admission.services import Decision
from cohorts.admission.services.decisions import may_be_decided
from cohorts.models import Cohort
from foundation.errors import Conflict, DomainError
from office.listing import rows_shown
from office.wagtail_private import get_valid_next_url_from_request
from people.models import User

from .listing import EVERY_DAY, ApplicationList, list_url

# In one transaction, which holds all of them.
MOST_AT_ONCE = 1000


def number_in(text: str) -> int:
    """A row's number as a form sends it; 0 for nonsense."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def seen_states(values: Iterable[str]) -> dict[int, str]:
    """`id:state` pairs as the confirmation page wrote them."""
    found = {}
    for value in values:
        pk, _colon, state = value.partition(":")
        if number_in(pk):
            found[number_in(pk)] = state
    return found


def way_back(request: HttpRequest, cohort: Cohort, otherwise: str = "") -> str:
    """Where the manager came from, with its filters; the list (or `otherwise`) if that is not known or not ours."""
    return get_valid_next_url_from_request(request) or otherwise or list_url(cohort)


def matching_rows(user: Any, cohort: Cohort, query: str) -> QuerySet[Application]:
    """The applications that this person's list with this query shows, on all its pages, in its order."""
    return rows_shown(ApplicationList.as_view(), user, query, pk=cohort.pk)


def matching(request: HttpRequest, cohort: Cohort, query: str) -> list[int]:
    """Ids of the same; one query."""
    rows = matching_rows(request.user, cohort, query)
    return list(rows.prefetch_related(None).select_related(None).values_list("pk", flat=True))


def decision_in(request: HttpRequest) -> Decision:
    """What the form decides. Raises `DomainError` if it says nothing that there is."""
    if request.POST.get("decision") not in Decision.values:
        raise DomainError(_("Choose what to decide."))
    return Decision(request.POST["decision"])


def ready_for(decision: Decision, rows: Iterable[DayRequest], actor: User) -> list[DayRequest]:
    """Those about which this can be decided by now, and that are not the person's own."""
    now = timezone.now()
    return [
        row
        for row in rows
        if may_be_decided(row, decision, now) and row.application.participant.user_id != actor.pk
    ]


def chosen_applications(request: HttpRequest, cohort: Cohort) -> list[int]:
    """Ids of the applications chosen by the form of the list.

    Raises `Conflict` if all that match are not as many as the person saw.
    """
    data = request.POST
    if "match" in data:
        found = matching(request, cohort, data.get("query", ""))
        if len(found) != number_in(data["match"]):
            raise Conflict(
                _("The list has changed in the meantime. Look at it again before you choose all of it.")
            )
        return found
    name = "shown" if "page" in data else "application"
    return [pk for text in data.getlist(name) if (pk := number_in(text))]


def chosen_requests(request: HttpRequest, cohort: Cohort) -> list[DayRequest]:
    """The requests of the chosen applications: for the chosen day, or for every day without a decision.

    Raises `DomainError` if nothing is chosen.
    """
    applications = chosen_applications(request, cohort)
    rows = DayRequest.objects.visible_to(request.user, "applications.decide").filter(day__cohort=cohort)
    day = request.POST.get("day", "")
    is_every = day == EVERY_DAY
    rows = rows.filter(pk__in=queries.to_be_decided()) if is_every else rows.filter(day=number_in(day))
    if len(applications) > MOST_AT_ONCE:
        words = _("At most %(number)s applications are decided on at once. Choose fewer by a filter.")
        raise DomainError(words % {"number": MOST_AT_ONCE})
    ids = rows.filter(application__in=applications).values_list("pk", flat=True)
    found = queries.requests_to_decide(request.user, ids)
    if not found:
        raise DomainError(_("Choose a day and at least one application that asks for it."))
    return found


def seen_on_page(request: HttpRequest, rows: Iterable[DayRequest]) -> tuple[dict[int, str], dict[int, str]]:
    """The states of these requests, and the decisions about them, as the page showed them; as they are, of the others.

    The page writes `id:state` or `id:state:decision` for each request of a row.
    """
    said = dict(
        text.partition(":")[::2] for value in request.POST.getlist("states") for text in value.split()
    )
    states, decisions = {}, {}
    for row in rows:
        unsent = row.unsent
        shown = said.get(str(row.pk)) or f"{row.state}:{unsent.decision if unsent else ''}"
        states[row.pk], _colon, decision = shown.partition(":")
        if decision:
            decisions[row.pk] = decision
    return states, decisions
