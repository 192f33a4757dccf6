"""What a carrier works from: its runs of a cohort with who gets on and off where."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cohorts.facts import PartyLines
from cohorts.models import Cohort, Place
from foundation.clocks.dates import hour_in_words, short_date_in_words
from people.models import by_name

from .models import Passenger, Run

# How keys of these lists begin.
KIND = "carrier"


def lists_of(cohort: Cohort) -> list[PartyLines]:
    """A list for each carrier with runs that take place; four queries for any number of people.

    A run nobody has a seat in is a line too: the bus comes all the same.
    """
    runs = Run.objects.taking_place().filter(cohort=cohort).select_related("vehicle__operator")
    in_time = sorted(runs.prefetch_related("calls"), key=lambda run: run.in_time)
    by_pool = {run.pool_id: run for run in in_time}
    places = Place.objects.filter(pool__in=by_pool).select_related("participant__user")
    seats: dict[int, list[Place]] = {}
    for place in places.order_by("from_call", *by_name("participant__user__"), "pk"):
        seats.setdefault(place.pool_id, []).append(place)
    chairs = _in_wheelchairs(by_pool)
    of_carrier: dict[int, list[Run]] = {}
    for run in by_pool.values():
        of_carrier.setdefault(run.vehicle.operator_id, []).append(run)
    return [_list(own, seats, chairs) for own in of_carrier.values()]


def person_of(line: str) -> int | None:
    """The participant whose line this is, by its key; None for that of a run."""
    person = line.split(":")[2:]
    return int(person[0]) if person else None


def _in_wheelchairs(pools: Mapping[int, Run]) -> frozenset[int]:
    rows = Passenger.objects.filter(wheelchair=True, participant__places__pool__in=pools)
    return frozenset(rows.values_list("participant", flat=True))


def _list(runs: Sequence[Run], seats: Mapping[int, list[Place]], chairs: frozenset[int]) -> PartyLines:
    operator = runs[0].vehicle.operator
    lines: dict[str, tuple[str, ...]] = {}
    totals = []
    for run in runs:
        own = seats.get(run.pool_id, [])
        lines[f"run:{run.pk}"] = _run_line(run)
        lines.update({f"run:{run.pk}:{place.participant_id}": _line(run, place, chairs) for place in own})
        totals.append((f"{run}, {_leaves(run.leaves)}", len(own)))
    return PartyLines(
        key=f"{KIND}:{operator.pk}",
        title=_("Passengers: %(carrier)s") % {"carrier": operator.name},
        email=operator.email,
        ends_on=max(run.date for run in runs),
        columns=(
            _("Bus"),
            _("Leaves"),
            pgettext("seat", "From"),
            pgettext("seat", "To"),
            _("Name"),
            _("The driver must know"),
        ),
        lines=lines,
        totals=tuple(totals),
    )


def _run_line(run: Run) -> tuple[str, ...]:
    calls = list(run.calls.all())
    ends = (calls[0].stop, calls[-1].stop) if calls else ("", "")
    return (
        f"{run}, {run.vehicle.plate}",
        _leaves(run.leaves),
        *ends,
        "",
        "",
    )


def _line(run: Run, place: Place, chairs: frozenset[int]) -> tuple[str, ...]:
    calls = list(run.calls.all())
    hours, numbers = run.hours(calls), place.stretch
    stops = tuple(calls[number].stop if number < len(calls) else "" for number in numbers)
    at = hours[numbers.from_call] if numbers.from_call < len(hours) else run.leaves
    chair = _("in a wheelchair") if place.participant_id in chairs else ""
    return (str(run), _leaves(at), *stops, place.participant.user.listed_name, chair)


def _leaves(at: dt.datetime) -> str:
    return f"{short_date_in_words(at)}, {hour_in_words(at)}"
