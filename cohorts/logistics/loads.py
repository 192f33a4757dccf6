"""Reads of runs: how full each leg is, who would leave by another vehicle, whose link a token is."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from cohorts.facts import Fact
from cohorts.models import Cohort, Offer, Participant, Place, Waiting
from cohorts.tokens import hash_of
from foundation.clocks.dates import date_in_words

from .gaps import Gap, facts_of, gaps_of
from .models import CaptainLink, Run
from .swapping import Leaving


@dataclass(frozen=True)
class Leg:
    """The way from one stop to the next: how many seats are held, offered, waited for."""

    words: str
    held: int
    more: int
    seats: int

    @property
    def is_full(self) -> bool:
        """Whether no seat is free there."""
        return self.held + self.more >= self.seats


@dataclass(frozen=True)
class RunLine:
    """A run as the list shows it."""

    row: Run
    date: str
    legs: tuple[Leg, ...]
    captains: tuple[str, ...]
    waiting: int
    gap: Gap | None = None  # what does not fit of a run that is to leave


def loads_of(cohort: Cohort) -> list[RunLine]:
    """The runs of a cohort in the order of time, with the load of each leg and what does not fit; 18 queries."""
    rows = (
        Run.objects.filter(cohort=cohort)
        .select_related("vehicle__operator", "pool")
        .prefetch_related(
            "calls", Prefetch("captain_links", CaptainLink.objects.living(), to_attr="captains")
        )
    )
    found = sorted(rows, key=lambda run: run.in_time)
    pools = [run.pool_id for run in found]
    held = _stretches(Place.objects.filter(pool__in=pools))
    offered = _stretches(Offer.objects.filter(pool__in=pools).live(timezone.now()))
    waiting = Counter(Waiting.objects.filter(pool__in=pools).values_list("pool", flat=True))
    for run in found:
        run.cohort = cohort
    going = set(
        Run.objects.taking_place().filter(pk__in=[run.pk for run in found]).values_list("pk", flat=True)
    )
    gaps = gaps_of([run for run in found if run.pk in going], timezone.now())
    return [
        RunLine(
            run,
            date_in_words(run.leaves),
            _legs(run, held.get(run.pool_id, []), offered.get(run.pool_id, [])),
            tuple(link.name for link in run.captains),
            waiting[run.pool_id],
            gaps.get(run.pk),
        )
        for run in found
    ]


def _stretches(rows: QuerySet[Any]) -> dict[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = {}
    for pool, first, last in rows.values_list("pool", "from_call", "to_call"):
        found.setdefault(pool, []).append((first, last))
    return found


def _legs(run: Run, held: list[tuple[int, int]], offered: list[tuple[int, int]]) -> tuple[Leg, ...]:
    calls = list(run.calls.all())
    return tuple(
        Leg(
            f"{here.stop} → {there.stop}",
            sum(first <= number < last for first, last in held),
            sum(first <= number < last for first, last in offered),
            run.pool.capacity,
        )
        for number, (here, there) in enumerate(pairwise(calls))
    )


def legs_of(run: Run, seats: Iterable[tuple[int, int]]) -> tuple[Leg, ...]:
    """The load of each leg of one run, by the seats of its list; one query."""
    offered = Offer.objects.filter(pool=run.pool_id).live(timezone.now())
    return _legs(run, list(seats), list(offered.values_list("from_call", "to_call")))


def leaving_named(leaving: Iterable[Leaving]) -> list[tuple[str, Run | None]]:
    """Who no longer fits by name, and the run that takes them; three queries."""
    rows = list(leaving)
    people = Participant.objects.filter(pk__in=[each.person for each in rows]).select_related("user")
    names = {who.pk: who.user.get_full_name() for who in people}
    buses = (
        Run.objects.select_related("vehicle")
        .prefetch_related("calls")
        .in_bulk([each.run for each in rows if each.run is not None])
    )
    return [(names[each.person], buses.get(each.run)) for each in rows]


def captain_link_by(token: str) -> CaptainLink | None:
    """The link with this token, living or not, which it says, with its run; one query."""
    rows = CaptainLink.objects.with_standing().select_related(
        "run__cohort__residency__programme", "run__vehicle", "run__pool"
    )
    return rows.filter(token_hash=hash_of(token)).first()


# Before a run, how long a missing captain is a thing to do; until then there is time.
CAPTAIN_WANTED = dt.timedelta(days=3)


def waiting_in_runs(cohorts: Sequence[Cohort], moment: dt.datetime) -> dict[int, list[Fact]]:
    """What waits for a manager in the buses of these cohorts, each with where it is seen to; 16 queries."""
    by_id = {cohort.pk: cohort for cohort in cohorts}
    rows = list(
        Run.objects.taking_place()
        .filter(cohort__in=by_id, closed_at=None)
        .annotate(has_captain=Exists(CaptainLink.objects.living().filter(run=OuterRef("pk"))))
        .prefetch_related("calls")
    )
    for run in rows:
        run.cohort = by_id[run.cohort_id]
    absent, gaps = _absent(rows), gaps_of(rows, moment)
    found: dict[int, list[Fact]] = {}
    for pk in sorted({run.cohort_id for run in rows}):
        own, url = [run for run in rows if run.cohort_id == pk], reverse("logistics_runs", args=[pk])
        facts = [
            *(
                Fact(words, url, number=count, about=about)
                for about, count, words in _waits_in_words(_counts(own, absent, moment))
            ),
            *facts_of([gaps[run.pk] for run in own if run.pk in gaps], url),
        ]
        if facts:
            found[pk] = facts
    return found


def _counts(runs: Sequence[Any], absent: Counter[int], moment: dt.datetime) -> Counter[str]:
    """Of runs that came with `has_captain`: what waits: a captain, closing, seats of who does not come."""
    counts: Counter[str] = Counter()
    for run in runs:
        is_near = moment < run.starts_at <= moment + CAPTAIN_WANTED
        counts["captain"] += int(is_near and not run.has_captain and run.departed_at is None)
        counts["open"] += int(run.departed_at is not None and run.ends_at <= moment)
        counts["absent"] += absent[run.pk] if run.starts_at > moment else 0
    return counts


def _absent(runs: Sequence[Run]) -> Counter[int]:
    """By run, how many hold a seat in it and no place on its day; who comes to work is not asked."""
    by_pool = {run.pool_id: run for run in runs}
    seats = Place.objects.filter(
        pool__in=by_pool, participant__kind=Participant.Kind.PARTICIPANT
    ).values_list("pool", "participant")
    days = Place.objects.filter(pool__day__cohort__in={run.cohort_id for run in runs})
    comes = set(days.values_list("participant", "pool__day__date"))
    dates = {date for _person, date in comes}
    people = {person for person, _date in comes}
    found: Counter[int] = Counter()
    for pool, person in seats:
        run = by_pool[pool]
        is_there = (person, run.date) in comes if run.date in dates else person in people
        found[run.pk] += int(not is_there)
    return found


def _waits_in_words(counts: Counter[str]) -> list[tuple[str, int, str]]:
    lines = (
        (
            "captain",
            counts["captain"],
            ngettext(
                "%(count)s bus without a captain", "%(count)s buses without a captain", counts["captain"]
            ),
        ),
        (
            "open",
            counts["open"],
            ngettext("%(count)s bus to close", "%(count)s buses to close", counts["open"]),
        ),
        (
            "absent",
            counts["absent"],
            ngettext(
                "%(count)s seat of somebody who does not come",
                "%(count)s seats of people who do not come",
                counts["absent"],
            ),
        ),
    )
    return [(about, count, words % {"count": count}) for about, count, words in lines if count]
