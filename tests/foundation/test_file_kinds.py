"""What may be given to participants: judged by its content, refused before anything is unpacked."""

import io
import tracemalloc
from typing import Any

import pytest

from courses.materials import safe_file_name
from foundation.errors import DomainError
from foundation.files import kinds as uploads
from foundation.files.kinds import kind_of

from .files import (
    HTML,
    JPEG,
    PDF,
    PNG,
    SVG,
    archive,
    honest_bomb,
    lying_bomb,
    office,
    open_document,
    with_link,
    with_name,
)


@pytest.mark.parametrize(
    ("name", "content", "ending"),
    [
        ("a.pdf", PDF, ".pdf"),
        ("A.PDF", PDF, ".pdf"),
        ("фото.png", PNG, ".png"),
        ("фото.jpg", JPEG, ".jpg"),
        ("фото.JPEG", JPEG, ".jpg"),
        ("план.docx", office("word"), ".docx"),
        ("план.xlsx", office("xl"), ".xlsx"),
        ("план.pptx", office("ppt"), ".pptx"),
        ("план.odt", open_document("text"), ".odt"),
        ("план.ods", open_document("spreadsheet"), ".ods"),
        ("план.odp", open_document("presentation"), ".odp"),
    ],
)
def test_what_it_is_and_says_it_is_may_be_given(name: str, content: bytes, ending: str) -> None:
    file = io.BytesIO(content)
    assert kind_of(file, name).ending == ending
    assert file.tell() == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", HTML),
        ("a.pdf", SVG),
        ("a.svg", SVG),
        ("a.html", HTML),
        ("a.pdf", b" " + PDF),
        ("a.pdf", PNG),
        ("a.docx", PDF),
        ("a.pdf.html", PDF),
        ("a", PDF),
        ("a.pdf\u202e", PDF),
        ("a.docx", office("xl")),
        ("a.docx", archive({"hello.txt": "x"})),
        ("a.zip", archive({"hello.txt": "x"})),
        ("a.odt", archive({"mimetype": "text/html"})),
        ("a.exe", b"MZ" + b"\x00" * 100),
        ("a.pdf", b""),
        ("a.docx", b"PK\x03\x04 not an archive"),
    ],
)
def test_what_is_no_document_or_says_that_it_is_another_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(DomainError) as refused:
        kind_of(io.BytesIO(content), name)
    assert refused.value.field == "file"


@pytest.mark.parametrize(
    "content",
    [
        office("word", word__vbaProject__bin=b"x").replace(b"vbaProject/bin", b"vbaProject.bin"),
        office("word", word__VBAPROJECT__BIN=b"x").replace(b"VBAPROJECT/BIN", b"VBAPROJECT.BIN"),
        archive(
            {"[Content_Types].xml": '<x ContentType="…macroEnabled.main+xml"/>', "word/document.xml": "<x/>"}
        ),
        archive({"[Content_Types].xml": '<x ContentType="…ms-office.vbaProject"/>', "word/x.bin": b"x"}),
    ],
)
def test_macros_are_refused_whatever_they_are_called(content: bytes) -> None:
    with pytest.raises(DomainError, match=r"macros|макрос|makr"):
        kind_of(io.BytesIO(content), "план.docx")


def test_macros_of_an_open_document_are_refused() -> None:
    with pytest.raises(DomainError, match=r"macros|макрос|makr"):
        kind_of(io.BytesIO(open_document("text", Basic__Standard__Module1=b"x")), "план.odt")


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "word/../../x", "..\\x", "C:\\x", "c:/x", "\\\\host\\x"]
)
def test_a_part_that_leads_outside_is_refused(name: str) -> None:
    with pytest.raises(DomainError):
        kind_of(io.BytesIO(with_name(name)), "план.docx")


def test_a_part_that_is_a_link_is_refused() -> None:
    with pytest.raises(DomainError):
        kind_of(io.BytesIO(with_link()), "план.docx")


def test_too_many_parts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_PARTS", 3)
    assert kind_of(io.BytesIO(office("word", a=b"1")), "план.docx")
    with pytest.raises(DomainError):
        kind_of(io.BytesIO(office("word", a=b"1", b=b"2")), "план.docx")


@pytest.mark.parametrize("bomb", [honest_bomb, lying_bomb])
def test_a_bomb_is_refused_whether_it_says_its_size_or_lies(
    bomb: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MAX_UNPACKED", 5_000_000)
    content = bomb(20_000_000)
    assert len(content) < 100_000
    tracemalloc.start()
    try:
        with pytest.raises(DomainError):
            kind_of(io.BytesIO(content), "план.docx")
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4_000_000


def test_a_part_that_is_longer_than_it_says_is_refused_even_when_it_is_no_bomb() -> None:
    with pytest.raises(DomainError):
        kind_of(io.BytesIO(lying_bomb(2000)), "план.docx")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Робочий зошит.pdf", "Робочий зошит.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "a_Set-Cookie_ x=1.pdf"),
        ('a"; filename="b.html.pdf', "a_; filename=_b.html.pdf"),
        ("fdp\u202egpj.pdf", "fdp_gpj.pdf"),
        ("\u2066a\u2069.pdf", "_a_.pdf"),
        ("C:\\Users\\x\\a.pdf", "C_Users_x_a.pdf"),
        (".pdf.pdf", "pdf.pdf"),
        ("…  .PDF", "….pdf"),
        ("и\u0306.pdf", "й.pdf"),
        ("я" * 300 + ".docx", "я" * 120 + ".docx"),
        ("?.pdf", "_.pdf"),
    ],
)
def test_the_name_of_a_download_is_its_own_without_what_a_header_cannot_hold(name: str, safe: str) -> None:
    assert safe_file_name(name) == safe
