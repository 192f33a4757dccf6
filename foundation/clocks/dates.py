"""Dates, hours and deadlines as people read them, in the present language.

An hour always says whose clock it is on: the cohort's zone is named, never the server's or the reader's.
"""

import datetime as dt
import zoneinfo
from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

# Dates at the ends of the calendar overflow as soon as somebody looks at the day before or after them, or at another
# zone; they are slips of the hand.
FIRST_YEAR, LAST_YEAR = 2000, 2100

_DAY, _HOUR, _MINUTE = 86_400, 3_600, 60


def is_within_reach(date: dt.date) -> bool:
    """Whether a day or a deadline can be on this date (a moment counts as one)."""
    return FIRST_YEAR <= date.year <= LAST_YEAR


def reach_in_words() -> str:
    """What is asked of whoever typed a date out of reach."""
    years = {"first": str(FIRST_YEAR), "last": str(LAST_YEAR)}
    return _("Choose a date in the years %(first)s to %(last)s.") % years


def zone_in_words(zone: str) -> str:
    """Whose clock: “Kyiv time”."""
    named = {"Europe/Kyiv": _("Kyiv time"), "Europe/Warsaw": _("Warsaw time")}
    return named.get(zone) or _("%(city)s time") % {"city": zone.rpartition("/")[2].replace("_", " ")}


def date_in_words(date: dt.date, *, year: bool = True) -> str:
    """“Thursday, 20 November 2026”; in Ukrainian and Polish the weekday is an ordinary word: “п’ятниця, 20 листопада”.

    Where a line or a heading begins with it, `capfirst` makes the capital letter.
    """
    words = date_format(date, "l, j E Y" if year else "l, j E")
    return words if get_language() == "en" else words[0].lower() + words[1:].replace("'", "’")


def short_date_in_words(date: dt.date, *, year: bool = False) -> str:
    """“20 November”, with the year if asked."""
    return date_format(date, "j E Y" if year else "j E")


def dates_in_words(dates: Sequence[dt.date], *, year: bool = True) -> str:
    """“20–21 November 2026”, “30 November – 1 December 2026”, “20 and 25 November 2026”; empty for no dates."""
    days = sorted(set(dates))
    if not days:
        return ""
    first, last = days[0], days[-1]
    end = short_date_in_words(last, year=year)
    if len(days) == 1:
        return end
    same_month = (first.year, first.month) == (last.year, last.month)
    if first.year != last.year:
        start = short_date_in_words(first, year=year)
    else:
        start = str(first.day) if same_month else short_date_in_words(first)
    in_a_row = (last - first).days == len(days) - 1
    if in_a_row:
        return f"{start}–{end}" if same_month else f"{start} – {end}"
    # Translators: two dates that do not follow one another, as in "20 and 25 November".
    between = [str(day.day) if same_month else short_date_in_words(day) for day in days[1:-1]]
    return _("%(start)s and %(end)s") % {"start": ", ".join([start, *between]), "end": end}


def weekdays_in_words(dates: Sequence[dt.date]) -> str:
    """“Thursday, 20 November – Friday, 21 November 2026”: first and last day with their weekdays."""
    days = sorted(set(dates))
    if not days:
        return ""
    end = date_in_words(days[-1])
    if len(days) == 1:
        return end
    return f"{date_in_words(days[0], year=days[0].year != days[-1].year)} – {end}"


def hour_in_words(time: dt.time | dt.datetime) -> str:
    """“18:00”."""
    return date_format(time, "H:i") if isinstance(time, dt.datetime) else time.strftime("%H:%M")


def hour_beside(moment: dt.datetime, date: dt.date) -> str:
    """“18:00”, said beside that date; of a moment on another one with its own: “00:04, 11 December”."""
    hour = hour_in_words(moment)
    return hour if moment.date() == date else f"{hour}, {short_date_in_words(moment.date())}"


def moment_in_words(moment: dt.datetime, zone: str, *, year: bool = True) -> str:
    """“18:00, 12 December 2026, Kyiv time”."""
    local = moment.astimezone(zoneinfo.ZoneInfo(zone))
    date = short_date_in_words(local.date(), year=year)
    return _("%(hour)s, %(date)s, %(zone)s") % {**_parts(moment, zone), "date": date}


def deadline_in_words(deadline: dt.datetime, zone: str) -> str:
    """“until 18:00, 12 December, Kyiv time”."""
    return _("until %(hour)s, %(date)s, %(zone)s") % _parts(deadline, zone)


def apply_until_in_words(deadline: dt.datetime | None, zone: str) -> str:
    """“Apply until 18:00, 12 December, Kyiv time”; without a deadline, until the day begins."""
    if deadline is None:
        return _("Apply before the day begins")
    return _("Apply by %(hour)s, %(date)s, %(zone)s") % _parts(deadline, zone)


def first_deadline_in_words(deadline: dt.datetime, zone: str) -> str:
    """“The first deadline is 18:00, 12 December, Kyiv time”."""
    return _("The first deadline is %(hour)s, %(date)s, %(zone)s") % _parts(deadline, zone)


def closed_since_in_words(deadline: dt.datetime, zone: str) -> str:
    """“Registration closed at 18:00, 12 December, Kyiv time”."""
    return _("Registration closed at %(hour)s, %(date)s, %(zone)s") % _parts(deadline, zone)


def _parts(moment: dt.datetime, zone: str) -> dict[str, str]:
    local = moment.astimezone(zoneinfo.ZoneInfo(zone))
    return {
        "hour": hour_in_words(local.time()),
        "date": short_date_in_words(local.date()),
        "zone": zone_in_words(zone),
    }


def time_left_in_words(moment: dt.datetime, now: dt.datetime) -> str:
    """“in 5 days”, “in 30 hours”, “in 12 minutes”; empty once it is past. Whole units, rounded down."""
    seconds = (moment - now).total_seconds()
    if seconds <= 0:
        return ""
    if seconds >= 2 * _DAY:
        number = int(seconds // _DAY)
        return ngettext("in %(number)s day", "in %(number)s days", number) % {"number": number}
    if seconds >= 2 * _HOUR:
        number = int(seconds // _HOUR)
        return ngettext("in %(number)s hour", "in %(number)s hours", number) % {"number": number}
    number = max(1, int(seconds // _MINUTE))
    return ngettext("in %(number)s minute", "in %(number)s minutes", number) % {"number": number}


def language_in_words(code: str) -> str:
    """A working language as a fact: “Ukrainian”."""
    return {
        "uk": pgettext("working language", "Ukrainian"),
        "en": pgettext("working language", "English"),
        "pl": pgettext("working language", "Polish"),
    }[code]
