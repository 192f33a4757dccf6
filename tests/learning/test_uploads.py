"""What a trainer's file is, judged by its content."""

import io
import random
import zipfile

import pytest

from foundation.errors import DomainError
from foundation.files.kinds import kind_of

METHODS = {"deflate": zipfile.ZIP_DEFLATED, "bzip2": zipfile.ZIP_BZIP2, "lzma": zipfile.ZIP_LZMA}


def document(method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A small file with the parts that say “Word”."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>" * 200)
        archive.writestr("word/document.xml", random.Random(1).randbytes(3000) + b"a" * 5000)
    return file.getvalue()


def test_a_whole_document_is_what_its_parts_say() -> None:
    assert kind_of(io.BytesIO(document()), "Program.DOCX").ending == ".docx"


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_a_damaged_document_is_refused_and_breaks_nothing(method: int) -> None:
    whole = document(method)
    dice, refused = random.Random(2), 0
    for _try in range(300):
        damaged = bytearray(whole)
        damaged[dice.randrange(4, len(damaged))] ^= dice.randrange(1, 256)
        try:
            kind_of(io.BytesIO(damaged), "Program.docx")
        except DomainError:
            refused += 1
    assert refused > 100


@pytest.mark.parametrize("kept", [5, 30, 60, 500, 3000])
def test_a_document_that_ends_early_is_refused(kept: int) -> None:
    with pytest.raises(DomainError):
        kind_of(io.BytesIO(document()[:kept]), "Program.docx")
