"""Where everything on a paper stands: A4 upright, on one page as long as type of a readable size fits.

A paper that is too long for that goes on to a second page at that size, part by part. Nothing is ever cut: a text
breaks into as many lines as it takes, a word wider than its column between letters.
"""

from collections.abc import Iterable, Iterator, Mapping

from documents.pdf.content import Paper, Rows
from foundation.print.colours import INK, INK_SOFT, RGB
from foundation.print.drawing import A4
from foundation.print.fonts import SheetFont, sheet_fonts
from foundation.print.typeset import Mark, Part, Style, Text

WIDTH, HEIGHT = A4
LEFT, RIGHT, TOP, FOOT = (
    71.0,
    WIDTH - 43.0,
    HEIGHT - 57.0,
    48.0,
)  # 25 mm for the binding, as office paper has it
MEASURE = RIGHT - LEFT
QR_SIDE = 74.0
LABEL = 128.0
_GAP = 14.0
_SCALES = (1.0, 0.95, 0.9, 0.85, 0.8)


class Layout:
    """One attempt at laying out a paper: `scale` is that of all type."""

    def __init__(self, paper: Paper, scale: float) -> None:
        self.paper, self.scale = paper, scale
        self.fonts: Mapping[str, SheetFont] = sheet_fonts()

    def style(self, weight: str, size: float, colour: RGB = INK, leading: float = 1.3) -> Style:
        """A style at this attempt's scale; `size` in points at full scale."""
        return Style(self.fonts[weight], size * self.scale, colour, leading)

    def paragraph(self, name: str, text: str, style: Style, left: float = LEFT) -> Part:
        """A text from `left` to the right margin."""
        width = RIGHT - left
        return Part.of_lines(name, left, width, Text(text, style).lines(width), style)

    def space(self, height: float) -> Part:
        """Room that is left empty."""
        return Part("", LEFT, MEASURE, height * self.scale)

    def flow(self) -> Iterator[Part]:
        """Everything but the foot, part by part; a part stays on one page."""
        paper = self.paper
        yield self.paragraph("issuer", paper.issuer, self.style("semibold", 11.5))
        if paper.identifier:
            yield self.paragraph("identifier", paper.identifier, self.style("regular", 9, INK_SOFT))
        yield self.space(4)
        rule = Part("rule", LEFT, MEASURE, 6.0)
        rule.marks.append(Mark("rule", LEFT, -3.0, MEASURE, 0))
        yield rule
        yield self.paragraph("number", paper.number, self.style("regular", 10))
        yield self.space(10)
        for index, text in enumerate(paper.addressee):
            weight = "semibold" if index == len(paper.addressee) - 1 else "regular"
            yield self.paragraph("addressee", text, self.style(weight, 11), left=LEFT + MEASURE / 2)
        yield self.space(16)
        yield self.paragraph("title", paper.title, self.style("semibold", 17))
        yield self.space(6)
        yield self.paragraph("lead", paper.lead, self.style("regular", 11))
        yield self.space(8)
        yield from self.rows("fact", paper.rows)
        if paper.heading:
            yield self.space(8)
            yield self.paragraph("heading", paper.heading, self.style("semibold", 11.5))
            yield self.space(3)
            yield from self.rows("term", paper.table)
        yield self.space(6)
        for note in paper.notes:
            yield self.paragraph("note", note, self.style("regular", 9.5, INK_SOFT))
            yield self.space(2)

    def rows(self, name: str, rows: Rows) -> Iterator[Part]:
        """Label to the left, what it is to the right, both as tall as they need."""
        label, value = self.style("regular", 9.5, INK_SOFT), self.style("regular", 10.5)
        strong = self.style("semibold", 10.5)
        for index, (said, text) in enumerate(rows):
            row = Part(name, LEFT, MEASURE, 0.0)
            row.put(Part.of_lines(name, LEFT, LABEL, Text(said, label).lines(LABEL), label))
            left, width = LEFT + LABEL + _GAP, MEASURE - LABEL - _GAP
            style = strong if name == "fact" and index == 0 else value
            row.put(Part.of_lines(name, left, width, Text(text, style).lines(width), style))
            row.height += 3 * self.scale
            yield row

    def foot(self) -> Part:
        """Who signs with room for it, room for a seal, the QR code with its address: never apart."""
        whole = Part("foot", LEFT, MEASURE, 0.0)
        signature = self._signature()
        whole.put(signature, -18 * self.scale)
        whole.put(self._check(), -(whole.height + 14 * self.scale))
        return whole

    def _signature(self) -> Part:
        """Office to the left, a line to sign on, the name to the right; the place of the seal below."""
        part = Part("signature", LEFT, MEASURE, 0.0)
        body, soft = self.style("regular", 10.5), self.style("regular", 8.5, INK_SOFT)
        column = (MEASURE - 130.0 - 2 * _GAP) / 2
        office = Text(self.paper.office, body).lines(column) if self.paper.office else []
        name = Text(self.paper.signatory, body).lines(column) if self.paper.signatory else []
        part.put(Part.of_lines("office", LEFT, column, office, body))
        part.put(Part.of_lines("signatory", RIGHT - column, column, name, body))
        part.marks.append(Mark("rule", LEFT + column + _GAP, -body.line, 130.0, 0))
        part.height = max(part.height, body.line)
        seal = Text(self.paper.seal, soft).lines(column)
        part.put(Part.of_lines("seal", LEFT, column, seal, soft), -(part.height + 10 * self.scale))
        part.height += 22 * self.scale
        return part

    def _check(self) -> Part:
        """The code and its address, which is a link."""
        part = Part("check", LEFT, MEASURE, QR_SIDE)
        part.marks.append(Mark("qr", LEFT, -QR_SIDE, QR_SIDE, QR_SIDE))
        left, style = LEFT + QR_SIDE + _GAP, self.style("regular", 9, INK_SOFT)
        width = RIGHT - left
        url = self.paper.described.verify_url
        lines = [*Text(f"{self.paper.check}:", style).lines(width), *Text(url, style).lines(width)]
        text = Part.of_lines("check", left, width, lines, style)
        text.marks.append(Mark("link", left, -text.height, width, style.line))
        part.put(text, -(QR_SIDE - text.height) / 2)
        return part


def lay_out(paper: Paper) -> list[Part]:
    """The pages of a paper, in order."""
    for scale in _SCALES:
        pages = _pages(Layout(paper, scale))
        if len(pages) == 1:
            break
    return pages


def _pages(layout: Layout) -> list[Part]:
    foot = layout.foot()
    pages, y = [Part("page", LEFT, MEASURE, 0.0)], TOP
    for part in layout.flow():
        if part.height > y - FOOT:
            pages.append(Part("page", LEFT, MEASURE, 0.0))
            y = TOP
        pages[-1].put(part, y)
        y -= part.height
    if foot.height > y - FOOT:
        pages.append(Part("page", LEFT, MEASURE, 0.0))
    pages[-1].put(foot, FOOT + foot.height)
    return pages


def lines_of(pages: Iterable[Part]) -> list[str]:
    """All lines of text, in reading order."""
    return [line.text for page in pages for line in page.lines]
