"""Which days one person may apply for: those that are open to everybody, and those opened for them alone."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from cohorts.models import Day
from cohorts.models.places import whole_second
from people.models import User

from .models import LateDoor


@dataclass
class Doors:
    """The doors of days as they stand for this person at that moment.

    One query however many days are asked about, and none as long as their deadlines have not passed.
    """

    person: User
    moment: dt.datetime

    def is_open(self, day: Day) -> bool:
        """Whether the person may apply for the day."""
        return day.is_open_at(self.moment) or self.late_until(day) is not None

    def late_until(self, day: Day) -> dt.datetime | None:
        """Until when a day that is closed to others is open for this person; None if it is not."""
        if day.is_open_at(self.moment) or not day.takes_people_at(self.moment):
            return None
        return self._late.get(day.pk)

    @cached_property
    def _late(self) -> dict[int, dt.datetime]:
        rows = LateDoor.objects.filter(
            address=self.person.email, closed_at=None, until__gte=whole_second(self.moment)
        )
        return dict(rows.values_list("day", "until"))
