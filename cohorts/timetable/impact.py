"""What a release changes for people, worked out before it goes out from plain values."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from .frozen import FrozenSession


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
    cancelled; one that stays cancelled is kept as it is now, and nobody is told of it.
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
        now = replace(session, sequence=old.sequence)
        if not now.same_as(old):
            now = replace(now, sequence=old.sequence + 1)
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
            gone = replace(old, is_cancelled=True, sequence=old.sequence + 1)
            cancelled.append(gone)
        result.append(gone)
    result.sort(key=lambda session: (session.wall_start(), session.wall_end(), session.title.in_("uk").text))
    return Impact(tuple(added), tuple(changed), tuple(cancelled), tuple(result), last)
