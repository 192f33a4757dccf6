"""The printer of papers: facts in, a PDF out, the same bytes for the same facts."""

from documents.pdf.facts import PaperFacts
from documents.pdf.layout import lay_out
from documents.pdf.papers import paper_of
from foundation.print.drawing import A4, DRAWING, Drawing
from foundation.print.typeset import Mark


def draw(facts: PaperFacts, *, is_draft: bool = False) -> bytes:
    """The paper with all its facts. A draft says so across the page, and has an empty frame for the QR code."""
    paper = paper_of(facts)
    with DRAWING:
        drawing = _Drawing(paper.described, A4, check=paper.check)
        drawing.is_draft = is_draft
        for page in lay_out(paper):
            drawing.part(page)
            if is_draft:
                drawing.across(paper.draft, size=120, angle=52)
            drawing.canvas.showPage()
        return drawing.pdf()


class _Drawing(Drawing):
    is_draft = False

    def mark(self, mark: Mark) -> None:
        """Of a draft nothing leads anywhere: it is not genuine yet."""
        if self.is_draft and mark.kind == "qr":
            super().mark(mark._replace(kind="frame"))
        elif not (self.is_draft and mark.kind == "link"):
            super().mark(mark)
