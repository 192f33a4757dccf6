"""What a file is, judged by its content and not by its name."""

import stat
import zipfile
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError

# What an office file may unpack to, in bytes and in parts: more is a bomb, not a document.
MAX_UNPACKED = 300 * 1024 * 1024
MAX_PARTS = 5000
# The parts that say what an office file is are short.
MAX_DECLARATION = 1024 * 1024
HEAD = 1024
CHUNK = 256 * 1024


@dataclass(frozen=True)
class FileKind:
    """A kind of file that is taken in: its ending and its media type."""

    ending: str
    media_type: str


PDF = FileKind(".pdf", "application/pdf")
PNG = FileKind(".png", "image/png")
JPEG = FileKind(".jpg", "image/jpeg")
_OOXML = "application/vnd.openxmlformats-officedocument."
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
OFFICE = {
    "word/": FileKind(".docx", _OOXML + "wordprocessingml.document"),
    "xl/": FileKind(".xlsx", _OOXML + "spreadsheetml.sheet"),
    "ppt/": FileKind(".pptx", _OOXML + "presentationml.presentation"),
}
OPEN_DOCUMENT = {
    _OPEN_DOCUMENT + "text": FileKind(".odt", _OPEN_DOCUMENT + "text"),
    _OPEN_DOCUMENT + "spreadsheet": FileKind(".ods", _OPEN_DOCUMENT + "spreadsheet"),
    _OPEN_DOCUMENT + "presentation": FileKind(".odp", _OPEN_DOCUMENT + "presentation"),
}
ENDINGS = (".pdf", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".png", ".jpg", ".jpeg")


def _refused() -> DomainError:
    return DomainError(
        _("This type of file is not accepted. Use PDF, Word, Excel, PowerPoint, OpenDocument, PNG or JPEG."),
        field="file",
    )


def _has_macros() -> DomainError:
    return DomainError(_("Files with macros are not accepted. Save this one without them."), field="file")


def kind_of(file: BinaryIO, name: str) -> FileKind:
    """The kind of a file. Raises `DomainError` if it is none of ours, or not what its name says.

    The parts of an office file are counted and read through as a stream; nothing is unpacked to disk or kept in
    memory. Leaves the file at its beginning.
    """
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    if head.startswith(b"%PDF-"):
        kind = PDF
    elif head.startswith(b"\x89PNG\r\n\x1a\n"):
        kind = PNG
    elif head.startswith(b"\xff\xd8\xff"):
        kind = JPEG
    elif head.startswith(b"PK\x03\x04"):
        kind = _office_kind(file)
    else:
        raise _refused()
    ending = PurePosixPath(name).suffix.lower()
    if {".jpeg": ".jpg"}.get(ending, ending) != kind.ending:
        raise DomainError(
            _(
                "By its content this is a %(kind)s file, but its name says otherwise. Rename it or save it again."
            )
            % {"kind": kind.ending},
            field="file",
        )
    return kind


def _office_kind(file: BinaryIO) -> FileKind:
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _refuse_strange_names(entries)
            _refuse_bomb(archive, entries)
            return _declared_kind(archive)
    except DomainError:
        raise
    except Exception as error:
        # A stranger's file: whatever the unpackers stumble over (zlib, LZMA, an early end), it is not an office file.
        raise _refused() from error
    finally:
        file.seek(0)


def _refuse_strange_names(entries: list[zipfile.ZipInfo]) -> None:
    """No part leads out of the file's own folder, is a link, comes twice, or holds a program."""
    names = [entry.filename for entry in entries]
    if len(entries) > MAX_PARTS or len(set(names)) != len(names):
        raise _refused()
    for entry in entries:
        parts = entry.filename.replace("\\", "/").split("/")
        is_link = stat.S_ISLNK(entry.external_attr >> 16)
        if is_link or ".." in parts or parts[0] == "" or ":" in parts[0] or "\x00" in entry.filename:
            raise _refused()
    if any(name.lower().endswith("vbaproject.bin") for name in names) or any(
        name.startswith(("Basic/", "Scripts/")) for name in names
    ):
        raise _has_macros()


def _refuse_bomb(archive: zipfile.ZipFile, entries: Iterable[zipfile.ZipInfo]) -> None:
    """Count what the parts really unpack to, whatever they declare."""
    entries = list(entries)
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise _refused()
    left = MAX_UNPACKED
    for entry in entries:
        honest = entry.file_size
        # Read past the declared size, if the part is longer than it says.
        longer = copy(entry)
        longer.file_size = left + 1
        with archive.open(longer) as part:
            size = 0
            while chunk := part.read(CHUNK):
                size += len(chunk)
                if size > min(honest, left):
                    raise _refused()
        if size != honest:
            raise _refused()
        left -= size


def _declared_kind(archive: zipfile.ZipFile) -> FileKind:
    names = set(archive.namelist())
    if "[Content_Types].xml" in names:
        declared = _declaration(archive, "[Content_Types].xml").lower()
        if b"macroenabled" in declared or b"vbaproject" in declared:
            raise _has_macros()
        for folder, kind in OFFICE.items():
            if any(name.startswith(folder) for name in names):
                return kind
    if "mimetype" in names:
        media_type = _declaration(archive, "mimetype").decode("ascii", "replace").strip()
        if media_type in OPEN_DOCUMENT:
            return OPEN_DOCUMENT[media_type]
    raise _refused()


def _declaration(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > MAX_DECLARATION:
        raise _refused()
    return archive.read(name)
