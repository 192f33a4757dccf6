"""Our calendar of N events, from facts to octets. Target: at most 1.5 of `calendar_floor`."""

import time
from typing import Any

from benchmarks.calendar_floor import ZONE, facts
from cohorts.timetable.calendar import CalendarEvent, CalendarFeed, build


def build_ours(rows: list[dict[str, Any]]) -> bytes:
    """The file as the site gives it: events checked, then written."""
    events = tuple(CalendarEvent(**row) for row in rows)
    return build(CalendarFeed(name="Комунікація", language="uk", zone=ZONE, events=events))


def seconds(count: int, rounds: int = 7) -> float:
    """The best of `rounds` builds of `count` events, in seconds. The zone's description is kept."""
    rows = facts(count)
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        build_ours(rows)
        times.append(time.perf_counter() - began)
    return min(times)
