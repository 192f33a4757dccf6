"""What has become other since the day before: the programme, vehicles, hours, meeting points, who comes for whom."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import F, Q, QuerySet
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts import wing
from cohorts.logistics.models import Run, RunChange
from cohorts.logistics.services.run_changes import in_one_language, told_of_row
from cohorts.models import Move
from cohorts.programme import Change, FrozenSession, FrozenTimetable, Impact, compare
from cohorts.timetable.models import Release
from cohorts.timetable.queries import as_released
from cohorts.timetable.shown_timetable import Shown, say

from . import clock
from .viewing import Stage

# From the midnight before the day that is shown.
BACK = dt.timedelta(days=1)


def changes_of(stage: Stage, runs: Sequence[Run]) -> tuple[Shown, ...]:
    """Sentences on what changed for the viewer, of the day that is shown; five queries at most.

    `runs` are the buses of that day; a guest is told of their own.
    """
    if stage.date is None:
        return ()
    since = clock.begins(stage.date - BACK, stage.cohort.zone)
    is_guest = stage.viewer.is_guest
    own = [run for run in runs if run.pool_id in stage.held.stretches]
    return (
        *(_taken_over(stage, since) if is_guest else _who_comes_instead(stage, since)),
        *_of_programme(stage, since),
        *_of_seat(stage, own, since),
        *_of_buses(own if is_guest else runs, since, stage if is_guest else None),
    )


# ---------------------------------------------------------------- one person for another
def _taken_over(stage: Stage, since: dt.datetime) -> Iterable[Shown]:
    """What the viewer has of this day from a colleague and holds still; one query, and those of its names."""
    rows = _handed_on(stage, since).filter(
        participant__user=stage.viewer.user, pool__places__participant=F("participant")
    )
    called = wing.names([move.pool_id for move in rows])
    if called:
        words = _("You come in place of a colleague. Yours are now: %(what)s.")
        yield words % {"what": ", ".join(called.values())}


def _who_comes_instead(stage: Stage, since: dt.datetime) -> Iterable[Shown]:
    """For who works here: who comes for whom on this day, by name for who may read names; two queries at most."""
    came = list(_handed_on(stage, since).filter(pool__day__isnull=False).select_related("participant__user"))
    if not stage.viewer.sees_names:
        words = ngettext(
            "%(count)s person comes in place of a colleague.",
            "%(count)s people come in place of colleagues.",
            len(came),
        )
        return [words % {"count": len(came)}] if came else []
    left = {
        (move.pool_id, move.reason): move.participant
        for move in Move.objects.filter(
            what=Move.What.HANDED_ON, pool__in=[move.pool_id for move in came], at__gte=since
        ).select_related("participant__user")
    }
    pairs = [(move.participant, left.get((move.pool_id, move.reason))) for move in came]
    return [
        _("%(name)s comes in place of %(other)s.")
        % {"name": who.user.listed_name, "other": other.user.listed_name}
        for who, other in pairs
        if other is not None
    ]


def _handed_on(stage: Stage, since: dt.datetime) -> QuerySet[Move]:
    """Places on this day that were taken over from somebody since that moment."""
    of_the_day = (
        Q(pool__day__date=stage.date)
        | Q(pool__bus__date=stage.date)
        | Q(pool__choice_option__session__day__date=stage.date)
    )
    rows = Move.objects.filter(of_the_day, what=Move.What.TOOK_OVER, at__gte=since)
    return rows.filter(pool__cohort=stage.cohort).order_by("pk")


# ---------------------------------------------------------------- the programme
def _of_programme(stage: Stage, since: dt.datetime) -> Iterable[Shown]:
    impact = _impact(stage, since)
    if impact is None:
        return
    mine = {each.id for each in stage.sessions}
    for each in impact.added:
        if each.date == stage.date and each.id in mine:
            yield format_html(_("New: {}, {}."), each.hours_in_words, say(each.title))
    for change in impact.changed:
        if stage.date in {change.before.date, change.after.date} and change.after.id in mine:
            yield _changed(change)
    for each in impact.cancelled:
        if each.date == stage.date and each.id in mine:
            yield format_html(_("Cancelled: {}, {}."), each.hours_in_words, say(each.title))


def _impact(stage: Stage, since: dt.datetime) -> Impact | None:
    """What people see otherwise than at that moment; None if nothing, or if there was no programme then."""
    now: FrozenTimetable | None = stage.timetable
    if now is None or (now.released_at < since and not now.called_off):
        return None
    before = Release.objects.filter(cohort=stage.cohort, released_at__lt=since).order_by("-number").first()
    if before is None:
        return None
    return compare(as_released(before, stage.cohort.time_zone).sessions, now.sessions)


def _changed(change: Change) -> Shown:
    """One session that changed: its hour, else its place, else that something of it did."""
    now, was = change.after, change.before
    if change.is_moved:
        words = _("{}: {} instead of {}.")
        return format_html(words, say(now.title), _when(now, was), _when(was, now))
    if (now.site, now.room) != (was.site, was.room) and (now.site or now.room):
        place = [say(each) for each in (now.room, now.site) if each]
        return format_html(
            _("{}: now at {}."), say(now.title), format_html(", ".join("{}" for _x in place), *place)
        )
    return format_html(_("{}: look at its details in the programme."), say(now.title))


def _when(session: FrozenSession, other: FrozenSession) -> str:
    if session.date == other.date:
        return session.hours_in_words
    return f"{session.date:%d.%m} {session.hours_in_words}"


# ---------------------------------------------------------------- buses
def _of_seat(stage: Stage, own: Sequence[Run], since: dt.datetime) -> Iterable[Shown]:
    """That somebody else gave the viewer another bus than they had; one query where they have any."""
    if not own or stage.viewer.user is None or stage.date is None:
        return
    rows = Move.objects.filter(
        participant__user=stage.viewer.user,
        pool__bus__date=stage.date,
        pool__bus__isnull=False,
        at__gte=since,
    ).exclude(actor=stage.viewer.user)
    moves = list(rows.order_by("pk").values_list("what", "pool", "pool__bus__direction"))
    left = {(pool, way) for what, pool, way in moves if what == Move.What.GAVE_BACK}
    first = {
        pool: what for what, pool, _way in reversed(moves) if what in {Move.What.TOOK, Move.What.GAVE_BACK}
    }
    for run in own:
        was_given = first.get(run.pool_id) == Move.What.TOOK
        if was_given and any(pool != run.pool_id and way == run.direction for pool, way in left):
            yield _("You travel by another bus now: %(bus)s.") % {"bus": run}


def _of_buses(runs: Sequence[Run], since: dt.datetime, own: Stage | None) -> Iterable[Shown]:
    """Of each bus what is other than at that moment, of its stops the first; one query where there are buses."""
    if not runs:
        return
    rows = RunChange.objects.filter(run__in=runs, at__gte=since).order_by("pk")
    before: dict[int, dict[tuple[str, int], str]] = {}
    for row in rows:
        before.setdefault(row.run_id, {}).setdefault((row.what, row.call), row.before)
    for run in runs:
        now, kept, said = told_of_row(run), in_one_language(run), set()
        for (what, call), was in sorted(before.get(run.pk, {}).items()):
            is_ones_stop = own is None or call == own.held.stretches[run.pool_id].from_call
            if what in said or kept.get((RunChange.What(what), call), was) == was:
                continue
            if what != RunChange.What.VEHICLE and not is_ones_stop:
                continue
            said.add(what)
            yield _sentence(run, what, now[RunChange.What(what), call], was)


def _sentence(run: Run, what: str, now: str, was: str) -> str:
    words = {
        RunChange.What.VEHICLE: _("%(bus)s: another vehicle, %(now)s."),
        RunChange.What.MEETING: _("%(bus)s: another meeting point. %(now)s"),
        RunChange.What.CALL: _("%(bus)s: %(now)s instead of %(was)s."),
    }[RunChange.What(what)]
    return words % {"bus": capfirst(str(run)), "now": now, "was": was}
