"""Who looks at which day of a cohort: what is read before anything is counted, and the mark of what is shown.

The mark is one query over what the page is made of. Phones ask with the mark that they have, and as long as it holds
they are answered without counting anything.
"""

import datetime as dt
import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery, Sum
from django.utils.translation import get_language

from cohorts.attendance.models import Presence
from cohorts.choices.queries.attending import in_their_groups
from cohorts.logistics.models import Run, Tap, VisitSite
from cohorts.models import Cohort, Move, Participant, Place, Stretch
from cohorts.programme import FrozenSession, FrozenTimetable
from cohorts.queries import present_trainers
from cohorts.timetable.models import Release, SessionTrainer
from cohorts.timetable.queries import latest_timetable
from cohorts.timetable.shown_timetable import not_chosen
from people.models import User
from people.rights import may

from . import clock
from .rights import worked_in_by

# Goes up when the same rows give another page.
VERSION = 3


@dataclass(frozen=True)
class Viewer:
    """Who looks. Nobody in particular is a captain by a link, or a whole room: numbers, and no name."""

    user: User | None = None
    works: bool = False
    sees_names: bool = False
    sees_contacts: bool = False

    @property
    def is_guest(self) -> bool:
        """Whether it is somebody who takes part and does not work here: the page is about what they hold."""
        return self.user is not None and not self.works


ROOM = Viewer(works=True)
BY_LINK = Viewer()


def viewer_of(user: User, cohort: Cohort) -> Viewer:
    """What this person sees of the cohort's day; two queries, one more for whoever has a role."""
    works = worked_in_by(user).filter(pk=cohort.pk).exists()
    return Viewer(
        user,
        works=works,
        sees_names=may(user, "today.see_names", cohort),
        sees_contacts=may(user, "cohorts.see_contacts", cohort),
    )


@dataclass(frozen=True)
class Held:
    """What somebody holds in the cohort: pools with their stretches, and the dates that these are on."""

    stretches: dict[int, Stretch]
    dates: frozenset[dt.date]


@dataclass
class Stage:
    """A cohort at a moment, as one viewer has it. Each part is asked for when it is first needed."""

    cohort: Cohort
    viewer: Viewer
    now: dt.datetime

    @cached_property
    def timetable(self) -> FrozenTimetable | None:
        """What people see of the programme; one query. By a captain's link: as strangers see it."""
        found = latest_timetable(self.cohort)
        return found.for_strangers() if found is not None and self.viewer == BY_LINK else found

    @cached_property
    def held(self) -> Held:
        """What the viewer holds; one query, none for nobody in particular."""
        if self.viewer.user is None:
            return Held({}, frozenset())
        rows = Place.objects.filter(participant__user=self.viewer.user, pool__cohort=self.cohort)
        stretches, dates = {}, set()
        for pool, first, last, *on in rows.values_list(
            "pool",
            "from_call",
            "to_call",
            "pool__day__date",
            "pool__bus__date",
            "pool__choice_option__session__day__date",
        ):
            stretches[pool] = Stretch(first, last)
            dates |= {date for date in on if date is not None}
        return Held(stretches, frozenset(dates))

    @cached_property
    def options(self) -> dict[str, int]:
        """Of the sessions that one chooses, by public id, the pool of each; one query."""
        rows = in_their_groups().filter(session__day__cohort=self.cohort)
        return {str(session): pool for session, pool in rows.values_list("session__public_id", "pool_id")}

    @cached_property
    def led(self) -> frozenset[str]:
        """Public ids of the sessions that the viewer leads; one query for who works here."""
        user = self.viewer.user
        if user is None or not self.viewer.works:
            return frozenset()
        rows = SessionTrainer.objects.filter(
            session__day__cohort=self.cohort, trainer__in=present_trainers(user.pk)
        )
        return frozenset(map(str, rows.values_list("session__public_id", flat=True)))

    @cached_property
    def dates(self) -> tuple[dt.date, ...]:
        """The dates of days and buses that take place, in order; a participant's are those of what they hold."""
        days = {day.date for day in self.cohort.days.all() if day.called_off_at is None}
        runs = Run.objects.taking_place().filter(cohort=self.cohort)
        found = days | set(runs.values_list("date", flat=True))
        is_own = self.viewer.is_guest and self.held.dates
        return tuple(sorted(found & self.held.dates if is_own else found))

    @cached_property
    def date(self) -> dt.date | None:
        """The day that is shown; None when all are over."""
        return clock.shown_date(self.dates, self.timetable, self.cohort.zone, self.now)

    @property
    def today(self) -> dt.date:
        """The date on the clock of the place."""
        return self.now.astimezone(self.cohort.zone).date()

    @cached_property
    def sessions(self) -> tuple[FrozenSession, ...]:
        """The sessions that concern the viewer: all of them for who works here, else those of the days held."""
        if self.timetable is None:
            return ()
        rows = self.timetable.sessions
        if not self.viewer.is_guest:
            return rows
        attends = {session: pool in self.held.stretches for session, pool in self.options.items()}
        gone = not_chosen(rows, attends)
        return tuple(
            each
            for each in rows
            if each.id not in gone and (attends.get(each.id) or each.date in self.held.dates)
        )

    @cached_property
    def at(self) -> clock.NowAndNext:
        """What is on and what comes next, for the viewer."""
        if self.timetable is None:
            return clock.NowAndNext()
        return clock.now_and_next(self.timetable, self.sessions, self.now)

    def mark(self) -> str:
        """What stands for all that is shown: other rows, another hour, another reader give another one.

        One query besides those of the programme and its dates, two for who reads names. Words about people and places,
        and materials, are not in it: they come along with the next change.
        """
        cohort, viewer = self.cohort, self.viewer
        facts = (
            VERSION,
            get_language(),
            cohort.pk,
            cohort.cancelled_at,
            viewer.user and viewer.user.pk,
            viewer.works,
            viewer.sees_names,
            viewer.sees_contacts,
            clock.step(self.dates, self.timetable, cohort.zone, self.now),
            self.dates,
            _rows_of(cohort),
            _sites_of(cohort) if viewer.sees_names else (),
        )
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]


# ---------------------------------------------------------------- the rows that a page is made of
def _of(rows: QuerySet[Any], way: str, value: Any) -> Subquery:
    grouped = rows.filter(**{way: OuterRef("pk")}).order_by().values(way)
    return Subquery(grouped.annotate(mark=value).values("mark"))


def _rows_of(cohort: Cohort) -> Collection[Any]:
    """The newest and the number of all rows that change what is shown; one query. Every place is a move."""
    runs, presences = Run.objects.all(), Presence.objects.all()
    session = "session__day__cohort"
    marks = (
        _of(Release.objects.all(), "cohort", Max("pk")),
        _of(Move.objects.all(), "pool__cohort", Max("pk")),
        _of(Participant.objects.all(), "cohort", Max("pk")),
        _of(Tap.objects.all(), "run__cohort", Max("pk")),
        _of(runs, "cohort", Sum("list_number")),
        _of(runs, "cohort", Count("departed_at")),
        _of(runs, "cohort", Count("closed_at")),
        _of(presences, session, Count("pk")),
        _of(presences, session, Max("recorded_at")),
    )
    named = {f"mark_{number}": each for number, each in enumerate(marks)}
    return list(Cohort.objects.filter(pk=cohort.pk).annotate(**named).values_list(*named))


def _sites_of(cohort: Cohort) -> list[Any]:
    """How hosts stand, and the hours by the working copy that they agreed to or not; one query."""
    rows = VisitSite.objects.filter(visit__session__day__cohort=cohort).order_by("pk")
    hours = (
        "visit__session__day__date",
        "visit__session__starts",
        "visit__session__ends",
        "arrives",
        "leaves",
    )
    return list(rows.values_list("pk", "state", "heads_in", "heads_out", "visit__session__state", *hours))
