"""Rows as CSV, safe from what a spreadsheet would take for a formula, in memory that does not grow."""

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from .described import Column

BOM = "\ufeff"
# Rows fetched at a time, and lines sent at a time.
AT_A_TIME, LINES = 1000, 200
# What makes a spreadsheet calculate, perhaps after spaces; the wide forms of the same signs too.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might take the text for a formula."""
    return text.startswith(_STARTS) or text.lstrip().startswith(_STARTS)


def plain(value: Any) -> str | int | float:
    """A value as a cell holds it: a number, or words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return value
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return str(value)


def safe(value: str | float) -> str | int | float:
    """The same with an apostrophe before what would be calculated."""
    return f"'{value}" if isinstance(value, str) and is_formula(value) else value


def fetched(rows: Iterable[Any]) -> Iterator[Any]:
    yield from rows.iterator(chunk_size=AT_A_TIME) if isinstance(rows, QuerySet) else rows


class _Line:
    """What `csv` writes to: gives back the line."""

    def write(self, line: str) -> str:
        return line


def csv_lines(columns: Sequence[Column], rows: Iterable[Any], language: str) -> Iterator[str]:
    """The file, in parts: with a mark of UTF-8 that spreadsheets ask for, headings in that language."""
    writer = csv.writer(_Line())
    with translation.override(language):
        yield BOM + writer.writerow([safe(str(column.heading)) for column in columns])
    waiting: list[str] = []
    source = fetched(rows)
    while True:
        # The reader's language holds while lines are made, and not while they are sent.
        with translation.override(language):
            for row in source:
                waiting.append(writer.writerow([safe(plain(column.value(row))) for column in columns]))
                if len(waiting) >= LINES:
                    break
        if not waiting:
            return
        yield "".join(waiting)
        waiting.clear()
