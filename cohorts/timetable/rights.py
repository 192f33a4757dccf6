"""Rights on the timetable: its working copy, and what people see of it."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cohorts.models import Cohort, Day
from cohorts.programme import FrozenTimetable
from cohorts.queries import days_held_by
from cohorts.wing import chosen
from residencies.rights import EDITORS, MANAGERS, READERS, grant

from .queries import dates_lost, works_in

grant("timetable.view", *READERS)
# The working copy: nobody is told of it before a release.
grant("timetable.change", *EDITORS)
grant("timetable.release", *MANAGERS)


@dataclass(frozen=True)
class Reading:
    """What one person is to a cohort: why they may open its timetable with addresses and contacts, and read of it what.

    `held` are ids of days, `lost` dates that were called off while they held a place, `attends` the sessions that one
    chooses, with whether they do.
    """

    works: bool
    held: Collection[int]
    lost: Collection[dt.date]
    attends: Mapping[str, bool]

    @property
    def may_open(self) -> bool:
        """Accepted people, trainers and managers; and who held a day until it was called off, by their calendar."""
        return self.works or bool(self.held or self.lost) or any(self.attends.values())

    @property
    def may_read_notes(self) -> bool:
        """Whether the organiser's notes on the cohort are for them."""
        return self.works or bool(self.held)

    def detailed(self, days: Iterable[Day], released: FrozenTimetable | None) -> frozenset[dt.date]:
        """The dates whose details they read: all, where they work; otherwise of days held and of sessions attended."""
        sessions = released.sessions if released is not None else ()
        return frozenset(
            {day.date for day in days if self.works or day.pk in self.held}
            | {session.date for session in sessions if self.attends.get(session.id)}
        )


def reading_of(user: Any, cohort: Cohort) -> Reading:
    """Asked at the moment of opening; a constant number of queries."""
    return Reading(
        works=works_in(user, cohort),
        held=days_held_by(user, cohort),
        lost=dates_lost(user, cohort),
        attends={session: bool(who) for session, who in chosen([cohort.pk], user.pk).items()},
    )
