"""Facts of papers for tests: usual ones, and those that try the layout."""

from cohorts.packs.pdf.facts import (
    Badge,
    Column,
    Facts,
    Heading,
    Paper,
    Plate,
    Prose,
    Sign,
    Table,
)

CODE = "1d2f9f6e-2f6c-4f43-9f4e-0123456789ab"
LONG = ("Управління комунікацій та зв’язків із громадськістю " * 5).strip()
# Given and family names that print badly somewhere: long ones, without a space, with signs of other languages.
TORTURE = (
    ("Мар’яна-Аделаїда", "Воскресенська-Переяславська-Зразкова-Коритнянська"),
    ("Щ" * 100, "Ю" * 100),
    ("Ἀλέξανδρος", "NGUYỄN-VIỆT"),
    ("Zażółć", "Gęślą-Jaźń"),
    ("І", "Ї"),
    ("", "Ім’я"),
)


def badge(given: str = "Соломія", family: str = "Зразкова", **changes: str) -> Badge:
    """A usual badge."""
    facts = {
        "given": given,
        "family": family,
        "where": "Зразкова міська територіальна громада",
        "event": "Комунікація в громаді",
        "dates": "20–21 листопада 2026, Львів",
        "code": CODE,
    }
    return Badge(**{**facts, **changes})


BADGES = [
    badge(),
    badge(role="тренер"),
    *(badge(given, family) for given, family in TORTURE),
    *(
        badge(given, family, where=LONG, event=LONG[:200], role="команда організаторів")
        for given, family in TORTURE
    ),
]
PLATES = [Plate(f"{given} {family}".strip(), where) for given, family in TORTURE for where in ("", LONG)]
SIGNS = [
    Sign("Зала № 3", "Центр культури", "Четвер, 20 листопада", (("10:00–11:30", "Відкриття"),), "Випуск № 1"),
    Sign(
        "Щ" * 120,
        LONG,
        "Четвер",
        tuple(("22:00–01:30 наступного дня", LONG) for _line in range(9)),
        "Випуск № 1",
    ),
]


def sheet(rows: int, **changes: object) -> Paper:
    """A sheet with so many rows to sign."""
    names = [f"{family} {given}".strip() for given, family in TORTURE]
    columns = (
        Column("№", 6),
        Column("Ім’я", 36, "strong"),
        Column("Звідки", 34),
        Column("Підпис", 24, "write"),
    )
    facts = {
        "title": "Реєстраційний лист",
        "lines": ("Комунікація в громаді", "Четвер, 20 листопада 2026"),
        "blocks": (
            Table(
                columns,
                tuple((str(number + 1), names[number % len(names)], LONG, "") for number in range(rows)),
                height=25.0,
            ),
        ),
        "foot": "Станом на 12:00. " * 6,
        "page": "сторінка %(page)s з %(pages)s",
        "donor": (LONG, "Угода № 5"),
    }
    return Paper(**{**facts, **changes})


PAPERS = [
    sheet(60),
    sheet(
        3,
        blocks=(
            Heading("Автобус"),
            Facts((("Водій", LONG), ("Щ" * 60, "Ю" * 200))),
            Prose("\n".join([LONG] * 12)),
            *(
                block
                for number in range(12)
                for block in (
                    Heading(f"Автобус {number}"),
                    Table(
                        (Column("Зупинка", 2), Column("Полічено", 1, "write")),
                        tuple((LONG[:70], "") for _row in range(5)),
                        height=26.0,
                        is_whole=True,
                    ),
                )
            ),
        ),
    ),
]
