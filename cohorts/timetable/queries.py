"""Reads of the timetable: the working copy, the last release, what the next one would change."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from cohorts.events import DaysSoFar
from cohorts.models import Cohort
from cohorts.programme import (
    FrozenSession,
    FrozenTimetable,
    Impact,
    changed_by,
    compare,
    sessions_from_json,
)
from cohorts.queries import present_trainers
from cohorts.wing import dates_called_off
from foundation.words.translated import words
from people.models import User

from .dossiers import dossier_of
from .models import Release, Session, SessionTrainer


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
        dossier=dossier_of(venue),
        hosts=tuple(words(host, "name") for host in session.hosts.all()),
        trainers=tuple(words(trainer, "name") for trainer in session.trainers.all()),
        trainer_ids=tuple(trainer.pk for trainer in session.trainers.all()),
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


def as_released(release: Release, zone: str) -> FrozenTimetable:
    """A release's content as values, whatever became of the cohort since."""
    return FrozenTimetable(
        number=release.number,
        released_at=release.released_at,
        zone=zone,
        sessions=changed_by(sessions_from_json(release.content), release.released_at),
        note=release.note,
    )


def as_seen(release: Release, cohort: Cohort) -> FrozenTimetable:
    """A release as it holds now: what was called off with its cohort is cancelled."""
    return as_released(release, cohort.time_zone).call_off(cohort.cancelled_at)


def latest_timetable(cohort: Cohort) -> FrozenTimetable | None:
    """The timetable that people see now; one query."""
    release = latest_release(cohort)
    return as_seen(release, cohort) if release else None


def impact(cohort: Cohort) -> Impact:
    """What the next release would change."""
    release = latest_release(cohort)
    released = as_released(release, cohort.time_zone).sessions if release else ()
    return compare(released, freeze_all(working_copy(cohort)))


def changed_with(release: Release, before: Release | None, zone: str) -> Impact:
    """What a release changed of the one before it; all of it is new in the first."""
    old = as_released(before, zone).sessions if before else ()
    return compare(old, as_released(release, zone).sessions)


# Whom a release tells, in the order in which they are named; of the first three, ids of accounts are kept.
WITH_ACCOUNTS = ("participants", "trainers", "managers")


@dataclass(frozen=True)
class Told:
    """Who was written to about a release when it went out."""

    kept: Mapping[str, list[Any]]

    @property
    def numbers(self) -> dict[str, int]:
        """How many of each."""
        return {name: len(self.kept[name]) for name in (*WITH_ACCOUNTS, "hosts")}

    def in_groups(self) -> dict[str, list[str]]:
        """Their names, and those whom no letter reached; one query."""
        ids = {pk for name in WITH_ACCOUNTS for pk in self.kept[name]}
        people = User.objects.in_bulk(ids)
        called = {
            name: [str(people[pk].get_full_name() or people[pk]) for pk in self.kept[name] if pk in people]
            for name in WITH_ACCOUNTS
        }
        return {**called, "hosts": self.kept["hosts"], "unreached": self.kept["unreached"]}


def told_of(release: Release) -> Told | None:
    """Who was told of a release; nothing where that was not kept yet."""
    return Told(release.told) if release.told else None


def known_timetable(cohort: Cohort) -> FrozenTimetable:
    """The last release as it went out; before the first one, the working copy, which trainers and managers know."""
    release = latest_release(cohort)
    if release is not None:
        return as_released(release, cohort.time_zone)
    sessions = freeze_all(working_copy(cohort))
    return FrozenTimetable(0, released_at=timezone.now(), zone=cohort.time_zone, sessions=tuple(sessions))


def first_starts(cohorts: Iterable[Cohort]) -> dict[int, dt.datetime]:
    """When the first planned session of each of these cohorts starts, by the cohort's id; one query."""
    rows = Session.objects.filter(
        day__cohort__in=list(cohorts), state=Session.State.PLANNED, called_off_at=None
    ).select_related("day__cohort")
    found: dict[int, dt.datetime] = {}
    for row in rows.order_by("-day__date", "-starts"):
        found[row.day.cohort_id] = row.starts_at
    return found


def days_so_far(cohort: Cohort, moment: dt.datetime) -> DaysSoFar:
    """Of which days something had begun at that moment, and of which something was left."""
    timetable = known_timetable(cohort).call_off(moment)
    left = {each.date for each in timetable.sessions if each.id in timetable.called_off}
    begun = {each.date for each in timetable.sessions if not each.is_cancelled}
    days = [(day.pk, day.date) for day in cohort.days.all()]
    return DaysSoFar(
        begun=frozenset(pk for pk, date in days if date in begun),
        left=frozenset(pk for pk, date in days if date in left),
    )


def works_in(user: Any, cohort: Cohort) -> bool:
    """Whether this person manages the cohort's programme or teaches in one of its sessions."""
    if not user.is_authenticated or not user.is_active:
        return False
    if Cohort.objects.visible_to(user).filter(pk=cohort.pk).exists():
        return True
    led = SessionTrainer.objects.filter(trainer__in=present_trainers(user.pk), session__day__cohort=cohort)
    return led.exists()


def dates_lost(user: Any, cohort: Cohort) -> set[dt.date]:
    """The cohort's dates that were called off while this person held a place on them."""
    return {date for cohort_id, date in dates_called_off(user.pk) if cohort_id == cohort.pk}
