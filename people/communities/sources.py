"""The official file as rows of text: CSV or XLSX, plain or gzipped. Trusts nothing in it."""

import csv
import gzip
import io
import tempfile
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from django.utils.translation import gettext as _

from foundation.errors import DomainError

# The register of 2026 takes 4 MB as CSV, 1.2 MB as XLSX and 12 MB as the XML inside it.
MOST_BYTES = 64 * 1024 * 1024
MOST_SHEETS = 20
MOST_ROWS = 200_000
MOST_COLUMNS = 64
MOST_MEMBERS = 1000

_GZIP, _ZIP, _OLD_EXCEL = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_CHUNK = 64 * 1024

Row = tuple[int, list[str]]


class RegisterError(DomainError):
    """The file cannot be taken as a register. `problems` says each fault in plain words, with its line."""

    MOST_SHOWN = 20

    def __init__(self, problems: list[str]) -> None:
        self.problems = shortened(problems, self.MOST_SHOWN)
        super().__init__("\n".join(self.problems))


def shortened(lines: list[str], most: int) -> list[str]:
    """The first lines, and how many more there are."""
    if len(lines) <= most:
        return list(lines)
    return [*lines[:most], _("and %(count)d more") % {"count": len(lines) - most}]


@contextmanager
def tables(path: Path) -> Iterator[Iterator[Iterator[Row]]]:
    """The tables of a file, one for CSV and one a sheet for XLSX, as rows with their line numbers.

    Rows are read as they are asked for. Raises RegisterError for a file that is absent, empty, too large,
    damaged, or neither CSV nor XLSX.
    """
    try:
        with path.open("rb") as raw, _opened(raw) as content:
            yield _tables(content)
    except (gzip.BadGzipFile, EOFError, zlib.error, zipfile.BadZipFile, csv.Error) as error:
        raise RegisterError([_damaged()]) from error
    except OSError as error:
        raise RegisterError(
            [_("The file cannot be read: %(reason)s.") % {"reason": error.strerror or error}]
        ) from error
    except UnicodeDecodeError as error:
        raise RegisterError(
            [_("The file is not text in UTF-8. Save it as CSV in UTF-8, or as XLSX.")]
        ) from error


@contextmanager
def _opened(raw: IO[bytes]) -> Iterator[IO[bytes]]:
    """The content, unpacked into a temporary file if it is gzipped, never past the limit."""
    if not _begins(raw, _GZIP):
        _refuse_if_too_large(raw)
        yield raw
        return
    with tempfile.SpooledTemporaryFile(max_size=8 * 1024 * 1024) as unpacked:
        with gzip.GzipFile(fileobj=raw) as packed:
            while chunk := packed.read(_CHUNK):
                if unpacked.tell() + len(chunk) > MOST_BYTES:
                    raise RegisterError([_too_large()])
                unpacked.write(chunk)
        unpacked.seek(0)
        yield cast(IO[bytes], unpacked)


def _begins(content: IO[bytes], magic: bytes) -> bool:
    start = content.read(len(magic))
    content.seek(0)
    return start == magic


def _refuse_if_too_large(content: IO[bytes]) -> None:
    size = content.seek(0, io.SEEK_END)
    content.seek(0)
    if size > MOST_BYTES:
        raise RegisterError([_too_large()])


def _damaged() -> str:
    return _("The file is damaged and cannot be read.")


def _too_large() -> str:
    return _("The file is larger than %(size)d MB when unpacked: this is not the register.") % {
        "size": MOST_BYTES // (1024 * 1024)
    }


def _tables(content: IO[bytes]) -> Iterator[Iterator[Row]]:
    start = content.read(_CHUNK)
    content.seek(0)
    if not start.strip():
        raise RegisterError([_("The file is empty.")])
    if start.startswith(_OLD_EXCEL):
        raise RegisterError([_("This is a file of old Excel. Save it as XLSX or as CSV in UTF-8.")])
    if start.startswith(_ZIP):
        return _sheets(content)
    if b"\0" in start:
        raise RegisterError([_("The file is neither CSV nor XLSX.")])
    return iter([_csv_rows(content, start)])


def _csv_rows(content: IO[bytes], start: bytes) -> Iterator[Row]:
    separator = max(";,\t", key=lambda sign: start.count(sign.encode()))
    text = io.TextIOWrapper(content, encoding="utf-8-sig", newline="")
    try:
        reader = csv.reader(text, delimiter=separator)
        for cells in reader:
            yield reader.line_num, cells
    finally:
        text.detach()


def _sheets(content: IO[bytes]) -> Iterator[Iterator[Row]]:
    # Imported here: openpyxl is needed by this one command and not by the site.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    _refuse_zip_bomb(content)
    try:
        with warnings.catch_warnings():
            # It warns of styles and extensions that it leaves out: only the values are wanted.
            warnings.simplefilter("ignore")
            book = load_workbook(content, read_only=True, data_only=True)
    except (KeyError, ValueError, SyntaxError, InvalidFileException) as error:
        raise RegisterError([_("The file is neither CSV nor XLSX.")]) from error
    try:
        for sheet in book.worksheets[:MOST_SHEETS]:
            # What the sheet says of its own size may be wrong, and rows past it would be left out.
            sheet.reset_dimensions()
            yield _sheet_rows(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True))
    finally:
        book.close()


def _sheet_rows(rows: Iterator[tuple[object, ...]]) -> Iterator[Row]:
    try:
        for number, cells in enumerate(rows, 1):
            # A sheet may claim a row number in the milliards and be padded with empty rows up to there.
            if number > MOST_ROWS:
                raise RegisterError([_("The sheet has more than %(count)d rows.") % {"count": MOST_ROWS}])
            yield number, ["" if cell is None else str(cell) for cell in cells]
    except (KeyError, ValueError, SyntaxError) as error:
        raise RegisterError([_damaged()]) from error


def _refuse_zip_bomb(content: IO[bytes]) -> None:
    """An XLSX is a zip: look at what it says it holds before anything of it is unpacked.

    Python's zipfile reads no more of a member than its stated size, so a false statement gains nothing.
    """
    with zipfile.ZipFile(content) as archive:
        members = archive.infolist()
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_BYTES:
        raise RegisterError([_too_large()])
    content.seek(0)
