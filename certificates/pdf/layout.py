"""Where everything on the sheet stands: lines and marks with positions, worked out before anything is drawn.

From the top: issuer, title, holder, programme, the facts in a row, outcomes and partners; at the foot
signatories, number, and the QR code. What is left over goes between them. When it is too much, type shrinks
in steps, lists first; at the last steps the lists of outcomes and partners are cut and say where the whole of
them is (the facts and the check page have them). Names, dates, figures and titles are never cut.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from certificates.pdf import phrases
from certificates.pdf.facts import CertificateFacts
from certificates.pdf.foot import foot
from certificates.pdf.lists import lists
from certificates.pdf.ornament import TEXT_FOOT, TEXT_LEFT, TEXT_TOP
from certificates.pdf.styles import MEASURE, Setting
from certificates.pdf.wording import WORDINGS
from foundation.print.colours import INK_SOFT, RGB
from foundation.print.dates import dates_phrase
from foundation.print.fonts import sheet_fonts
from foundation.print.typeset import Mark, Part, Stack, Text

# Steps of shrinking: size of all type, size of the lists, and whether the lists may be cut.
_STEPS = (
    (1.0, 1.0, False),
    (1.0, 0.9, False),
    (0.97, 0.82, False),
    (0.92, 0.78, False),
    (0.86, 0.75, False),
    (0.8, 0.72, False),
    (0.76, 0.68, False),
    (0.72, 0.66, False),
    (0.8, 0.74, True),
    (0.7, 0.72, True),
    (0.62, 0.7, True),
    (0.54, 0.66, True),
    (0.46, 0.6, True),
    (0.4, 0.56, True),
    (0.34, 0.5, True),
)

# The holder's name: how many lines it may take between which sizes (points); the first that fits is taken.
_NAME_SIZES = (
    (1, 39.0, 25.0),
    (2, 28.0, 19.0),
    (3, 20.0, 17.0),
    (4, 18.0, 14.5),
    (5, 14.5, 9.0),
    (9, 9.0, 5.0),
)
_TITLE_SIZES = range(28, 15, -1)


def lay_out(facts: CertificateFacts, colour: RGB) -> Part:
    """The whole sheet, in a theme's colour. Facts within their limits always fit; the module says how."""
    words, fonts = WORDINGS[facts.language], sheet_fonts()
    for scale, list_scale, cut in _STEPS:
        whole = _attempt(Setting(facts, words, fonts, colour, scale, list_scale), cut=cut)
        if whole is not None:
            return whole
    raise AssertionError("facts within their limits fit at the last step")


def _attempt(setting: Setting, *, cut: bool) -> Part | None:
    """The sheet at this setting, or None when it does not fit."""
    facts, scale = setting.facts, setting.scale
    base = foot(setting)
    floor = TEXT_FOOT + base.height
    stack = Stack(TEXT_LEFT, MEASURE)
    _heading(setting, stack)
    name = _name(setting, facts.holder.printed_name)
    _holder(setting, stack, name)
    _programme(setting, stack, largest=name.lines[0].style.size / scale)
    stack.add(_strip(setting))
    stack.gap(10 * scale, 1.2)
    room = TEXT_TOP - floor - stack.height - 8 * scale
    columns = lists(setting, room if cut else None)
    if columns.height > room:
        return None
    stack.add(columns)
    stack.gap(8 * scale, 1.6)
    whole = stack.placed(TEXT_TOP, floor)
    whole.put(base, floor)
    return whole


def _heading(setting: Setting, stack: Stack) -> None:
    stack.text("issuer", setting.facts.issuer.name, setting.style("semibold", 10, INK_SOFT))
    stack.gap(9 * setting.scale, 1.2)
    stack.add(_title(setting))
    stack.gap(6 * setting.scale)
    rule = Part("rule", TEXT_LEFT, MEASURE, 8.0)
    rule.marks.append(Mark("ornament", TEXT_LEFT, -4.0, MEASURE, 0))
    stack.add(rule.claim("rule"))
    stack.gap(10 * setting.scale, 1.6)


def _title(setting: Setting) -> Part:
    """The title on one line, its first word strong, the rest light; on several if it is too long for that."""
    title = setting.facts.title
    first, _, rest = title.partition(" ")
    for size in _TITLE_SIZES:
        strong = setting.style("semibold", size, setting.colour, kerned=True)
        light = setting.style("light", size, setting.colour, kerned=True)
        offset = strong.width(f"{first} ")
        if offset + light.width(rest) <= MEASURE:
            part = Part.of_lines("title", TEXT_LEFT, MEASURE, [first], strong)
            if rest:
                part.lines.append(part.lines[0]._replace(x=TEXT_LEFT + offset, text=rest, style=light))
            return part
    return Part.of_lines("title", TEXT_LEFT, MEASURE, Text(title, strong).lines(MEASURE), strong)


def _holder(setting: Setting, stack: Stack, name: Part) -> None:
    holder, scale = setting.facts.holder, setting.scale
    stack.text("intro", setting.words.intro, setting.style("regular", 11, INK_SOFT))
    stack.gap(1 * scale, 0.2)
    stack.add(name)
    place = ", ".join(filter(None, (holder.position, holder.organisation, holder.community)))
    if place:
        stack.gap(1 * scale, 0.1)
        stack.text("position", place, setting.style("regular", 11.5), balanced=True)
    stack.gap(9 * scale, 1.4)


def _name(setting: Setting, name: str) -> Part:
    """The name as large as it goes: on one line if it stays large there, else on as few as possible."""
    style = setting.style("semibold", 1, kerned=True)
    text = Text(name, style)
    for count, size in _name_sizes():
        style = replace(style, size=size * setting.scale)
        if len(text.lines(MEASURE, style.size)) <= count:
            break
    return Part.of_lines("name", TEXT_LEFT, MEASURE, Text(name, style).balanced(MEASURE), style)


def _name_sizes() -> Iterator[tuple[int, float]]:
    """Numbers of lines with sizes to try, the best first."""
    for count, largest, smallest in _NAME_SIZES:
        for half_points in range(int(2 * largest), int(2 * smallest) - 1, -1):
            yield count, half_points / 2


def _programme(setting: Setting, stack: Stack, *, largest: float) -> None:
    """The programme and its topic, in type no larger than the name's."""
    facts, words, scale = setting.facts, setting.words, setting.scale
    act = words.acts[facts.kind][facts.holder.gender]
    stack.text("act", act, setting.style("regular", 11, INK_SOFT))
    stack.gap(1 * scale, 0.1)
    name = _quoted(facts.programme.name, words.quotes)
    style = setting.style("semibold", min(18, largest), kerned=True)
    stack.text("programme", name, style, balanced=True)
    if facts.topic:
        style = setting.style("regular", min(13.5, largest))
        stack.text("topic", f"{words.topic} {facts.topic}", style, balanced=True)
    note = _programme_note(setting)
    if note:
        stack.gap(1.5 * scale, 0.1)
        stack.text("note", note, setting.style("regular", 9, INK_SOFT))
    stack.gap(9 * scale, 1.4)


def _quoted(name: str, quotes: tuple[str, str]) -> str:
    """The name in the language's quotation marks, unless it has some of its own."""
    return name if any(mark in name for mark in '«»„”“"') else name.join(quotes)


def _programme_note(setting: Setting) -> str:
    """Type of the programme, who approved it, the legal basis: each that there is."""
    facts, words = setting.facts, setting.words
    kinds = (words.contents[facts.programme.content], words.lengths[facts.programme.length])
    kind = " ".join(filter(None, kinds))
    if kind:
        kind = f"{words.programme} ({kind})" if facts.language == "pl" else f"{kind} {words.programme}"
        kind = kind[0].upper() + kind[1:]
    approved = ""
    if facts.programme.approved_by:
        approved = f"{words.approved if kind else words.approved.capitalize()} {facts.programme.approved_by}"
    basis = f"{words.legal_basis} {facts.legal_basis}" if facts.legal_basis else ""
    return ". ".join(filter(None, (", ".join(filter(None, (kind, approved))), basis)))


def _strip(setting: Setting) -> Part:
    """Dates, place, hours, credits, form: label above figure, side by side."""
    facts, words, language = setting.facts, setting.words, setting.facts.language
    hours = phrases.hours_phrase(facts.hours, facts.minutes_per_hour, language)
    cells = (
        (words.dates[len(facts.dates) > 1], dates_phrase(facts.dates, language)),
        (words.place, facts.place),
        (words.volume, hours),
        (words.credits, "" if facts.ects is None else phrases.ects_phrase(facts.ects, language)),
        (words.form, words.forms[facts.form]),
        (words.assessment, facts.assessment),
    )
    return _row(setting, [cell for cell in cells if cell[1]])


def _row(setting: Setting, cells: Sequence[tuple[str, str]]) -> Part:
    label, value = setting.style("regular", 8, INK_SOFT), setting.style("semibold", 10.5)
    gaps = max(1, len(cells) - 1)
    gap = 22 * setting.scale
    natural = [max(label.width(name), value.width(text)) + 1 for name, text in cells]
    widths = _shared_out(natural, MEASURE - gap * gaps)
    gap += min((MEASURE - sum(widths)) / gaps - gap, 26 * setting.scale)
    row = Part("facts", TEXT_LEFT, MEASURE, 0.0)
    x = TEXT_LEFT
    for (name, text), width in zip(cells, widths, strict=True):
        head = Part.of_lines("facts", x, width, Text(name, label).lines(width), label)
        row.put(head)
        row.put(Part.of_lines("facts", x, width, Text(text, value).lines(width), value), -head.height)
        x += width + gap
    return row.claim("facts")


def _shared_out(natural: Sequence[float], room: float) -> list[float]:
    """Widths of columns: as each wants if there is room; else the wide ones share what the narrow ones leave."""
    widths = list(natural)
    if sum(widths) <= room:
        return widths
    wide, left = set(range(len(widths))), room
    while True:
        fair = left / len(wide)
        narrow = {index for index in wide if widths[index] <= fair}
        if not narrow:
            return [fair if index in wide else width for index, width in enumerate(widths)]
        left -= sum(widths[index] for index in narrow)
        wide -= narrow
