"""Drawing laid-out parts on pages of a PDF: the same bytes for the same parts."""

from collections.abc import Iterable
from io import BytesIO
from threading import Lock

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from foundation.print.colours import INK_SOFT, LAMP
from foundation.print.described import Described
from foundation.print.fonts import sheet_fonts
from foundation.print.metadata import PRODUCER, xmp_packet
from foundation.print.qr import qr_operators
from foundation.print.typeset import Line, Mark, Part

# ReportLab's fonts keep a reading position; drawing is CPU work that threads cannot share anyway. Hold it around a
# drawing, from its making to its bytes.
DRAWING = Lock()

A4 = (595.28, 841.89)  # portrait, points


class Drawing:
    """One document. `check` are the words of the link to `document.verify_url`, for a reader that speaks."""

    def __init__(self, document: Described, size: tuple[float, float], *, check: str) -> None:
        self.described, self.check, self.size = document, check, size
        self.file = BytesIO()
        self.canvas = Canvas(
            self.file,
            pagesize=size,
            pageCompression=0,
            invariant=1,
            pdfVersion=(1, 7),
            lang=document.language,
            # Any font of ours: with the default one a file would name Helvetica without embedding it.
            initialFontName=sheet_fonts()["regular"].fontName,
        )
        self.document: pdfdoc.PDFDocument = self.canvas._doc
        # Flate alone; ReportLab's own setting adds ASCII armour and a quarter of the size.
        self.document.defaultStreamFilters = [pdfdoc.PDFZCompress]
        for font in sheet_fonts().values():
            font.attach(self.document)
        self._describe()

    def _describe(self) -> None:
        document = self.described
        self.canvas.setTitle(document.title)
        self.canvas.setAuthor(document.issuer)
        self.canvas.setSubject(document.description)
        self.canvas.setCreator(PRODUCER)
        self.canvas.setProducer(PRODUCER)
        if document.keywords:
            self.canvas.setKeywords(document.keywords)
        self.canvas.setViewerPreference("DisplayDocTitle", "true")
        self.document.setDateFormatter(lambda *_: f"D:{document.created:%Y%m%d}")
        self.document.Catalog.Metadata = self.document.Reference(xmp_packet(document), "xmp")

    def part(self, part: Part) -> None:
        """Draw what is laid out on the present page."""
        for mark in part.marks:
            self.mark(mark)
        self._text(part.lines)

    def pdf(self) -> bytes:
        """The whole file; every page has ended."""
        self.canvas.save()
        return self.file.getvalue()

    def _text(self, lines: Iterable[Line]) -> None:
        """All lines in one text object, in reading order."""
        parts, colour = ["BT"], None
        for line in filter(lambda each: each.text, lines):
            if line.style.colour != colour:
                colour = line.style.colour
                parts.append(f"{colour[0]:.3f} {colour[1]:.3f} {colour[2]:.3f} rg")
            parts.append(f"1 0 0 1 {line.x:.2f} {line.y:.2f} Tm")
            parts.append(
                line.style.font.operators(line.text, self.document, line.style.size, kerned=line.style.kerned)
            )
        parts.append("ET")
        self.canvas.addLiteral("\n".join(parts))

    def across(self, word: str, *, size: float, angle: float) -> None:
        """A word in outlines over the whole page: read in black and white too, and what it crosses can be read."""
        font, canvas = sheet_fonts()["semibold"], self.canvas
        canvas.saveState()
        canvas.translate(self.size[0] / 2, self.size[1] / 2)
        canvas.rotate(angle)
        canvas.setStrokeColorRGB(*LAMP)
        canvas.setLineWidth(1.2)
        shown = font.operators(word, self.document, size, kerned=True)
        canvas.addLiteral(f"BT 1 Tr {-font.kerned_em(word) * size / 2000:.2f} {-size / 3:.2f} Td {shown} ET")
        canvas.restoreState()

    def mark(self, mark: Mark) -> None:
        """Draw one of the marks that every document knows; those of its own a document draws itself."""
        canvas = self.canvas
        match mark.kind:
            case "qr":
                canvas.addLiteral(qr_operators(self.described.verify_url, mark.x, mark.y, mark.width))
                self._link(mark)
            case "link":
                self._link(mark)
            case "rule":
                canvas.setLineWidth(0.6)
                canvas.setStrokeColorRGB(*INK_SOFT)
                canvas.line(mark.x, mark.y, mark.x + mark.width, mark.y)
            case "frame":
                canvas.setLineWidth(0.9)
                canvas.setStrokeColorRGB(*LAMP)
                canvas.rect(mark.x, mark.y, mark.width, mark.height, stroke=1, fill=0)

    def _link(self, mark: Mark) -> None:
        """Lead from this room on the page to the check page; a reader that speaks says where it leads."""
        self.canvas.linkURL(
            self.described.verify_url,
            (mark.x, mark.y, mark.x + mark.width, mark.y + mark.height),
            thickness=0,
            Contents=pdfdoc.PDFString(f"{self.check}: {self.described.verify_url}"),
            F=4,  # print
        )
