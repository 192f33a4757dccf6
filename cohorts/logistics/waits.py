"""What waits for a manager in the buses of cohorts: captain, closing, seats of who does not come, what does not fit."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import ngettext

from cohorts.facts import Fact
from cohorts.models import Cohort, Participant, Place

from .gaps import facts_of, gaps_of
from .models import CaptainLink, Run

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
