"""Papers of running content on A4 upright: a head on every page, tables whose headings are repeated, page x of y."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from foundation.print.colours import INK, INK_SOFT, RGB
from foundation.print.drawing import A4
from foundation.print.fonts import sheet_fonts
from foundation.print.typeset import Mark, Part, Style, Text

from .drawing import Logos, Page
from .facts import Block, Column, Facts, Heading, Paper, Prose, Table
from .fitting import lines_of

WIDTH, HEIGHT = A4
LEFT, RIGHT, TOP, FOOT = 50.0, WIDTH - 36.0, HEIGHT - 36.0, 46.0
MEASURE = RIGHT - LEFT
LABEL = 140.0
LOGOS = 40.0
_PAD = 5.0


def paper_pages(papers: Sequence[Paper]) -> Iterator[Page]:
    """All pages of these papers, one paper after another; each counts its own."""
    for paper in papers:
        yield from lay_out(paper)


def lay_out(paper: Paper) -> list[Page]:
    """The pages of one paper, in the first of its sizes in which it is one page with no word broken inside a table, or
    else in the last.
    """
    for scale in paper.scales:
        flow = _Flow(paper, scale)
        bodies = flow.bodies()
        if len(bodies) == 1 and not flow.breaks_words:
            break
    total = len(bodies)
    return [flow.page(body, number, total) for number, body in enumerate(bodies, start=1)]


class _Flow:
    """One attempt; `scale` is that of all type."""

    def __init__(self, paper: Paper, scale: float) -> None:
        self.paper, self.scale = paper, scale
        self.breaks_words = False  # known when all tables are laid out
        self.fonts = sheet_fonts()
        self.head = self._head()
        self.foot = self._foot()
        self.room = TOP - FOOT - self.head.height - self.foot.height

    def style(self, weight: str, size: float, colour: RGB = INK) -> Style:
        """A style at this attempt's scale."""
        return Style(self.fonts[weight], size * self.scale, colour, 1.26)

    def paragraph(
        self, name: str, text: str, style: Style, left: float = LEFT, width: float = MEASURE
    ) -> Part:
        """A text in a column."""
        return Part.of_lines(name, left, width, lines_of(text, style, width), style)

    # ---------------------------------------------------------------- what every page has
    def _head(self) -> Part:
        part = Part("", LEFT, MEASURE, LOGOS + 6 if self.paper.logos else 0.0)
        for text in self.paper.donor:
            part.put(self.paragraph("donor", text, self.style("regular", 8.5, INK_SOFT)), -part.height)
        if self.paper.donor:
            part.height += 5
        part.put(self.paragraph("title", self.paper.title, self.style("semibold", 16)), -part.height)
        for text in self.paper.lines:
            part.put(self.paragraph("line", text, self.style("regular", 10.5)), -part.height)
        part.height += 5
        part.marks.append(Mark("line", LEFT, -part.height, MEASURE, 0))
        part.height += 6
        return part

    def _foot(self) -> Part:
        style = Style(self.fonts["regular"], 8.5, INK_SOFT, 1.26)
        part = self.paragraph("foot", self.paper.foot, style, width=MEASURE - 110)
        part.height = max(part.height, style.line) + 4
        return part

    def page(self, body: Part, number: int, total: int) -> Page:
        """A page with its head and its foot."""
        whole = Part("page", LEFT, MEASURE, 0.0)
        whole.put(self.head, TOP)
        whole.put(body, TOP - self.head.height)
        whole.put(self.foot, FOOT + self.foot.height - 4)
        style = Style(self.fonts["regular"], 8.5, INK_SOFT, 1.26)
        said = self.paper.page % {"page": number, "pages": total}
        count = Part.of_lines("count", RIGHT - 100, 100, [said], style)
        count.lines[0] = count.lines[0]._replace(x=RIGHT - style.width(said))
        whole.put(count, FOOT + self.foot.height - 4)
        content = self.paper.logos
        logos = Logos(content, LEFT, TOP - LOGOS, MEASURE, LOGOS) if content else None
        return Page(whole, logos=logos)

    # ---------------------------------------------------------------- what flows
    def bodies(self) -> list[Part]:
        """What stands on each page between head and foot."""
        pages = [Part("body", LEFT, MEASURE, 0.0)]
        for keep, again, part in self._parts():
            if pages[-1].height and part.height + keep > self.room - pages[-1].height:
                pages.append(Part("body", LEFT, MEASURE, 0.0))
                if again is not None:
                    pages[-1].put(again)
            pages[-1].put(part, -pages[-1].height)
        return pages

    def _parts(self) -> Iterator[tuple[float, Part | None, Part]]:
        """Each part with the height that must be left below it, and what is repeated before it on a new page."""
        blocks = self.paper.blocks
        for number, block in enumerate(blocks):
            following = blocks[number + 1] if number + 1 < len(blocks) else None
            match block:
                case Heading(text):
                    yield self._below(following), None, self._heading(text)
                case Prose():
                    yield from ((0.0, None, part) for part in self._prose(block))
                case Facts(rows):
                    yield from ((0.0, None, self._fact(label, text)) for label, text in rows)
                case Table():
                    yield from self._table(block)

    def _below(self, block: Block | None) -> float:
        """How much of the next block must stand on the page of its heading."""
        if not isinstance(block, Table):
            return 40.0 * self.scale
        parts = [part.height for _keep, _again, part in self._table(block)]
        whole = sum(parts)
        return whole if block.is_whole and whole < self.room * 0.8 else sum(parts[:2])

    def _heading(self, text: str) -> Part:
        part = Part("", LEFT, MEASURE, 9 * self.scale)
        part.put(self.paragraph("heading", text, self.style("semibold", 12.5)), -part.height)
        part.height += 3
        return part

    def _prose(self, block: Prose) -> Iterator[Part]:
        style = self.style("semibold" if block.is_strong else "regular", 10.5)
        for text in filter(None, block.text.split("\n")):
            for line in Text(text, style).lines(MEASURE):
                yield Part.of_lines("prose", LEFT, MEASURE, [line], style)
        yield Part("", LEFT, MEASURE, 3.0)

    def _fact(self, label: str, text: str) -> Part:
        soft, body = self.style("regular", 9.5, INK_SOFT), self.style("regular", 10.5)
        part = Part("", LEFT, MEASURE, 0.0)
        part.put(self.paragraph("label", label, soft, width=LABEL - 10))
        part.put(self.paragraph("fact", text, body, LEFT + LABEL, MEASURE - LABEL))
        part.height += 4 * self.scale
        return part

    def _table(self, table: Table) -> Iterator[tuple[float, Part | None, Part]]:
        headings = replace(
            table, columns=tuple(replace(each, kind="strong") for each in table.columns), height=0
        )
        head = self._row(headings, tuple(each.heading for each in table.columns), 9.0)
        rows = [self._row(table, cells, 10.5) for cells in table.rows]
        yield (rows[0].height if rows else 0.0), None, head
        for row in rows:
            yield 0.0, head, row
        yield 0.0, None, Part("", LEFT, MEASURE, 6 * self.scale)

    def _row(self, table: Table, cells: tuple[str, ...], size: float) -> Part:
        """Cells side by side, each as tall as it needs; a line below, and one between columns."""
        total = sum(column.share for column in table.columns)
        row, x = Part("row", LEFT, MEASURE, table.height * self.scale), LEFT
        edges = []
        for column, text in zip(table.columns, cells, strict=True):
            width = MEASURE * column.share / total
            row.put(self._cell(column, text, size, x + 3, width - 6), -_PAD * 0.6)
            x += width
            edges.append(x)
        row.height += _PAD * 0.6
        row.marks.append(Mark("line", LEFT, -row.height, MEASURE, 0))
        row.marks.extend(Mark("line", x, -row.height, 0, row.height) for x in edges[:-1])
        return row

    def _cell(self, column: Column, text: str, size: float, left: float, width: float) -> Part:
        """What a cell says; of a strong one, lines after the first are not."""
        first, _break, more = text.partition("\n")
        part = Part("", left, width, 0.0)
        style = self.style("semibold" if column.kind == "strong" else "regular", size)
        self.breaks_words |= any(style.width(word) > width for word in first.split(" "))
        part.put(self.paragraph("cell", first, style, left, width))
        if more:
            part.put(
                self.paragraph("cell", more, self.style("regular", size * 0.92), left, width), -part.height
            )
        return part
