"""The drawn sheet as strangers' readers see it."""

import os
import re
import subprocess
import sys
import unicodedata
import zlib
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import fontpkg
import pikepdf
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from certificates.pdf.facts import CertificateFacts, Holder
from certificates.pdf.ornament import HEIGHT, TEXT_FOOT, TEXT_LEFT, TEXT_RIGHT, TEXT_TOP, THEMES, theme
from certificates.pdf.printer import SheetPrinter
from foundation.print.printable import PRINTABLE
from tests.certificates.sheet_samples import VERIFY_URL, at_the_limits, english, polish, ukrainian
from tests.tools import need

LONG_WORDS = "Надзвичайнодовгеім’я Щербань-Вишневецька "


@pytest.fixture(scope="module")
def printer() -> SheetPrinter:
    return SheetPrinter()


def named(name: str) -> CertificateFacts:
    return ukrainian(holder=Holder(given="А", family="Б", printed_name=name))


def run(program: str, *arguments: str | Path) -> str:
    done = subprocess.run([need(program), *map(str, arguments)], capture_output=True, check=True, timeout=60)
    return done.stdout.decode()


def saved(pdf: bytes, folder: Path) -> Path:
    path = folder / "sheet.pdf"
    path.write_bytes(pdf)
    return path


def text_of(pdf: bytes, folder: Path) -> str:
    text = run("pdftotext", "-layout", saved(pdf, folder), "-")
    return unicodedata.normalize("NFC", re.sub(r"\s+", " ", text))


def in_another_process(code: str) -> str:
    """What the code prints in a process without Django's settings."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[2],
        env={key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"},
        timeout=120,
    )
    return done.stdout.decode().strip()


def test_the_same_facts_give_the_same_bytes_whatever_was_drawn_before(printer):
    first = printer.draw(ukrainian())
    printer.draw(polish())
    printer.draw(named("Ἀλέξανδρος Việt"))
    assert printer.draw(ukrainian()) == first
    assert printer.draw(CertificateFacts.from_json(ukrainian().to_json())) == first
    assert printer.draw(ukrainian(number="WOW-2026-000124")) != first


def test_another_process_draws_the_same_bytes(printer):
    code = (
        "from hashlib import sha256\n"
        "from certificates.pdf.printer import SheetPrinter\n"
        "from tests.certificates.sheet_samples import ukrainian\n"
        "print(sha256(SheetPrinter().draw(ukrainian())).hexdigest())"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, cwd=root, timeout=120
    )
    assert done.stdout.decode().strip() == sha256(printer.draw(ukrainian())).hexdigest()


@pytest.mark.parametrize("make", [ukrainian, polish, english])
def test_qpdf_finds_no_fault(printer, tmp_path, make):
    assert "No syntax or stream encoding errors found" in run(
        "qpdf", "--check", saved(printer.draw(make()), tmp_path)
    )


@pytest.mark.parametrize("facts", [ukrainian(), polish(), english(), named("Ἀλέξανδρος Nguyễn Ѣ")])
def test_all_fonts_are_embedded_subsets_with_their_unicode(printer, tmp_path, facts):
    rows = run("pdffonts", saved(printer.draw(facts), tmp_path)).splitlines()[2:]
    assert rows
    for row in rows:
        assert "FiraSans" in row
        assert row.split()[-5:-2] == ["yes", "yes", "yes"]


@pytest.mark.parametrize("make", [ukrainian, polish, english])
def test_title_name_and_figures_can_be_read_as_text(printer, tmp_path, make):
    facts = make()
    text = text_of(printer.draw(facts), tmp_path)
    for expected in (
        facts.title,
        facts.holder.printed_name,
        facts.programme.name,
        facts.number,
        facts.verify_url,
    ):
        assert expected in text


def test_each_outcome_and_partner_can_be_read_as_text(printer, tmp_path):
    facts = ukrainian()
    text = text_of(printer.draw(facts), tmp_path)
    for expected in (*facts.outcomes, *(name for group in facts.partners for name in group.names)):
        assert expected in text


@pytest.mark.parametrize("apostrophe", ["ʼ", "’", "'"])
def test_each_apostrophe_is_printed_as_it_was_typed(printer, tmp_path, apostrophe):
    assert f"Лук{apostrophe}яненко" in text_of(
        printer.draw(named(f"Марʼяна Лук{apostrophe}яненко")), tmp_path
    )


@pytest.mark.parametrize("name", ['<img src="/etc/passwd">', "<b Петренко", "&amp; <font size=90>{0} %s"])
def test_a_name_that_looks_like_markup_is_printed_as_it_is(printer, tmp_path, name):
    pdf = printer.draw(named(name))
    assert name in text_of(pdf, tmp_path)
    assert "root:" not in text_of(pdf, tmp_path)
    with pikepdf.open(saved(pdf, tmp_path)) as document:
        assert not document.pages[0].get_images()


def test_every_printable_character_is_printed(printer, tmp_path):
    letters = [
        chr(point) for point in sorted(PRINTABLE) if not unicodedata.combining(chr(point)) and point > 32
    ]
    letters = [letter for letter in letters if unicodedata.normalize("NFC", letter) == letter]
    lines = [" ".join(letters[start : start + 125]) for start in range(0, len(letters), 125)]
    seen = "".join(text_of(printer.draw(named(line)), tmp_path) for line in lines)
    # Ligatures and other compatibility forms may be read out as the letters that they stand for.
    lost = [
        letter for letter in letters if letter not in seen and unicodedata.normalize("NFKC", letter) == letter
    ]
    assert not lost


@pytest.mark.parametrize("facts", [ukrainian(), at_the_limits(LONG_WORDS)])
def test_it_is_one_page_a4_across_and_every_word_is_on_it(printer, tmp_path, facts):
    said = run("pdftotext", "-bbox", saved(printer.draw(facts), tmp_path), "-")
    assert re.findall(r'<page width="([\d.]+)" height="([\d.]+)">', said) == [("841.890000", "595.280000")]
    words = re.findall(r'<word xMin="(.+)" yMin="(.+)" xMax="(.+)" yMax="(.+)">', said)
    assert len(words) > 40
    for left, top, right, bottom in (map(float, word) for word in words):
        assert left > TEXT_LEFT - 1
        assert top > HEIGHT - TEXT_TOP - 1
        assert right < TEXT_RIGHT + 1
        assert bottom < HEIGHT - TEXT_FOOT + 1


@pytest.mark.parametrize("facts", [ukrainian(), english(verify_url="https://".ljust(150, "w"))])
def test_a_phone_reads_the_code_from_a_grey_print_of_150_dpi(printer, tmp_path, facts):
    run(
        "pdftoppm",
        "-r",
        "150",
        "-gray",
        "-singlefile",
        saved(printer.draw(facts), tmp_path),
        tmp_path / "page",
    )
    assert run("zbarimg", "--quiet", "--raw", tmp_path / "page.pgm").strip() == facts.verify_url


def test_the_file_says_what_it_is_in_which_language_and_by_whom(printer, tmp_path):
    facts = ukrainian()
    with pikepdf.open(saved(printer.draw(facts), tmp_path)) as document:
        assert document.Root.Lang == "uk"
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert document.docinfo.Title == f"{facts.title} — {facts.holder.printed_name} — {facts.number}"
        assert document.docinfo.Author == facts.issuer.name
        assert document.docinfo.Keywords == "trial signature"
        packet = document.Root.Metadata.read_raw_bytes()
    root = ET.fromstring(packet.decode())
    purl = "{http://purl.org/dc/elements/1.1/}"
    assert root.find(f".//{purl}identifier").text == facts.number
    assert root.find(f".//{purl}source").text == VERIFY_URL
    assert "trial signature" in "".join(root.find(f".//{purl}subject").itertext())
    assert facts.holder.printed_name in "".join(root.find(f".//{purl}title").itertext())


def test_markup_in_a_name_does_not_break_the_metadata(printer, tmp_path):
    with pikepdf.open(saved(printer.draw(named("<b> & ]]> Зразок")), tmp_path)) as document:
        packet = document.Root.Metadata.read_raw_bytes().decode()
    assert "<b> & ]]> Зразок" in "".join(ET.fromstring(packet).itertext())


def test_the_colour_of_every_theme_stays_readable_on_white():
    def part(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    for key in THEMES:
        red, green, blue = map(part, theme(key).colour)
        assert 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 4.5


def test_themes_differ_in_more_than_colour_and_an_unknown_one_is_neutral():
    def drawing(key: str) -> bytes:
        """The ornament's operators without those that choose a colour."""
        packed = theme(key).page.content.partition(b"stream\n")[2]
        return re.sub(rb"[\d. ]+ (rg|RG)\n", b"", zlib.decompressobj().decompress(packed))

    assert len({drawing(key) for key in THEMES}) == len(THEMES)
    assert theme("not yet drawn") is theme("neutral")


def test_other_code_that_uses_the_same_face_is_not_disturbed(printer):
    before = printer.draw(ukrainian())
    pdfmetrics.registerFont(TTFont("Theirs", str(fontpkg.path("Fira Sans", 400))))
    out = BytesIO()
    canvas = Canvas(out, initialFontName="Theirs")
    canvas.drawString(50, 50, "Їхній текст ąę")
    canvas.save()
    assert b"FiraSans-Regular" in out.getvalue()
    assert printer.draw(ukrainian()) == before


def test_facts_and_their_check_need_no_drawing_library():
    code = (
        "import sys, certificates.pdf.facts, certificates.pdf.wording, certificates.signing.check\n"
        "print(sorted({'reportlab', 'pyhanko', 'pikepdf', 'segno', 'openpyxl'} & set(sys.modules)))"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, cwd=root, timeout=120
    )
    assert done.stdout.decode().strip() == "[]"


# --- links -----------------------------------------------------------------------------------------------
def links_of(pdf: bytes) -> list[pikepdf.Object]:
    with pikepdf.open(BytesIO(pdf)) as document:
        [page] = document.pages
        return [
            {
                "to": str(each.A.URI),
                "said": str(each.Contents),
                "border": list(map(float, each.Border)),
                "flags": int(each.F),
                "room": list(map(float, each.Rect)),
            }
            for each in page.get("/Annots", [])
            if each.Subtype == pikepdf.Name.Link
        ]


@pytest.mark.parametrize(
    ("make", "check"), [(ukrainian, "Перевірити"), (polish, "Weryfikacja"), (english, "Verify")]
)
def test_the_address_and_the_qr_code_are_links_that_say_where_they_lead(printer, tmp_path, make, check):
    pdf = printer.draw(make())
    links = links_of(pdf)
    assert len(links) == 2
    for link in links:
        assert (link["to"], link["said"]) == (VERIFY_URL, f"{check}: {VERIFY_URL}")
        assert (link["border"], link["flags"]) == ([0, 0, 0], 4)
    # What is read in their rooms: the address under one, nothing but the code under the other.
    read = [text_in(pdf, link["room"], tmp_path) for link in links]
    assert sorted(read) == ["", VERIFY_URL]
    side = next(link["room"] for link, text in zip(links, read, strict=True) if not text)
    assert side[2] - side[0] == pytest.approx(side[3] - side[1]) == pytest.approx(68)


def text_in(pdf: bytes, room: list[float], folder: Path) -> str:
    left, bottom, right, top = room
    at = ("-x", left, "-y", HEIGHT - top, "-W", right - left + 1, "-H", top - bottom)
    numbers = [str(round(each)) if isinstance(each, float) else each for each in at]
    return run("pdftotext", *numbers, saved(pdf, folder), "-").strip()


def test_an_address_on_several_lines_is_a_link_on_each_of_them(printer, tmp_path):
    long = f"https://{'m' * 60}.{'w' * 28}.example/verify/0123456789abcdef0123456789abcdef/"
    pdf = printer.draw(ukrainian(verify_url=long))
    *pieces, _qr = links_of(pdf)
    assert len(pieces) > 1
    assert {link["to"] for link in pieces} == {long}
    assert "".join(text_in(pdf, link["room"], tmp_path) for link in reversed(pieces)) == long


def test_a_specimen_leads_nowhere(printer):
    assert links_of(printer.draw(ukrainian(), is_specimen=True)) == []
