"""The papers as PDF: nothing cut or overlapping, names read from two metres, codes read from a grey print."""

import datetime as dt
import re
import subprocess
from itertools import combinations
from pathlib import Path

import pytest

from cohorts.packs.pdf import badges, papers, plates
from cohorts.packs.pdf.badges import HEIGHT, LARGE, badge_pages
from cohorts.packs.pdf.facts import MISSING, Column, Paper, Table, shown
from cohorts.packs.pdf.papers import FOOT, LEFT, RIGHT, TOP, lay_out
from cohorts.packs.pdf.plates import lay_out_plate, lay_out_sign
from cohorts.packs.pdf.printer import print_piece
from foundation.print.drawing import A4
from tests.tools import need

from .samples import BADGES, CODE, PAPERS, PLATES, SIGNS, TORTURE, badge, sheet

ALL = {"badges": BADGES, "plates": PLATES, "signs": SIGNS, "papers": PAPERS}


def printed(facts) -> bytes:
    return print_piece(facts, title="Зразок", event="Захід", language="uk", made_on=dt.date(2026, 11, 20))


def run(*command: object) -> str:
    need(str(command[0]))
    return subprocess.run(
        list(map(str, command)), capture_output=True, check=True, timeout=60
    ).stdout.decode()


def pieces_of(text: str) -> str:
    return "".join(text.split()).replace("\xa0", "")


def said(part) -> str:
    return pieces_of("".join(line.text for line in part.lines))


def overlaps(part) -> list:
    boxes = [box for box in part.boxes if box.top - box.bottom > 0 and box.name != "cell"]
    return [
        (one, other)
        for one, other in combinations(boxes, 2)
        if min(one.right, other.right) - max(one.left, other.left) > 0.01
        and min(one.top, other.top) - max(one.bottom, other.bottom) > 0.01
    ]


@pytest.mark.parametrize("name", ALL)
def test_qpdf_finds_no_fault_and_all_fonts_are_embedded(name: str, tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(printed(ALL[name]))
    assert "No syntax or stream encoding errors found" in run("qpdf", "--check", path)
    rows = run("pdffonts", path).splitlines()[2:]
    assert rows
    for row in rows:
        assert re.search(r"\byes +yes +yes\b", row), row


def test_the_same_facts_give_the_same_bytes() -> None:
    assert all(printed(facts) == printed(facts) for facts in ALL.values())


def test_nothing_to_print_is_no_file() -> None:
    assert printed([]) == b""


# ---------------------------------------------------------------- badges
@pytest.mark.parametrize("each", BADGES)
def test_a_badge_cuts_nothing_and_lays_nothing_over_something_else(each) -> None:
    part = badges.lay_out(each)
    assert overlaps(part) == []
    code = (badges.WIDTH - badges.SIDE - badges.CODE + 9, -HEIGHT + badges.FOOT + badges.CODE - 9)
    for line in part.lines:
        width = line.style.width(line.text)
        assert line.x >= badges.SIDE and line.x + width <= badges.WIDTH - badges.SIDE + 0.5, line.text
        assert -HEIGHT + badges.FOOT <= line.y <= -badges.TOP
        assert line.x + width <= code[0] or line.y > code[1], f"{line.text} lies over the code"
    for text in (each.where, each.event, each.role):
        assert pieces_of(text) in said(part)
    # Of a word that is broken inside, a hyphen says that it goes on.
    for text in (each.given, each.family):
        assert pieces_of(text).replace("-", "") in said(part).replace("-", "")


@pytest.mark.parametrize("each", [badge(given, family) for given, family in TORTURE if len(family) < 100])
def test_a_name_is_read_from_two_metres_however_long(each) -> None:
    """24 points and more, and words broken after a hyphen alone."""
    name = [line for line in badges.lay_out(each).lines if line.style.size in LARGE]
    assert pieces_of("".join(line.text for line in name)) == pieces_of(each.given + each.family)
    whole = {*each.given.split("-"), *each.family.split("-")}
    assert {part for line in name for part in line.text.rstrip("-").split("-")} == whole - {""}


@pytest.mark.parametrize("family", ["Відрізнювальнопереосмислювальницькаґрунтовна", "Щ" * 60])
def test_a_word_too_long_for_any_line_is_large_on_several_lines_that_say_so(family: str) -> None:
    name = [line for line in badges.lay_out(badge("Ія", family)).lines if line.style.size in LARGE]
    assert name[0].text == "Ія" and len(name) > 3
    assert all(line.text.endswith("-") for line in name[1:-1])
    assert "".join(line.text.removesuffix("-") for line in name[1:]) == family


def test_sixty_badges_are_fifteen_sheets_with_marks_to_cut_by() -> None:
    pages = list(badge_pages([badge()] * 60))
    assert len(pages) == 15 and all(len(page.codes) == 4 for page in pages)
    cuts = [mark for mark in pages[0].part.marks if mark.kind == "cut"]
    assert {mark.x for mark in cuts if not mark.width} == {A4[0] / 2}
    assert {mark.y for mark in cuts if not mark.height} == {A4[1] / 2}


def test_every_code_of_a_sheet_is_read_from_a_grey_print_at_150_dpi(tmp_path: Path) -> None:
    path = tmp_path / "badges.pdf"
    codes = [CODE[:-1] + str(number) for number in range(4)]
    path.write_bytes(printed([badge(code=code) for code in codes]))
    run("pdftoppm", "-r", "150", "-gray", "-png", "-singlefile", path, tmp_path / "page")
    assert sorted(run("zbarimg", "--quiet", "--raw", tmp_path / "page.png").split()) == codes


# ---------------------------------------------------------------- plates and signs
@pytest.mark.parametrize(
    ("lay", "facts"), [(lay_out_plate, each) for each in PLATES] + [(lay_out_sign, each) for each in SIGNS]
)
def test_a_plate_and_a_sign_cut_nothing(lay, facts) -> None:
    part = lay(facts)
    assert overlaps(part) == []
    lowest = -plates.HALF if lay is lay_out_plate else -plates.HEIGHT
    for line in part.lines:
        assert (
            line.x >= plates.SIDE and line.x + line.style.width(line.text) <= plates.WIDTH - plates.SIDE + 0.5
        )
        assert lowest + 20 < line.y < 0


def test_a_name_stands_on_a_plate_twice_and_once_upside_down() -> None:
    (page,) = plates.plate_pages(PLATES[:1])
    assert page.turned is not None and said(page.part) == said(page.turned)


# ---------------------------------------------------------------- papers
@pytest.mark.parametrize("paper", PAPERS)
def test_a_paper_cuts_nothing_and_repeats_its_head(paper) -> None:
    pages = lay_out(paper)
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert overlaps(page.part) == []
        texts = [line.text for line in page.part.lines]
        assert paper.title in texts and f"сторінка {number} з {len(pages)}" in texts
        for line in page.part.lines:
            assert line.x >= LEFT and line.x + line.style.width(line.text) <= RIGHT + 0.5, line.text
            assert FOOT - 4 <= line.y <= TOP


def test_large_type_is_taken_where_no_word_of_a_table_is_broken_for_it() -> None:
    columns = (Column("Зупинка", 80), Column("Сідають", 20))

    def sizes(cell: str) -> set[float]:
        table = Table(columns, ((cell, "7"),))
        (page,) = lay_out(
            Paper("Аркуш", (), (table,), "Станом на 12:00.", "%(page)s/%(pages)s", scales=(2.0, 1.0))
        )
        assert cell in [line.text for line in page.part.lines]
        return {line.style.size for line in page.part.lines}

    assert 16.0 * 2 in sizes("Головний вокзал")
    assert 16.0 in sizes("Щ" * 30)


def test_headings_of_columns_stand_on_every_page_and_every_row_once() -> None:
    pages = lay_out(sheet(60))
    texts = [line.text for page in pages for line in page.part.lines]
    assert texts.count("Підпис") == len(pages)
    numbers = [text for text in texts if text.isdecimal()]
    assert numbers == [str(number) for number in range(1, 61)]


def test_a_double_name_in_a_table_goes_on_after_its_hyphen() -> None:
    texts = [line.text for line in lay_out(sheet(1))[0].part.lines]
    assert "Воскресенська-Переяславська-" in texts


def test_a_table_that_is_to_stay_whole_is_on_one_page_with_its_heading() -> None:
    for number, page in enumerate(lay_out(PAPERS[1])):
        texts = [line.text for line in page.part.lines]
        headings = sum(text.startswith("Автобус ") for text in texts)
        assert texts.count("Полічено") == headings, f"page {number}"


def test_a_paper_is_set_smaller_to_be_one_page() -> None:
    rows = sheet(14, scales=(1.0, 0.9, 0.8, 0.7, 0.6, 0.5))
    assert len(lay_out(sheet(14))) > 1 and len(lay_out(rows)) == 1


def test_a_letter_that_no_font_has_is_marked_as_missing() -> None:
    assert shown("Оля 😀\u202e\n ok") == f"Оля {MISSING}{MISSING} ok"
    assert papers.lay_out(sheet(1, title=shown("😀")))
