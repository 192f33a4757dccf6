"""The zone of a calendar file (VTIMEZONE of RFC 5545): by which rules its clocks change.

Two habits of readers are met here, each found by reading the files with ical.js and vobject:

- Zones are described by rules (RRULE). Lists of dates (RDATE) are read an hour wrong.
- The end of a rule that has ended (UNTIL) is given a day late: some compare it without its zone and lose the
  last year.
"""

import datetime as dt
import zoneinfo
from functools import lru_cache

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard
from icalendar.prop import vDatetime, vRecur, vText, vUTCOffset

from foundation.clocks.zones import ClockChange, ClockRule, clock_rules

from .calendar_lines import lines, text

# The years whose changes of clocks are worked out. A rule that holds in the last of them goes on; an event
# before the second of them is written in UTC.
FIRST_YEAR, LAST_YEAR = 2016, 2040


@lru_cache(maxsize=64)
def zone_description(zone: str) -> bytes:
    """The VTIMEZONE of an IANA zone, right from 2017 on: one part for each rule by which clocks change."""
    description = Timezone()
    description["TZID"] = vText(zone)
    rules = clock_rules(zone, FIRST_YEAR, LAST_YEAR)
    if not rules or rules[0].first.wall.year > FIRST_YEAR:
        description.add_component(_observance(_opening(zone)))
    for rule in rules:
        description.add_component(_observance(rule.first, rule))
    return b"".join(lines(description))


def _opening(zone: str) -> ClockChange:
    """What holds when the description begins, for a zone whose clocks do not change in its first year."""
    begins = dt.datetime(FIRST_YEAR, 1, 1, tzinfo=zoneinfo.ZoneInfo(zone))
    offset = begins.utcoffset() or dt.timedelta()
    return ClockChange(
        begins.replace(tzinfo=None), offset, offset, begins.tzname() or zone, is_daylight=False
    )


def _observance(change: ClockChange, rule: ClockRule | None = None) -> TimezoneStandard | TimezoneDaylight:
    part = TimezoneDaylight() if change.is_daylight else TimezoneStandard()
    part["DTSTART"] = vDatetime(change.wall)
    part["TZOFFSETFROM"] = vUTCOffset(change.offset_from)
    part["TZOFFSETTO"] = vUTCOffset(change.offset_to)
    part["TZNAME"] = text(change.name)
    if rule and rule.recurs:
        part["RRULE"] = _recurrence(rule)
    return part


def _recurrence(rule: ClockRule) -> vRecur:
    parts: dict[str, object] = {"FREQ": "YEARLY", "BYMONTH": rule.first.wall.month}
    if rule.days is None:
        parts["BYDAY"] = f"{rule.nth}{rule.weekday}"
    else:
        parts["BYDAY"], parts["BYMONTHDAY"] = rule.weekday, list(rule.days)
    if rule.last is not None:
        parts["UNTIL"] = (rule.last + dt.timedelta(days=1)).replace(tzinfo=dt.UTC)
    return vRecur(parts)
