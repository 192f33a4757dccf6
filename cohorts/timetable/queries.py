"""Reads of the timetable: the working copy, the last release, what the next one would change."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from cohorts.models import Cohort

from .frozen import FALLBACK, FrozenSession, FrozenTimetable, Words, sessions_from_json
from .impact import Impact, compare
from .models import Release, Session


def words(row: Any, name: str) -> Words:
    """A translated field of a row in all its languages."""
    if row is None:
        return Words()
    found = {code: getattr(row, f"{name}_{code}") or "" for code in FALLBACK}
    return Words({code: text for code, text in found.items() if text})


def working_copy(cohort: Cohort) -> QuerySet[Session]:
    """The sessions that managers change, with all that is printed of them; a constant number of queries."""
    return (
        Session.objects.filter(day__cohort=cohort)
        .select_related("day__cohort", "format", "track_group", "venue", "room__venue")
        .prefetch_related("hosts", "trainers")
        .order_by("day__date", "starts", "pk")
    )


def freeze(session: Session) -> FrozenSession:
    """A session of the working copy as people would see it."""
    venue = session.venue or (session.room.venue if session.room else None)
    return FrozenSession(
        id=str(session.public_id),
        date=session.day.date,
        starts=session.starts,
        ends=session.ends,
        title=words(session, "title"),
        summary=words(session, "summary"),
        format=words(session.format, "name"),
        format_slug=session.format.slug,
        group_id=session.track_group_id,
        group=words(session.track_group, "title"),
        site=words(venue, "name"),
        town=words(venue, "town"),
        address=words(venue, "address"),
        room=words(session.room, "name"),
        contact=venue.contact if venue else "",
        entry_rules=words(venue, "entry_rules"),
        shelter=words(venue, "shelter"),
        hosts=tuple(words(host, "name") for host in session.hosts.all()),
        trainers=tuple(words(trainer, "name") for trainer in session.trainers.all()),
        is_taught=session.format.is_taught,
        is_required=session.is_required,
        is_sample=session.is_sample,
        is_cancelled=session.state == Session.State.CANCELLED,
    )


def freeze_all(sessions: Iterable[Session]) -> list[FrozenSession]:
    """The whole working copy as people would see it."""
    return [freeze(session) for session in sessions]


def latest_release(cohort: Cohort) -> Release | None:
    """The release that people see now."""
    return Release.objects.filter(cohort=cohort).order_by("-number").first()


def as_timetable(release: Release, zone: str) -> FrozenTimetable:
    """A release's content as values."""
    return FrozenTimetable(
        number=release.number,
        released_at=release.released_at,
        zone=zone,
        sessions=sessions_from_json(release.content),
        note=release.note,
    )


def latest_timetable(cohort: Cohort) -> FrozenTimetable | None:
    """The timetable that people see now; one query."""
    release = latest_release(cohort)
    return as_timetable(release, cohort.time_zone) if release else None


def impact(cohort: Cohort) -> Impact:
    """What the next release would change."""
    released = latest_timetable(cohort)
    return compare(released.sessions if released else (), freeze_all(working_copy(cohort)))
