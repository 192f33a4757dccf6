"""Name plates and door signs: A4 across, in the largest type that fits."""

from collections.abc import Iterator, Sequence

from foundation.print.colours import INK, INK_SOFT
from foundation.print.drawing import A4
from foundation.print.fonts import sheet_fonts
from foundation.print.typeset import Mark, Part, Style, Text

from .drawing import Page
from .facts import Plate, Sign
from .fitting import centred, name_lines

ACROSS = (A4[1], A4[0])
WIDTH, HEIGHT = ACROSS
SIDE = 42.0
MEASURE = WIDTH - 2 * SIDE
HALF = HEIGHT / 2
_SIZES = (96.0, 84.0, 72.0, 64.0, 56.0, 48.0, 42.0, 36.0, 30.0, 24.0, 18.0, 14.0, 10.0)
_SIGN_SCALES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.42, 0.35, 0.28, 0.22)


def plate_pages(plates: Sequence[Plate]) -> Iterator[Page]:
    """A page for each: the name on the lower half, and upside down on the upper one; folded, it stands."""
    for plate in plates:
        half = lay_out_plate(plate)
        page = Part("page", 0, WIDTH, 0.0)
        page.put(half, HALF)
        turned = Part("turned", 0, WIDTH, 0.0)
        turned.put(half, HALF)
        page.marks.extend(Mark("cut", x, HALF, 22.0, 0) for x in (6.0, WIDTH - 28.0))
        yield Page(page, turned)


def lay_out_plate(plate: Plate) -> Part:
    """Half a plate, its top at 0: the name as large as it fits, in the middle; from where below it."""
    fonts = sheet_fonts()
    room = HALF - 2 * 34.0
    for size in _SIZES:
        style = Style(fonts["semibold"], size, INK, 1.12, kerned=True)
        small = Style(fonts["regular"], max(9.0, min(22.0, size * 0.4)), INK_SOFT, 1.2)
        lines, is_broken = name_lines(plate.name, style, MEASURE)
        where = Text(plate.where, small).lines(MEASURE) if plate.where else []
        taken = len(lines) * style.line + len(where) * small.line + 8
        if taken <= room and not (is_broken and size > _SIZES[-3]):
            break
    whole = Part("plate", 0, WIDTH, 0.0)
    y = 34.0 + max(0.0, room - taken) / 2
    whole.put(centred("name", lines, style, SIDE, MEASURE), -y)
    whole.put(centred("where", where, small, SIDE, MEASURE), -(y + len(lines) * style.line + 8))
    return whole


def sign_pages(signs: Sequence[Sign]) -> Iterator[Page]:
    """A page for each door and day."""
    for sign in signs:
        page = Part("page", 0, WIDTH, 0.0)
        page.put(lay_out_sign(sign), HEIGHT)
        yield Page(page)


def lay_out_sign(sign: Sign) -> Part:
    """One sign, its top at 0; type as large as all of it fits."""
    foot = Style(sheet_fonts()["regular"], 9, INK_SOFT, 1.2)
    note = Part.of_lines("as of", SIDE, MEASURE, Text(sign.as_of, foot).lines(MEASURE), foot)
    room = HEIGHT - 2 * 40.0 - note.height
    for scale in _SIGN_SCALES:
        body = _sign(sign, scale)
        if body.height <= room:
            break
    whole = Part("sign", 0, WIDTH, 0.0)
    whole.put(body, -40.0)
    whole.put(note, -(HEIGHT - 34.0 - note.height))
    return whole


def _sign(sign: Sign, scale: float) -> Part:
    fonts = sheet_fonts()
    title = Style(fonts["semibold"], 66 * scale, INK, 1.12, kerned=True)
    soft = Style(fonts["regular"], 24 * scale, INK_SOFT, 1.25)
    hour = Style(fonts["semibold"], 26 * scale, INK, 1.25)
    text = Style(fonts["regular"], 26 * scale, INK, 1.25)
    part = Part("", SIDE, MEASURE, 0.0)
    lines, _is_broken = name_lines(sign.room, title, MEASURE)
    part.put(Part.of_lines("room", SIDE, MEASURE, lines, title))
    for name, said in (("venue", sign.venue), ("date", sign.date)):
        if said:
            part.put(Part.of_lines(name, SIDE, MEASURE, Text(said, soft).lines(MEASURE), soft), -part.height)
    part.height += 16 * scale
    part.marks.append(Mark("line", SIDE, -part.height, MEASURE, 0))
    left = SIDE + 190 * max(scale, 0.5)
    for hours, said in sign.lines:
        row = Part("session", SIDE, MEASURE, 0.0)
        row.put(
            Part.of_lines("hours", SIDE, left - SIDE - 12, Text(hours, hour).lines(left - SIDE - 12), hour)
        )
        width = SIDE + MEASURE - left
        row.put(Part.of_lines("title", left, width, Text(said, text).lines(width), text))
        part.height += 12 * scale
        part.put(row, -part.height)
    return part
