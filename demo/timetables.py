"""Cohorts with their days, sessions and releases, made at the moments at which managers would have made them."""

import datetime as dt
from dataclasses import dataclass

from certificates.models import CompletionRule
from certificates.services.rules_and_designs import save_rule
from cohorts.models import Cohort, Day
from cohorts.services import publish_cohort, save_cohort, save_day
from cohorts.timetable.models import Session, SessionFormat, TrackGroup
from cohorts.timetable.services import cancel_session, release_timetable, save_session

from . import clock
from .content import shapes
from .content.story_shapes import Door, Story
from .programmes import Rows


@dataclass
class Run:
    """A cohort of the demo with its content and its rows."""

    story: Story
    content: shapes.Residency
    rows: Rows
    cohort: Cohort
    days: list[Day]
    loaded_on: dt.date

    @property
    def first_date(self) -> dt.date:
        """The first of the two days."""
        return self.story.first_day(self.loaded_on)

    def when(self, days: int, hour: int = 10, minute: int = 0) -> dt.datetime:
        """The moment so many days from where the story counts, by the cohort's zone."""
        start = self.story.counted_from(self.loaded_on)
        return dt.datetime.combine(start + dt.timedelta(days=days), dt.time(hour, minute), self.cohort.zone)

    def evening_of(self, day: Day) -> dt.datetime:
        """When the sheets of a day are filled in."""
        return dt.datetime.combine(day.date, dt.time(18), self.cohort.zone)


def make_cohort(story: Story, content: shapes.Residency, rows: Rows, loaded_on: dt.date) -> Run:
    """A cohort that is published and has its timetable released. Side effects: those of the services."""
    run = Run(story, content, rows, _cohort(story, content, rows), [], loaded_on)
    first_heard = min((each.sent for each in story.applications), default=story.released)
    with clock.at(run.when(min(first_heard, story.released) - 1)):
        save_cohort(actor=rows.manager, cohort=run.cohort)
        for number, (door, plan) in enumerate(zip(story.doors, content.days, strict=True)):
            run.days.append(_make_day(run, number, door, plan))
        _make_sessions(run)
        if rows.design:
            rule = CompletionRule(cohort=run.cohort, design=rows.design, minimum_share=80)
            save_rule(actor=rows.manager, rule=rule)
        run.cohort = publish_cohort(actor=rows.manager, cohort=run.cohort)
    with clock.at(run.when(story.released)):
        release_timetable(
            actor=rows.manager, cohort=run.cohort, notes=content.release_note.by_language(), expected=0
        )
    return run


def _cohort(story: Story, content: shapes.Residency, rows: Rows) -> Cohort:
    return Cohort(
        slug=story.slug,
        residency=rows.residencies[story.residency],
        course=rows.courses[story.residency],
        project=rows.project,
        venue=rows.venues[content.venue],
        time_zone=rows.programme.time_zone,
        working_language=content.working_language,
        **content.town.columns("town"),
        **content.cost.columns("cost"),
        **content.gains.columns("gains"),
        **content.notes.columns("notes"),
    )


def _make_day(run: Run, number: int, door: Door, plan: shapes.Day) -> Day:
    first = run.first_date
    day = Day(
        cohort=run.cohort,
        date=first + dt.timedelta(days=number),
        hours=plan.hours,
        admission=door.admission,
        **plan.title.columns("title"),
    )
    last_day = first + dt.timedelta(days=door.deadline)
    return save_day(
        actor=run.rows.manager,
        day=day,
        capacity=door.raised_from or door.capacity,
        deadline=dt.datetime.combine(last_day, dt.time(23, 59, 59), run.cohort.zone),
    )


def raise_capacity(run: Run) -> None:
    """Make more places, where the story says that more people came than were planned for."""
    for day, door in zip(run.days, run.story.doors, strict=True):
        if door.raised_from:
            with clock.at(run.when(door.deadline - 1, 16)):
                save_day(actor=run.rows.manager, day=day, capacity=door.capacity, deadline=day.pool.deadline)


def _make_sessions(run: Run) -> None:
    formats = {each.slug: each for each in SessionFormat.objects.all()}
    groups = {
        key: TrackGroup.objects.create(cohort=run.cohort, **title.columns("title"))
        for key, title in run.content.groups.items()
    }
    for day, plan in zip(run.days, run.content.days, strict=True):
        for each in plan.sessions:
            save_session(
                actor=run.rows.manager,
                session=_session(run, day, each, formats[each.format], groups.get(each.group)),
                trainers=[run.rows.trainers[key] for key in each.trainers],
                hosts=[run.rows.organisations[key] for key in each.hosts],
            )


def _session(
    run: Run, day: Day, content: shapes.Session, kind: SessionFormat, group: TrackGroup | None
) -> Session:
    venue = content.venue or content.room.partition("/")[0]
    return Session(
        day=day,
        format=kind,
        unit=run.rows.units.get((run.content.slug, content.unit)),
        starts=shapes.time(content.starts),
        ends=shapes.time(content.ends),
        venue=run.rows.venues.get(venue),
        room=run.rows.rooms.get(content.room),
        track_group=group,
        is_required=content.is_required,
        is_sample=content.is_sample,
        **content.title.columns("title"),
        **content.summary.columns("summary"),
    )


def make_second_release(run: Run) -> None:
    """Move and cancel what the story says, and release the timetable once more."""
    change = run.story.second_release
    if change is None:
        return
    with clock.at(run.when(change.at, 12)):
        for title, starts, ends in change.moved:
            session = _named(run, title)
            session.starts, session.ends = shapes.time(starts), shapes.time(ends)
            save_session(
                actor=run.rows.manager,
                session=session,
                trainers=session.trainers.all(),
                hosts=session.hosts.all(),
            )
        for title in change.cancelled:
            cancel_session(actor=run.rows.manager, session=_named(run, title))
        release_timetable(
            actor=run.rows.manager, cohort=run.cohort, notes=change.note.by_language(), expected=1
        )


def _named(run: Run, title: str) -> Session:
    sessions = Session.objects.select_related("day__cohort__residency").filter(day__cohort=run.cohort)
    return sessions.get(title_uk=title)  # type: ignore[misc]  # a column of modeltranslation
