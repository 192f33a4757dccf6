"""The printer of papers: facts in, a PDF out, the same bytes for the same facts."""

from documents.pdf.content import paper_of
from documents.pdf.draft import DraftDrawing, say_across
from documents.pdf.facts import PaperFacts
from documents.pdf.layout import lay_out
from foundation.print.drawing import A4, DRAWING, Drawing


def draw(facts: PaperFacts, *, is_draft: bool = False) -> bytes:
    """The paper with all its facts. What is other on a draft: `draft`."""
    paper = paper_of(facts)
    with DRAWING:
        drawing = (DraftDrawing if is_draft else Drawing)(paper.described, A4, check=paper.check)
        for page in lay_out(paper):
            drawing.part(page)
            if is_draft:
                say_across(drawing, paper.draft)
            drawing.canvas.showPage()
        return drawing.pdf()
