"""The day as the page shows it: what is on and next, numbers for everybody, one's own bus, and what changed."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cohorts.attendance.models import Presence
from cohorts.facts import SessionExtra
from cohorts.logistics.manifests import boardings_of
from cohorts.logistics.models import Run, Travel
from cohorts.logistics.services.run_changes import vehicle_in_words
from cohorts.logistics.taps import Boarding
from cohorts.models import Day, Place, Stretch, Waiting
from cohorts.programme import FrozenSession
from cohorts.timetable.shown_timetable import Shown, say
from cohorts.wing import beside
from foundation.clocks.dates import date_in_words, hour_beside, hour_in_words

from .changes import changes_of
from .for_managers import Names, names_of
from .viewing import Stage


@dataclass(frozen=True)
class SessionLine:
    """A session that is on or comes next."""

    title: Shown
    hours: str
    date: str  # empty on the day that is shown
    starts_at: dt.datetime
    where: Shown
    group: Shown  # among what one chooses, while it is not chosen
    is_led: bool
    extras: tuple[SessionExtra, ...]


@dataclass(frozen=True)
class VisitCount:
    """One of the parallel sessions, with how many people attend it."""

    title: Shown
    hours: str
    held: int


@dataclass(frozen=True)
class BusLine:
    """A bus with its numbers; the same for everybody."""

    run: Run
    boarding: Boarding
    hour: str
    stop: str
    vehicle: str
    state: str
    state_kind: str

    @property
    def aboard(self) -> int:
        """How many are in it."""
        return len(self.boarding.aboard)

    @property
    def expected(self) -> int:
        """How many are on its list."""
        return len(self.boarding.seats)


@dataclass(frozen=True)
class OwnBus:
    """The bus in which the viewer has a seat: from which stop at what hour, to which."""

    line: BusLine
    hour: str
    from_stop: str
    to_stop: str
    meeting_point: str


@dataclass(frozen=True)
class Own:
    """How the viewer travels on that day."""

    buses: tuple[OwnBus, ...] = ()
    waits_for: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()


@dataclass(frozen=True)
class Board:
    """All that the page shows."""

    date: str  # empty when all days are over
    near: str  # “today”, “tomorrow”, or nothing
    on: tuple[SessionLine, ...]
    next: tuple[SessionLine, ...]
    later: tuple[SessionLine, ...]
    has_programme: bool
    expected: int | None
    here: int | None  # nothing as long as nobody is marked
    visits: tuple[VisitCount, ...]
    buses: tuple[BusLine, ...]
    own: Own | None
    changes: tuple[Shown, ...]
    names: Names | None

    @property
    def is_over(self) -> bool:
        """Whether nothing is to come."""
        return not self.date


def board_of(stage: Stage) -> Board:
    """The day of that viewer at that moment, in as many queries for few people as for many."""
    held = _held(stage)
    day = next((day for day in stage.cohort.days.all() if day.date == stage.date), None)
    runs = _runs(stage)
    boardings = boardings_of(runs)
    buses = tuple(_bus(run, boardings[run.pk]) for run in runs)
    marks = _marks(day)
    extras = _extras(stage)
    return Board(
        date=date_in_words(stage.date) if stage.date else "",
        near=_near(stage),
        on=tuple(_session(stage, each, extras) for each in stage.at.on),
        next=tuple(_session(stage, each, extras) for each in stage.at.next),
        later=tuple(_session(stage, each, extras) for each in _later(stage)),
        has_programme=stage.timetable is not None,
        expected=held[day.pool_id] if day is not None else None,
        here=sum(marks.values()) if marks else None,
        visits=_visits(stage, held),
        buses=buses,
        own=_own(stage, buses),
        changes=changes_of(stage, runs),
        names=names_of(stage, day, boardings, runs, held, marks) if stage.viewer.sees_names else None,
    )


def _near(stage: Stage) -> str:
    if stage.date == stage.today:
        return pgettext("the day shown", "today")
    if stage.date == stage.today + dt.timedelta(days=1):
        return pgettext("the day shown", "tomorrow")
    return ""


# ---------------------------------------------------------------- numbers
def _held(stage: Stage) -> Counter[int]:
    """How many hold a place in each pool of the cohort; one query."""
    rows = Place.objects.filter(pool__cohort=stage.cohort).order_by().values_list("pool")
    return Counter(dict(rows.annotate(number=Count("pk"))))


def _marks(day: Day | None) -> dict[int, bool]:
    """Of whom it is written down on that day that they were somewhere, or were not, by participant; one query."""
    if day is None:
        return {}
    rows = Presence.objects.filter(session__day=day).values_list("participant", "was_present")
    found: dict[int, bool] = {}
    for person, was_present in rows:
        found[person] = found.get(person, False) or was_present
    return found


def _visits(stage: Stage, held: Counter[int]) -> tuple[VisitCount, ...]:
    """The sessions of that day that one chooses, in the order of time."""
    if stage.timetable is None or stage.date is None:
        return ()
    rows = [each for each in stage.timetable.on(stage.date) if each.id in stage.options]
    return tuple(
        VisitCount(say(each.title), each.hours_in_words, held[stage.options[each.id]])
        for each in rows
        if not each.is_cancelled
    )


# ---------------------------------------------------------------- sessions
def _extras(stage: Stage) -> dict[str, list[SessionExtra]]:
    """What belongs to sessions and this viewer may see: the page of a visit, materials."""
    user = stage.viewer.user
    return beside(user, stage.cohort) if user is not None and (stage.at.on or stage.at.next) else {}


def _later(stage: Stage) -> list[FrozenSession]:
    """What comes after the next on that day, for somebody in particular: a wall has no room for it."""
    rows = stage.at.later if stage.viewer.user is not None else ()
    return [each for each in rows if each.date == stage.date]


def _session(stage: Stage, row: FrozenSession, extras: dict[str, list[SessionExtra]]) -> SessionLine:
    timetable = stage.timetable
    assert timetable is not None  # noqa: S101 — a session comes from it
    siblings = [each for each in stage.sessions if row.group_id and each.group_id == row.group_id]
    is_open = stage.viewer.is_guest and len(siblings) > 1
    places = [say(each) for each in (row.room, row.site) if each and each != row.title]
    return SessionLine(
        title=say(row.title),
        hours=row.hours_in_words,
        date=date_in_words(row.date) if row.date != stage.date else "",
        starts_at=timetable.starts_at(row),
        where=format_html_join(", ", "{}", ((each,) for each in places)),
        group=say(row.group) if is_open else "",
        is_led=row.id in stage.led,
        extras=tuple(extras.get(row.id, ())),
    )


# ---------------------------------------------------------------- buses
def _runs(stage: Stage) -> list[Run]:
    """The buses of that day, each with its vehicle and stops; two queries."""
    if stage.date is None:
        return []
    rows = Run.objects.taking_place().filter(cohort=stage.cohort, date=stage.date)
    found = sorted(rows.select_related("vehicle").prefetch_related("calls"), key=lambda run: run.in_time)
    for run in found:
        run.cohort = stage.cohort
    return found


def _bus(run: Run, boarding: Boarding) -> BusLine:
    calls = list(run.calls.all())
    state, kind = _state(run, boarding)
    return BusLine(
        run=run,
        boarding=boarding,
        hour=hour_beside(run.leaves, run.date),
        stop=calls[0].stop if calls else "",
        vehicle=vehicle_in_words(run),
        state=state,
        state_kind=kind,
    )


def _state(run: Run, boarding: Boarding) -> tuple[str, str]:
    """How far a bus is, in a word, and the shape of it."""
    if run.closed_at is not None:
        return pgettext("bus", "everybody is accounted for"), "ok"
    if run.departed_at is not None:
        hour = hour_in_words(run.departed_at.astimezone(run.cohort.zone))
        return _("left at %(hour)s") % {"hour": hour}, "moved"
    if boarding.state:
        return pgettext("bus", "people are getting on"), "info"
    return pgettext("bus", "has not left"), "wait"


def _own(stage: Stage, buses: Sequence[BusLine]) -> Own | None:
    """How the viewer travels on that day; two queries where there are buses. Nothing for nobody in particular."""
    user = stage.viewer.user
    if user is None or stage.date is None or not buses:
        return None
    by_pool = {line.run.pool_id: line for line in buses}
    held = [(by_pool[pool], stretch) for pool, stretch in stage.held.stretches.items() if pool in by_pool]
    waits = Waiting.objects.filter(participant__user=user, pool__in=by_pool).values_list("pool", flat=True)
    elsewise = Travel.objects.filter(
        participant__user=user, participant__cohort=stage.cohort, date=stage.date
    )
    own = Own(
        buses=tuple(
            _own_bus(line, stretch) for line, stretch in sorted(held, key=lambda each: each[0].run.in_time)
        ),
        waits_for=tuple(str(by_pool[pool].run) for pool in waits),
        otherwise=tuple(f"{row.get_direction_display()}: {row.get_how_display()}" for row in elsewise),
    )
    return own if own != Own() or not stage.viewer.works else None


def _own_bus(line: BusLine, stretch: Stretch) -> OwnBus:
    calls = list(line.run.calls.all())
    hours = line.run.hours(calls)
    here = min(stretch.from_call, len(calls) - 1)
    there = min(stretch.to_call, len(calls) - 1)
    return OwnBus(
        line=line,
        hour=hour_beside(hours[here], line.run.date) if calls else line.hour,
        from_stop=calls[here].stop if calls else "",
        to_stop=calls[there].stop if calls else "",
        meeting_point=calls[here].meeting_point if calls else "",
    )
