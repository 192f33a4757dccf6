"""The printer of certificates: facts in, an unsigned PDF out, the same bytes for the same facts.

The order of the whole way is draw → (tags, attachments) → signature field → sign: everything that changes the
file comes before the signature.
"""

from certificates.pdf.facts import CertificateFacts
from certificates.pdf.layout import lay_out
from certificates.pdf.metadata import described
from certificates.pdf.ornament import HEIGHT, WIDTH, Theme, theme
from certificates.pdf.wording import WORDINGS
from foundation.print.drawing import DRAWING, Drawing
from foundation.print.fonts import sheet_fonts
from foundation.print.typeset import Mark


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
        with DRAWING:
            return _Sheet(facts, is_specimen=is_specimen).drawn()


class _Sheet(Drawing):
    def __init__(self, facts: CertificateFacts, *, is_specimen: bool) -> None:
        super().__init__(described(facts), (WIDTH, HEIGHT), check=WORDINGS[facts.language].check)
        self.facts, self.is_specimen = facts, is_specimen
        self.theme: Theme = theme(facts.theme)

    def drawn(self) -> bytes:
        self._ornament()
        self.part(lay_out(self.facts, self.theme.colour))
        if self.is_specimen:
            self.across(WORDINGS[self.facts.language].specimen, size=150, angle=24)
        self.canvas.showPage()
        return self.pdf()

    def _ornament(self) -> None:
        self.document.addForm("page", self.theme.page.once())
        self.document.addForm("rule", self.theme.rule.once())
        self.canvas.doForm("page")

    def mark(self, mark: Mark) -> None:
        """The sheet's own marks; of a specimen the code is an empty frame, and nothing leads anywhere."""
        canvas = self.canvas
        match mark.kind:
            case "qr" if self.is_specimen:
                super().mark(mark._replace(kind="frame"))
            case "link" if self.is_specimen:
                pass
            case "ornament":
                canvas.saveState()
                canvas.translate(mark.x, mark.y)
                canvas.doForm("rule")
                canvas.restoreState()
            case "rhomb":
                canvas.setFillColorRGB(*self.theme.colour)
                half = mark.width
                path = canvas.beginPath()
                path.moveTo(mark.x, mark.y)
                for dx, dy in ((half, half), (2 * half, 0), (half, -half)):
                    path.lineTo(mark.x + dx, mark.y + dy)
                path.close()
                canvas.drawPath(path, stroke=0, fill=1)
            case _:
                super().mark(mark)
