"""Badges: A6, four on an A4 with marks to cut by; the name is read from two metres."""

from collections.abc import Iterator, Sequence
from itertools import product

from foundation.print.colours import INK, INK_SOFT
from foundation.print.drawing import A4
from foundation.print.fonts import SheetFont, sheet_fonts
from foundation.print.typeset import Mark, Part, Style, Text

from .drawing import Code, Page
from .facts import Badge
from .fitting import name_lines

WIDTH, HEIGHT = A4[0] / 2, A4[1] / 2
SIDE, TOP, FOOT = 26.0, 26.0, 24.0  # margins of a badge: more than office printers leave white
MEASURE = WIDTH - 2 * SIDE
CODE = 88.0  # 31 mm
# Letters of 24 points are 6 mm high: read from two metres. Smaller only where a name would be cut otherwise.
LARGE = (40.0, 36.0, 32.0, 28.0, 26.0, 24.0)
SMALL = (22.0, 20.0, 18.0, 16.0, 14.0, 12.0, 10.0, 8.0)
# The name's size, and the scale of the rest: a large name before anything, then a rest that is read with ease.
_READ, _SCALES = (1.0, 0.85), (0.7, 0.55)
# Each with whether a word may be broken inside: a word too long for any line of a size that is read at all is read
# better in large letters on several lines than in one line that nobody reads.
_WHOLE = (*product(LARGE, _READ), *product(LARGE, _SCALES), *product(SMALL[:4], _READ + _SCALES))
_BROKEN = (*product(LARGE, _READ), *product(LARGE, _SCALES), *product(SMALL, _READ + _SCALES))
_ATTEMPTS = (*((*each, False) for each in _WHOLE), *((*each, True) for each in _BROKEN))
_MARK, _EDGE = 14.0, 5.0


def badge_pages(badges: Sequence[Badge]) -> Iterator[Page]:
    """Four badges a page, in reading order."""
    for start in range(0, len(badges), 4):
        page, codes = Part("page", 0, A4[0], 0.0), []
        for place, badge in enumerate(badges[start : start + 4]):
            left, top = (place % 2) * WIDTH, A4[1] - (place // 2) * HEIGHT
            page.put(lay_out(badge, left), top)
            corner = left + WIDTH - SIDE - CODE + 9.0
            codes.append(Code(badge.code, corner, top - HEIGHT + FOOT - 9.0, CODE))
        page.marks.extend(_cuts())
        yield Page(page, codes=tuple(codes))


def _cuts() -> Iterator[Mark]:
    """Where to cut: at the edges of the sheet, and a cross in its middle."""
    for y in (_EDGE, A4[1] - _EDGE - _MARK):
        yield Mark("cut", WIDTH, y, 0, _MARK)
    for x in (_EDGE, A4[0] - _EDGE - _MARK):
        yield Mark("cut", x, HEIGHT, _MARK, 0)
    yield Mark("cut", WIDTH - _MARK / 2, HEIGHT, _MARK, 0)
    yield Mark("cut", WIDTH, HEIGHT - _MARK / 2, 0, _MARK)


def lay_out(badge: Badge, left: float = 0.0) -> Part:
    """One badge; its top is at 0. Nothing of it is cut or lies over something else, however long the name."""
    fonts = sheet_fonts()
    room = HEIGHT - TOP - FOOT
    whole = Part("badge", left, WIDTH, 0.0)
    for size, rest, may_break in _ATTEMPTS:
        head, foot = _head(badge, fonts, left, rest), _foot(badge, fonts, left, rest)
        name, is_broken = _name(badge, fonts, left, size)
        where = _paragraph("where", badge.where, _style(fonts["regular"], 14 * rest), left, MEASURE)
        taken = head.height + name.height + where.height + max(foot.height, CODE - 18) + 24
        if taken <= room and (may_break or not is_broken):
            break
    whole.put(head, -TOP)
    # The name stands in the upper part of what is left, so that a badge that hangs is read first there.
    y = TOP + head.height + 12 + max(0.0, room - taken) * 0.35
    whole.put(name, -y)
    whole.put(where, -(y + name.height + 8))
    whole.put(foot, -(HEIGHT - FOOT - foot.height))
    return whole


def _style(font: SheetFont, size: float, *, soft: bool = False, kerned: bool = False) -> Style:
    return Style(font, size, INK_SOFT if soft else INK, 1.14 if kerned else 1.25, kerned)


def _paragraph(name: str, text: str, style: Style, left: float, measure: float) -> Part:
    lines = Text(text, style).lines(measure) if text else []
    return Part.of_lines(name, left + SIDE, measure, lines, style)


def _head(badge: Badge, fonts: dict[str, SheetFont], left: float, rest: float) -> Part:
    part = Part("", left + SIDE, MEASURE, 0.0)
    part.put(_paragraph("event", badge.event, _style(fonts["semibold"], 11.5 * rest), left, MEASURE))
    dates = _paragraph("dates", badge.dates, _style(fonts["regular"], 10 * rest, soft=True), left, MEASURE)
    part.put(dates, -part.height)
    part.marks.append(Mark("line", left + SIDE, -part.height - 5, MEASURE, 0))
    return part


def _name(badge: Badge, fonts: dict[str, SheetFont], left: float, size: float) -> tuple[Part, bool]:
    style = _style(fonts["semibold"], size, kerned=True)
    lines: list[str] = []
    is_broken = False
    for each in filter(None, (badge.given, badge.family)):
        broken, breaks = name_lines(each, style, MEASURE)
        lines += broken
        is_broken = is_broken or breaks
    return Part.of_lines("name", left + SIDE, MEASURE, lines, style), is_broken


def _foot(badge: Badge, fonts: dict[str, SheetFont], left: float, rest: float) -> Part:
    """The role in a heavy frame, beside the code: staff are known by a shape, never by a colour."""
    measure = MEASURE - CODE
    if not badge.role:
        return Part("role", left + SIDE, measure, 0.0)
    style = _style(fonts["semibold"], 14 * rest)
    lines = Text(badge.role, style).lines(measure - 14)
    part = Part("role", left + SIDE, measure, 0.0)
    part.put(Part.of_lines("role", left + SIDE + 7, measure - 14, lines, style), -5)
    part.height += 5
    part.marks.append(Mark("heavy", left + SIDE, -part.height, measure, part.height))
    return part.claim("role")
