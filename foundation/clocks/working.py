"""Working hours: when people may be written to and expected to answer.

Hours on the clock of one zone, on working days: Monday to Friday unless a calendar says otherwise of a date (in
wartime a public holiday may be a working day). A working day is from 8:00 up to 20:00.

Pure functions: nothing here knows a model or a request.
"""

import datetime as dt
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass

FIRST_HOUR = dt.time(8)
LAST_HOUR = dt.time(20)
# Nobody's calendar is without a working day for so long; asked further, it is a mistake in the calendar.
LONGEST_REST = 60


def is_weekday(date: dt.date) -> bool:
    """Whether the date is a Monday to Friday."""
    return date.weekday() < 5


@dataclass(frozen=True)
class WorkingHours:
    """The working hours of one calendar in one zone. `is_working_day` says of a date whether it is worked on."""

    zone: zoneinfo.ZoneInfo
    is_working_day: Callable[[dt.date], bool] = is_weekday

    def covers(self, moment: dt.datetime) -> bool:
        """Whether the moment is in working hours: 8:00:00 is, 20:00:00 is not."""
        wall = moment.astimezone(self.zone)
        return FIRST_HOUR <= wall.time() < LAST_HOUR and self.is_working_day(wall.date())

    def next_from(self, moment: dt.datetime) -> dt.datetime:
        """The moment itself if it is in working hours, otherwise when they begin again.

        Raises ValueError if the calendar has no working day in the two months that follow.
        """
        if self.covers(moment):
            return moment
        wall = moment.astimezone(self.zone)
        first = wall.date() + dt.timedelta(days=wall.time() >= FIRST_HOUR)
        for days in range(LONGEST_REST):
            date = first + dt.timedelta(days=days)
            if self.is_working_day(date):
                return self._at(date, FIRST_HOUR)
        raise ValueError("This calendar has no working day.")

    def after(self, moment: dt.datetime, hours: int) -> dt.datetime:
        """The moment when so many working hours have passed: at 20:00 at the latest, never in the night.

        A whole day of them that begins in the morning ends the same evening. The second that it names is still inside.
        """
        left = dt.timedelta(hours=hours)
        while True:
            start = self.next_from(moment)
            evening = self._at(start.astimezone(self.zone).date(), LAST_HOUR)
            # Compared and added as moments, not as hours on the clock, which a change of clocks would stretch.
            if evening.astimezone(dt.UTC) - start.astimezone(dt.UTC) >= left:
                return (start.astimezone(dt.UTC) + left).astimezone(self.zone)
            left -= evening.astimezone(dt.UTC) - start.astimezone(dt.UTC)
            moment = evening

    def _at(self, date: dt.date, hour: dt.time) -> dt.datetime:
        return dt.datetime.combine(date, hour, self.zone)
