"""Who comes by a run, and who has no seat on its way yet: reads for whoever gives seats by hand."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from cohorts.models import Day, Participant, Place, Waiting
from people.models import by_name, named

from .models import MOST_SEATS, Run, Travel
from .queries import pools_of

# Of those whom nothing points out, so many are offered at once; the others are found by name.
MOST_OFFERED = 50


def coming(run: Run) -> QuerySet[Participant]:
    """Who comes on the date of a run: by a place of that day; who comes to work, always. One query besides.

    On a date that is no day of the cohort, such as the evening before, any of its days counts.
    """
    is_day = Day.objects.filter(cohort=run.cohort_id, date=run.date).exists()
    return come_on(run.cohort_id, run.date, is_day=is_day)


def come_on(cohort_id: int, date: dt.date, *, is_day: bool) -> QuerySet[Participant]:
    """Who comes to a cohort on a date; `is_day`: whether it is one of its days."""
    held = Place.objects.filter(participant=OuterRef("pk"), pool__day__cohort=cohort_id)
    if is_day:
        held = held.filter(pool__day__date=date)
    at_work = ~Q(kind=Participant.Kind.PARTICIPANT)
    return Participant.objects.filter(Q(Exists(held)) | at_work, cohort=cohort_id)


def dates_of(who: Participant, dates: Iterable[dt.date]) -> set[dt.date]:
    """On which of these dates somebody comes, as `come_on` says it; two queries at most, for any number."""
    if who.kind != Participant.Kind.PARTICIPANT:
        return set(dates)
    held = set(
        Place.objects.filter(participant=who, pool__day__isnull=False).values_list(
            "pool__day__date", flat=True
        )
    )
    days = set(Day.objects.filter(cohort=who.cohort_id).values_list("date", flat=True))
    return {date for date in dates if (date in held if date in days else held)}


@dataclass(frozen=True)
class Candidates:
    """To whom a seat may be given, in the order of who needs it; who has one in this run may get other stops."""

    visitors: Sequence[Participant]  # attend what the run serves, and have said nothing of other means
    waiting: Sequence[Participant]
    others: Sequence[Participant]
    are_more: bool  # others, to be found by name
    seated: Sequence[Participant]


def candidates(run: Run, find: str = "") -> Candidates:
    """Who comes and has no seat on the way of the run; `find` is a part of a name. Seven queries.

    Who was erased still counts as having come, and is offered to nobody.
    """
    people = coming(run).select_related("user").order_by(*by_name("user__"), "pk")
    if find:
        people = people.filter(named(find, "user__"))
    without = people.filter(~Exists(_seats_on_the_way(run)), user__erased_at=None)
    served = pools_of(run.serves.select_related("day")).values()
    attends = Exists(Place.objects.filter(participant=OuterRef("pk"), pool__in=list(served)))
    elsewise = Exists(
        Travel.objects.filter(participant=OuterRef("pk"), date=run.date, direction=run.direction)
    )
    waits = Exists(Waiting.objects.filter(participant=OuterRef("pk"), pool=run.pool_id))
    others = list(without.exclude(attends & ~elsewise).exclude(waits)[: MOST_OFFERED + 1])
    return Candidates(
        visitors=list(without.filter(attends & ~elsewise).exclude(waits)[: 2 * MOST_SEATS]),
        waiting=list(without.filter(waits)[: 2 * MOST_SEATS]),
        others=others[:MOST_OFFERED],
        are_more=len(others) > MOST_OFFERED,
        seated=list(people.filter(places__pool=run.pool_id)),
    )


def _seats_on_the_way(run: Run) -> QuerySet[Place]:
    return Place.objects.filter(
        participant=OuterRef("pk"),
        pool__bus__cohort=run.cohort_id,
        pool__bus__date=run.date,
        pool__bus__direction=run.direction,
        pool__bus__closed_at=None,
    )
