"""Small registers of communities as files, and the official one where it lies next to the project."""

import csv
import io
import os
from pathlib import Path

import pytest

from people.communities.register import Entry

ROOT = Path(__file__).resolve().parents[2]
OFFICIAL = ROOT.parent / "shared" / "data" / "kodifikator-2025-05-16.csv.gz"

HEADING = [
    "Перший рівень", "Другий рівень", "Третій рівень", "Четвертий рівень", "Додатковий рівень",
    "Категорія об’єкта", "Назва об’єкта",
]  # fmt: skip
LVIV, YAVORIV_RAION, YAVORIV = "UA46000000000026241", "UA46140000000036328", "UA46140110000063568"
CRIMEA, YALTA_RAION, YALTA = "UA01000000000013043", "UA01200000000063976", "UA01200310000097903"
KYIV = "UA80000000000093317"
ROWS = [
    [LVIV, "", "", "", "", "O", "Львівська"],
    [LVIV, YAVORIV_RAION, "", "", "", "P", "Яворівський"],
    [LVIV, YAVORIV_RAION, YAVORIV, "", "", "H", "Яворівська "],
    [LVIV, YAVORIV_RAION, YAVORIV, "UA46140110010018888", "", "M", "Яворів"],
    [LVIV, YAVORIV_RAION, YAVORIV, "UA46140110020018889", "", "C", "Бердихів"],
    [CRIMEA, "", "", "", "", "O", "Автономна Республіка Крим"],
    [CRIMEA, YALTA_RAION, "", "", "", "P", "Ялтинський"],
    [CRIMEA, YALTA_RAION, YALTA, "", "", "H", "Ялтинська"],
    [KYIV, "", "", "", "", "K", "Київ"],
    [KYIV, KYIV, KYIV, KYIV, "UA80000000000126643", "B", "Голосіївський"],
]

Table = list[list[str]]

EXPECTED = [
    Entry(
        "katotth",
        YALTA,
        "UA",
        "hromada",
        "Ялтинська",
        "Автономна Республіка Крим",
        "Ялтинський",
        is_hidden=True,
    ),
    Entry("katotth", YAVORIV, "UA", "hromada", "Яворівська", "Львівська", "Яворівський", "місто Яворів"),
    Entry("katotth", KYIV, "UA", "hromada", "Київ", "Київ"),
]


def as_csv(rows: Table, *, separator: str = ";", encoding: str = "utf-8") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(encoding)


def as_xlsx(rows: Table) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "Зміст"
    sheet = book.create_sheet("Кодифікатор")
    for row in rows:
        sheet.append([cell or None for cell in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def official() -> Path:
    """The ministry's file, where it lies next to the project."""
    if not OFFICIAL.exists():
        message = "the official register is not at ../shared/data: its tests are left out"
        if os.environ.get("REQUIRE_SERVICES") == "1":
            pytest.fail(message)
        pytest.skip(message)
    return OFFICIAL
