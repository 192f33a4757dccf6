"""Photographs of signed sheets: what a file is, by its content; a page drawn anew; pages put together as one PDF.

What a camera notes beside the picture, where it was taken above all, is not kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from django.utils.translation import gettext_lazy as _
from PIL import Image as Picture
from PIL import ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

from foundation.errors import DomainError

if TYPE_CHECKING:
    import pikepdf

MAX_FILE = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_SIDE = 16_000
MAX_PAGES = 60
MAX_AT_ONCE = 10  # pictures by one press: each is unpacked before the next
ACCEPTED = ".pdf,.jpg,.jpeg,.png,.webp,.heic,.heif"
_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
# An A4 sheet at about 220 dots an inch: small writing and signatures stay readable.
_LONGEST, _QUALITY, _SHOWN = 2600, 82, 900
_A4_HEIGHT = 842  # points
register_heif_opener(thumbnails=False)


@dataclass(frozen=True)
class Page:
    """A page as JPEG, upright as the camera held it."""

    content: bytes
    width: int
    height: int


def _refused(words: object) -> DomainError:
    return DomainError(str(words), field="file")


def _not_readable() -> DomainError:
    return _refused(
        _(
            "A file cannot be read as a picture or a PDF. Use JPEG, PNG, WebP, HEIC or PDF, and photograph again."
        )
    )


def is_pdf(file: BinaryIO) -> bool:
    """Whether it begins as a PDF does, whatever it is called. Leaves the file at its beginning."""
    file.seek(0)
    head = file.read(5)
    file.seek(0)
    return head == b"%PDF-"


def read_page(file: BinaryIO) -> Page:
    """A photograph as a page. Raises `DomainError` for what is no picture, ends early, or has too many pixels.

    How large it is, is read before anything is unpacked.
    """
    try:
        with Picture.open(file, formats=_FORMATS) as found:
            if max(found.size) > MAX_SIDE or found.width * found.height > MAX_PIXELS:
                raise _too_many_pixels()
            found.draft("RGB", (_LONGEST, _LONGEST))
            return _drawn(ImageOps.exif_transpose(found))
    except (Picture.DecompressionBombWarning, Picture.DecompressionBombError) as error:
        raise _too_many_pixels() from error
    except DomainError:
        raise
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, RuntimeError) as error:
        raise _not_readable() from error


def _too_many_pixels() -> DomainError:
    return _refused(
        _("A picture has more than %(limit)s million pixels. Choose a smaller size in the camera.")
        % {"limit": MAX_PIXELS // 1_000_000}
    )


def _drawn(picture: Picture.Image) -> Page:
    picture.thumbnail((_LONGEST, _LONGEST))
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        over = picture.convert("RGBA")
        picture = Picture.new("RGB", over.size, "white")
        picture.paste(over, mask=over.getchannel("A"))
    return Page(_jpeg(picture.convert("RGB")), picture.width, picture.height)


def _jpeg(picture: Picture.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def shown(content: bytes, turns: int) -> bytes:
    """A page of ours as a small picture, turned to the right by quarters."""
    with Picture.open(BytesIO(content), formats=("JPEG",)) as found:
        found.draft("RGB", (_SHOWN, _SHOWN))
        found.thumbnail((_SHOWN, _SHOWN))
        return _jpeg(found.rotate(-90 * turns, expand=True))


def pages_of(content: bytes) -> int:
    """How many pages a PDF has. Raises `DomainError` for one that is broken, locked or too long."""
    import pikepdf

    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            number = len(pdf.pages)
    except pikepdf.PasswordError as error:
        raise _refused(_("The PDF is locked by a password. Save it without one.")) from error
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        raise _not_readable() from error
    if not 0 < number <= MAX_PAGES:
        raise _refused(_("A sheet has from 1 to %(limit)s pages.") % {"limit": MAX_PAGES})
    return number


def as_pdf(pages: Sequence[tuple[Page, int]], title: str) -> bytes:
    """These pages, each turned to the right by so many quarters, as one PDF; the pictures go in as they are."""
    import pikepdf

    with pikepdf.new() as pdf:
        for page, turns in pages:
            _add(pdf, page, turns)
        pdf.docinfo["/Title"] = title
        out = BytesIO()
        pdf.save(out)
        return out.getvalue()


def _add(pdf: "pikepdf.Pdf", page: Page, turns: int) -> None:
    import pikepdf

    scale = _A4_HEIGHT / max(page.width, page.height)
    width, height = round(page.width * scale, 2), round(page.height * scale, 2)
    name = pikepdf.Name
    image = pdf.make_stream(
        page.content,
        Type=name.XObject,
        Subtype=name.Image,
        Width=page.width,
        Height=page.height,
        ColorSpace=name.DeviceRGB,
        BitsPerComponent=8,
        Filter=name.DCTDecode,
    )
    pdf.add_blank_page(page_size=(width, height))
    made = pdf.pages[-1]
    made.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Page=image))
    made.Contents = pdf.make_stream(f"q {width} 0 0 {height} 0 0 cm /Page Do Q".encode())
    made.Rotate = turns * 90
