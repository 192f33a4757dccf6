"""Rows as XLSX. What writes it loads much, so the worker alone does: the web server reads nothing of this module."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import translation
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from .described import Column
from .writing import fetched, is_formula, plain


def write_xlsx(file: Any, columns: Sequence[Column], rows: Iterable[Any], language: str) -> None:
    """Write a workbook into the file, row by row. Text stays text, whatever it begins with."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    with translation.override(language):
        sheet.append([_cell(sheet, str(column.heading)) for column in columns])
        for row in fetched(rows):
            sheet.append([_cell(sheet, plain(column.value(row))) for column in columns])
    book.save(file)


def _cell(sheet: Any, value: str | float) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    if is_formula(value):
        cell.data_type = "s"
        cell.quotePrefix = True
    return cell
