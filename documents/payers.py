"""Which provisions concern somebody, by the days that they hold: values in, values out."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from cohorts.provisions import Payer, Provision, What

_TRAVEL = (What.TRAVEL_THERE, What.TRAVEL_BACK)
# The eve of the first day: who comes then has an evening and a night, and no more of it.
_OF_AN_EVE = (What.DINNER, What.LODGING)
_ORDER = list(What)
EVE = dt.timedelta(days=1)


def dates_of_trip(days: Iterable[dt.date]) -> tuple[dt.date, ...]:
    """Every date from the eve of the first of these days to the last of them; none without days."""
    held = sorted(days)
    if not held:
        return ()
    first, last = held[0] - EVE, held[-1]
    return tuple(first + dt.timedelta(days=number) for number in range((last - first).days + 1))


def fields_of(days: Iterable[dt.date]) -> tuple[tuple[dt.date, What], ...]:
    """What a cohort with these days may say of who pays, date by date."""
    trip = dates_of_trip(days)
    found: list[tuple[dt.date, What]] = []
    for date in trip:
        eve = date == trip[0]
        found += [(date, what) for what in _ORDER if what not in _TRAVEL and (not eve or what in _OF_AN_EVE)]
    return ((trip[1], What.TRAVEL_THERE), (trip[-1], What.TRAVEL_BACK), *found) if trip else ()


def of_person(
    days: Iterable[dt.date], everybody: Iterable[Provision], own: Iterable[Provision]
) -> tuple[Provision, ...]:
    """What is provided to somebody who holds these days, each thing of a date once; their own goes before everybody's.

    Only where everybody is told which partner pays, that stays: that the organiser sees to it for this person says no
    more than that.

    The way there is that of their first day and the way back that of their last, whichever day of the cohort it was
    written down for.
    """
    trip = dates_of_trip(days)
    if not trip:
        return ()
    of_a_way = {What.TRAVEL_THERE: trip[1], What.TRAVEL_BACK: trip[-1]}
    found: dict[tuple[dt.date, What], Provision] = {}
    for each in (*everybody, *own):
        given = replace(each, date=of_a_way.get(each.what, each.date))
        if given.date not in trip or (given.date == trip[0] and given.what not in _OF_AN_EVE):
            continue
        known = found.get((given.date, given.what))
        if known is None or known.payer != Payer.PARTNER or given.payer != Payer.ORGANISER:
            found[given.date, given.what] = given
    return in_order(found.values())


def in_order(provisions: Iterable[Provision]) -> tuple[Provision, ...]:
    """The way there, then date by date from breakfast to the night, then the way back."""

    def key(given: Provision) -> tuple[int, dt.date, int]:
        part = {What.TRAVEL_THERE: 0, What.TRAVEL_BACK: 2}.get(given.what, 1)
        return part, given.date, _ORDER.index(given.what)

    return tuple(sorted(provisions, key=key))


def by_date(provisions: Sequence[Provision]) -> dict[dt.date, list[Provision]]:
    """Nights and meals by date, in their order; the ways are left out."""
    found: dict[dt.date, list[Provision]] = {}
    for given in in_order(provisions):
        if given.what not in _TRAVEL:
            found.setdefault(given.date, []).append(given)
    return found
