"""Pages of a pack in one PDF, each written as it comes: in memory there is a page, and what of the file is packed."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfdoc import PDFPage

from foundation.print.colours import INK
from foundation.print.described import Described
from foundation.print.drawing import DRAWING, Drawing
from foundation.print.fonts import Prepared
from foundation.print.qr import qr_operators
from foundation.print.typeset import Mark, Part

_FINEST = (2000, 400)  # pixels: 300 to the inch for a strip across the sheet


@dataclass(frozen=True)
class Code:
    """A code to be read by a camera, in a square whose lower left corner is at (x, y)."""

    text: str
    x: float
    y: float
    side: float


@dataclass(frozen=True)
class Logos:
    """A picture, in a room of the page that it fits into without being stretched."""

    content: bytes
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Page:
    """One page: what stands on it, and what stands on it upside down, for paper that is folded."""

    part: Part
    turned: Part | None = None
    codes: tuple[Code, ...] = ()
    logos: Logos | None = None


def draw(described: Described, size: tuple[float, float], pages: Iterable[Page]) -> bytes:
    """The PDF of these pages; the same bytes for the same pages. No pages give no bytes."""
    with DRAWING:
        drawing = _Pack(described, size, check="")
        count = 0
        for count, page in enumerate(pages, start=1):  # noqa: B007 — asked for below
            drawing.page(page)
        return drawing.pdf() if count else b""


def _on_white(content: bytes) -> Image.Image:
    """A picture as paper has it: on white, and no finer than a printer shows."""
    picture = Image.open(BytesIO(content))
    picture.thumbnail(_FINEST)
    white = Image.new("RGBA", picture.size, "white")
    white.alpha_composite(picture.convert("RGBA"))
    return white.convert("RGB")


class _Pack(Drawing):
    def __init__(self, described: Described, size: tuple[float, float], *, check: str) -> None:
        super().__init__(described, size, check=check)
        self.pictures: dict[bytes, ImageReader] = {}

    def page(self, page: Page) -> None:
        """Draw a page, and pack its stream at once."""
        self.part(page.part)
        if page.turned is not None:
            self.canvas.saveState()
            self.canvas.translate(*self.size)
            self.canvas.rotate(180)
            self.part(page.turned)
            self.canvas.restoreState()
        for code in page.codes:
            self.canvas.addLiteral(qr_operators(code.text, code.x, code.y, code.side))
        if page.logos is not None:
            self._picture(page.logos)
        self.canvas.showPage()
        self._pack(self.document.idToObject[f"Page{self.document.pageCounter - 1}"])

    def _pack(self, page: PDFPage) -> None:
        """Have the page keep its stream packed: ReportLab keeps the text of every page until it saves."""
        body = zlib.compress(page.stream.encode("latin-1"), 6)
        head = f"<< /Filter /FlateDecode /Length {len(body)} >>\nstream\n".encode("ascii")
        page.Contents = Prepared(head + body + b"\nendstream\n")
        page.stream = None

    def _picture(self, logos: Logos) -> None:
        """The same picture on many pages stands in the file once."""
        if logos.content not in self.pictures:
            self.pictures[logos.content] = ImageReader(_on_white(logos.content))
        room = (logos.x, logos.y, logos.width, logos.height)
        self.canvas.drawImage(self.pictures[logos.content], *room, preserveAspectRatio=True, anchor="w")

    def mark(self, mark: Mark) -> None:
        """Lines and frames of a pack are of ink: it is printed in black and white."""
        canvas = self.canvas
        canvas.setStrokeColorRGB(*INK)
        match mark.kind:
            case "line":
                canvas.setLineWidth(0.5)
                canvas.line(mark.x, mark.y, mark.x + mark.width, mark.y + mark.height)
            case "heavy":
                canvas.setLineWidth(1.6)
                canvas.rect(mark.x, mark.y, mark.width, mark.height, stroke=1, fill=0)
            case "box":
                canvas.setLineWidth(0.7)
                canvas.rect(mark.x, mark.y, mark.width, mark.height, stroke=1, fill=0)
            case "cut":
                canvas.setLineWidth(0.4)
                canvas.line(mark.x, mark.y, mark.x + mark.width, mark.y + mark.height)
            case _:
                super().mark(mark)
