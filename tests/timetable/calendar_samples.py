"""Calendar events for tests: one sample with parts to change, and events all round the changes of clocks."""

import calendar
import datetime as dt
import zoneinfo
from typing import Any

from cohorts.timetable.calendar import CalendarDay, CalendarEvent, CalendarFeed, build

RELEASED = dt.datetime(2026, 9, 1, 12, 0, tzinfo=dt.UTC)
FIRST_YEAR, LAST_YEAR = 2018, 2037


def sample_event(**changes: Any) -> CalendarEvent:
    facts: dict[str, Any] = {
        "uid": "2f0c3c1e-6a57-4c55-9d4c-0d3b1f0e7a11@demo.example",
        "sequence": 1,
        "status": "CONFIRMED",
        "title": "Майстерня: як говорити з громадою",
        "starts": dt.datetime(2026, 10, 24, 10, 0),
        "ends": dt.datetime(2026, 10, 24, 11, 30),
        "zone": "Europe/Kyiv",
        "stamped": RELEASED,
    }
    return CalendarEvent(**(facts | changes))


def sample_day() -> CalendarDay:
    return CalendarDay(
        uid="day@demo.example",
        sequence=0,
        status="CONFIRMED",
        title="Медицина",
        date=dt.date(2026, 10, 24),
        stamped=RELEASED,
    )


def sample_feed(*events: CalendarEvent | CalendarDay, **changes: Any) -> bytes:
    facts: dict[str, Any] = {"name": "Комунікація", "language": "uk", "zone": "Europe/Kyiv", "events": events}
    return build(CalendarFeed(**(facts | changes)))


def unfolded(file: bytes) -> list[str]:
    return file.decode().replace("\r\n ", "").split("\r\n")


def european_changes() -> list[dt.datetime]:
    """When clocks change in Kyiv and Warsaw: 01:00 UTC on the last Sundays of March and October."""
    return [
        dt.datetime(
            year, month, max(week[calendar.SUNDAY] for week in calendar.monthcalendar(year, month)), 1
        )
        for year in range(FIRST_YEAR, LAST_YEAR + 1)
        for month in (3, 10)
    ]


def events_round(changes: list[dt.datetime], zone: str) -> dict[str, tuple[CalendarEvent, dt.datetime]]:
    """Events every half hour from 4 h before to 4 h after each change (in UTC), and a day before and after.

    By uid, each with the moment at which it starts; it ends 45 minutes later.
    """
    info = zoneinfo.ZoneInfo(zone)
    half_hours = [dt.timedelta(minutes=30 * count) for count in (-48, *range(-8, 9), 48)]
    found = {}
    for moment in (change.replace(tzinfo=dt.UTC) + distance for change in changes for distance in half_hours):
        starts, ends = (
            point.astimezone(info).replace(tzinfo=None)
            for point in (moment, moment + dt.timedelta(minutes=45))
        )
        uid = f"{moment:%Y%m%dT%H%M}@demo.example"
        found[uid] = (sample_event(uid=uid, zone=zone, starts=starts, ends=ends), moment)
    return found
