"""Papers from the released timetable: the programme in three languages, signs at doors."""

from itertools import groupby

from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cohorts.programme import FrozenSession, FrozenTimetable
from cohorts.timetable.queries import latest_timetable
from foundation.clocks.dates import moment_in_words
from foundation.words.order import order_key
from foundation.words.translated import LANGUAGES, Words

from ..pdf.facts import Block, Column, Heading, Paper, Sign, Table, shown
from .scope import Scope, long_date, page_words

# A programme is set smaller, down to what can be read at arm's length, to be one page a language.
_SCALES = (1.0, 0.92, 0.85, 0.78, 0.72)


def _said(words: Words) -> str:
    return shown(words.in_(get_language() or "uk"))


def _released(scope: Scope) -> tuple[FrozenTimetable | None, list[FrozenSession]]:
    """The release that people see, and its sessions on the days in question; two queries."""
    timetable = latest_timetable(scope.cohort)
    if timetable is None:
        return None, []
    dates = set(scope.dates)
    rows = [each for each in timetable.sessions if each.date in dates and not each.is_cancelled]
    return timetable, sorted(rows, key=lambda each: (each.wall_start(), each.wall_end(), each.group_id or 0))


def _as_of(timetable: FrozenTimetable) -> str:
    moment = moment_in_words(timetable.released_at, timetable.zone)
    return _("Release No. %(number)s, %(moment)s.") % {"number": timetable.number, "moment": moment}


# ---------------------------------------------------------------- the programme
def programmes(scope: Scope) -> list[Paper]:
    """The programme once in each language; nothing before the first release."""
    timetable, sessions = _released(scope)
    if timetable is None or not sessions:
        return []
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            found.append(_programme(scope, timetable, sessions))
    return found


def _programme(scope: Scope, timetable: FrozenTimetable, sessions: list[FrozenSession]) -> Paper:
    blocks: list[Block] = []
    for date, rows in groupby(sessions, key=lambda each: each.date):
        blocks += [Heading(long_date(date)), Table(_columns(), tuple(_row(each) for each in rows))]
    return Paper(
        title=scope.event,
        lines=(_("Programme"), scope.when_and_where),
        blocks=tuple(blocks),
        foot=_as_of(timetable),
        page=page_words(),
        donor=scope.donor,
        logos=scope.logos,
        scales=_SCALES,
    )


def _columns() -> tuple[Column, ...]:
    return Column(_("Hours"), 17), Column(_("What is on"), 53, "strong"), Column(_("Where"), 30)


def _row(session: FrozenSession) -> tuple[str, ...]:
    trainers = ", ".join(map(_said, session.trainers))
    title = _said(session.title)
    if session.group:
        title = _("%(title)s (to choose)") % {"title": title}
    where = ", ".join(filter(None, (_said(session.room), _said(session.site))))
    return session.hours_in_words, f"{title}\n{trainers}", where


# ---------------------------------------------------------------- signs
def signs(scope: Scope) -> list[Sign]:
    """One for each room and day, in the order of rooms; sessions without a room have no door."""
    timetable, sessions = _released(scope)
    if timetable is None:
        return []
    found: dict[tuple[str, str, str], list[FrozenSession]] = {}
    for each in sessions:
        if each.room:
            key = (_said(each.room), _said(each.site), long_date(each.date))
            found.setdefault(key, []).append(each)
    ordered = sorted(
        found.items(), key=lambda item: (item[1][0].date, order_key(item[0][0]), order_key(item[0][1]))
    )
    return [
        Sign(
            room=room,
            venue=venue,
            date=date,
            lines=tuple((each.hours_in_words, _said(each.title)) for each in rows),
            as_of=f"{scope.event}. {_as_of(timetable)}",
        )
        for (room, venue, date), rows in ordered
    ]
