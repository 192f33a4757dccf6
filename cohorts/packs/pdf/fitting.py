"""Large type that fits: names and titles as big as their room allows, broken where a reader would break them."""

from collections.abc import Sequence

from foundation.print.typeset import Part, Style, Text


def name_lines(name: str, style: Style, measure: float) -> tuple[list[str], bool]:
    """A name in lines of that measure, and whether a word had to be broken inside.

    A double name that is too wide for a line goes on after its hyphen, any other word after one of ours.
    """
    lines: list[str] = []
    is_broken = False
    for word in name.split(" "):
        for piece in _pieces(word, style, measure):
            wide = style.width(piece) > measure
            is_broken = is_broken or wide
            joined = f"{lines[-1]} {piece}" if lines and piece is word else ""
            if joined and style.width(joined) <= measure:
                lines[-1] = joined
            else:
                lines.extend(_broken(piece, style, measure) if wide else [piece])
    return [line for line in lines if line], is_broken


def _broken(word: str, style: Style, measure: float) -> list[str]:
    """A word too wide for any line, in lines that say by a hyphen that it goes on."""
    *lines, last = Text(word, style).lines(measure - style.width("-"))
    return [*(line if line.endswith("-") else f"{line}-" for line in lines), last]


def _pieces(word: str, style: Style, measure: float) -> list[str]:
    if "-" not in word or style.width(word) <= measure:
        return [word]
    pieces: list[str] = []
    parts = word.split("-")
    for number, part in enumerate(parts):
        piece = f"{part}-" if number < len(parts) - 1 else part
        if pieces and style.width(pieces[-1] + piece) <= measure:
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def lines_of(text: str, style: Style, measure: float) -> list[str]:
    """A text in lines of that measure; a double word that is too wide for a line goes on after its hyphen."""
    words = (piece for word in text.split(" ") for piece in _pieces(word, style, measure))
    return Text(" ".join(words), style).lines(measure) if text else []


def centred(name: str, lines: Sequence[str], style: Style, left: float, measure: float) -> Part:
    """Lines in the middle of their column."""
    part = Part.of_lines(name, left, measure, lines, style)
    part.lines[:] = [
        line._replace(x=left + max(0.0, measure - style.width(line.text)) / 2) for line in part.lines
    ]
    return part
