"""A day pack of 200 people, 6 buses and 3 hotels, against bare ReportLab on the same texts; memory from 50 to 500."""

import datetime as dt
import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from benchmarks.certificates_floor import draw_code, register_fonts
from benchmarks.figure import Figure
from cohorts.packs.pdf.badges import badge_pages
from cohorts.packs.pdf.drawing import Page
from cohorts.packs.pdf.facts import Badge, Column, Heading, Paper, Piece, Plate, Sign, Table
from cohorts.packs.pdf.papers import paper_pages
from cohorts.packs.pdf.plates import ACROSS, plate_pages, sign_pages
from cohorts.packs.pdf.printer import print_piece

PEOPLE, BUSES, HOTELS = 200, 6, 3
MADE = dt.date(2026, 11, 20)
_FOOT = "Станом на 12:00, 20 листопада 2026, за київським часом."
_LAYS: dict[type, tuple[tuple[float, float], Callable[..., Iterator[Page]]]] = {
    Badge: (A4, badge_pages),
    Plate: (ACROSS, plate_pages),
    Sign: (ACROSS, sign_pages),
    Paper: (A4, paper_pages),
}


def _name(number: int) -> tuple[str, str]:
    return f"Соломія-{number}", f"Петренко-Зразкова {number}"


def _paper(title: str, headings: Sequence[str], rows: int, height: float = 0.0) -> Paper:
    """A table of so many people under as many headings."""
    cells = [
        (str(number), " ".join(_name(number)), "Зразкова міська рада", *[""] * (len(headings) - 3))
        for number in range(1, rows + 1)
    ]
    columns = tuple(
        Column(heading, 25, "strong" if at == 1 else "text") for at, heading in enumerate(headings)
    )
    return Paper(
        title=title,
        lines=("Комунікація в громаді", "Четвер, 20 листопада 2026"),
        blocks=(Heading(f"{rows} людей"), Table(columns, tuple(cells), height)),
        foot=_FOOT,
        page="сторінка %(page)s з %(pages)s",
        donor=("За підтримки Представництва Фонду Ганнса Зайделя в Україні", "Угода № 5"),
    )


def pack(people: int) -> list[Sequence[Piece]]:
    """The pieces of a pack: what each person is on, and what buses and hotels work from."""
    event, dates, where = (
        "Комунікація в громаді",
        "20–21 листопада 2026, Львів",
        "Зразкова територіальна громада",
    )
    names = [_name(number) for number in range(people)]
    per_bus, per_hotel = people // BUSES + 1, people // HOTELS + 1
    lines = (("10:00–11:30", "Майстерня: як розповісти про громаду"),) * 5
    return [
        [
            Badge(given, family, where, event, dates, f"1d2f9f6e-2f6c-4f43-9f4e-{number:012}")
            for number, (given, family) in enumerate(names)
        ],
        [Plate(f"{given} {family}", where) for given, family in names],
        [Sign(f"Зала № {number}", "Центр культури", "Четвер", lines, _FOOT) for number in range(10)],
        [_paper("Реєстраційний лист", ("№", "Ім’я", "Організація", "Підпис"), people, 25.0)] * 4,
        [_paper("Список пасажирів", ("№", "Сідає", "Виходить", "Телефон"), per_bus, 19.0)] * BUSES,
        [_paper("Список на прохідну", ("№", "Ім’я", "Звідки"), people)] * 2,
        [_paper("Список розселення", ("№", "Ім’я", "Номер", "Ночі"), per_hotel)] * HOTELS,
    ]


def ours(pieces: Sequence[Sequence[Piece]]) -> None:
    """All pieces as PDFs, one after another."""
    for facts in pieces:
        print_piece(facts, title="Зразок", event="Захід", language="uk", made_on=MADE)


Text = tuple[str, float, float, str, float]
Code = tuple[str, float, float, float]
Bare = tuple[tuple[float, float], list[tuple[list[Text], list[Code]]]]


def _font(name: str) -> str:
    """The plain font that stands for one of ours."""
    return "SemiBold" if name == "Sheet-semibold" else "Regular"


def texts_of(facts: Sequence[Piece]) -> Bare:
    """The same pages as lines with positions, worked out beforehand: the floor sets no type."""
    size, lay = _LAYS[type(facts[0])]
    pages = []
    for page in lay(facts):
        parts = [page.part, *filter(None, [page.turned])]
        texts = [
            (line.text, line.x, line.y, _font(line.style.font.fontName), line.style.size)
            for part in parts
            for line in part.lines
            if line.text
        ]
        pages.append((texts, [(code.text, code.x, code.y, code.side) for code in page.codes]))
    return size, pages


def bare(pieces: Sequence[Bare]) -> None:
    """The floor: each line by `drawString`, each code by segno, as their documentation shows."""
    for size, pages in pieces:
        canvas = Canvas(BytesIO(), pagesize=size, initialFontName="Regular", pageCompression=1)
        for texts, codes in pages:
            for text, x, y, font, points in texts:
                canvas.setFont(font, points)
                canvas.drawString(x, y, text)
            for text, x, y, side in codes:
                draw_code(canvas, text, x, y, side)
            canvas.showPage()
        canvas.save()


def _seconds(work: Callable[[], None], times: int = 3) -> float:
    """The quickest of some runs, in processor time."""
    found = []
    for _time in range(times):
        began = time.process_time()
        work()
        found.append(time.process_time() - began)
    return min(found)


def growth(few: int = 50, many: int = 500) -> float:
    """MiB by which a process of its own that has made a pack of few people grows with one of many. Reads /proc."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_growth, (few, many))


def _growth(few: int, many: int) -> float:
    ours(pack(few))
    Path("/proc/self/clear_refs").write_text("5")
    before = _kib("VmRSS")
    ours(pack(many))
    return (_kib("VmHWM") - before) / 1024


def _kib(name: str) -> int:
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(f"{name}:"))


def figures() -> list[Figure]:
    """Seconds against the floor, and the growth of memory."""
    pieces = pack(PEOPLE)
    register_fonts()
    floor = [texts_of(facts) for facts in pieces]
    ours(pack(4))  # fonts are read once in a process
    return [
        Figure(
            "paper-pack-200",
            _seconds(lambda: ours(pieces)),
            "s",
            "lower",
            floor=_seconds(lambda: bare(floor)),
            target=2,
        ),
        Figure("paper-pack-memory", growth(), "MiB", "lower", target=8),
    ]
