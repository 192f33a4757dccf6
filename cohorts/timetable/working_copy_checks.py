"""What must hold of the working copy: each hour is there, once, and units are of the cohort's course.

The room's own services ask, and so does whoever moves a day, or gives a cohort another zone or course: see `wing.py`.
What people see stays with its release: whoever moved a day is told what they still read.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cohorts import hours
from cohorts.models import Cohort, Day
from cohorts.programme import FrozenSession, Impact
from foundation.clocks.dates import date_in_words, dates_in_words, hour_in_words
from foundation.clocks.zones import AmbiguousTime, NonexistentTime, require_unambiguous
from foundation.errors import DomainError

from .models import Session
from .queries import latest_timetable

# As many titles as a sentence can name.
MOST_NAMED = 3


class Hour(NamedTuple):
    """An hour on the clock, and the session that begins or ends at it."""

    title: str
    wall: dt.datetime


def check_session(session: Session) -> None:
    """Raise `DomainError`, with the field, for hours that cannot be and an hour that is missing or comes twice."""
    if not hours.may_be(session.starts, session.ends):
        raise DomainError(
            _(
                "A session ends after it starts. One that begins at %(evening)s or later may go on until %(morning)s"
                " of the next day."
            )
            % {
                "evening": hour_in_words(hours.EVENING_FROM),
                "morning": hour_in_words(hours.MORNING_UNTIL),
            },
            field="ends",
        )
    for name, hour in zip(("starts", "ends"), _hours_on(session.day.date, [session]), strict=True):
        try:
            require_unambiguous(hour.wall, session.day.cohort.time_zone)
        except NonexistentTime as error:
            raise DomainError(
                _("The clocks go forward that night: this hour does not exist."), field=name
            ) from error
        except AmbiguousTime as error:
            raise DomainError(
                _("The clocks go back that night: this hour comes twice. Choose another one."), field=name
            ) from error


def check_released(sessions: Iterable[FrozenSession], zone: str) -> None:
    """Raise `DomainError` if a session that people would see is at an hour that is missing or comes twice."""
    _refuse_strange(_hours_of_released(sessions), zone, field=None)


def _refuse_strange(planned: Iterable[Hour], zone: str, *, field: str | None) -> None:
    for title, wall in planned:
        try:
            require_unambiguous(wall, zone)
        except NonexistentTime as error:
            text = _(
                "“%(session)s” on %(date)s: the clocks go forward that night, and %(hour)s does not exist. Change the"
                " session’s hours first."
            )
            raise DomainError(text % _hour_named(title, wall), field=field) from error
        except AmbiguousTime as error:
            text = _(
                "“%(session)s” on %(date)s: the clocks go back that night, and %(hour)s comes twice. Change the"
                " session’s hours first."
            )
            raise DomainError(text % _hour_named(title, wall), field=field) from error


def _hour_named(title: str, wall: dt.datetime) -> dict[str, str]:
    return {"session": title, "date": date_in_words(wall.date()), "hour": hour_in_words(wall.time())}


def _hours_on(date: dt.date, sessions: Iterable[Session]) -> Iterator[Hour]:
    for session in sessions:
        yield Hour(session.title, dt.datetime.combine(date, session.starts))
        yield Hour(session.title, hours.end_on_clock(date, session.starts, session.ends))


def _hours_of_released(sessions: Iterable[FrozenSession]) -> Iterator[Hour]:
    language = get_language() or "uk"
    for session in sessions:
        if not session.is_cancelled:
            title = session.title.in_(language).text
            yield Hour(title, session.wall_start())
            yield Hour(title, session.wall_end())


# ---------------------------------------------------------------- when a day or a cohort changes
def check_date(day: Day) -> None:
    """Raise `DomainError` if a planned hour is missing on the day's new date or comes twice."""
    planned = Session.objects.filter(day=day, state=Session.State.PLANNED)
    _refuse_strange(_hours_on(day.date, planned), day.cohort.time_zone, field="date")


def check_zone(cohort: Cohort) -> None:
    """Raise `DomainError` once people have a release, which keeps its clock, and for an hour that is not there once."""
    released = latest_timetable(cohort)
    if released and cohort.state != Cohort.State.DRAFT:
        raise DomainError(
            _(
                "People have release %(number)s of the timetable. In another zone all its hours would move in their"
                " calendars at once, and nobody would be told. Keep the zone: change the hours of the sessions instead"
                " and make a new release, which writes to everybody concerned."
            )
            % {"number": released.number},
            field="time_zone",
        )
    planned = Session.objects.filter(day__cohort=cohort, state=Session.State.PLANNED).select_related("day")
    for session in planned:
        _refuse_strange(_hours_on(session.day.date, [session]), cohort.time_zone, field="time_zone")
    if released:
        _refuse_strange(_hours_of_released(released.sessions), cohort.time_zone, field="time_zone")


def check_course(cohort: Cohort) -> None:
    """Raise `DomainError` if sessions teach units of another course."""
    others = Session.objects.filter(day__cohort=cohort, unit__isnull=False).exclude(
        unit__course=cohort.course_id
    )
    if named := _named(others):
        raise DomainError(
            _("Sessions teach units of the present course: %(sessions)s. Take the units off them first.")
            % {"sessions": named},
            field="course",
        )


def check_deletion(row: Cohort | Day) -> None:
    """Raise `DomainError` for a day on which sessions stand, and for a cohort whose timetable people have read."""
    if isinstance(row, Cohort):
        if latest_timetable(row):
            raise DomainError(
                _(
                    "Its timetable was released, so people know of this cohort. Put it into the archive instead."
                )
            )
        return
    if named := _named(Session.objects.filter(day=row)):
        raise DomainError(
            _("Sessions stand on this day: %(sessions)s. Move them to another day first, or delete them.")
            % {"sessions": named}
        )


def _named(sessions: QuerySet[Session]) -> str:
    """The first titles, as many as a sentence can name; empty if there are none."""
    titles = [session.title for session in sessions[: MOST_NAMED + 1]]
    named = ", ".join(titles[:MOST_NAMED])
    return f"{named}…" if len(titles) > MOST_NAMED else named


# ---------------------------------------------------------------- after a day was moved
def still_read(cohort: Cohort, change: Impact) -> str:
    """The dates that people read and that are not planned any more, in a sentence; empty if there are none.

    `change` is what the next release would change. Nobody reads the timetable of a cohort in preparation, and a
    cancelled one is off whatever its dates.
    """
    if cohort.state != Cohort.State.PUBLISHED or not change.dates_left:
        return ""
    return _(
        "People still read %(dates)s: the released timetable and their calendars keep the old date. Release the"
        " timetable again, so that they read the new one."
    ) % {"dates": dates_in_words(change.dates_left)}
