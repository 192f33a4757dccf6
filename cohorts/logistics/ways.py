"""The ways of a cohort, there and back, with what one person may choose for each."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.models import Participant, Place, Stretch, Waiting
from foundation.clocks.dates import date_in_words, hour_beside

from .models import Call, Direction, Run, Travel

# What may be chosen instead of a bus, by the way; and how the person says it of themselves.
ELSEWISE = {
    Direction.THERE: (Travel.How.OWN, Travel.How.LATER),
    Direction.BACK: (Travel.How.OWN, Travel.How.EARLIER),
    Direction.OTHER: (Travel.How.OWN,),
}
SAID = {
    Travel.How.OWN: gettext_lazy("I travel by my own transport"),
    Travel.How.LATER: gettext_lazy("I join later"),
    Travel.How.EARLIER: gettext_lazy("I leave earlier"),
}


@dataclass(frozen=True)
class Way:
    """One way of one date: its buses and stops as choices, what is chosen, and the bus that the person travels by.

    `gets_on` is the stop at which they do, by the bus that they travel by or wait for; `hour` is when it leaves there,
    with the date if that is another one.
    """

    date: dt.date
    direction: Direction
    choices: list[tuple[str, str]]
    chosen: str
    run: Run | None
    waits: bool
    gets_on: Call | None = None
    gets_off: Call | None = None
    hour: str = ""

    @property
    def otherwise(self) -> str:
        """How the person travels who takes no bus, in their own words; empty if they do or have not chosen."""
        return str(SAID[Travel.How(self.chosen)]) if self.chosen in Travel.How else ""

    @property
    def key(self) -> str:
        """A name for its form."""
        return f"{self.date:%Y%m%d}-{self.direction}"

    @property
    def title(self) -> str:
        """“12 May, there”."""
        return f"{date_in_words(self.date)}, {self.direction.label}"


def ways_of(who: Participant) -> list[Way]:
    """The ways of the person's cohort, in the order of time; five queries for any number of buses."""
    runs = list(
        Run.objects.taking_place()
        .filter(cohort=who.cohort_id)
        .select_related("vehicle")
        .prefetch_related("calls")
    )
    pools = [run.pool_id for run in runs]
    mine = {"participant": who, "pool__in": pools}
    held = {row.pool_id: row.stretch for row in Place.objects.filter(**mine)}
    waiting = {row.pool_id: row.stretch for row in Waiting.objects.filter(**mine)}
    elsewise = {(row.date, row.direction): row.how for row in Travel.objects.filter(participant=who)}
    found: dict[tuple[dt.date, str], list[Run]] = {}
    for run in sorted(runs, key=lambda run: run.in_time):
        run.cohort = who.cohort
        found.setdefault((run.date, run.direction), []).append(run)
    return [_way(key, rows, held, waiting, elsewise.get(key, "")) for key, rows in found.items()]


def _way(
    key: tuple[dt.date, str],
    runs: list[Run],
    held: dict[int, Stretch],
    waiting: dict[int, Stretch],
    how: str,
) -> Way:
    date, direction = key[0], Direction(key[1])
    mine = next((run for run in runs if run.pool_id in held), None)
    queued = next((run for run in runs if run.pool_id in waiting), None) if mine is None else None
    current = mine or queued
    stretch = (held if mine else waiting)[current.pool_id] if current is not None else None
    choices = [choice for run in runs for choice in _stops_of(run, direction)]
    chosen = how
    if current is not None and stretch is not None:
        chosen = _value(current, stretch)
        if chosen not in dict(choices):
            choices.insert(0, (chosen, _words(current, list(current.calls.all()), stretch)))
    choices += [(each.value, str(SAID[each])) for each in ELSEWISE[direction]]
    return Way(date, direction, choices, chosen, mine, queued is not None, *_ends(current, stretch))


def _ends(run: Run | None, stretch: Stretch | None) -> tuple[Call | None, Call | None, str]:
    """Where one gets on and off, and when the bus leaves there."""
    calls = list(run.calls.all()) if run is not None else []
    if run is None or stretch is None or stretch.to_call >= len(calls):
        return None, None, ""
    hour = hour_beside(run.hours(calls)[stretch.from_call], run.date)
    return calls[stretch.from_call], calls[stretch.to_call], hour


def _value(run: Run, stretch: Stretch) -> str:
    return f"{run.pk}-{stretch.from_call}-{stretch.to_call}"


def _stops_of(run: Run, direction: Direction) -> list[tuple[str, str]]:
    """There one chooses where to get on, and travels to the last stop; back, where to get off."""
    calls = list(run.calls.all())
    last = len(calls) - 1
    stretches = [
        Stretch(0, number + 1) if direction == Direction.BACK else Stretch(number, last)
        for number in range(last)
    ]
    return [(_value(run, stretch), _words(run, calls, stretch)) for stretch in stretches]


def _words(run: Run, calls: list[Call], stretch: Stretch) -> str:
    hour = hour_beside(run.hours(calls)[stretch.from_call], run.date)
    return _("%(bus)s: %(stop)s, leaves at %(hour)s → %(to)s") % {
        "bus": str(run),
        "stop": calls[stretch.from_call].stop,
        "hour": hour,
        "to": calls[stretch.to_call].stop,
    }
