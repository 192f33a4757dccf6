"""The sheet's ornament, drawn by code: a woven band with a carved rosette, and guilloche.

Sources of the geometry are common to Ukrainian and Polish houses: counted-thread embroidery and striped wool
(рушник, pasiak) give the band; the six-petalled rosette is the one carved on the main beam of a bright room
(сволок, sosręb). The band's motif differs by theme, so that colour alone never carries the meaning and the
sheet survives a black-and-white printer. Everything is PDF operators, made once for each theme.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from math import cos, pi, sin

from certificates.pdf.motifs import MOTIFS
from foundation.print.colours import LAMP, RGB, rgb
from foundation.print.fonts import Prepared, prepared_stream

WIDTH, HEIGHT = 841.89, 595.28  # A4 landscape, points

Point = tuple[float, float]


def _tint(colour: RGB, share: float) -> RGB:
    """The colour thinned with white to a share of its strength."""
    red, green, blue = (1 - share * (1 - part) for part in colour)
    return red, green, blue


@dataclass(frozen=True)
class Theme:
    """A theme's colour on the sheet, and its drawings as PDF form objects: the whole page's, and a rule's."""

    colour: RGB
    page: Prepared
    rule: Prepared


_COLOURS = {
    "communication": "1f5591",
    "investment": "1f6040",
    "medicine": "9c2a44",
    "partnership": "65438a",
    "places": "85400f",
    "neutral": "2f4a4d",
}

THEMES = tuple(_COLOURS)

# The band: a grid of stitches, 29 across, 11 patterns of 24 rows high; the rosette sits between two patterns.
_STITCH = 2.0
_ROWS = 24
_PATTERNS = 11
_AXIS = 62.0
_FOOT = (HEIGHT - _PATTERNS * _ROWS * _STITCH) / 2
_ROSETTE = (_AXIS, _FOOT + 8 * _ROWS * _STITCH)
_ROSETTE_RADIUS = 41.0
_FRAME = 20.0
TEXT_LEFT, TEXT_RIGHT = 124.0, WIDTH - 54.0
TEXT_TOP, TEXT_FOOT = HEIGHT - 46.0, 42.0


def theme(key: str) -> Theme:
    """The theme of that key; an unknown key gets the neutral one: themes are added before their ornament."""
    return _drawn(key if key in _COLOURS else "neutral")


@cache
def _drawn(key: str) -> Theme:
    colour = rgb(_COLOURS[key])
    page = (
        _watermark(_tint(colour, 0.16)),
        _frame(colour),
        _band(key, colour),
        _rosette(colour),
    )
    return Theme(
        colour,
        _form([line for part in page for line in part], (0, 0, WIDTH, HEIGHT)),
        _form(_rule(_tint(colour, 0.75)), (0, -4, TEXT_RIGHT - TEXT_LEFT, 4)),
    )


def _form(operators: Iterable[str], box: tuple[float, float, float, float]) -> Prepared:
    edges = " ".join(map(_number, box))
    entries = f"/Type /XObject /Subtype /Form /BBox [{edges}] /Resources << >>"
    return prepared_stream("\n".join(operators).encode("ascii"), entries)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _op(operator: str, *numbers: float) -> str:
    return " ".join([*map(_number, numbers), operator])


def _smooth(point: Callable[[float], Point], start: float, stop: float, steps: int) -> Iterator[str]:
    """A curve through its points with Bézier pieces whose tangents are measured on the curve."""
    width = (stop - start) / steps
    nudge = width / 1000

    def slope(at: float) -> Point:
        (x0, y0), (x1, y1) = point(at - nudge), point(at + nudge)
        return (x1 - x0) / (2 * nudge), (y1 - y0) / (2 * nudge)

    yield _op("m", *point(start))
    for step in range(steps):
        begin, end = start + step * width, start + (step + 1) * width
        (x0, y0), (x1, y1) = point(begin), point(end)
        (dx0, dy0), (dx1, dy1) = slope(begin), slope(end)
        third = width / 3
        yield _op(
            "c",
            x0 + dx0 * third,
            y0 + dy0 * third,
            x1 - dx1 * third,
            y1 - dy1 * third,
            x1,
            y1,
        )


def _circle(centre: Point, radius: float) -> Iterator[str]:
    yield from _smooth(
        lambda t: (centre[0] + radius * cos(t), centre[1] + radius * sin(t)),
        0,
        2 * pi,
        8,
    )
    yield "h"


def _watermark(colour: RGB) -> Iterator[str]:
    """A large rosette of fine interlaced lines at the right, level with the carved one, pale, under the text.

    One line is turned again and again: the same operators repeat, so that they take hardly any room
    compressed.
    """
    yield _op("RG", *colour)
    yield "0.4 w"
    centre = (TEXT_RIGHT - 118, _ROSETTE[1])
    yield from _turned(centre, 12, 144, lambda t: 96 + 30 * sin(12 * t) + 8 * cos(36 * t))
    yield from _turned(centre, 6, 48, lambda t: 40 + 18 * sin(6 * t))


def _turned(centre: Point, lobes: int, steps: int, radius: Callable[[float], float]) -> Iterator[str]:
    """A closed line around a centre, as many times as it has lobes, each time turned a little further."""
    line = [
        *_smooth(lambda t: (radius(t) * cos(t), radius(t) * sin(t)), 0, 2 * pi, steps),
        "s",
    ]
    for turn in range(lobes):
        angle = turn * 2 * pi / lobes**2
        along, across = cos(angle), sin(angle)
        yield f"q {along:.5f} {across:.5f} {-across:.5f} {along:.5f} {centre[0]:.2f} {centre[1]:.2f} cm"
        yield from line
        yield "Q"


def _frame(colour: RGB) -> Iterator[str]:
    """Two lines around the sheet with a rhomb at each corner."""
    yield _op("RG", *colour)
    for inset, width in ((_FRAME, 0.9), (_FRAME + 3.5, 0.3)):
        yield _op("w", width)
        yield _op("re", inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset) + " S"
    inset = _FRAME + 1.75
    for x in (inset, WIDTH - inset):
        for y in (inset, HEIGHT - inset):
            yield _op("rg", 1, 1, 1)
            yield from _rhomb(x, y, 9)
            yield _op("rg", *colour)
            yield from _rhomb(x, y, 6)


def _rhomb(x: float, y: float, half: float) -> Iterator[str]:
    yield _op("m", x - half, y)
    for dx, dy in ((0, half), (half, 0), (0, -half)):
        yield _op("l", x + dx, y + dy)
    yield "h f"


def _band(key: str, colour: RGB) -> Iterator[str]:
    """The woven band: stripes at its edges, the theme's motif between them, room left for the rosette.

    Each pattern is written with the same numbers at a place of its own, which takes hardly any room
    compressed.
    """
    for mark, fill in (("#", colour), ("o", LAMP)):
        yield _op("rg", *fill)
        for pattern in range(_PATTERNS):
            yield f"q {_STITCH} 0 0 {_STITCH} {_AXIS} {_FOOT + pattern * _ROWS * _STITCH:.2f} cm"
            last = pattern == _PATTERNS - 1
            for row in range(_ROWS + last):
                for column in range(-14, 15):
                    if _stitch(key, column, pattern * _ROWS + row) == mark:
                        yield _op("re", column - 0.44, row - 0.44, 0.88, 0.88)
            yield "f Q"


def _stitch(key: str, column: int, row: int) -> str:
    """What stands at a place of the grid, the axis being column 0."""
    away = abs(column)
    x, y = column * _STITCH, _FOOT + row * _STITCH - _ROSETTE[1]
    if x * x + y * y < _ROSETTE_RADIUS**2:
        return "."
    if row in (0, _PATTERNS * _ROWS) or away in (12, 14):
        return "#"
    if away == 13:
        return "."
    if away == 10:
        return "o" if row % 2 == 0 else "."
    if away > 8:
        return "."
    lines = MOTIFS[key].split()
    down = (row + _ROWS // 2) % _ROWS  # the band begins and ends between two motifs
    return lines[min(down, _ROWS - down)][away]


def _rosette(colour: RGB) -> Iterator[str]:
    """Six petals in a ring of guilloche, as carved on a beam, with a small light in the middle."""
    x, y = _ROSETTE
    yield _op("RG", *colour)
    for radius, width in ((37.5, 1.1), (35.3, 0.4), (24.6, 0.4), (22.9, 0.9)):
        yield _op("w", width)
        yield from _circle(_ROSETTE, radius)
        yield "S"
    yield "0.35 w"
    for turn in range(4):

        def wave(t: float, shift: float = turn * pi / 2 / 18) -> Point:
            radius = 29.95 + 4.6 * sin(18 * (t + shift))
            return x + radius * cos(t), y + radius * sin(t)

        yield from _smooth(wave, 0, 2 * pi, 144)
        yield "s"
    yield _op("rg", *_tint(colour, 0.45))
    for tip in range(6):
        angle = pi / 2 + tip * pi / 3
        yield from _petal(x + 20.5 * cos(angle), y + 20.5 * sin(angle), 20.5, angle + 2 * pi / 3)
    yield _op("rg", *colour)
    for petal in range(6):
        yield from _petal(x, y, 20.5, pi / 2 + petal * pi / 3)
    yield _op("rg", *LAMP)
    yield from _circle(_ROSETTE, 2.6)
    yield "f"


def _petal(x: float, y: float, length: float, angle: float) -> Iterator[str]:
    """A petal bounded by two arcs of 60° around the neighbouring petals' tips."""
    share = 4 / 3 * (1 - cos(pi / 6)) / sin(pi / 6) * length  # length of a Bézier handle for an arc of 60°
    tip = (x + length * cos(angle), y + length * sin(angle))
    yield _op("m", x, y)
    for near, far, side in (((x, y), tip, 1), (tip, (x, y), 1)):
        way = angle if near == (x, y) else angle + pi
        out, into = way + side * pi / 6, way + pi - side * pi / 6
        yield _op(
            "c",
            near[0] + share * cos(out),
            near[1] + share * sin(out),
            far[0] + share * cos(into),
            far[1] + share * sin(into),
            *far,
        )
    yield "h f"


def _rule(colour: RGB) -> Iterator[str]:
    """A band of interlaced waves, 6 points high, from the origin to the width of the text."""
    length = TEXT_RIGHT - TEXT_LEFT
    waves = round(length / 26)
    yield _op("RG", *colour)
    yield "0.4 w"
    for phase in range(5):

        def wave(t: float, shift: float = phase * pi / 5) -> Point:
            swell = 0.62 + 0.38 * cos(2 * pi * 6 * t)
            return t * length, 3 * swell * sin(2 * pi * waves * t + shift)

        yield from _smooth(wave, 0, 1, waves * 4)
        yield "S"
