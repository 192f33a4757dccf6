"""What does not fit of runs that are yet to leave: hours, people without a seat, seats of who attends other things.

One reading for the cohort's page, the list of its runs and what waits for a manager.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import ngettext

from cohorts.facts import Fact
from cohorts.models import Participant, Place, Waiting

from .fitting import Misfit
from .fitting_queries import misfits_of
from .models import Run, Travel
from .queries import pools_of

# A date and which way of a cohort.
Way = tuple[int, dt.date, str]


@dataclass(frozen=True)
class Gap:
    """Of one run: hours that do not fit the programme, who has no seat, who has one and attends nothing it serves."""

    run: Run
    misfits: Sequence[Misfit] = ()
    seatless: frozenset[int] = frozenset()
    elsewhere: frozenset[int] = frozenset()

    @property
    def words(self) -> list[str]:
        """Each in a few words, for the list of runs."""
        return [words for _about, number, words in _lines([self]) if number]


@dataclass(frozen=True)
class _Held:
    """Who holds, waits, travels otherwise: by a run's pool, by a way."""

    seats: Mapping[int, set[int]] = field(default_factory=dict)
    waiting: Mapping[int, set[int]] = field(default_factory=dict)
    settled: Mapping[Way, set[int]] = field(default_factory=dict)


def gaps_of(runs: Iterable[Run], moment: dt.datetime) -> dict[int, Gap]:
    """By its id, what does not fit of each of these runs that is to leave; twelve queries for any number of cohorts."""
    coming = [
        run for run in runs if run.closed_at is None and run.departed_at is None and run.starts_at > moment
    ]
    if not coming:
        return {}
    served, held, hours = _served(coming), _held(coming), misfits_of(coming)
    found = {}
    for run in coming:
        seats = held.seats.get(run.pool_id, set())
        visitors = served.get(run.pk)
        wanting = (visitors or set()) | held.waiting.get(run.pool_id, set())
        seatless = wanting - held.settled.get(_way(run), set())
        elsewhere = seats - visitors if visitors is not None else set()
        found[run.pk] = Gap(run, tuple(hours[run.pk]), frozenset(seatless), frozenset(elsewhere))
    return found


def _way(run: Run) -> Way:
    return (run.cohort_id, run.date, run.direction)


def _served(runs: Sequence[Run]) -> dict[int, set[int]]:
    """Who attends what each run serves, by its id; nothing of a run that serves nothing. Four queries."""
    rows = Run.serves.through.objects.filter(run__in=runs).select_related("session__day")
    links = [(row.run_id, row.session) for row in rows]
    pools = pools_of({session for _run, session in links})
    people = _people(Place.objects.filter(pool__in=set(pools.values())))
    found: dict[int, set[int]] = {}
    for run, session in links:
        found.setdefault(run, set()).update(people.get(pools[session.pk], ()))
    return found


def _held(runs: Sequence[Run]) -> _Held:
    """Seats and waiting of these runs; who has a seat in any bus of the way, or travels otherwise. Four queries."""
    cohorts = {run.cohort_id for run in runs}
    settled: dict[Way, set[int]] = {}
    seats = Place.objects.filter(pool__bus__cohort__in=cohorts, pool__bus__closed_at=None)
    way = ("pool__bus__cohort", "pool__bus__date", "pool__bus__direction", "participant")
    otherwise = Travel.objects.filter(participant__cohort__in=cohorts)
    for rows in (
        seats.values_list(*way),
        otherwise.values_list("participant__cohort", "date", "direction", "participant"),
    ):
        for cohort, date, direction, person in rows:
            settled.setdefault((cohort, date, direction), set()).add(person)
    pools = [run.pool_id for run in runs]
    return _Held(
        _people(Place.objects.filter(pool__in=pools)),
        _people(Waiting.objects.filter(pool__in=pools)),
        settled,
    )


def _people(rows: QuerySet[Any]) -> dict[int, set[int]]:
    """Who takes part, by pool; who comes to work is missed nowhere."""
    found: dict[int, set[int]] = {}
    own = rows.filter(participant__kind=Participant.Kind.PARTICIPANT)
    for pool, person in own.values_list("pool", "participant"):
        found.setdefault(pool, set()).add(person)
    return found


# ---------------------------------------------------------------- in words
def facts_of(gaps: Collection[Gap], overview: str) -> list[Fact]:
    """How many buses and people do not fit, each leading to the one run that it is about, else to the list of runs."""
    found = []
    for about, number, words in _lines(gaps):
        concerned = [gap.run for gap in gaps if getattr(gap, about)]
        url = reverse("logistics_run", args=[concerned[0].pk]) if len(concerned) == 1 else overview
        if number:
            found.append(Fact(words, url, number=number, about=about))
    return found


def _lines(gaps: Collection[Gap]) -> list[tuple[str, int, str]]:
    """Which field of a gap, how many, and that in words."""
    hours = sum(bool(gap.misfits) for gap in gaps)
    seatless = len({person for gap in gaps for person in gap.seatless})
    elsewhere = sum(len(gap.elsewhere) for gap in gaps)
    lines = (
        (
            "misfits",
            hours,
            ngettext(
                "%(count)s bus whose hours do not fit the programme",
                "%(count)s buses whose hours do not fit the programme",
                hours,
            ),
        ),
        (
            "seatless",
            seatless,
            ngettext(
                "%(count)s person without a seat in the bus",
                "%(count)s people without a seat in the bus",
                seatless,
            ),
        ),
        (
            "elsewhere",
            elsewhere,
            ngettext(
                "%(count)s seat of somebody who attends something else",
                "%(count)s seats of people who attend something else",
                elsewhere,
            ),
        ),
    )
    return [(about, number, words % {"count": number}) for about, number, words in lines]
