"""What stands in a calendar: the sessions of a release, and whole days of which no hours are released yet."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Day
from cohorts.programme import FrozenSession, FrozenTimetable
from foundation.words.translated import Words, words

from .calendar import CalendarDay, CalendarEvent, event_uid
from .dossiers import entry_lines, safety_lines


def _uid(public_id: str) -> str:
    return event_uid(uuid.UUID(public_id), urlsplit(settings.SITE_URL).hostname or "localhost")


class _Reading:
    """Takes words in one language, or in what stands in for it, and remembers in which they really are."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.found: set[str] = set()

    def of(self, *many: Words, between: str = ", ") -> str:
        """These words one after another, without those that nobody wrote."""
        said = [each.in_(self.language) for each in many if each]
        self.found |= {each.lang for each in said}
        return between.join(each.text for each in said)

    @property
    def mark(self) -> str | None:
        """How all that was taken is marked in a calendar in that language: see `CalendarEvent`."""
        if len(self.found) > 1:
            return None
        return "" if self.found <= {self.language} else next(iter(self.found))


# ------------------------------------------------------------------------------------------------------- sessions
def session_events(
    timetable: FrozenTimetable, sessions: Iterable[FrozenSession], language: str, page: str
) -> list[CalendarEvent]:
    """Sessions of the timetable as events of a calendar in this language."""
    return [_session_event(session, timetable, language, page) for session in sessions]


def _session_event(
    session: FrozenSession, timetable: FrozenTimetable, language: str, page: str
) -> CalendarEvent:
    title, place, description = _Reading(language), _Reading(language), _Reading(language)
    return CalendarEvent(
        uid=_uid(session.id),
        sequence=session.sequence,
        status="CANCELLED" if session.is_cancelled else "CONFIRMED",
        title=title.of(session.title),
        language=title.mark,
        starts=session.wall_start(),
        ends=session.wall_end(),
        zone=timetable.zone,
        stamped=session.changed_at or timetable.released_at,
        place=place.of(session.site, session.room, session.address, session.town),
        place_language=place.mark,
        description="\n".join(line for line in _description(session, description) if line),
        description_language=description.mark,
        url=page,
    )


def _description(session: FrozenSession, reading: _Reading) -> Iterator[str]:
    yield reading.of(session.format)
    yield reading.of(session.summary)
    own = list(_sentences(session, reading))
    if own:
        reading.found.add(reading.language)  # that of the sentences, whatever is named in them
    yield from own


def _sentences(session: FrozenSession, reading: _Reading) -> Iterator[str]:
    if session.group:
        yield _("One of several to choose from: %(group)s.") % {"group": reading.of(session.group)}
    if session.hosts:
        yield _("Hosts: %(hosts)s.") % {"hosts": reading.of(*session.hosts, between="; ")}
    if session.trainers:
        yield _("Trainers: %(trainers)s.") % {"trainers": reading.of(*session.trainers)}
    if session.contact:
        yield _("Contact: %(contact)s.") % {"contact": session.contact}
    if session.entry_rules:
        yield _("Entry: %(rules)s") % {"rules": reading.of(session.entry_rules)}
    if session.shelter:
        yield _("Shelter: %(shelter)s") % {"shelter": reading.of(session.shelter)}
    for line in (*entry_lines(session.dossier), *safety_lines(session.dossier)):
        yield f"{line.term}: {line.url or line.text or reading.of(line.words)}"
    if session.is_sample:
        yield _("This line is a sample: the organiser’s source does not give it.")


# ------------------------------------------------------------------------------------------------------ whole days
@dataclass(frozen=True)
class PlannedDay:
    """A day that takes place, or was called off, as a calendar may name it before its hours are released."""

    id: str
    date: dt.date
    name: Words
    title: Words
    town: Words
    site: Words
    called_off_at: dt.datetime | None
    known_since: dt.datetime

    @classmethod
    def of(cls, day: Day, cohort: Cohort, known_since: dt.datetime) -> Self:
        """A day of a cohort that is fetched with its residency and its venue."""
        return cls(
            id=str(day.public_id),
            date=day.date,
            name=words(cohort.residency, "name"),
            title=words(day, "title"),
            town=words(cohort, "town"),
            site=words(cohort.venue, "name"),
            called_off_at=day.called_off_at,
            known_since=known_since,
        )


def day_entries(
    days: Iterable[PlannedDay], released: Iterable[dt.date], language: str, page: str
) -> list[CalendarDay]:
    """Those of a cohort's days of which no session is released, as whole days of a calendar in this language."""
    known = set(released)
    return [_day_entry(day, language, page) for day in days if day.date not in known]


def _day_entry(day: PlannedDay, language: str, page: str) -> CalendarDay:
    title, place = _Reading(language), _Reading(language)
    is_off = day.called_off_at is not None
    return CalendarDay(
        uid=_uid(day.id),
        sequence=1 if is_off else 0,
        status="CANCELLED" if is_off else "CONFIRMED",
        title=title.of(day.name, day.title, between=": "),
        language=title.mark,
        date=day.date,
        stamped=day.called_off_at or day.known_since,
        place=place.of(day.site, day.town),
        place_language=place.mark,
        description="" if is_off else _("The hours of this day are not released yet."),
        url=page,
    )
