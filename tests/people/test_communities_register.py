"""Reading the official register and the tables that the product ships."""

import gzip
import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

from people.communities import shipped, sources
from people.communities.register import RegisterError, date_in_name, read_register
from tests.people.register_files import (
    CRIMEA,
    EXPECTED,
    HEADING,
    LVIV,
    OFFICIAL,
    ROWS,
    YAVORIV,
    YAVORIV_RAION,
    as_csv,
    as_xlsx,
    official,
)


@pytest.fixture(autouse=True)
def in_english() -> object:
    with translation.override("en"):
        yield


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    def write(content: bytes, name: str = "register-2025-05-16.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def refusal(path: Path) -> list[str]:
    with pytest.raises(RegisterError) as caught:
        read_register(path)
    return caught.value.problems


@pytest.mark.parametrize(
    "content",
    [
        as_csv([HEADING, *ROWS]),
        as_csv([HEADING, *ROWS], encoding="utf-8-sig"),
        as_csv([HEADING, *ROWS], separator=","),
        as_csv([HEADING, *ROWS], separator="\t"),
        as_csv([["Кодифікатор"], [], HEADING, ["1", "2", "3", "4", "5", "6", "7"], *ROWS, []]),
        as_csv([[each.upper().replace("’", "'") for each in HEADING], *ROWS]),
        as_csv([HEADING, *reversed(ROWS)]),
        as_xlsx([HEADING, *ROWS]),
        as_xlsx(
            [["Кодифікатор"], [], ["станом на 16.05.2025"], ["", *HEADING], *[["", *row] for row in ROWS]]
        ),
        gzip.compress(as_csv([HEADING, *ROWS])),
        gzip.compress(as_xlsx([HEADING, *ROWS])),
    ],
    ids=[
        "csv",
        "bom",
        "comma",
        "tab",
        "title",
        "capitals",
        "reversed",
        "xlsx",
        "xlsx-title",
        "csv.gz",
        "xlsx.gz",
    ],
)
def test_the_same_communities_are_read_from_every_kind_of_file(content: bytes, written) -> None:
    assert read_register(written(content)) == EXPECTED


def test_columns_are_found_by_their_headings_not_by_their_order(written) -> None:
    turned = [list(reversed(row)) for row in [HEADING, *ROWS]]
    assert read_register(written(as_csv(turned))) == EXPECTED


def test_letters_that_look_alike_and_cannot_be_seen_are_mended(written) -> None:
    rows = [row.copy() for row in ROWS]
    rows[2][2] = " uА" + YAVORIV[2:]
    rows[2][6] = "\ufeffЯвopiвcька\u00a0 \u200b"
    assert read_register(written(as_csv([HEADING, *rows]))) == EXPECTED


def test_the_settlement_that_gave_the_name_is_kept_beside_the_central_one(written) -> None:
    rows = [row.copy() for row in ROWS]
    rows[2][6], rows[3][6], rows[4][6] = "Бердихівська", "Старий Двір", "Бердихів"
    assert read_register(written(as_csv([HEADING, *rows])))[1].seat == "місто Старий Двір, село Бердихів"


@pytest.mark.parametrize(
    ("row", "column", "value", "problem"),
    [
        (2, 2, "UA4614009000005861", "Line 4: “UA4614009000005861” is not a code: UA and 17 digits."),
        (2, 2, "", "Line 4: the code of the unit itself is missing."),
        (2, 6, "  ", "Line 4: the name is missing."),
        (2, 6, "Я" * 201, "Line 4: the name is longer than 200 characters."),
        (2, 6, "Yavorivska", "Line 4: the name “Yavorivska” has Latin letters."),
        (2, 5, "Q", "Line 4: “Q” is not a category of the register."),
        (2, 0, CRIMEA[:-1] + "9", "Line 4: the oblast UA01000000000013049 is not in the file."),
        (2, 1, CRIMEA[:-1] + "9", "Line 4: the raion UA01000000000013049 is not in the file."),
        (7, 2, YAVORIV, f"Line 9: the code {YAVORIV} stands twice."),
    ],
)
def test_a_fault_is_told_with_its_line_and_refuses_the_whole_file(
    row: int, column: int, value: str, problem: str, written
) -> None:
    rows = [each.copy() for each in ROWS]
    rows[row][column] = value
    assert refusal(written(as_csv([HEADING, *rows]))) == [problem]


def test_of_many_faults_twenty_are_told_and_the_others_counted(written) -> None:
    faulty = [[LVIV, YAVORIV_RAION, f"UA{number}", "", "", "H", "Яворівська"] for number in range(25)]
    problems = refusal(written(as_csv([HEADING, *ROWS, *faulty])))
    assert len(problems) == 21
    assert problems[0].startswith("Line 12: ")
    assert problems[20] == "and 5 more"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "The file is empty."),
        (b" \r\n\r\n", "The file is empty."),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "The file is neither CSV nor XLSX."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9,
            "This is a file of old Excel. Save it as XLSX or as CSV in UTF-8.",
        ),
        (gzip.compress(b""), "The file is empty."),
        (gzip.compress(as_csv(ROWS))[:-20], "The file is damaged and cannot be read."),
        (b"\x1f\x8bthis is not gzip", "The file is damaged and cannot be read."),
        (as_xlsx([HEADING, *ROWS])[:-200], "The file is damaged and cannot be read."),
        (as_csv([HEADING]), "The file lists no community (category H)."),
        (
            as_csv([HEADING, *ROWS], encoding="cp1251"),
            "The file is not text in UTF-8. Save it as CSV in UTF-8, or as XLSX.",
        ),
        (
            as_csv([["name", "code"], ["Lviv", "1"]]),
            "This is not the register: no heading with “Перший рівень” and “Назва об’єкта” was found.",
        ),
        (
            as_xlsx([["name", "code"], ["Lviv", "1"]]),
            "This is not the register: no heading with “Перший рівень” and “Назва об’єкта” was found.",
        ),
    ],
    ids=[
        "empty", "blank", "png", "xls", "empty-gz", "cut-gz", "no-gz", "cut-xlsx", "no-rows", "cp1251",
        "other-csv", "other-xlsx",
    ],
)  # fmt: skip
def test_a_file_that_is_not_the_register_is_refused_in_plain_words(
    content: bytes, problem: str, written
) -> None:
    assert refusal(written(content)) == [problem]


def test_a_file_that_is_not_there_is_refused_in_plain_words(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.csv")[0].startswith("The file cannot be read: ")


def test_a_zip_of_something_else_is_refused(written) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("../../escape.txt", "x")
    assert refusal(written(content.getvalue())) == ["The file is neither CSV nor XLSX."]


def test_a_zip_bomb_is_refused_before_it_is_unpacked(written, monkeypatch) -> None:
    monkeypatch.setattr(sources, "MOST_BYTES", 1024 * 1024)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(1024 * 1024 + 1))
    assert len(content.getvalue()) < 10_000
    monkeypatch.setattr("openpyxl.load_workbook", lambda *_, **__: pytest.fail("was opened"))
    too_large = ["The file is larger than 1 MB when unpacked: this is not the register."]
    assert refusal(written(content.getvalue())) == too_large


@pytest.mark.parametrize("pack", [gzip.compress, bytes], ids=["gzipped", "plain"])
def test_a_file_past_the_limit_is_refused(pack: Callable[[bytes], bytes], written, monkeypatch) -> None:
    monkeypatch.setattr(sources, "MOST_BYTES", 1024 * 1024)
    content = pack(as_csv([HEADING, *ROWS]) + b"\n" * 1024 * 1024)
    too_large = ["The file is larger than 1 MB when unpacked: this is not the register."]
    assert refusal(written(content)) == too_large


def rewritten(xlsx: bytes, old: bytes, new: bytes) -> bytes:
    """The same XLSX with some bytes of its sheets put otherwise."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx)) as source, zipfile.ZipFile(content, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(old, new))
    assert content.getvalue().count(new)
    return content.getvalue()


def test_a_sheet_that_claims_a_milliard_of_rows_is_refused(written, monkeypatch) -> None:
    monkeypatch.setattr(sources, "MOST_ROWS", 1000)
    content = rewritten(as_xlsx([HEADING, *ROWS]), b'<row r="3"', b'<row r="999999999"')
    assert refusal(written(content)) == ["The sheet has more than 1000 rows."]


def test_a_sheet_that_is_wrong_about_its_own_size_is_read_whole(written) -> None:
    content = rewritten(as_xlsx([HEADING, *ROWS]), b'<dimension ref="A1:G11"', b'<dimension ref="A1:B2"')
    assert read_register(written(content)) == EXPECTED


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("kodifikator-2025-05-16.csv.gz", date(2025, 5, 16)),
        ("Кодифікатор 16.05.2025.xlsx", date(2025, 5, 16)),
        ("kodyfikator_16-05-2025_1.xlsx", date(2025, 5, 16)),
        ("kodifikator.xlsx", None),
        ("register-2025-13-45.csv", None),
        ("order-290-1234567890.csv", None),
    ],
)
def test_the_date_of_the_register_is_read_from_the_name_of_the_file(name: str, day: date | None) -> None:
    assert date_in_name(name) == day


def test_the_official_file_has_1469_hromadas_to_choose_and_303_that_are_not_offered() -> None:
    entries = read_register(official())
    hromadas = [entry for entry in entries if entry.district]
    hidden = [entry for entry in hromadas if entry.is_hidden]
    assert (len(hromadas), len(hidden), len(hromadas) - len(hidden)) == (1772, 303, 1469)
    assert {entry.code[:4] for entry in hidden} == {"UA01"}
    cities = [(entry.name, entry.is_hidden) for entry in entries if not entry.district]
    assert cities == [("Київ", False), ("Севастополь", True)]
    assert all(entry.name == entry.name.strip() and entry.seat for entry in hromadas)


def test_the_shipped_table_is_what_the_official_file_offers() -> None:
    table = shipped.hromadas()
    assert table.entries == [entry for entry in read_register(official()) if not entry.is_hidden]
    assert table.register_date == date_in_name(OFFICIAL.name)


def test_the_shipped_table_is_small_and_says_whose_it_is() -> None:
    assert shipped.HROMADAS.stat().st_size < 60_000
    about = gzip.decompress(shipped.HROMADAS.read_bytes()).decode()[:1000]
    for word in ("Ministry", "КАТОТТГ", "order 290 of 26 November 2020", "2025-05-16", "CC BY 4.0"):
        assert word in about
    assert "demonstration subset" in shipped.POLISH_GMINY.read_text(encoding="utf-8")


def test_the_written_table_reads_back_the_same(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "hromadas.tsv.gz"
    monkeypatch.setattr(shipped, "HROMADAS", path)
    shipped.write_table(path, EXPECTED[1:], register_date=date(2025, 5, 16), about=["A sample"])
    assert shipped.hromadas() == shipped.Table(date(2025, 5, 16), EXPECTED[1:])
