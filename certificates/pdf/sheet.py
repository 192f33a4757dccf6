"""The printer of certificates: facts in, an unsigned PDF out, the same bytes for the same facts.

The order of the whole way is draw → (tags, attachments) → signature field → sign: everything that changes the
file comes before the signature.
"""

from io import BytesIO
from threading import Lock

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from certificates.pdf.facts import CertificateFacts
from certificates.pdf.fonts import sheet_fonts
from certificates.pdf.layout import lay_out
from certificates.pdf.metadata import (
    PRODUCER,
    TRIAL_SUBJECT,
    description,
    document_title,
    xmp_packet,
)
from certificates.pdf.ornament import HEIGHT, INK_SOFT, LAMP, WIDTH, Theme, theme
from certificates.pdf.qr import qr_operators
from certificates.pdf.typeset import Line, Mark
from certificates.pdf.wording import WORDINGS

# ReportLab's fonts keep a reading position; drawing is CPU work that threads cannot share anyway.
_DRAWING = Lock()


class SheetPrinter:
    """Draws certificates. Keep one for a batch: fonts and ornaments are loaded once in a process.

    Safe to use from several threads; they draw one after another.
    """

    def __init__(self) -> None:
        sheet_fonts()

    def draw(self, facts: CertificateFacts, *, is_specimen: bool = False) -> bytes:
        """An A4 landscape page with all the facts, an unsigned PDF: the same bytes for the same facts.

        A specimen is for looking at: the same sheet with that word across it, and an empty frame for the QR code.
        """
        with _DRAWING:
            return _Drawing(facts, is_specimen=is_specimen).pdf()


class _Drawing:
    def __init__(self, facts: CertificateFacts, *, is_specimen: bool) -> None:
        self.facts, self.is_specimen = facts, is_specimen
        self.theme: Theme = theme(facts.theme)
        self.file = BytesIO()
        self.canvas = Canvas(
            self.file,
            pagesize=(WIDTH, HEIGHT),
            pageCompression=0,
            invariant=1,
            pdfVersion=(1, 7),
            lang=facts.language,
            # Any font of ours: with the default one a file would name Helvetica without embedding it.
            initialFontName=sheet_fonts()["regular"].fontName,
        )
        self.document: pdfdoc.PDFDocument = self.canvas._doc
        # Flate alone; ReportLab's own setting adds ASCII armour and a quarter of the size.
        self.document.defaultStreamFilters = [pdfdoc.PDFZCompress]
        for font in sheet_fonts().values():
            font.attach(self.document)

    def pdf(self) -> bytes:
        self._describe()
        self._ornament()
        page = lay_out(self.facts, self.theme.colour)
        for mark in page.marks:
            self._mark(mark)
        self._text(page.lines)
        if self.is_specimen:
            self._across(WORDINGS[self.facts.language].specimen)
        self.canvas.showPage()
        self.canvas.save()
        return self.file.getvalue()

    def _describe(self) -> None:
        facts, catalogue = self.facts, self.document.Catalog
        self.canvas.setTitle(document_title(facts))
        self.canvas.setAuthor(facts.issuer.name)
        self.canvas.setSubject(description(facts))
        self.canvas.setCreator(PRODUCER)
        self.canvas.setProducer(PRODUCER)
        if facts.trial:
            self.canvas.setKeywords(TRIAL_SUBJECT)
        self.canvas.setViewerPreference("DisplayDocTitle", "true")
        self.document.setDateFormatter(lambda *_: f"D:{facts.issued_on:%Y%m%d}")
        catalogue.Metadata = self.document.Reference(xmp_packet(facts), "xmp")

    def _ornament(self) -> None:
        self.document.addForm("page", self.theme.page.once())
        self.document.addForm("rule", self.theme.rule.once())
        self.canvas.doForm("page")

    def _text(self, lines: list[Line]) -> None:
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

    def _across(self, word: str) -> None:
        """A word in outlines over the whole page: read in black and white too, and what it crosses can be read."""
        font, size, canvas = sheet_fonts()["semibold"], 150, self.canvas
        canvas.saveState()
        canvas.translate(WIDTH / 2, HEIGHT / 2)
        canvas.rotate(24)
        canvas.setStrokeColorRGB(*LAMP)
        canvas.setLineWidth(1.2)
        shown = font.operators(word, self.document, size, kerned=True)
        canvas.addLiteral(f"BT 1 Tr {-font.kerned_em(word) * size / 2000:.2f} {-size / 3:.2f} Td {shown} ET")
        canvas.restoreState()

    def _link(self, mark: Mark) -> None:
        """Lead from this room on the page to the check page; a reader that speaks says where it leads."""
        facts = self.facts
        self.canvas.linkURL(
            facts.verify_url,
            (mark.x, mark.y, mark.x + mark.width, mark.y + mark.height),
            thickness=0,
            Contents=pdfdoc.PDFString(f"{WORDINGS[facts.language].check}: {facts.verify_url}"),
            F=4,  # print
        )

    def _mark(self, mark: Mark) -> None:
        canvas = self.canvas
        match mark.kind:
            case "qr" if self.is_specimen:
                self._mark(mark._replace(kind="frame"))
            case "qr":
                canvas.addLiteral(qr_operators(self.facts.verify_url, mark.x, mark.y, mark.width))
                self._link(mark)
            case "link" if not self.is_specimen:
                self._link(mark)
            case "ornament":
                canvas.saveState()
                canvas.translate(mark.x, mark.y)
                canvas.doForm("rule")
                canvas.restoreState()
            case "rule":
                canvas.setLineWidth(0.6)
                canvas.setStrokeColorRGB(*INK_SOFT)
                canvas.line(mark.x, mark.y, mark.x + mark.width, mark.y)
            case "frame":
                canvas.setLineWidth(0.9)
                canvas.setStrokeColorRGB(*LAMP)
                canvas.rect(mark.x, mark.y, mark.width, mark.height, stroke=1, fill=0)
            case "rhomb":
                canvas.setFillColorRGB(*self.theme.colour)
                half = mark.width
                path = canvas.beginPath()
                path.moveTo(mark.x, mark.y)
                for dx, dy in ((half, half), (2 * half, 0), (half, -half)):
                    path.lineTo(mark.x + dx, mark.y + dy)
                path.close()
                canvas.drawPath(path, stroke=0, fill=1)
