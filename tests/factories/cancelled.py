"""A cohort of two days whose people come by the front door, to be cancelled at any hour."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from cohorts.models import Cohort, Day
from cohorts.services import cancel_cohort
from cohorts.timetable.models import Session
from cohorts.timetable.services import release_timetable
from people.models import User
from tests.factories.admission import sent_for
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.people import UserFactory
from tests.factories.residencies import manager_of
from tests.factories.timetable import SessionFactory
from tests.school import trainer_of

REASON = "Повітряна тривога."


@dataclass
class Midway:
    """Two days with a session at 10:00 and one at 14:00 each, released; places are taken on sending."""

    cohort: Cohort
    days: tuple[Day, Day]
    sessions: dict[str, Session]  # by title: “First 10”, “First 14”, “Second 10”, “Second 14”
    manager: User
    both: User  # holds both days
    first_only: User
    trainer: User  # of “First 10”, “Second 10” and “Second 14”
    clock: Any

    def at(self, hour: int, minute: int = 0, *, day: int = 2) -> None:
        """Let it be that hour of the first or the second day, by the cohort's clock."""
        moment = dt.datetime.combine(self.days[day - 1].date, dt.time(hour, minute), self.cohort.zone)
        self.clock.move_to(moment, tick=False)

    def cancel(self, hour: int, minute: int = 0, *, day: int = 2) -> int:
        """Cancel the cohort at that hour."""
        self.at(hour, minute, day=day)
        told = cancel_cohort(actor=self.manager, cohort=self.cohort, reason=REASON)
        for row in (self.cohort, *self.days):
            row.refresh_from_db()
        return told

    def days_later(self, number: int) -> None:
        """Let so many days go by after the second one."""
        self.clock.move_to(
            dt.datetime.combine(self.days[1].date + dt.timedelta(days=number), dt.time(12), self.cohort.zone),
            tick=False,
        )


def two_days_of_people(clock: Any) -> Midway:
    """The cohort as it stands before its first day."""
    cohort = CohortFactory(residency__name_en="Medicine", town_en="Brovary")
    first_date = timezone.localdate() + dt.timedelta(days=10)
    days = tuple(
        DayFactory(
            cohort=cohort,
            date=first_date + dt.timedelta(days=number),
            admission=Day.Admission.OPEN,
            pool__deadline=None,
            hours=6,
        )
        for number in (0, 1)
    )
    sessions = {
        f"{word} {hour}": SessionFactory(
            day=day, title_en=f"{word} {hour}", starts=dt.time(hour), ends=dt.time(hour + 2)
        )
        for day, word in zip(days, ("First", "Second"), strict=True)
        for hour in (10, 14)
    }
    manager = manager_of(cohort.residency.programme)
    trainer = trainer_of(sessions["First 10"], sessions["Second 10"], sessions["Second 14"])
    User.objects.filter(pk=trainer.pk).update(language="en")
    trainer.refresh_from_db()
    release_timetable(actor=manager, cohort=cohort, expected=0)
    both, first_only = UserFactory(language="en"), UserFactory(language="en")
    sent_for(*days, user=both)
    sent_for(days[0], user=first_only)
    return Midway(cohort, (days[0], days[1]), sessions, manager, both, first_only, trainer, clock)
