"""Numbers and dates of the sheet in words of the document's language, made of the fixed words in `wording`."""

from datetime import date, timedelta
from decimal import Decimal

from certificates.pdf.wording import WORDINGS, Wording


def plural_index(number: Decimal, language: str) -> int:
    """Which form of a noun follows the number: 0 one, 1 few, 2 many, 3 a fraction (CLDR plural rules)."""
    if number != number.to_integral_value():
        return 3
    whole = int(number)
    if language == "en":
        return 0 if whole == 1 else 2
    last, teens = whole % 10, whole % 100 in range(11, 15)
    if whole == 1 or (language == "uk" and last == 1 and not teens):
        return 0
    return 1 if last in (2, 3, 4) and not teens else 2


def figure(number: Decimal, language: str) -> str:
    """The digits as given, with the decimal mark of the language and never in powers of ten."""
    digits = format(number, "f")
    return digits.replace(".", ",") if WORDINGS[language].decimal_comma else digits


def plain(number: Decimal) -> Decimal:
    """The number without idle zeros: 12.0 is 12, 0.40 is 0.4."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def hours_phrase(hours: Decimal, minutes_per_hour: int, language: str) -> str:
    """«12 академічних годин (по 45 хвилин)»."""
    words = WORDINGS[language]
    noun = words.hours[minutes_per_hour][plural_index(hours, language)]
    minutes = words.minutes[minutes_per_hour]
    count = f"{figure(plain(hours), language)}\xa0{noun}"
    return f"{count} {minutes}" if language == "en" else f"{count} ({minutes})"


def ects_phrase(ects: Decimal, language: str) -> str:
    """«0,4 кредиту ЄКТС»: the programme's approved figure as given."""
    return f"{figure(ects, language)}\xa0{WORDINGS[language].ects[plural_index(ects, language)]}"


def dates_phrase(days: tuple[date, ...], language: str) -> str:
    """The days written out: «20–21 листопада 2026 року», "20 and 22 November 2026"."""
    words = WORDINGS[language]
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


def _run_phrase(run: tuple[date, date], words: Wording, *, with_year: bool) -> str:
    first, last = run
    ends = [_day(end, words, with_year=with_year and (end is last or first.year != last.year)) for end in run]
    if first.month == last.month and first != last:
        return f"{first.day}–{ends[1]}"
    return _span(ends[0], ends[1], " – ")


def _day(day: date, words: Wording, *, with_year: bool) -> str:
    phrase = f"{day.day}\xa0{words.months[day.month - 1]}"
    return f"{phrase}\xa0{_year(day, words)}" if with_year else phrase


def _year(day: date, words: Wording) -> str:
    return f"{day.year}\xa0{words.year}" if words.year else str(day.year)


def _span(first: str, last: str, dash: str) -> str:
    return first if first == last else f"{first}{dash}{last}"


def _joined(parts: list[str], words: Wording) -> str:
    if len(parts) == 1:
        return parts[0]
    return f"{', '.join(parts[:-1])} {words.conjunction}\xa0{parts[-1]}"
