"""The foot of the sheet: signatories, the small print and the QR code."""

from certificates.pdf.ornament import TEXT_LEFT, TEXT_RIGHT
from certificates.pdf.styles import MEASURE, Setting
from foundation.print.colours import INK, INK_SOFT
from foundation.print.dates import dates_phrase
from foundation.print.typeset import Mark, Part, Stack, Style, Text

QR_SIDE = 68.0
_QR_GAP = 20.0


def foot(setting: Setting) -> Part:
    """Signatories, small print and the QR code; its top is the floor of what stands above."""
    width = MEASURE - QR_SIDE - _QR_GAP
    stack = Stack(TEXT_LEFT, width)
    stack.add(_signatories(setting, width))
    stack.gap(7 * setting.scale if setting.facts.signatories else 0, 1)
    if setting.facts.trial:
        stack.add(_trial(setting, width))
        stack.gap(3 * setting.scale)
    small = setting.style("regular", 7.6, INK_SOFT)
    for name, text, style in (
        ("donor", setting.facts.donor_sentence, small),
        ("number", _number_line(setting), setting.style("semibold", 7.8, INK)),
        ("registers", _issuer_line(setting), small),
    ):
        if text:
            stack.text(name, text, style)
    stack.add(_signed(setting, width, small))
    code = _qr(setting)
    height = max(stack.height, code.height)
    whole = stack.placed(0, -height)
    whole.put(code, code.height - height)
    whole.height = height
    return whole


def _signed(setting: Setting, width: float, style: Style) -> Part:
    """How it is signed and where it is checked; the address is a link, on as many lines as it takes."""
    left = setting.facts.verify_url
    lines = Text(f"{setting.words.signed} {left}", style).lines(width)
    part = Part.of_lines("signed", TEXT_LEFT, width, lines, style)
    for line in reversed(part.lines):
        piece = line.text if left.endswith(line.text) else left
        x = line.x + style.width(line.text.removesuffix(piece))
        part.marks.append(Mark("link", x, line.y - style.line / 4, style.width(piece), style.line))
        left = left.removesuffix(piece)
        if not left:
            break
    return part


def _qr(setting: Setting) -> Part:
    """The code with a word above that says what it is for; both keep their size on a crowded sheet."""
    left = TEXT_RIGHT - QR_SIDE
    style = Style(setting.fonts["regular"], 7.4, INK_SOFT)
    text = setting.words.check
    part = Part.of_lines("qr", left, QR_SIDE, [text], style)
    part.lines[0] = part.lines[0]._replace(x=left + (QR_SIDE - style.width(text)) / 2)
    part.height += QR_SIDE
    part.marks.append(Mark("qr", left, -part.height, QR_SIDE, QR_SIDE))
    return part.claim("qr")


def _signatories(setting: Setting, width: float) -> Part:
    """A line to sign on, name and office, side by side."""
    people = setting.facts.signatories
    row = Part("signatories", TEXT_LEFT, width, 0.0)
    if not people:
        return row
    gap = 22.0
    column = min(190.0, (width - gap * (len(people) - 1)) / len(people))
    name, office = setting.style("semibold", 9.5), setting.style("regular", 8.4, INK_SOFT)
    space = 15 * setting.scale
    for index, person in enumerate(people):
        x = TEXT_LEFT + index * (column + gap)
        head = Part.of_lines("signatories", x, column, Text(person.name, name).lines(column), name)
        head.marks.append(Mark("rule", x, 2.0, column, 0))
        row.put(head, -space)
        if person.office:
            lines = Text(person.office, office).lines(column)
            row.put(Part.of_lines("signatories", x, column, lines, office), -space - head.height)
    return row.claim("signatories")


def _trial(setting: Setting, width: float) -> Part:
    """A framed line: the signing key was made for trying out."""
    style = setting.style("semibold", 8.2)
    text = f"{setting.words.trial}: {setting.words.trial_note}"
    pad = 4 * setting.scale
    lines = Text(text, style).lines(width - 2 * pad)
    part = Part.of_lines("trial", TEXT_LEFT + pad, width, lines, style)
    shown = max(map(style.width, lines)) + 2 * pad
    framed = Part("trial", TEXT_LEFT, width, 0.0)
    framed.put(part, -pad / 2)
    framed.height += pad / 2
    framed.marks.append(Mark("frame", TEXT_LEFT, -framed.height, shown, framed.height))
    return framed.claim("trial")


def _number_line(setting: Setting) -> str:
    facts, words = setting.facts, setting.words
    issued = f"{words.issued} {dates_phrase((facts.issued_on,), facts.language)}"
    parts = [f"{words.number} {facts.number}", issued]
    if facts.replaces:
        parts.append(f"{words.replaces}\xa0{facts.replaces}")
    return " · ".join(parts)


def _issuer_line(setting: Setting) -> str:
    issuer, words = setting.facts.issuer, setting.words
    code = " ".join(filter(None, (words.identifier, issuer.identifier_label, issuer.identifier)))
    parts = [issuer.name, code if issuer.identifier else ""]
    if issuer.licence:
        parts.append(f"{words.licence} {issuer.licence}")
    return " · ".join(filter(None, parts))
