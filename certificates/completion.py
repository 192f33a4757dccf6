"""The completion rule: what a participant attended of what they should have, with reasons a person can read.

Pure: values in, an outcome out. What counts are the taught sessions of the last release, on the days that the person
holds or has been marked present on. A required session is asked for whatever its format: an opening stays outside the
share, and who missed it gets no certificate. Sessions at one time of which one is chosen (a track group) count as one,
attended if any of them was. Nobody qualifies before the last of the days held has come. Until then, and while sessions
go on, nobody is told that they missed something: what is to come is named instead.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.programme import FrozenSession
from foundation.clocks.dates import dates_in_words
from foundation.words.translated import Words


@dataclass(frozen=True)
class Slot:
    """One thing to attend: a session, or a group of parallel ones."""

    sessions: tuple[FrozenSession, ...]

    @property
    def is_taught(self) -> bool:
        """Whether it counts for the share."""
        return any(session.is_taught for session in self.sessions)

    @property
    def is_required(self) -> bool:
        """Whether a certificate asks for it."""
        return any(session.is_required for session in self.sessions)

    def is_attended(self, presence: Mapping[str, bool]) -> bool:
        """Whether the person was at one of its sessions (at a required one, where some are required)."""
        wanted = [s for s in self.sessions if s.is_required] or self.sessions
        return any(presence.get(session.id) for session in wanted)

    def is_recorded(self, presence: Mapping[str, bool]) -> bool:
        """Whether anybody wrote down where the person was."""
        return any(session.id in presence for session in self.sessions)

    def is_over_at(self, moment: dt.datetime) -> bool:
        """Whether all of it is past at that moment, by the clock of the cohort."""
        return all(session.wall_end() <= moment for session in self.sessions)


@dataclass(frozen=True)
class Reason:
    """One line of the explanation: whether it speaks for the certificate, and the numbers in it."""

    code: str
    speaks_for: bool
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, language: str) -> str:
        """The line in the language that is active; titles of sessions in `language`."""
        return _TEXTS[self.code](self.values, language)


@dataclass(frozen=True)
class Outcome:
    """Whether a participant gets a certificate, and why."""

    qualifies: bool
    attended: int
    counted: int
    reasons: tuple[Reason, ...]
    # The dates that stand between the person and an answer; with them, `attended` and `counted` are of what is over.
    to_come: tuple[dt.date, ...] = ()
    # Titles of the taught sessions that the person was at, in order of time.
    taught: tuple[Words, ...] = ()

    @property
    def percent(self) -> int:
        """The share attended, rounded down: 79.9 % is not 80 %."""
        return self.attended * 100 // self.counted if self.counted else 0


def slots(sessions: Iterable[FrozenSession], dates: Iterable[dt.date]) -> tuple[Slot, ...]:
    """What there was to attend on those dates, in order of time: what is taught, and what is required."""
    wanted = set(dates)
    grouped: dict[object, list[FrozenSession]] = {}
    for session in sessions:
        is_asked = session.is_taught or session.is_required
        if session.date in wanted and is_asked and not session.is_cancelled:
            key = ("group", session.group_id, session.date) if session.group_id else session.id
            grouped.setdefault(key, []).append(session)
    return tuple(Slot(tuple(group)) for group in grouped.values())


def work_out(
    *,
    minimum_share: int,
    sessions: Iterable[FrozenSession],
    dates_held: Iterable[dt.date],
    presence: Mapping[str, bool],
    now: dt.datetime,
) -> Outcome:
    """Apply the rule to one participant.

    `minimum_share` in per cent; `presence` by the sessions' public ids; `now` by the clock where the cohort meets,
    without a zone. Order of the sessions does not matter.
    """
    dates = list(dates_held)
    if not dates:
        return Outcome(False, 0, 0, (Reason("no_days", False),))
    to_attend = slots(sessions, dates)
    taught = [slot for slot in to_attend if slot.is_taught]
    over = [slot for slot in to_attend if slot.is_over_at(now)]
    attended = sum(slot.is_attended(presence) for slot in taught)
    counted = len(taught)
    share_is_met = counted > 0 and Fraction(attended, counted) >= Fraction(minimum_share, 100)
    missed = [slot for slot in to_attend if slot.is_required and not slot.is_attended(presence)]
    qualifies = share_is_met and not missed and max(dates) <= now.date()
    to_come = _to_come(dates, to_attend, now)
    if to_come and not qualifies:
        so_far = [slot.is_attended(presence) for slot in over if slot.is_taught]
        why = Reason("to_come", False, {"dates": to_come})
        return Outcome(False, sum(so_far), len(so_far), (why,), to_come)
    if not taught:
        return Outcome(False, 0, 0, (Reason("no_sessions", False),))
    share = {
        "attended": attended,
        "counted": counted,
        "percent": attended * 100 // counted,
        "minimum": minimum_share,
    }
    reasons = (Reason("share", share_is_met, share), *_what_lacks(missed, over, presence))
    return Outcome(qualifies, attended, counted, reasons, taught=_titles(taught, presence))


def _titles(taught: Iterable[Slot], presence: Mapping[str, bool]) -> tuple[Words, ...]:
    """What the sessions that the person was at are called."""
    sessions = (session for slot in taught for session in slot.sessions)
    attended = (session for session in sessions if session.is_taught and presence.get(session.id))
    return tuple(session.title for session in sorted(attended, key=FrozenSession.wall_start))


def _what_lacks(
    missed: Iterable[Slot], over: Iterable[Slot], presence: Mapping[str, bool]
) -> Iterator[Reason]:
    """Required sessions that were missed, then how many that are over have no mark."""
    for slot in missed:
        yield Reason("required_missed", False, {"title": _required_title(slot)})
    if unrecorded := sum(not slot.is_recorded(presence) for slot in over):
        yield Reason("not_recorded", False, {"count": unrecorded})


def _to_come(dates: list[dt.date], to_attend: Iterable[Slot], now: dt.datetime) -> tuple[dt.date, ...]:
    """The dates after today, and those on which something is not over yet."""
    later = {date for date in dates if date > now.date()}
    going_on = {slot.sessions[0].date for slot in to_attend if not slot.is_over_at(now)}
    return tuple(sorted(later | going_on))


def _required_title(slot: Slot) -> object:
    first = next(session for session in slot.sessions if session.is_required)
    return first.group if len(slot.sessions) > 1 and first.group else first.title


def _share(values: Mapping[str, object], language: str) -> str:
    return ngettext(
        "Attended %(attended)s of %(counted)s session: %(percent)s %%, %(minimum)s %% needed.",
        "Attended %(attended)s of %(counted)s sessions: %(percent)s %%, %(minimum)s %% needed.",
        int(str(values["counted"])),
    ) % dict(values)


def _still_to_come(values: Mapping[str, object], language: str) -> str:
    dates = cast(tuple[dt.date, ...], values["dates"])
    return _("Still to come: %(dates)s.") % {"dates": dates_in_words(dates)}


def _required_missed(values: Mapping[str, object], language: str) -> str:
    title = values["title"].in_(language)  # type: ignore[attr-defined]
    return _("Was not at a required session: “%(title)s”.") % {"title": title}


def _not_recorded(values: Mapping[str, object], language: str) -> str:
    count = int(str(values["count"]))
    return ngettext(
        "Presence is not recorded for %(count)s session.",
        "Presence is not recorded for %(count)s sessions.",
        count,
    ) % {"count": count}


def _not_printable(values: Mapping[str, object], language: str) -> str:
    return _("The certificate cannot be printed: %(why)s") % {"why": values["why"]}


_TEXTS = {
    "to_come": _still_to_come,
    "share": _share,
    "required_missed": _required_missed,
    "not_recorded": _not_recorded,
    "not_printable": _not_printable,
    "erased": lambda values, language: _("The person is erased: no certificate can be issued to them."),
    "no_days": lambda values, language: _("Holds no place on any day."),
    "no_sessions": lambda values, language: _("No taught sessions have been released for the days held."),
    "no_hours": lambda values, language: _(
        "The hours are not set: fill them in on the course, and on each day for those who hold only some."
    ),
}
