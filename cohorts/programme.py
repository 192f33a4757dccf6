"""The programme as people see it: plain values, in every language, and what a release changes of it.

A release keeps it as JSON; the working copy is put into the same form to be compared.

A session keeps its wall time. `sequence` rises with each release that changed or cancelled the session, as calendars
ask (RFC 5545, 3.8.7.4). A session that a release cancelled stays in the later ones, so that calendars take it away.
"""

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

from foundation.words.translated import NO_WORDS, Words

from . import hours
from .dossier import NO_DOSSIER, Dossier, dossier_from_json, dossier_to_json

SCHEMA = 1


def _in_one_order(names: tuple[Words, ...]) -> tuple[Words, ...]:
    return tuple(sorted(names, key=lambda words: sorted(words.by_language.items())))


@dataclass(frozen=True)
class FrozenSession:
    """One session as people see it. Address, room and contact are for accepted people, unless the cohort says so."""

    id: str
    date: dt.date
    starts: dt.time
    ends: dt.time
    title: Words
    summary: Words = NO_WORDS
    format: Words = NO_WORDS
    format_slug: str = ""
    group_id: int | None = None
    group: Words = NO_WORDS
    site: Words = NO_WORDS
    town: Words = NO_WORDS
    address: Words = NO_WORDS
    room: Words = NO_WORDS
    contact: str = ""
    entry_rules: Words = NO_WORDS
    shelter: Words = NO_WORDS
    dossier: Dossier = NO_DOSSIER
    hosts: tuple[Words, ...] = ()
    trainers: tuple[Words, ...] = ()
    # Ids of the same trainers, in the same order; releases from before they were kept have none.
    trainer_ids: tuple[int, ...] = ()
    is_taught: bool = True
    is_required: bool = False
    is_sample: bool = False
    sequence: int = 0
    is_cancelled: bool = False
    # When the release went out that changed it last; releases from before this was kept do not say.
    changed_at: dt.datetime | None = None

    def for_strangers(self) -> Self:
        """The same session with the town and the site's name only."""
        return replace(
            self,
            address=NO_WORDS,
            room=NO_WORDS,
            contact="",
            entry_rules=NO_WORDS,
            shelter=NO_WORDS,
            dossier=NO_DOSSIER,
        )

    def same_as(self, other: "FrozenSession") -> bool:
        """Whether people would see no difference."""
        return self._as_people_see() == other._as_people_see()

    def _as_people_see(self) -> Self:
        """Names in an order of their own: rows come by their name in the language of whoever asks."""
        hosts, trainers = _in_one_order(self.hosts), _in_one_order(self.trainers)
        return replace(self, sequence=0, changed_at=None, trainer_ids=(), hosts=hosts, trainers=trainers)

    def wall_start(self) -> dt.datetime:
        """Date and hour of the beginning, without a zone."""
        return dt.datetime.combine(self.date, self.starts)

    def wall_end(self) -> dt.datetime:
        """Date and hour of the end, without a zone; on the next day, if it passes midnight."""
        return hours.end_on_clock(self.date, self.starts, self.ends)

    @property
    def hours_in_words(self) -> str:
        """“10:00–11:30”, “22:00–01:30 next day”."""
        return hours.hours_in_words(self.starts, self.ends)


@dataclass(frozen=True)
class FrozenTimetable:
    """A release: its number, its moment, the zone of its hours, and its sessions in order of time."""

    number: int
    released_at: dt.datetime
    zone: str
    sessions: tuple[FrozenSession, ...]
    note: str = ""
    # Ids of the sessions that no release cancelled: they went with their cohort.
    called_off: frozenset[str] = frozenset()

    def call_off(self, moment: dt.datetime | None) -> Self:
        """The timetable of a cohort that was cancelled at that moment (None: it was not).

        What had not begun is cancelled, its sequence risen by one, for no release says so. What had begun stays as it
        was, whenever this is asked.
        """
        if moment is None:
            return self
        gone = frozenset(
            session.id
            for session in self.sessions
            if not session.is_cancelled and self.starts_at(session) > moment
        )
        sessions = tuple(
            replace(session, is_cancelled=True, sequence=session.sequence + 1, changed_at=moment)
            if session.id in gone
            else session
            for session in self.sessions
        )
        return replace(self, sessions=sessions, called_off=gone)

    def for_strangers(self) -> Self:
        """The same timetable without addresses, rooms, contacts."""
        return replace(self, sessions=tuple(session.for_strangers() for session in self.sessions))

    def on(self, date: dt.date) -> tuple[FrozenSession, ...]:
        """The sessions of one date."""
        return tuple(session for session in self.sessions if session.date == date)

    @property
    def dates(self) -> tuple[dt.date, ...]:
        """The dates that have sessions, in order."""
        return tuple(sorted({session.date for session in self.sessions}))

    def starts_at(self, session: FrozenSession) -> dt.datetime:
        """The moment at which a session of this timetable starts."""
        return session.wall_start().replace(tzinfo=zoneinfo.ZoneInfo(self.zone))

    def ends_at(self, session: FrozenSession) -> dt.datetime:
        """The moment at which a session of this timetable ends."""
        return session.wall_end().replace(tzinfo=zoneinfo.ZoneInfo(self.zone))


_WORDS = {"title", "summary", "format", "group", "site", "town", "address", "room", "entry_rules", "shelter"}
_LISTS = {"hosts", "trainers"}


def session_to_json(session: FrozenSession) -> dict[str, Any]:
    """Plain values that JSON holds."""
    data = {name: getattr(session, name) for name in asdict(session)}
    for name in _WORDS:
        data[name] = dict(data[name].by_language)
    for name in _LISTS:
        data[name] = [dict(words.by_language) for words in data[name]]
    return {
        **data,
        "dossier": dossier_to_json(session.dossier),
        "date": session.date.isoformat(),
        "starts": session.starts.isoformat("minutes"),
        "ends": session.ends.isoformat("minutes"),
        "changed_at": session.changed_at.isoformat() if session.changed_at else None,
    }


def session_from_json(data: Mapping[str, Any]) -> FrozenSession:
    """The session that `session_to_json` wrote."""
    values = dict(data)
    for name in _WORDS:
        values[name] = Words(values[name])
    for name in _LISTS:
        values[name] = tuple(Words(words) for words in values[name])
    values["dossier"] = dossier_from_json(values.get("dossier"))
    values["trainer_ids"] = tuple(values.get("trainer_ids", ()))
    values["date"] = dt.date.fromisoformat(values["date"])
    values["starts"] = dt.time.fromisoformat(values["starts"])
    values["ends"] = dt.time.fromisoformat(values["ends"])
    changed_at = values.get("changed_at")
    values["changed_at"] = dt.datetime.fromisoformat(changed_at) if changed_at else None
    return FrozenSession(**values)


def sessions_to_json(sessions: tuple[FrozenSession, ...]) -> dict[str, Any]:
    """What a release's `content` holds."""
    return {"schema": SCHEMA, "sessions": [session_to_json(session) for session in sessions]}


def changed_by(sessions: Iterable[FrozenSession], moment: dt.datetime) -> tuple[FrozenSession, ...]:
    """The sessions, with this moment as that of the change of those that name none."""
    return tuple(each if each.changed_at else replace(each, changed_at=moment) for each in sessions)


def sessions_from_json(content: Mapping[str, Any]) -> tuple[FrozenSession, ...]:
    """The sessions of a release's `content`."""
    return tuple(session_from_json(data) for data in content["sessions"])


# ---------------------------------------------------------------- what a release changes
@dataclass(frozen=True)
class Change:
    """A session before and after."""

    before: FrozenSession
    after: FrozenSession

    @property
    def is_moved(self) -> bool:
        """Whether its time changed, not only its words or its place."""
        return (self.before.wall_start(), self.before.wall_end()) != (
            self.after.wall_start(),
            self.after.wall_end(),
        )


@dataclass(frozen=True)
class Impact:
    """The difference between the last release and the working copy."""

    added: tuple[FrozenSession, ...]
    changed: tuple[Change, ...]
    cancelled: tuple[FrozenSession, ...]
    sessions: tuple[FrozenSession, ...]  # what the next release holds, sequences counted on
    released: Mapping[str, FrozenSession] = field(default_factory=dict)  # what the last one held, by id

    @property
    def is_empty(self) -> bool:
        """Whether people would see no difference."""
        return not (self.added or self.changed or self.cancelled)

    @property
    def dates(self) -> tuple[dt.date, ...]:
        """The dates on which something changes, the former ones of moved sessions included."""
        dates = {session.date for session in (*self.added, *self.cancelled)}
        for change in self.changed:
            dates |= {change.before.date, change.after.date}
        return tuple(sorted(dates))

    @property
    def dates_left(self) -> tuple[dt.date, ...]:
        """The dates on which people still look for sessions that are planned for another date now."""
        return tuple(
            sorted({each.before.date for each in self.changed if each.before.date != each.after.date})
        )


def compare(released: Iterable[FrozenSession], working: Iterable[FrozenSession]) -> Impact:
    """Work out the next release from the last one and the working copy.

    `sequence` goes up by one for each session that changes, is cancelled or comes back; one that comes back counts as
    added. A session cancelled before anybody saw it is left out; one that was taken out of the working copy counts as
    cancelled; one that stays cancelled is kept as it is now, and nobody is told of it. What changes loses its
    `changed_at`, for that is the moment of the release to come; the rest keeps it.
    """
    last = {session.id: session for session in released}
    before = dict(last)
    added, changed, cancelled, result = [], [], [], []
    for session in working:
        old = before.pop(session.id, None)
        if old is None:
            if not session.is_cancelled:
                added.append(session)
                result.append(session)
            continue
        now = replace(session, sequence=old.sequence, changed_at=old.changed_at)
        if not now.same_as(old):
            now = replace(now, sequence=old.sequence + 1, changed_at=None)
            if not now.is_cancelled and not old.is_cancelled:
                changed.append(Change(old, now))
            elif not now.is_cancelled:
                added.append(now)
            elif not old.is_cancelled:
                cancelled.append(now)
        result.append(now)
    for old in before.values():
        gone = old
        if not old.is_cancelled:
            gone = replace(old, is_cancelled=True, sequence=old.sequence + 1, changed_at=None)
            cancelled.append(gone)
        result.append(gone)
    result.sort(key=lambda session: (session.wall_start(), session.wall_end(), session.title.in_("uk").text))
    return Impact(tuple(added), tuple(changed), tuple(cancelled), tuple(result), last)
