"""The official register of Ukraine's communities (КАТОТТГ), read from the file that the ministry publishes.

Source: «Кодифікатор адміністративно-територіальних одиниць та територій територіальних громад», order 290
of the ministry of 26 November 2020. Category H is a hromada, O an oblast, K a city with special status, P a
raion, M a city, X a settlement, C a village, B a district of a city.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from foundation.words.folding import folded_words, unmixed

from .sources import RegisterError, Row, tables

__all__ = ["Entry", "RegisterError", "date_in_name", "read_register"]

CODE = re.compile(r"UA\d{17}")
# Whole regions where the communities of the register have no councils at work: known by code, not offered.
NOT_OFFERED = ("UA01", "UA85")
# How far down the heading may stand: the ministry's XLSX has carried a title above it.
_HEADING_WITHIN = 50
_LEVELS = ("перший рівень", "другий рівень", "третій рівень", "четвертий рівень")
_CATEGORY, _NAME = "категорія", "назва"
_SETTLEMENTS = {"M": "місто", "X": "селище", "C": "село"}
_CATEGORIES = frozenset("OKPHMXCB")
_LEVEL_OF = {"O": 0, "K": 0, "P": 1, "H": 2, "M": 3, "X": 3, "C": 3}
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """One community as a register gives it.

    `seat`: the settlements by whose names people know it, each with its kind, the central one first:
    «село Дуліби, село Грабовець». A city with special status is its own `region` and has no `district`.
    """

    scheme: str
    code: str
    country: str
    kind: str
    name: str
    region: str
    district: str = ""
    seat: str = ""
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of the file, its cells cleaned."""

    number: int
    levels: tuple[str, str, str, str]
    category: str
    name: str


@dataclass(slots=True)
class _Found:
    """What has been read so far; regions may stand after the communities that lie in them."""

    regions: dict[str, str] = field(default_factory=dict)
    districts: dict[str, str] = field(default_factory=dict)
    cities: dict[str, _Line] = field(default_factory=dict)
    hromadas: dict[str, _Line] = field(default_factory=dict)
    settlements: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def read_register(path: Path) -> list[Entry]:
    """The communities of an official file (CSV or XLSX, gzip too), in the order of their codes.

    Hromadas, and the cities with special status, which the register does not list as hromadas although each
    is a community with a council. Raises RegisterError, with every fault, if the file cannot be taken as a
    whole.
    """
    found = _Found()
    with tables(path) as sheets:
        for rows in sheets:
            columns = _columns(rows)
            if columns is None:
                continue
            for row in rows:
                line = _line(row, columns)
                if line is not None:
                    _take(line, found)
            break
        else:
            raise RegisterError(
                [
                    _("This is not the register: no heading with “%(first)s” and “%(last)s” was found.")
                    % {"first": "Перший рівень", "last": "Назва об’єкта"}
                ]
            )
    if not found.hromadas and not found.problems:
        raise RegisterError([_("The file lists no community (category H).")])
    entries = sorted([*_hromadas(found), *_cities(found)], key=lambda entry: entry.code)
    if found.problems:
        raise RegisterError(found.problems)
    return entries


def date_in_name(file_name: str) -> date | None:
    """The date of a register as its file's name gives it: 2025-05-16, 16.05.2025 or 16-05-2025."""
    for pattern, order in (
        (r"(?<!\d)(\d{4})[-._](\d{2})[-._](\d{2})(?!\d)", (0, 1, 2)),
        (r"(?<!\d)(\d{2})[-._](\d{2})[-._](\d{4})(?!\d)", (2, 1, 0)),
    ):
        if found := re.search(pattern, file_name):
            year, month, day = (int(found.groups()[place]) for place in order)
            try:
                return date(year, month, day)
            except ValueError:
                continue
    return None


def _columns(rows: Iterator[Row]) -> list[int] | None:
    """Where levels 1 to 4, category and name stand, read from the heading; None if there is no heading.

    Leaves `rows` at the first row after the heading.
    """
    wanted = (*_LEVELS, _CATEGORY, _NAME)
    for _number, cells in islice(rows, _HEADING_WITHIN):
        headings = [" ".join(folded_words(cell)) for cell in cells]
        places = [
            next((place for place, heading in enumerate(headings) if heading.startswith(start)), None)
            for start in wanted
        ]
        if None not in places:
            return [place for place in places if place is not None]
    return None


def _line(row: Row, columns: list[int]) -> _Line | None:
    """The row with its cells cleaned, or None for an empty one and for one that numbers the columns."""
    number, cells = row
    *levels, category, name = (cells[place] if place < len(cells) else "" for place in columns)
    if not any(cell.strip() for cell in cells) or all(re.fullmatch(r"\s*\d{0,2}\s*", cell) for cell in cells):
        return None
    one, two, three, four = map(_cleaned_code, levels)
    return _Line(
        number, (one, two, three, four), unmixed_latin(category.strip().upper()), _cleaned_name(name)
    )


def unmixed_latin(text: str) -> str:
    """Codes are Latin: a Cyrillic letter that looks the same is taken for it."""
    return text.translate(str.maketrans("АВСЕНІКМОРТХ", "ABCEHIKMOPTX"))


def _cleaned_code(text: str) -> str:
    return unmixed_latin(re.sub(r"\s", "", text).upper())


def _cleaned_name(text: str) -> str:
    """Without characters that cannot be seen, double spaces, and Latin letters among Cyrillic ones."""
    composed = unicodedata.normalize("NFC", text)
    seen = "".join(
        " " if letter.isspace() else letter for letter in composed if unicodedata.category(letter) != "Cf"
    )
    printable = "".join(letter for letter in seen if unicodedata.category(letter) != "Cc")
    return unmixed(" ".join(printable.split()))


def _take(line: _Line, found: _Found) -> None:
    """Put a row where it belongs, or its faults among the problems."""
    faults = _faults(line)
    if faults:
        found.problems += [
            _("Line %(line)d: %(fault)s") % {"line": line.number, "fault": fault} for fault in faults
        ]
        return
    if line.category == "B":
        return
    code = line.levels[_LEVEL_OF[line.category]]
    match line.category:
        case "O" | "K":
            found.regions[code] = line.name
            if line.category == "K":
                found.cities[code] = line
        case "P":
            found.districts[code] = line.name
        case "H":
            if code in found.hromadas:
                _add_problem(line, _("the code %(code)s stands twice.") % {"code": code}, found)
            found.hromadas[code] = line
        case _:
            settlement = (code, _SETTLEMENTS[line.category], line.name)
            found.settlements.setdefault(line.levels[2], []).append(settlement)


def _add_problem(line: _Line, fault: str, found: _Found) -> None:
    found.problems.append(_("Line %(line)d: %(fault)s") % {"line": line.number, "fault": fault})


def _faults(line: _Line) -> list[str]:
    """What is wrong within one row, in plain words."""
    faults = []
    if line.category not in _CATEGORIES:
        faults.append(
            _("“%(category)s” is not a category of the register.") % {"category": line.category[:20]}
        )
    if not line.name:
        faults.append(_("the name is missing."))
    elif len(line.name) > _LONGEST_NAME:
        faults.append(_("the name is longer than %(count)d characters.") % {"count": _LONGEST_NAME})
    elif re.search("[A-Za-z]", line.name):
        faults.append(_("the name “%(name)s” has Latin letters.") % {"name": line.name})
    faults.extend(
        _("“%(code)s” is not a code: UA and 17 digits.") % {"code": code[:40]}
        for code in line.levels
        if code and not CODE.fullmatch(code)
    )
    level = _LEVEL_OF.get(line.category)
    if level is not None and not line.levels[level]:
        faults.append(_("the code of the unit itself is missing."))
    return faults


def _hromadas(found: _Found) -> Iterator[Entry]:
    for code, line in found.hromadas.items():
        region = found.regions.get(line.levels[0], "")
        district = found.districts.get(line.levels[1], "")
        if not region:
            _add_problem(line, _("the oblast %(code)s is not in the file.") % {"code": line.levels[0]}, found)
        if not district:
            _add_problem(line, _("the raion %(code)s is not in the file.") % {"code": line.levels[1]}, found)
        seat = _seat(line.name, found.settlements.get(code, []))
        yield _entry(code, line.name, region, district, seat)


def _cities(found: _Found) -> Iterator[Entry]:
    for code, line in found.cities.items():
        yield _entry(code, line.name, line.name)


def _entry(code: str, name: str, region: str, district: str = "", seat: str = "") -> Entry:
    hidden = code.startswith(NOT_OFFERED)
    return Entry("katotth", code, "UA", "hromada", name, region, district, seat, is_hidden=hidden)


def _seat(name: str, settlements: list[tuple[str, str, str]]) -> str:
    """The central settlement, and the one that gave the name if that is another.

    The register numbers the settlements of a hromada and gives the central one number 01, before cities
    even; in 1,772 hromadas each has one.
    """
    if not settlements:
        return ""
    first = min(settlements)
    seats = [first]
    if _shared(name, first[2]) < 2:
        namesake = max(settlements, key=lambda settlement: _shared(name, settlement[2]))
        if _shared(name, namesake[2]) >= 5:
            seats.append(namesake)
    return ", ".join(f"{kind} {place}" for _code, kind, place in seats)


def _shared(name: str, other: str) -> int:
    """With how many letters both begin."""
    one, two = "".join(folded_words(name)), "".join(folded_words(other))
    return next(
        (place for place, pair in enumerate(zip(one, two, strict=False)) if pair[0] != pair[1]),
        min(len(one), len(two)),
    )
