"""Time zones: what an hour on the clock means, and the rules by which a zone's clocks change.

Sessions keep *wall time*: the hour that stands in the programme and on the clock of the hall. A wall time
together with an IANA zone is a moment, except twice a year. When clocks go forward an hour is left out (Kyiv,
29 March 2026: 03:00–04:00 does not exist); when they go back an hour is there twice (Kyiv, 25 October 2026:
03:00–04:00; in Warsaw 02:00–03:00). Such an hour is refused or asked about when it is typed, never guessed:
see `require_unambiguous`.

The second half works out a zone's rules (“last Sunday of March at 03:00”) from the zone database, because
calendar files carry rules and `zoneinfo` tells offsets only.

Pure functions: nothing here knows a model or a request.
"""

import datetime as dt
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Literal

Fold = Literal[0, 1]

_STEP = dt.timedelta(
    days=7
)  # two changes of one zone are never as near as that (Ramadan in Morocco: a month)
_SECOND = dt.timedelta(seconds=1)
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_SETTLED = 5  # years in a row after which a rule is taken to go on


@dataclass(frozen=True, slots=True)
class WallTime:
    """A wall time in a zone, and the moments it names: one, two (`is_ambiguous`) or none (not `exists`).

    `earlier` and `later` are in UTC, since Python takes the two for equal in their own zone (PEP 495). They
    are one when the hour is there once. In a gap they are what the missing hour would be by the offset before
    the change (`later`) and after it (`earlier`). `changes_from` and `changes_to` are what the clock shows
    when it is put forward or back, else None.
    """

    wall: dt.datetime
    zone: str
    exists: bool
    is_ambiguous: bool
    earlier: dt.datetime
    later: dt.datetime
    changes_from: dt.datetime | None = None
    changes_to: dt.datetime | None = None


class WallTimeError(ValueError):
    """A wall time that names no moment, or two. `facts` says which, to word it in the reader's language."""

    def __init__(self, facts: WallTime, message: str) -> None:
        super().__init__(message)
        self.facts = facts


class NonexistentTime(WallTimeError):
    """Clocks go forward over this hour."""


class AmbiguousTime(WallTimeError):
    """Clocks go back over this hour: it is there twice."""


def resolve_wall_time(wall: dt.datetime, zone: str) -> WallTime:
    """What `wall` (without a zone) means on the clocks of `zone`. Its `fold` is not looked at.

    Raises ValueError for an aware datetime and for a name that is not in the zone database.
    """
    if wall.tzinfo is not None:
        raise ValueError("A wall time has no zone of its own.")
    info = _zone(zone)
    wall = wall.replace(fold=0)
    first = wall.replace(tzinfo=info)
    second = first.replace(fold=1)
    before, after = _offset(first), _offset(second)
    if before == after:
        moment = _as_utc(wall - before)
        return WallTime(wall, zone, True, False, moment, moment)
    # PEP 495: around a change, fold=0 counts by the offset before it and fold=1 by the offset after it.
    moments = sorted((_as_utc(wall - before), _as_utc(wall - after)))
    change = _bisect(
        info, moments[0].replace(microsecond=0) - _SECOND, moments[1].replace(microsecond=0) + _SECOND
    )
    return WallTime(
        wall,
        zone,
        exists=before > after,
        is_ambiguous=before > after,
        earlier=moments[0],
        later=moments[1],
        changes_from=_on_clock(change, before),
        changes_to=_on_clock(change, after),
    )


def require_unambiguous(wall: dt.datetime, zone: str, fold: Fold | None = None) -> dt.datetime:
    """The one moment that `wall` names in `zone`, in UTC.

    `fold` is a person's answer when the hour is there twice: 0 the first time, 1 the second; it has no effect
    otherwise. Raises NonexistentTime for an hour that is left out and AmbiguousTime for one that is there
    twice without an answer; both are ValueErrors and carry the facts.
    """
    if fold not in (None, 0, 1):
        raise ValueError("fold is 0, 1 or None.")
    facts = resolve_wall_time(wall, zone)
    if not facts.exists:
        raise NonexistentTime(facts, f"{wall:%Y-%m-%d %H:%M} does not exist in {zone}: clocks go forward.")
    if facts.is_ambiguous and fold is None:
        raise AmbiguousTime(facts, f"{wall:%Y-%m-%d %H:%M} is there twice in {zone}: clocks go back.")
    return facts.later if fold == 1 else facts.earlier


def is_plain(wall: dt.datetime, zone: str) -> bool:
    """Whether `wall` is there exactly once in `zone`. The cheap question; `resolve_wall_time` tells more."""
    first = wall.replace(tzinfo=_zone(zone), fold=0)
    return first.utcoffset() == first.replace(fold=1).utcoffset()


@dataclass(frozen=True, slots=True)
class ClockChange:
    """One change of a zone's clocks. `wall` is what they show when it comes, by the offset before it."""

    wall: dt.datetime
    offset_from: dt.timedelta
    offset_to: dt.timedelta
    name: str
    is_daylight: bool


@dataclass(frozen=True, slots=True)
class ClockRule:
    """A change of clocks that comes every year, from `first` to `last`; `last` is None where it goes on.

    The day is a weekday of the month: `nth` 1–4 from its start, -1 its last, or within `days` of the month
    where a law says “the Sunday on or after the 8th”. With `recurs` false it came once, at `first.wall`.
    """

    first: ClockChange
    last: dt.datetime | None
    recurs: bool
    nth: int | None = None
    days: range | None = None

    @property
    def weekday(self) -> str:
        """The day of the week in two letters, as calendar files write it."""
        return _WEEKDAYS[self.first.wall.weekday()]


def clock_changes(zone: str, first_year: int, last_year: int) -> Iterator[ClockChange]:
    """Each change of `zone`'s offset from UTC in these years, in order."""
    info = _zone(zone)
    moment, end = (
        dt.datetime(first_year, 1, 1, tzinfo=dt.UTC),
        dt.datetime(last_year + 1, 1, 1, tzinfo=dt.UTC),
    )
    while moment < end:
        following = moment + _STEP
        if _offset(moment.astimezone(info)) != _offset(following.astimezone(info)):
            yield _change_at(_bisect(info, moment, following), info)
        moment = following


@lru_cache(maxsize=64)
def clock_rules(zone: str, first_year: int, last_year: int) -> tuple[ClockRule, ...]:
    """The rules that give exactly `clock_changes`, as few as there can be, in the order in which they begin.

    Empty for a zone whose clocks did not change. A rule that still holds in `last_year`, and did for some
    years, goes on.
    """

    def likeness(change: ClockChange) -> tuple[object, ...]:
        wall = change.wall
        about = (change.offset_from, change.offset_to, change.name, change.is_daylight)
        return (wall.month, wall.weekday(), wall.time(), *((str(part)) for part in about))

    changes = sorted(clock_changes(zone, first_year, last_year), key=likeness)  # stable: years stay in order
    rules = [rule for _, alike in groupby(changes, likeness) for rule in _rules_of(list(alike), last_year)]
    return tuple(sorted(rules, key=lambda rule: rule.first.wall))


def _rules_of(alike: list[ClockChange], last_year: int) -> Iterator[ClockRule]:
    """Changes alike in month, weekday, hour and offsets, cut into runs of years that one rule gives."""
    run: list[ClockChange] = []
    for change in alike:
        if run and (change.wall.year != run[-1].wall.year + 1 or _day_rule([*run, change]) is None):
            yield _rule(run, last_year)
            run = []
        run.append(change)
    yield _rule(run, last_year)


def _rule(run: list[ClockChange], last_year: int) -> ClockRule:
    first, last = run[0], run[-1].wall
    if len(run) == 1:
        return ClockRule(first, last, recurs=False)
    nth, days = _day_rule(run) or (None, None)
    goes_on = last.year == last_year and len(run) >= _SETTLED
    return ClockRule(first, None if goes_on else last, recurs=True, nth=nth, days=days)


def _day_rule(run: list[ClockChange]) -> tuple[int | None, range | None] | None:
    """What gives the days of all changes in `run`: the last weekday, the nth, or one within seven days."""
    days = [change.wall.day for change in run]
    if all((change.wall + dt.timedelta(days=7)).month != change.wall.month for change in run):
        return -1, None
    if len(places := {(day + 6) // 7 for day in days}) == 1:
        return places.pop(), None
    if max(days) - min(days) < 7:
        return None, range(min(days), min(days) + 7)
    return None


def _change_at(moment: dt.datetime, info: zoneinfo.ZoneInfo) -> ClockChange:
    before, after = (moment - _SECOND).astimezone(info), moment.astimezone(info)
    offset_from, offset_to = _offset(before), _offset(after)
    return ClockChange(
        wall=_on_clock(moment, offset_from),
        offset_from=offset_from,
        offset_to=offset_to,
        name=after.tzname() or "",
        # The larger offset of a yearly pair is daylight time for every reader, also where the zone database
        # has it the other way round (Dublin); a change for good (Volgograd, 2020) is a new standard time.
        is_daylight=offset_to > offset_from and before.dst() != after.dst(),
    )


def _bisect(info: zoneinfo.ZoneInfo, low: dt.datetime, high: dt.datetime) -> dt.datetime:
    """The first second with the offset that holds at `high` and not at `low`; all three are in UTC."""
    before = _offset(low.astimezone(info))
    while high - low > _SECOND:
        middle = low + (high - low) // _SECOND // 2 * _SECOND
        low, high = (middle, high) if _offset(middle.astimezone(info)) == before else (low, middle)
    return high


def _as_utc(clock: dt.datetime) -> dt.datetime:
    return clock.replace(tzinfo=dt.UTC)


def _on_clock(moment: dt.datetime, offset: dt.timedelta) -> dt.datetime:
    return (moment + offset).replace(tzinfo=None)


def _offset(aware: dt.datetime) -> dt.timedelta:
    return aware.utcoffset() or dt.timedelta()


def _zone(name: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, OSError) as error:
        raise ValueError(f"There is no time zone {name!r}.") from error
