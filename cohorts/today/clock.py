"""Which day is shown, what is on, what comes next. Values only.

A day ends at four in the morning after, when lists of buses close, or when its last session does: an evening that goes
on past midnight is still that day.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from cohorts.hours import NIGHT_ENDS
from cohorts.programme import FrozenSession, FrozenTimetable


def end_of(date: dt.date, timetable: FrozenTimetable | None, zone: dt.tzinfo) -> dt.datetime:
    """Until when a date is shown as the present day."""
    night = dt.datetime.combine(date + dt.timedelta(days=1), NIGHT_ENDS, zone)
    ends = [timetable.ends_at(each) for each in timetable.on(date)] if timetable is not None else []
    return max(night, *ends) if ends else night


def shown_date(
    dates: Iterable[dt.date], timetable: FrozenTimetable | None, zone: dt.tzinfo, now: dt.datetime
) -> dt.date | None:
    """The present day, or the next one to come; None when all are over."""
    return next((date for date in sorted(set(dates)) if now < end_of(date, timetable, zone)), None)


def begins(date: dt.date, zone: dt.tzinfo) -> dt.datetime:
    """When a date begins on the clock of the place."""
    return dt.datetime.combine(date, dt.time.min, zone)


@dataclass(frozen=True)
class NowAndNext:
    """The sessions that are on, those that begin next, all at one hour, and those that begin after them."""

    on: tuple[FrozenSession, ...] = ()
    next: tuple[FrozenSession, ...] = ()
    later: tuple[FrozenSession, ...] = ()


def now_and_next(
    timetable: FrozenTimetable, sessions: Iterable[FrozenSession], now: dt.datetime
) -> NowAndNext:
    """What of these sessions is on and comes next; what is cancelled is neither."""
    rows = [each for each in sessions if not each.is_cancelled]
    on = tuple(each for each in rows if timetable.starts_at(each) <= now < timetable.ends_at(each))
    to_come = [each for each in rows if timetable.starts_at(each) > now]
    first = min(map(timetable.starts_at, to_come), default=now)
    return NowAndNext(
        on=on,
        next=tuple(each for each in to_come if timetable.starts_at(each) == first),
        later=tuple(each for each in to_come if timetable.starts_at(each) > first),
    )


def step(
    dates: Iterable[dt.date], timetable: FrozenTimetable | None, zone: dt.tzinfo, now: dt.datetime
) -> int:
    """How many of the moments have passed at which the page says something else by itself."""
    days = list(dates)
    borders = [begins(date, zone) for date in days] + [end_of(date, timetable, zone) for date in days]
    # “Tomorrow” is said from the midnight before on.
    borders += [begins(date - dt.timedelta(days=1), zone) for date in days]
    if timetable is not None:
        borders += [timetable.starts_at(each) for each in timetable.sessions]
        borders += [timetable.ends_at(each) for each in timetable.sessions]
    return bisect_right(sorted(borders), now)
