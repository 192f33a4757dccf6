"""Reads of runs: how full each leg is, who would leave by another vehicle, whose link a token is."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from cohorts.models import Cohort, Offer, Participant, Place, Waiting
from cohorts.tokens import hash_of
from foundation.clocks.dates import date_in_words

from .gaps import Gap, gaps_of
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
