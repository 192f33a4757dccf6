"""The papers as PDF: whole for every reader, nothing cut or overlapping, the code read from a grey print."""

import re
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest

from documents.pdf.content import paper_of
from documents.pdf.facts import AttestationFacts, InvitationFacts
from documents.pdf.layout import FOOT, LEFT, RIGHT, TOP, lay_out, lines_of
from documents.pdf.printer import draw
from foundation.print.printable import InvalidFacts
from tests.documents.papers_samples import CHECK_URL, TORTURE, at_the_limits, attestation, invitation
from tests.tools import need

SAMPLES = [
    invitation(),
    invitation(language="pl", number=""),
    invitation(language="en"),
    attestation(),
    at_the_limits(),
    *(invitation(person=name) for name in TORTURE),
]


def saved(facts, folder: Path) -> Path:
    path = folder / "paper.pdf"
    path.write_bytes(draw(facts))
    return path


def run(*command: object) -> str:
    need(str(command[0]))
    return subprocess.run(
        list(map(str, command)), capture_output=True, check=True, timeout=60
    ).stdout.decode()


@pytest.mark.parametrize("facts", SAMPLES)
def test_qpdf_finds_no_fault_and_all_fonts_are_embedded(facts, tmp_path):
    path = saved(facts, tmp_path)
    assert "No syntax or stream encoding errors found" in run("qpdf", "--check", path)
    for row in run("pdffonts", path).splitlines()[2:]:
        assert re.search(r"\byes +yes +yes\b", row), row


@pytest.mark.parametrize("facts", [invitation(), attestation(), at_the_limits()])
def test_the_code_is_read_from_a_grey_print_at_150_dpi(facts, tmp_path):
    path = saved(facts, tmp_path)
    last = len(lay_out(paper_of(facts)))
    run(
        "pdftoppm",
        "-r",
        "150",
        "-gray",
        "-png",
        "-f",
        last,
        "-l",
        last,
        "-singlefile",
        path,
        tmp_path / "page",
    )
    assert CHECK_URL in run("zbarimg", "--quiet", "--raw", tmp_path / "page.png")


@pytest.mark.parametrize("facts", SAMPLES)
def test_nothing_is_cut_or_leaves_its_column_or_lies_over_something_else(facts):
    pages = lay_out(paper_of(facts))
    for page in pages:
        for line in page.lines:
            assert line.x >= LEFT - 0.01 and line.x + line.style.width(line.text) <= RIGHT + 0.5, line.text
            assert FOOT - 0.01 <= line.y <= TOP
        for one, other in combinations([box for box in page.boxes if box.top - box.bottom > 0], 2):
            across = min(one.right, other.right) - max(one.left, other.left)
            upright = min(one.top, other.top) - max(one.bottom, other.bottom)
            assert across <= 0.01 or upright <= 0.01, (one, other)
    said = "".join(lines_of(pages)).replace(" ", "").replace("\xa0", "")
    for text in (
        facts.person,
        facts.organisation,
        facts.residency,
        facts.place,
        facts.issuer,
        facts.signatory,
    ):
        assert text.replace(" ", "").replace("\xa0", "") in said


def test_a_usual_paper_takes_one_page():
    assert len(lay_out(paper_of(invitation()))) == 1


def test_who_pays_is_said_date_by_date_and_without_a_sum():
    table = dict(paper_of(invitation()).table)
    assert table["Проїзд туди"] == "сторона, що відряджає"
    assert table["10\xa0березня\xa02027\xa0року"] == "сніданок — організатор; обід — Фонд «Зразок»"
    assert [*table][:1] == ["Проїзд туди"] and [*table][-1:] == ["Проїзд назад"]
    assert "грн" not in "".join(table.values())


def test_without_a_number_there_is_a_line_to_write_it_on():
    assert "____" in paper_of(invitation(number="")).number


def test_hours_that_pass_midnight_say_so():
    hours = dict(paper_of(invitation()).rows)["Дати й години"]
    assert "22:00–01:00 (наступного дня)" in hours


@pytest.mark.parametrize("facts", [invitation(), at_the_limits()])
def test_frozen_facts_come_back_and_give_the_same_bytes(facts):
    again = InvitationFacts.from_json(facts.to_json())
    assert again == facts and draw(again) == draw(facts)


def test_a_frozen_attestation_comes_back():
    assert AttestationFacts.from_json(attestation().to_json()) == attestation()


@pytest.mark.parametrize("changes", [{"person": ""}, {"person": "\x07"}, {"days": ()}])
def test_what_no_paper_can_say_is_refused(changes):
    with pytest.raises(InvalidFacts):
        invitation(**changes)


def test_facts_and_words_need_no_drawing_library():
    code = (
        "import sys, documents.pdf.facts, documents.pdf.wording, documents.pdf.content, documents.containers\n"
        "print(sorted({'reportlab', 'asn1crypto', 'segno'} & set(sys.modules)))"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, cwd=root, timeout=120
    )
    assert done.stdout.decode().strip() == "[]"
