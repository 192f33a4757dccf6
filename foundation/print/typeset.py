"""Breaking texts into lines and stacking them: positions are worked out before anything is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from foundation.print.colours import RGB
from foundation.print.fonts import SheetFont

# Fira Sans: ascender and descender as shares of the size; a line is never set tighter than their sum.
ASCENT, DESCENT = 0.935, 0.265


@dataclass(frozen=True)
class Style:
    """How a text is set: font, size in points, distance of lines as a share of the size, colour."""

    font: SheetFont
    size: float
    colour: RGB
    leading: float = 1.24
    kerned: bool = False

    def em(self, text: str) -> float:
        """The text's width in thousandths of the size."""
        return self.font.kerned_em(text) if self.kerned else self.font.em(text)

    def width(self, text: str) -> float:
        """The text's width in points."""
        return self.em(text) * self.size / 1000

    @property
    def line(self) -> float:
        """The height of a line in points."""
        return self.size * self.leading

    @property
    def drop(self) -> float:
        """From the top of a line to its baseline, in points."""
        return ASCENT * self.size + (self.leading - ASCENT - DESCENT) * self.size / 2


class Line(NamedTuple):
    """One line of text; x and y are those of its baseline's beginning, in points."""

    x: float
    y: float
    text: str
    style: Style


class Mark(NamedTuple):
    """What is drawn beside text: a "rhomb", a "frame", a "rule" (thin), an "ornament" rule or the "qr" code.

    x and y are the lower left corner, in points.
    """

    kind: str
    x: float
    y: float
    width: float
    height: float


class Box(NamedTuple):
    """The room that a part of the sheet takes, in points."""

    name: str
    left: float
    bottom: float
    right: float
    top: float


class Text:
    """A text measured once, to be broken at any size.

    A word of one letter stays with the next one («у громаді», "w gminie"): the typographers' rule in
    Ukrainian and Polish. A word wider than the measure is broken between letters: nothing ever leaves its
    column.
    """

    def __init__(self, text: str, style: Style) -> None:
        self.text, self.style = text, style

    @cached_property
    def _words(self) -> list[tuple[str, float]]:
        words: list[str] = []
        for word in self.text.split(" "):
            if words and len(words[-1]) == 1 and words[-1].isalpha():
                words[-1] = f"{words[-1]}\xa0{word}"
            else:
                words.append(word)
        return [(word, self.style.em(word)) for word in words]

    def lines(self, measure: float, size: float | None = None) -> list[str]:
        """The lines at a size (the style's own if not given) in a column `measure` points wide."""
        room = measure * 1000 / (size or self.style.size)
        space = self.style.em(" ")
        lines: list[str] = []
        current, used = "", 0.0
        for word, width in self._words:
            if current and used + space + width <= room:
                current, used = f"{current} {word}", used + space + width
                continue
            if current:
                lines.append(current)
            *full, current = self._broken(word, room) if width > room else [word]
            lines.extend(full)
            used = self.style.em(current) if full else width
        return [*lines, current] if current else lines

    def _broken(self, word: str, room: float) -> list[str]:
        """Pieces of a word that is wider than its column."""
        pieces, start, used = [], 0, 0.0
        for index, letter in enumerate(word):
            width = self.style.font.em(letter)
            if used + width > room and index > start:
                pieces.append(word[start:index])
                start, used = index, 0.0
            used += width
        return [*pieces, word[start:]]

    def balanced(self, measure: float) -> list[str]:
        """The same number of lines, of widths as equal as they come."""
        lines = self.lines(measure)
        if len(lines) < 2:
            return lines
        low, high = measure / 2, measure
        while high - low > 4:
            middle = (low + high) / 2
            low, high = (low, middle) if len(self.lines(middle)) <= len(lines) else (middle, high)
        return self.lines(high)


@dataclass
class Stack:
    """Boxes one under another in a column; gaps between them stretch to fill the height they are given."""

    left: float
    width: float
    height: float = 0.0
    stretch: float = 0.0
    _parts: list[tuple[float, float, "Part | None"]] = field(default_factory=list)

    def gap(self, height: float, stretch: float = 0.0) -> None:
        """Leave room; `stretch` is its share in what is left over."""
        self.height += height
        self.stretch += stretch
        self._parts.append((height, stretch, None))

    def add(self, part: "Part") -> None:
        """Put a part below what is there; one without content takes no room."""
        if part.height:
            self.height += part.height
            self._parts.append((part.height, 0.0, part))

    def text(self, name: str, text: str, style: Style, *, balanced: bool = False) -> None:
        """Put a paragraph below what is there."""
        broken = Text(text, style)
        lines = broken.balanced(self.width) if balanced else broken.lines(self.width)
        self.add(Part.of_lines(name, self.left, self.width, lines, style))

    def placed(self, top: float, bottom: float) -> "Part":
        """All of it between two heights of the sheet, what is left over shared out among the gaps."""
        spare = max(0.0, top - bottom - self.height) / (self.stretch or 1.0)
        whole = Part("", self.left, self.width, 0.0)
        y = top
        for height, stretch, part in self._parts:
            if part is not None:
                whole.put(part, y)
            y -= height + stretch * spare
        return whole


@dataclass
class Part:
    """Things drawn together; their y is relative to the part's top until they are put on the sheet."""

    name: str
    left: float
    width: float
    height: float
    lines: list[Line] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)

    @classmethod
    def of_lines(cls, name: str, left: float, width: float, lines: Sequence[str], style: Style) -> "Part":
        """A paragraph whose lines are broken already."""
        part = cls(name, left, width, len(lines) * style.line)
        for index, text in enumerate(lines):
            part.lines.append(Line(left, -(index * style.line + style.drop), text, style))
        part.boxes.append(Box(name, left, -part.height, left + width, 0.0))
        return part

    def put(self, part: "Part", top: float = 0.0) -> None:
        """Take in another part, its top at this height."""
        self.lines.extend(Line(line.x, line.y + top, line.text, line.style) for line in part.lines)
        self.marks.extend(mark._replace(y=mark.y + top) for mark in part.marks)
        self.boxes.extend(box._replace(bottom=box.bottom + top, top=box.top + top) for box in part.boxes)
        self.height = max(self.height, part.height - top)

    def claim(self, name: str) -> "Part":
        """The part with its whole room as one box, in place of those of what it is made of."""
        self.boxes.clear()
        self.boxes.append(Box(name, self.left, -self.height, self.left + self.width, 0.0))
        return self
