"""A released timetable as a page shows it: days, slots of time, parallel sessions, words in the reader's language.

Pure: built from a `FrozenTimetable`, so nothing here can show what a release does not hold. Who may read addresses and
contacts is decided by the caller, who passes the timetable `for_strangers()` or whole.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cohorts.facts import SessionExtra
from cohorts.hours import end_in_words
from cohorts.programme import FrozenSession, FrozenTimetable
from foundation.clocks.dates import date_in_words, hour_in_words, short_date_in_words
from foundation.words.translated import Words, marked

from .dossiers import Line, emergency_lines, entry_lines, shelter_figures

# The stylesheet sets the hours of two days on common lines up to these; a busier timetable goes without.
MOST_LINES, LONGEST_SPAN = 40, 12
# More sessions than this beside each other make a slot so tall that the other day would be full of holes.
MOST_ABREAST = 4

Shown = str | SafeString


@dataclass(frozen=True)
class ShownSession:
    """A session in the reader's language; foreign words are marked with theirs."""

    id: str
    title: Shown
    summary: Shown
    format: Shown
    hours: str
    starts: str
    ends: str
    where: Shown
    room: Shown
    hosts: Shown
    host_count: int
    trainers: Shown
    trainer_count: int
    is_required: bool
    is_sample: bool
    is_cancelled: bool
    extras: tuple[SessionExtra, ...] = ()


@dataclass(frozen=True)
class Choice:
    """Sessions that stand side by side; `title` says among what one chooses, `how` when and where one does."""

    title: Shown
    sessions: tuple[ShownSession, ...]
    how: str = ""

    @property
    def number(self) -> int:
        """Among how many one chooses: those that were not cancelled."""
        return sum(not session.is_cancelled for session in self.sessions)


@dataclass(frozen=True)
class Slot:
    """What begins at one hour of a day. `line` and `span` set the same hours of two days on the same lines."""

    starts: str
    ends: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    line: int
    span: int
    is_break: bool
    choices: tuple[Choice, ...]

    @property
    def sessions(self) -> tuple[ShownSession, ...]:
        """All sessions of the slot."""
        return tuple(session for choice in self.choices for session in choice.sessions)

    @property
    def is_parallel(self) -> bool:
        """Whether there is more than one."""
        return len(self.sessions) > 1


@dataclass(frozen=True)
class ShownPlace:
    """A place where sessions of a day happen, with what accepted people need to get there."""

    name: Shown
    town: Shown
    address: Shown
    contact: str
    entry_rules: Shown
    shelter: Shown
    shelter_figures: str = ""
    entry_facts: tuple[tuple[str, Shown], ...] = ()
    safety_facts: tuple[tuple[str, Shown], ...] = ()


@dataclass(frozen=True)
class ShownDay:
    """A day with its slots. `has_details` is for pages that show some days whole and others as strangers see them."""

    anchor: str
    date: dt.date
    name: str
    short_name: str
    title: Shown
    slots: tuple[Slot, ...]
    places: tuple[ShownPlace, ...] = ()
    has_details: bool = False


@dataclass(frozen=True)
class ShownTimetable:
    """The whole timetable of a release."""

    number: int
    released_at: dt.datetime
    note: str
    days: tuple[ShownDay, ...]
    is_aligned: bool
    has_samples: bool
    has_required: bool


@dataclass(frozen=True)
class Layout:
    """How the reader is shown it: titles of days, extras of sessions, sessions left out, days with their places.

    `choosing`: how one chooses, by the id of the group. `town` is in Ukrainian, and not said again at each session.
    """

    titles: Mapping[dt.date, Shown] = field(default_factory=dict)
    extras: Mapping[str, Sequence[SessionExtra]] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    detailed: frozenset[dt.date] = frozenset()
    choosing: Mapping[int | None, str] = field(default_factory=dict)
    town: str = ""


def show(timetable: FrozenTimetable, layout: Layout | None = None) -> ShownTimetable:
    """Lay a timetable out in the reader's language."""
    layout = layout or Layout()
    sessions = [session for session in timetable.sessions if session.id not in layout.hidden]
    lines = _lines(sessions)
    days = tuple(
        _day(
            number, date, [session for session in sessions if session.date == date], timetable, lines, layout
        )
        for number, date in enumerate(sorted({session.date for session in sessions}), start=1)
    )
    return ShownTimetable(
        number=timetable.number,
        released_at=timetable.released_at,
        note=timetable.note,
        days=days,
        is_aligned=_is_aligned(days, lines),
        has_samples=any(session.is_sample for session in sessions),
        has_required=any(session.is_required for session in sessions),
    )


def gone_before(timetable: FrozenTimetable, previous: FrozenTimetable | None) -> frozenset[str]:
    """Ids of sessions that were cancelled in the release before this one already: people have read of it."""
    if previous is None:
        return frozenset()
    earlier, now = ({each.id for each in one.sessions if each.is_cancelled} for one in (previous, timetable))
    return frozenset(earlier & now)


def only_own(timetable: FrozenTimetable, chosen: Mapping[str, bool]) -> FrozenTimetable:
    """The timetable without the sessions in whose place the person chose another: see `not_chosen`."""
    gone = not_chosen(timetable.sessions, chosen)
    return replace(timetable, sessions=tuple(each for each in timetable.sessions if each.id not in gone))


def not_chosen(sessions: Iterable[FrozenSession], chosen: Mapping[str, bool]) -> frozenset[str]:
    """Ids of the sessions in whose place the person attends another of the same group; all stay until they have chosen.

    `chosen` says of each session that one chooses whether this person attends it."""
    rows = list(sessions)
    settled = {each.group_id for each in rows if chosen.get(each.id)}
    return frozenset(each.id for each in rows if chosen.get(each.id) is False and each.group_id in settled)


def whole_on(timetable: FrozenTimetable, dates: Collection[dt.date]) -> FrozenTimetable:
    """The timetable with addresses and contacts on these dates only."""
    sessions = (
        session if session.date in dates else session.for_strangers() for session in timetable.sessions
    )
    return replace(timetable, sessions=tuple(sessions))


def _is_aligned(days: Sequence[ShownDay], lines: Mapping[dt.time, int]) -> bool:
    """Whether two days lie hour by hour beside each other: not if that would leave holes.

    One day begins much later, or a slot of one is as tall as half of the other.
    """
    if len(days) != 2 or len(lines) > MOST_LINES:
        return False
    widest = max(sum(len(choice.sessions) for choice in slot.choices) for day in days for slot in day.slots)
    return abs(days[0].slots[0].line - days[1].slots[0].line) <= 1 and widest <= MOST_ABREAST


def _lines(sessions: Iterable[FrozenSession]) -> dict[dt.time, int]:
    return {
        time: number for number, time in enumerate(sorted({session.starts for session in sessions}), start=1)
    }


def _day(
    number: int,
    date: dt.date,
    sessions: list[FrozenSession],
    timetable: FrozenTimetable,
    lines: dict[dt.time, int],
    layout: Layout,
) -> ShownDay:
    ordered = sorted(sessions, key=lambda session: (session.starts, session.group_id or 0))
    by_start = [list(rows) for _starts, rows in groupby(ordered, key=lambda session: session.starts)]
    with_next = zip(by_start, [*by_start[1:], []], strict=True)
    return ShownDay(
        anchor=f"day-{number}",
        date=date,
        name=capfirst(date_in_words(date)),
        short_name=short_date_in_words(date),
        title=layout.titles.get(date, ""),
        slots=tuple(_slot(rows, following, timetable, lines, layout) for rows, following in with_next),
        places=_places(ordered) if date in layout.detailed else (),
        has_details=date in layout.detailed,
    )


def _span(session: FrozenSession, following: list[FrozenSession], lines: dict[dt.time, int]) -> int:
    """How many lines of the common grid a slot takes: until it ends or until the next slot of its day."""
    until = min([session.wall_end(), *(row.wall_start() for row in following)])
    taken = (session.wall_start() <= dt.datetime.combine(session.date, time) < until for time in lines)
    return min(max(1, sum(taken)), LONGEST_SPAN)


def _slot(
    rows: list[FrozenSession],
    following: list[FrozenSession],
    timetable: FrozenTimetable,
    lines: dict[dt.time, int],
    layout: Layout,
) -> Slot:
    last = max(rows, key=FrozenSession.wall_end)
    choices = tuple(
        _choice(list(members), last.ends, layout)
        for _id, members in groupby(rows, key=lambda row: row.group_id)
    )
    return Slot(
        starts=hour_in_words(rows[0].starts),
        ends=hour_in_words(last.ends),
        starts_at=timetable.starts_at(rows[0]),
        ends_at=timetable.ends_at(last),
        line=lines[last.starts],
        span=_span(last, following, lines),
        is_break=all(row.format_slug == "break" for row in rows),
        choices=choices,
    )


def _choice(members: list[FrozenSession], slot_ends: dt.time, layout: Layout) -> Choice:
    sessions = tuple(_session(row, slot_ends, layout) for row in members)
    group, title = members[0].group_id, say(members[0].group)
    return Choice(title if group else "", sessions, layout.choosing.get(group, ""))


def _session(row: FrozenSession, slot_ends: dt.time, layout: Layout) -> ShownSession:
    starts, ends = hour_in_words(row.starts), end_in_words(row.starts, row.ends)
    is_said = row.ends == slot_ends and ends == hour_in_words(row.ends)
    return ShownSession(
        id=row.id,
        title=say(row.title),
        summary=say(row.summary),
        format=say(row.format),
        hours="" if is_said else _("until %(hour)s") % {"hour": ends},
        starts=starts,
        ends=ends,
        where=_listed(_where(row, layout.town), ", "),
        room=say(row.room),
        hosts=_listed(row.hosts, "; "),
        host_count=len(row.hosts),
        trainers=_listed(row.trainers, ", "),
        trainer_count=len(row.trainers),
        is_required=row.is_required,
        is_sample=row.is_sample,
        is_cancelled=row.is_cancelled,
        extras=tuple(layout.extras.get(row.id, ())),
    )


def _where(row: FrozenSession, town: str) -> list[Words]:
    """Site and town, without what is said already: a visit named after its site, the town of the whole cohort."""
    site = Words() if row.site.in_("uk").text == row.title.in_("uk").text else row.site
    return [site, Words() if row.town.in_("uk").text == town else row.town]


def _places(sessions: Iterable[FrozenSession]) -> tuple[ShownPlace, ...]:
    """Each place once, in the order in which the day comes to it."""
    found: dict[tuple[str, str], ShownPlace] = {}
    for row in sessions:
        if not row.site or row.is_cancelled:
            continue
        key = (row.site.in_("uk").text, row.address.in_("uk").text)
        found.setdefault(
            key,
            ShownPlace(
                name=say(row.site),
                town=say(row.town),
                address=say(row.address),
                contact=row.contact,
                entry_rules=say(row.entry_rules),
                shelter=say(row.shelter),
                entry_facts=told(entry_lines(row.dossier)),
                shelter_figures=shelter_figures(row.dossier),
                safety_facts=told(emergency_lines(row.dossier)),
            ),
        )
    return tuple(found.values())


def told(lines: Iterable[Line]) -> tuple[tuple[str, Shown], ...]:
    """Facts of a dossier in the reader's language; the map and what is called as links."""
    return tuple((line.term, line.html if line.text else say(line.words)) for line in lines)


def say(words: Words) -> Shown:
    """Words in the reader's language, or in another one and marked so. HTML of it is escaped."""
    language = get_language() or "uk"
    found = words.in_(language)
    return marked(found.text, "" if found.lang == language else found.lang)


def _listed(parts: Iterable[Words], separator: str) -> Shown:
    return format_html_join(separator, "{}", ((say(words),) for words in parts if words))
