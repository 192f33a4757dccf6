"""Dates of a document in words of its language.

Not in the gettext catalogues on purpose: a document's language is not the reader's, and one that is drawn again after
years must say what it said. These words never change.
"""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, kw_only=True)
class DateWords:
    """Months in the genitive, the word after a year, and the one before the last of several days."""

    months: tuple[str, ...]
    year: str
    conjunction: str


DATE_WORDS = {
    "uk": DateWords(
        months=(
            "січня",
            "лютого",
            "березня",
            "квітня",
            "травня",
            "червня",
            "липня",
            "серпня",
            "вересня",
            "жовтня",
            "листопада",
            "грудня",
        ),
        year="року",
        conjunction="і",
    ),
    "pl": DateWords(
        months=(
            "stycznia",
            "lutego",
            "marca",
            "kwietnia",
            "maja",
            "czerwca",
            "lipca",
            "sierpnia",
            "września",
            "października",
            "listopada",
            "grudnia",
        ),
        year="r.",
        conjunction="i",
    ),
    "en": DateWords(
        months=(
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ),
        year="",
        conjunction="and",
    ),
}


def dates_phrase(days: tuple[date, ...], language: str) -> str:
    """The days written out: «20–21 листопада 2026 року», "20 and 22 November 2026"."""
    words = DATE_WORDS[language]
    runs = _runs(days)
    ends = {day for run in runs for day in run}
    if len({day.year for day in ends}) > 1:
        return _joined([_run_phrase(run, words, with_year=True) for run in runs], words)
    if len({day.month for day in ends}) == 1:
        parts = [_span(str(first.day), str(last.day), "–") for first, last in runs]
        tail = f"\xa0{words.months[runs[0][0].month - 1]}"
    else:
        parts, tail = [_run_phrase(run, words, with_year=False) for run in runs], ""
    return f"{_joined(parts, words)}{tail}\xa0{_year(runs[0][0], words)}"


def _runs(days: tuple[date, ...]) -> list[tuple[date, date]]:
    """Days in a row as (first, last)."""
    runs: list[tuple[date, date]] = []
    for day in days:
        if runs and day - runs[-1][1] == timedelta(days=1):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def _run_phrase(run: tuple[date, date], words: DateWords, *, with_year: bool) -> str:
    first, last = run
    ends = [_day(end, words, with_year=with_year and (end is last or first.year != last.year)) for end in run]
    if first.month == last.month and first != last:
        return f"{first.day}–{ends[1]}"
    return _span(ends[0], ends[1], " – ")


def _day(day: date, words: DateWords, *, with_year: bool) -> str:
    phrase = f"{day.day}\xa0{words.months[day.month - 1]}"
    return f"{phrase}\xa0{_year(day, words)}" if with_year else phrase


def _year(day: date, words: DateWords) -> str:
    return f"{day.year}\xa0{words.year}" if words.year else str(day.year)


def _span(first: str, last: str, dash: str) -> str:
    return first if first == last else f"{first}{dash}{last}"


def _joined(parts: list[str], words: DateWords) -> str:
    if len(parts) == 1:
        return parts[0]
    return f"{', '.join(parts[:-1])} {words.conjunction}\xa0{parts[-1]}"
