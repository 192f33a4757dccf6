"""What the timetable has of a cohort: sessions that its days, its zone and its course must fit, and their trainers."""

import datetime as dt
from collections.abc import Mapping, Sequence

from cohorts.changes import Change, Deletion, NewCourse, NewDate, NewZone
from cohorts.events import Cancellation, DaysSoFar, Event, Notice
from cohorts.facts import Fact
from cohorts.models import Cohort
from cohorts.wing import Wing
from people.models import User

from . import cancelling, checklist, working_copy_checks
from .queries import days_so_far, first_starts, impact


class TimetableWing(Wing):
    """The sessions of a cohort, as planned and as released."""

    def refuse(self, change: Change) -> None:
        """Each hour is there, once; people keep the hours that they read; units have their course, sessions a day."""
        match change:
            case NewDate(day):
                working_copy_checks.check_date(day)
            case NewZone(cohort):
                working_copy_checks.check_zone(cohort)
            case NewCourse(cohort):
                working_copy_checks.check_course(cohort)
            case Deletion(row):
                working_copy_checks.check_deletion(row)

    def remarks(self, cohort: Cohort) -> Sequence[str]:
        """Dates that people read and that are not planned any more."""
        words = working_copy_checks.still_read(cohort, impact(cohort))
        return (words,) if words else ()

    def to_mend(self, cohort: Cohort) -> Sequence[Fact]:
        """What is empty, not released, or needed twice."""
        return checklist.to_mend(cohort)

    def begins(self, cohorts: Sequence[Cohort]) -> Mapping[int, dt.datetime]:
        """By the working copy, which managers go by."""
        return first_starts(cohorts)

    def days_so_far(self, cohort: Cohort, moment: dt.datetime) -> DaysSoFar:
        """By the sessions that people had been told of."""
        return days_so_far(cohort, moment)

    def carry_out(self, event: Cancellation, actor: User) -> None:
        """Mark the sessions that are called off."""
        cancelling.call_off(event)

    def concerned(self, event: Event) -> Sequence[Notice]:
        """The trainers of what is called off; whom a release concerns is asked of `recipients`."""
        return cancelling.notices(event) if isinstance(event, Cancellation) else ()

    def unreached(self, event: Event) -> Sequence[str]:
        """Trainers without an account as a trainer of the programme."""
        return cancelling.unreached(event) if isinstance(event, Cancellation) else ()
