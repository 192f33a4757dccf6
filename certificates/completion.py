"""The completion rule: what a participant attended of what they should have, with reasons a person can read.

Pure: values in, an outcome out. What counts are the taught sessions of the last release, on the days that the person
holds. A required session is asked for whatever its format: an opening stays outside the share, and who missed it gets
no certificate. Sessions at one time of which one is chosen (a track group) count as one, attended if any of them was.
Nobody qualifies before the last of the days held has come.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.dates import short_date_in_words
from cohorts.timetable.frozen import FrozenSession


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
    today: dt.date,
) -> Outcome:
    """Apply the rule to one participant.

    `minimum_share` in per cent; `presence` by the sessions' public ids; `today` where the cohort meets. Order of the
    sessions does not matter.
    """
    dates = list(dates_held)
    if not dates:
        return Outcome(False, 0, 0, (Reason("no_days", False),))
    to_attend = slots(sessions, dates)
    taught = [slot for slot in to_attend if slot.is_taught]
    if not taught:
        return Outcome(False, 0, 0, (Reason("no_sessions", False),))
    attended = sum(slot.is_attended(presence) for slot in taught)
    counted = len(taught)
    share_is_met = Fraction(attended, counted) >= Fraction(minimum_share, 100)
    values = {
        "attended": attended,
        "counted": counted,
        "percent": attended * 100 // counted,
        "minimum": minimum_share,
    }
    reasons = [Reason("share", share_is_met, values)]
    is_to_come = max(dates) > today
    if is_to_come:
        reasons.insert(0, Reason("not_over", False, {"date": max(dates)}))
    missed = [slot for slot in to_attend if slot.is_required and not slot.is_attended(presence)]
    reasons += [Reason("required_missed", False, {"title": _required_title(slot)}) for slot in missed]
    unrecorded = sum(not slot.is_recorded(presence) for slot in to_attend)
    if unrecorded:
        reasons.append(Reason("not_recorded", False, {"count": unrecorded}))
    qualifies = share_is_met and not missed and not is_to_come
    return Outcome(qualifies, attended, counted, tuple(reasons))


def _required_title(slot: Slot) -> object:
    first = next(session for session in slot.sessions if session.is_required)
    return first.group if len(slot.sessions) > 1 and first.group else first.title


def _share(values: Mapping[str, object], language: str) -> str:
    return ngettext(
        "Attended %(attended)s of %(counted)s session: %(percent)s %%, %(minimum)s %% needed.",
        "Attended %(attended)s of %(counted)s sessions: %(percent)s %%, %(minimum)s %% needed.",
        int(str(values["counted"])),
    ) % dict(values)


def _not_over(values: Mapping[str, object], language: str) -> str:
    date = cast(dt.date, values["date"])
    return _("The last of the days is still to come: %(date)s.") % {
        "date": short_date_in_words(date, year=True)
    }


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
    "not_over": _not_over,
    "share": _share,
    "required_missed": _required_missed,
    "not_recorded": _not_recorded,
    "not_printable": _not_printable,
    "no_days": lambda values, language: _("Holds no place on any day."),
    "no_sessions": lambda values, language: _("No taught sessions have been released for the days held."),
    "no_hours": lambda values, language: _(
        "The hours are not set: fill them in on the course, and on each day for those who hold only some."
    ),
}
