"""What those attend who travel by a run or visit a site, and whether hours planned or proposed fit that."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from copy import copy

from django.utils.translation import gettext as _

from cohorts import hours
from cohorts.choices.obstacles import Attended, obstacle
from cohorts.choices.queries.attending import attending
from cohorts.choices.queries.plans import ways_of
from cohorts.models import Place, Stretch
from cohorts.timetable.clashes import clashes
from cohorts.timetable.models import Session
from cohorts.timetable.queries import working_copy

from .fitting import Misfit, Programmed, misfits
from .models import Run, VisitSite
from .timing import Stay


def misfits_of(runs: Sequence[Run]) -> dict[int, list[Misfit]]:
    """Hours of these runs that do not fit the working copies, by the run's id; four queries for any number of cohorts.

    Runs come with their calls. Counted are sessions that everybody attends, those that the run serves, and of the
    others those that somebody aboard has chosen.
    """
    if not runs:
        return {}
    rows = Session.objects.filter(
        day__cohort__in={run.cohort_id for run in runs},
        day__date__in={run.date for run in runs},
        state=Session.State.PLANNED,
        called_off_at=None,
    )
    return _misfits(runs, list(rows.select_related("day")), _served(runs))


def _served(runs: Sequence[Run]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {run.pk: set() for run in runs}
    for run, session in Run.serves.through.objects.filter(run__in=runs).values_list("run_id", "session_id"):
        found[run].add(session)
    return found


def _misfits(
    runs: Sequence[Run], sessions: Sequence[Session], served: Mapping[int, set[int]]
) -> dict[int, list[Misfit]]:
    chosen = attending(sessions)
    aboard: dict[int, dict[int, Stretch]] = {run.pool_id: {} for run in runs}
    for place in Place.objects.filter(pool__in=aboard):
        aboard[place.pool_id][place.participant_id] = place.stretch
    return {
        run.pk: misfits(
            run.direction,
            _stops(run),
            aboard[run.pool_id].values(),
            [
                _programmed(each, is_served=each.pk in served[run.pk])
                for each in sessions
                if (each.day.cohort_id, each.day.date) == (run.cohort_id, run.date)
                and (
                    each.track_group_id is None
                    or each.pk in served[run.pk]
                    or chosen.get(each.pk, frozenset()) & aboard[run.pool_id].keys()
                )
            ],
        )
        for run in runs
    }


def _stops(run: Run) -> list[tuple[str, Stay]]:
    calls = list(run.calls.all())
    return list(zip((call.stop for call in calls), run.stays(calls), strict=True))


def _programmed(session: Session, *, is_served: bool) -> Programmed:
    starts, ends = _wall(session)
    return Programmed(session.pk, session.title, starts, ends, is_served)


def _wall(session: Session) -> tuple[dt.datetime, dt.datetime]:
    date = session.day.date
    return dt.datetime.combine(date, session.starts), hours.end_on_clock(date, session.starts, session.ends)


# ---------------------------------------------------------------- what a host proposes
def clashes_of_proposal(site: VisitSite) -> list[str]:
    """What the hours that a host proposes would collide with, in words; a constant number of queries.

    Other sessions of the same people and the way to them, rooms and trainers needed twice, other sites of the visit,
    and buses that bring the group or fetch it.
    """
    if site.proposed_starts is None or site.proposed_ends is None:
        return []
    session = copy(site.visit.session)
    session.starts, session.ends = site.proposed_starts, site.proposed_ends
    cohort = session.day.cohort
    rows = [each for each in working_copy(cohort) if each.state == Session.State.PLANNED]
    same_day = [each for each in rows if each.day_id == session.day_id and each.pk != session.pk]
    found = [*_sessions_beside(session, same_day), *_sites_beside(site, session)]
    if not site.has_own_hours:
        found += _needed_twice(session, rows)
    found += _buses_beside(session)
    return found


def _sessions_beside(session: Session, others: Sequence[Session]) -> Iterable[str]:
    """Sessions of the same people at that time, or too near for the way."""
    chosen = attending([session, *others])
    ways = ways_of(session.day.cohort)
    wanted = _attended(session)
    for other in others:
        if not _shares_people(session, other, chosen):
            continue
        against = obstacle(wanted, [_attended(other)], ways)
        if against is None:
            continue
        said = {"session": other.title, "hours": other.hours_in_words}
        if against.is_clash:
            yield _("At the same time as “%(session)s”, %(hours)s.") % said
        else:
            said |= {"minutes": str(against.minutes), "there_are": str(against.there_are)}
            yield (
                _(
                    "The way between this site and “%(session)s”, %(hours)s, takes %(minutes)s min; between them there"
                    " are %(there_are)s min."
                )
                % said
            )


def _shares_people(one: Session, two: Session, chosen: Mapping[int, frozenset[int]]) -> bool:
    """Whether somebody attends both: who chose, where it is chosen; parallel sessions have other people each."""
    if one.track_group_id is not None and one.track_group_id == two.track_group_id:
        return False
    if one.pk in chosen and two.pk in chosen:
        return bool(chosen[one.pk] & chosen[two.pk])
    return True


def _attended(session: Session) -> Attended:
    venue = session.venue_id or (session.room.venue_id if session.room else None)
    starts, ends = _wall(session)
    return Attended(str(session.public_id), session.title, starts, ends, venue)


def _sites_beside(site: VisitSite, wanted: Session) -> Iterable[str]:
    """Other sites of the visit at which the group is planned to be then."""
    for other in site.visit.visit_sites.exclude(pk=site.pk).select_related("venue"):
        other.visit = site.visit
        is_apart = other.hours.ends <= wanted.starts or wanted.ends <= other.hours.starts
        if other.has_own_hours and not is_apart:
            said = {"site": str(other), "hours": other.hours_in_words}
            yield _("The group is at “%(site)s” then, %(hours)s.") % said


def _needed_twice(session: Session, rows: Sequence[Session]) -> Iterable[str]:
    """Rooms and trainers that another session needs then, of other cohorts too."""
    planned = [_with_hours(each, session) if each.pk == session.pk else each for each in rows]
    for clash in clashes(session.day.cohort, planned):
        if session.pk in {clash.first.pk, clash.second.pk}:
            other = clash.second if clash.first.pk == session.pk else clash.first
            said = {"what": str(clash.what), "session": other.title, "hours": other.hours_in_words}
            yield _("%(what)s is needed for “%(session)s” too, %(hours)s.") % said


def _with_hours(row: Session, wanted: Session) -> Session:
    row.starts, row.ends = wanted.starts, wanted.ends
    return row


def _buses_beside(session: Session) -> Iterable[str]:
    """Runs that serve the visit and would come too late for it, or leave before it is over."""
    runs = list(Run.objects.taking_place().filter(serves=session, closed_at=None).prefetch_related("calls"))
    served = {run.pk: {session.pk} for run in runs}
    found = _misfits(runs, [session], served) if runs else {}
    for run in runs:
        yield from (f"{run}: {misfit.in_words()}" for misfit in found[run.pk])
