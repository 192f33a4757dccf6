"""Reads of admission: what a person may apply for, one's own applications, what managers see."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Prefetch, Q, QuerySet, Subquery

from cohorts import wing
from cohorts.counting import Numbers
from cohorts.models import Cohort, Day, Place
from cohorts.queries import numbers_of, published_cohorts, standing, with_numbers
from cohorts.wing import go_along, names
from people.models import User, by_name

from .models import Application, Call, DayRequest, DecisionBatch, PendingDecision

# Drafts are seen by nobody but the person.
SEEN = (Application.State.SENT, Application.State.WITHDRAWN)
# Calls by which somebody gave days up, as the call list shows them.
MOST_SAID_NO = 50


def cohorts_to_apply_for() -> QuerySet[Cohort]:
    """Published cohorts with their days and places; two queries."""
    days = Prefetch("days", Day.objects.select_related("pool").order_by("date"))
    rows = published_cohorts().select_related("residency__programme", "residency__theme")
    return rows.prefetch_related(days)


def application_of(user: User, cohort: Cohort) -> Application | None:
    """The person's own application to the cohort, a draft too, with the days it asks for; at most two queries."""
    return (
        Application.objects.filter(participant__user=user, participant__cohort=cohort)
        .select_related("participant__user", "participant__cohort", "community")
        .prefetch_related(Prefetch("day_requests", DayRequest.objects.select_related("day__pool")))
        .first()
    )


def own_applications(user: User) -> QuerySet[Application]:
    """All that this person has begun or sent, newest first; three queries however many."""
    days = Prefetch(
        "participant__cohort__days", Day.objects.select_related("pool", "cohort").order_by("date")
    )
    rows = DayRequest.objects.select_related("day__pool", "day__cohort").order_by("day__date")
    requests = Prefetch("day_requests", with_queue_numbers(rows))
    return (
        Application.objects.filter(participant__user=user)
        .select_related(
            "participant__user",
            "participant__cohort__residency__theme",
            "participant__cohort__residency__programme",
            "community",
        )
        .prefetch_related(days, requests)
        .order_by("-pk")
    )


# ---------------------------------------------------------------- what managers see


def applications_for(user: Any, cohort: Cohort) -> QuerySet[Application]:
    """The applications of a cohort that this person may see as a manager: sent ones, never drafts."""
    return (
        Application.objects.visible_to(user)
        .filter(participant__cohort=cohort, state__in=SEEN)
        .order_by("-sent_at", "-pk")
    )


def with_rows(applications: QuerySet[Application]) -> QuerySet[Application]:
    """The same with what a line of the list shows; one query more, however many."""
    requests = with_queue_numbers(DayRequest.objects.select_related("day", "pending").order_by("day__date"))
    return applications.select_related("participant__user", "community").prefetch_related(
        Prefetch("day_requests", requests)
    )


@dataclass(frozen=True)
class DayNumbers:
    """How a day's admission stands: places, and how many requests are in each state."""

    day: Day
    numbers: Numbers
    by_state: dict[str, int]

    @property
    def left(self) -> int:
        """Places that are free."""
        return self.numbers.free

    def count(self, state: str) -> int:
        """How many requests are in the state."""
        return self.by_state.get(state, 0)

    @property
    def without_application(self) -> int:
        """How many hold a place that they did not apply for: somebody of the office put them there."""
        by_request = self.count(DayRequest.State.ACCEPTED) + self.count(DayRequest.State.CONFIRMED)
        return max(0, self.numbers.held - by_request)


def day_numbers(cohort: Cohort) -> list[DayNumbers]:
    """Each day's places and requests by state; two queries, however many applications."""
    days = with_numbers(Day.objects.filter(cohort=cohort).select_related("cohort")).order_by("date")
    requests = DayRequest.objects.filter(day__cohort=cohort).order_by()
    drafts = requests.filter(application__state=Application.State.DRAFT)
    by_state = ("day_id", "state")
    rows = requests.values_list(*by_state).annotate(number=Count("pk"))
    # All less the drafts, which are few: to look up the application of each request takes five times as long.
    less = drafts.values_list(*by_state).annotate(number=-Count("pk"))
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for day_id, state, number in rows.union(less, all=True):
        counts[day_id][state] += number
    return [DayNumbers(day=day, numbers=numbers_of(day), by_state=counts[day.pk]) for day in days]


@dataclass(frozen=True)
class Freed:
    """A day to come on which people wait and nobody holds some of its places, with the requests that are first."""

    day: Day
    numbers: Numbers
    # Whose each request is, by its id: in the order of the queue, as many as there are places.
    first: Mapping[int, int]
    is_considered: bool  # whether people are under consideration: nothing is given past them


def freed(cohorts: Iterable[Cohort], moment: dt.datetime) -> list[Freed]:
    """Where people wait for places of published cohorts that nobody holds, by date; two queries, however many."""
    known = {cohort.pk: cohort for cohort in cohorts if cohort.state == Cohort.State.PUBLISHED}
    under_consideration = _under_consideration().filter(day=OuterRef("pk"))
    rows = with_numbers(Day.objects.filter(cohort__in=known)).filter(
        waiting__gt=0, held__lt=F("pool__capacity") - F("offered") - F("reserved")
    )
    days = list(rows.annotate(is_considered=Exists(under_consideration)).order_by("date", "pk"))
    for day in days:
        day.cohort = known[day.cohort_id]
    to_come = [day for day in days if not day.is_over_at(moment)]
    first = _first_in_line(to_come)
    return [Freed(day, numbers_of(day), first[day.pk], day.is_considered) for day in to_come]


def _first_in_line(days: Iterable[Day]) -> dict[int, dict[int, int]]:
    """The requests that these days have room for and whose they are, in the order of the queue; one query."""
    room = {day.pk: numbers_of(day).kept for day in days}
    rows = DayRequest.objects.filter(day__in=room, state=DayRequest.State.WAITING)
    numbered = with_queue_numbers(rows).filter(queue_number__lte=max(room.values(), default=0))
    found: dict[int, dict[int, int]] = {pk: {} for pk in room}
    user = "application__participant__user"
    for pk, day_id, user_id in numbered.order_by("queue_number").values_list("pk", "day_id", user):
        if len(found[day_id]) < room[day_id]:
            found[day_id][pk] = user_id
    return found


def considered(days: Iterable[Day]) -> set[int]:
    """Ids of those of the days for which somebody is under consideration; one query."""
    return set(_under_consideration().filter(day__in=list(days)).values_list("day", flat=True))


def _under_consideration() -> QuerySet[DayRequest]:
    """Requests without an answer: nobody has decided on them, or the decision is not sent."""
    rows = DayRequest.objects.filter(application__state=Application.State.SENT)
    return rows.filter(Q(state=DayRequest.State.ASKED) | Q(pending__isnull=False))


def to_be_decided() -> QuerySet[DayRequest]:
    """Requests of sent applications that nobody has decided on."""
    return without_decision(DayRequest.objects.filter(application__state=Application.State.SENT))


def without_decision(requests: QuerySet[DayRequest]) -> QuerySet[DayRequest]:
    """Those of the requests that nobody has decided on.

    By NOT IN: what is decided and not sent yet is few at any time, and PostgreSQL reads it once. By a join, or by NOT
    EXISTS, it looks there for each of twenty thousand requests.
    """
    decided = PendingDecision.objects.order_by().values("day_request")
    return requests.filter(state=DayRequest.State.ASKED).exclude(pk__in=decided)


def unconfirmed(cohort: Cohort) -> QuerySet[Application]:
    """Sent applications with a day that is accepted and not confirmed, with what letters say of them; one query."""
    accepted = DayRequest.objects.filter(application=OuterRef("pk"), state=DayRequest.State.ACCEPTED)
    rows = Application.objects.filter(participant__cohort=cohort, state=Application.State.SENT)
    return (
        rows.filter(Exists(accepted))
        .select_related("participant__user", "participant__cohort__residency__programme", "community")
        .order_by(*by_name("participant__user__"), "pk")
    )


def call_list(cohort: Cohort) -> QuerySet[Application]:
    """Who has not confirmed, each with their `calls`, the last first; two queries.

    Who asked to be called back comes first, by the hour; then who was not called yet.
    """
    last = Call.objects.filter(application=OuterRef("pk")).order_by("-pk")
    rows = unconfirmed(cohort).annotate(
        call_back_at=Subquery(last.values("call_back_at")[:1]), called_at=Subquery(last.values("at")[:1])
    )
    turn = (F("call_back_at").asc(nulls_last=True), F("called_at").asc(nulls_first=True))
    calls = Prefetch("calls", Call.objects.select_related("called_by"))
    return rows.order_by(*turn, *by_name("participant__user__"), "pk").prefetch_related(calls)


def said_no(cohort: Cohort, moment: dt.datetime) -> list[Call]:
    """Calls by which somebody gave days up that are to come, the last first, with the person; one query.

    Only where it was the last call. Whether it can still be taken back is seen under the locks.
    """
    last = Call.objects.filter(application=OuterRef("application")).order_by("-pk").values("pk")[:1]
    gone = DayRequest.objects.filter(
        application=OuterRef("application"),
        state=DayRequest.State.WITHDRAWN,
        decided_at__gte=OuterRef("at"),
        day__date__gte=moment.astimezone(cohort.zone).date(),
    )
    rows = Call.objects.filter(
        Exists(gone),
        pk=Subquery(last),
        outcome=Call.Outcome.DOES_NOT,
        application__participant__cohort=cohort,
    ).exclude(application__state=Application.State.DRAFT)
    return list(
        rows.select_related("application__participant__user", "called_by").order_by("-pk")[:MOST_SAID_NO]
    )


def goes_with(application: Application, requests: Iterable[DayRequest]) -> list[str]:
    """What is given back with these days besides them, in words: sessions and seats; a constant number of queries."""
    days = {request.day.pool_id for request in requests}
    held = Place.objects.filter(
        participant=application.participant_id, pool__in=go_along(days) - days
    ).values_list("pool_id", flat=True)
    return list(names(list(held)).values())


def not_confirmed(cohorts: Iterable[Cohort]) -> dict[int, int]:
    """How many people are accepted and have not confirmed, by cohort; one query."""
    rows = DayRequest.objects.filter(
        day__cohort__in=list(cohorts),
        state=DayRequest.State.ACCEPTED,
        application__state=Application.State.SENT,
    )
    counted = rows.order_by().values_list("day__cohort").annotate(number=Count("application", distinct=True))
    return dict(counted)


def undecided(cohorts: Iterable[Cohort]) -> dict[int, tuple[int, dt.datetime]]:
    """How many applications have a day that nobody has decided on, and when the last was sent, by cohort; one query."""
    rows = to_be_decided().filter(day__cohort__in=cohorts).order_by().values_list("day__cohort")
    numbers = rows.annotate(number=Count("application", distinct=True), newest=Max("application__sent_at"))
    return {cohort_id: (number, newest) for cohort_id, number, newest in numbers}


def requests_to_decide(user: Any, ids: Iterable[int]) -> list[DayRequest]:
    """Requests chosen from the list, with all that a decision and its letter need; one query."""
    return list(
        DayRequest.objects.visible_to(user, "applications.decide")
        .filter(pk__in=list(ids), application__state__in=SEEN)
        .select_related(
            "day__pool",
            "day__cohort",
            "pending",
            "application__community",
            "application__participant__user",
            "application__participant__cohort__residency__programme",
        )
        .order_by(*by_name("application__participant__user__"), "pk")
    )


# ---------------------------------------------------------------- decisions that are not sent yet
def unsent(cohorts: Iterable[Cohort]) -> dict[int, Any]:
    """Batches whose letters wait, each with the `number` of its decisions, by cohort; one query."""
    known = {cohort.pk: cohort for cohort in cohorts}
    rows = DecisionBatch.objects.filter(cohort__in=known, state=DecisionBatch.State.OPEN)
    found: QuerySet[Any] = rows.annotate(number=Count("decisions")).filter(number__gt=0)
    for batch in found:
        batch.cohort = known[batch.cohort_id]
    return {batch.cohort_id: batch for batch in found}


def decisions_of(batch: DecisionBatch) -> list[PendingDecision]:
    """What is decided and not sent, with all that the page and the letters say of it; one query."""
    person = "day_request__application__participant__user"
    rows = batch.decisions.select_related(
        "decided_by",
        "day_request__day__pool",
        "day_request__day__cohort",
        "day_request__application__community",
        "day_request__application__participant__cohort__residency__programme",
        person,
    )
    return list(rows.order_by("decision", "day_request__day__date", *by_name(f"{person}__"), "pk"))


def with_queue_numbers(requests: QuerySet[DayRequest]) -> QuerySet[Any]:
    """The requests, each with `queue_number` on the waiting list and `takes_at_once`, or None. No query more."""
    own = standing().filter(pool=OuterRef("day__pool"), participant=OuterRef("application__participant"))
    row = {
        "queue_number": Subquery(own.values("number")[:1]),
        "takes_at_once": Subquery(own.values("takes_at_once")[:1]),
    }
    return requests.annotate(**row)


def number_in_queue(requests: Iterable[DayRequest]) -> None:
    """Give the requests that wait their number on the list; one query if any does."""
    waiting = {row.pk: row for row in requests if row.state == DayRequest.State.WAITING}
    if waiting:
        rows = with_queue_numbers(DayRequest.objects.filter(pk__in=waiting))
        for pk, number in rows.values_list("pk", "queue_number"):
            waiting[pk].queue_number = number


def dates_called_off(user_id: int) -> list[tuple[int, dt.date]]:
    """Dates that went with their cancelled cohort while the person held a place on them, with its id; one query."""
    rows = DayRequest.objects.filter(
        application__participant__user=user_id,
        state=DayRequest.State.CANCELLED,
        # Whose place was taken away before lost it for a reason of their own.
        decided_at__gte=F("day__called_off_at"),
    )
    return list(rows.values_list("day__cohort_id", "day__date"))


def goes_along(participant_id: int, days: Iterable[Day]) -> list[str]:
    """What the person holds that goes with these days, in words: sessions, seats; a constant number of queries."""
    of_days = {day.pool_id for day in days}
    held = Place.objects.filter(participant=participant_id, pool__in=wing.go_along(of_days) - of_days)
    return sorted(wing.names(held.values_list("pool", flat=True)).values())
