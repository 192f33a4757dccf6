"""When a run is at its calls: worked out from the first one, or as set by hand. Values only.

A run has the date of the day to which it belongs; what people are told is the date of the moment itself, which is
another one when a bus leaves after midnight.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cohorts.hours import NIGHT_ENDS


def beginning(date: dt.date, starts: dt.time, *, is_back: bool) -> dt.datetime:
    """When a run of a day is at its first stop. A way back before the night ends is of the night after its day: nobody
    goes home before the day has begun.
    """
    return dt.datetime.combine(date + dt.timedelta(days=is_back and starts < NIGHT_ENDS), starts)


@dataclass(frozen=True)
class Planned:
    """What is known of a call: minutes from leaving the one before, minutes for loading, an hour set by hand."""

    minutes: int
    loading: int
    by_hand: dt.time | None = None


@dataclass(frozen=True)
class Stay:
    """When the bus comes to a call and leaves it, on the clock of the cohort."""

    arrives: dt.datetime
    leaves: dt.datetime


def told(stays: Sequence[Stay]) -> list[dt.datetime]:
    """The one hour of each call that people are told: when the bus leaves it; of the last one, when it arrives."""
    return [*(stay.leaves for stay in stays[:-1]), *(stay.arrives for stay in stays[-1:])]


def stays(begins: dt.datetime, calls: Iterable[Planned]) -> list[Stay]:
    """When the bus is at each call. At the first one it is when it `begins`; an hour set by hand counts from there on.

    An hour by hand that is earlier than the call before is of the next day: a run may pass midnight.
    """
    found: list[Stay] = []
    leaves = begins
    for number, call in enumerate(calls):
        arrives = leaves if number == 0 else leaves + dt.timedelta(minutes=call.minutes)
        if number and call.by_hand is not None:
            arrives = dt.datetime.combine(leaves.date(), call.by_hand)
            if arrives < leaves:
                arrives += dt.timedelta(days=1)
        leaves = arrives + dt.timedelta(minutes=call.loading)
        found.append(Stay(arrives, leaves))
    return found
