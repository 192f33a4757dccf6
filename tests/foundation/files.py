"""Files as trainers give them, sound ones and wicked ones."""

import io
import stat
import struct
import zipfile
import zlib

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 64
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def archive(parts: dict[str, bytes | str], *, entries: list[zipfile.ZipInfo] | None = None) -> bytes:
    """A ZIP of these parts; `entries` are written as they are, empty."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in parts.items():
            bundle.writestr(name, content)
        for entry in entries or []:
            bundle.writestr(entry, b"target")
    return file.getvalue()


def office(folder: str = "word", **more: bytes) -> bytes:
    """A small Word, Excel or PowerPoint file, with further parts."""
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": "<Types/>",
        f"{folder}/document.xml": "<document/>",
    }
    return archive({**parts, **{name.replace("__", "/"): content for name, content in more.items()}})


def open_document(kind: str = "text", **more: bytes) -> bytes:
    """A small OpenDocument file."""
    media_type = f"application/vnd.oasis.opendocument.{kind}"
    return archive(
        {"mimetype": media_type, "content.xml": "<x/>", **{n.replace("__", "/"): c for n, c in more.items()}}
    )


def with_link() -> bytes:
    """A Word file in which one part is a symbolic link."""
    entry = zipfile.ZipInfo("word/link")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return archive({"[Content_Types].xml": "<Types/>", "word/document.xml": "<x/>"}, entries=[entry])


def with_name(name: str) -> bytes:
    """A Word file with a part of this name."""
    return archive({"[Content_Types].xml": "<Types/>", "word/document.xml": "<x/>", name: "x"})


def honest_bomb(size: int) -> bytes:
    """A Word file that says how much it unpacks to."""
    return archive({"[Content_Types].xml": "<Types/>", "word/document.xml": b"\x00" * size})


def lying_bomb(size: int) -> bytes:
    """A Word file whose part declares ten bytes and unpacks to `size`; the checksum fits the ten bytes."""
    content = bytearray(honest_bomb(size))
    checksum = zlib.crc32(b"\x00" * 10)
    for signature, sizes in ((b"PK\x03\x04", 14), (b"PK\x01\x02", 16)):
        place = 0
        while (place := content.find(signature, place)) >= 0:
            (_crc, _packed, unpacked) = struct.unpack_from("<III", content, place + sizes)
            if unpacked == size:
                struct.pack_into("<I", content, place + sizes, checksum)
                struct.pack_into("<I", content, place + sizes + 8, 10)
            place += 4
    return bytes(content)
