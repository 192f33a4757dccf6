"""What was learned and partners, side by side; the parts of a sheet that shrink first and may be cut."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from certificates.pdf.facts import CertificateFacts
from certificates.pdf.ornament import TEXT_LEFT, TEXT_RIGHT
from certificates.pdf.styles import MEASURE, Setting
from foundation.print.colours import INK, INK_SOFT
from foundation.print.typeset import Mark, Part, Style, Text

# Names of a group stand on a line each up to so many, then one after another.
_NAMES_IN_LINES = 3
_GAP = 26.0


class _Row(NamedTuple):
    """A line of a list; `begins` when an item begins with it, `marked` when a rhomb stands before it."""

    text: str
    style: Style
    begins: bool = False
    marked: bool = False


def lists(setting: Setting, room: float | None) -> Part:
    """Outcomes or sessions at the left, partners at the right; cut at `room` points if that is given."""
    outcomes, partners = _learned(setting.facts), setting.facts.partners
    part = Part("lists", TEXT_LEFT, MEASURE, 0.0)
    if not outcomes and not partners:
        return part
    left = MEASURE
    if outcomes and partners:
        # In proportion to how much there is to read on either side.
        much = sum(map(len, outcomes)) + 12 * len(outcomes)
        more = sum(len(name) + 4 for group in partners for name in group.names) + 30 * len(partners)
        left = (MEASURE - _GAP) * min(0.66, max(0.4, much / (much + more)))
    if outcomes:
        part.put(_outcomes(setting, left, room))
    if partners:
        x = TEXT_LEFT + left + _GAP if outcomes else TEXT_LEFT
        part.put(_partners(setting, x, TEXT_RIGHT - x, room))
    return part


def _learned(facts: CertificateFacts) -> tuple[str, ...]:
    """The outcomes of the course, or the sessions of a part of it."""
    return facts.taught or facts.outcomes


def _list_styles(setting: Setting) -> tuple[Style, Style]:
    size = 9.2 * setting.list_scale
    head = Style(setting.fonts["semibold"], size, setting.colour)
    return head, Style(setting.fonts["regular"], size, INK, 1.26)


def _outcomes(setting: Setting, width: float, room: float | None) -> Part:
    head, body = _list_styles(setting)
    indent = body.size * 1.1
    heading = setting.words.taught if setting.facts.taught else setting.words.outcomes
    rows = [_Row(heading, head, begins=True)]
    for outcome in _learned(setting.facts):
        broken = Text(outcome, body).lines(width - indent)
        rows.extend(_Row(line, body, index == 0, index == 0) for index, line in enumerate(broken))
    part = Part("outcomes", TEXT_LEFT, width, 0.0)
    return _filled(setting, part, rows, room, indent)


def _partners(setting: Setting, x: float, width: float, room: float | None) -> Part:
    head, body = _list_styles(setting)
    apart = replace(body, size=body.size * 0.35)
    rows: list[_Row] = []
    for group in setting.facts.partners:
        if rows:
            rows.append(_Row("", apart, begins=True))
        rows.extend(_Row(line, head, begins=True) for line in Text(group.role, head).lines(width))
        names = group.names if len(group.names) <= _NAMES_IN_LINES else ("\xa0· ".join(group.names),)
        for name in names:
            broken = Text(name, body).lines(width)
            rows.extend(_Row(line, body, index == 0) for index, line in enumerate(broken))
    return _filled(setting, Part("partners", x, width, 0.0), rows, room, 0.0)


def _filled(setting: Setting, part: Part, rows: Sequence[_Row], room: float | None, indent: float) -> Part:
    """The column with its rows; those beyond `room` give way to a line that says where the whole list is."""
    width = part.width - indent
    if room is not None and sum(row.style.line for row in rows) > room:
        _, body = _list_styles(setting)
        more = Text(setting.words.and_more, replace(body, colour=INK_SOFT)).lines(width)
        kept = _first(rows, room - len(more) * body.line, width)
        rows = [*kept, *(_Row(line, body) for line in more)]
    for index, row in enumerate(rows):
        x = part.left + (indent if index else 0)
        line = Part.of_lines(part.name, x, width, [row.text], row.style)
        if row.marked:
            half = row.style.size * 0.2
            line.marks.append(
                Mark("rhomb", part.left + half / 2, row.style.size * 0.26 - row.style.drop, half, 0)
            )
        part.put(line, -part.height)
    return part.claim(part.name)


def _first(rows: Sequence[_Row], room: float, width: float) -> list[_Row]:
    """The rows that fit in `room` points; one that breaks off in mid-sentence ends in an ellipsis."""
    kept: list[_Row] = []
    for row in rows:
        room -= row.style.line
        if room < 0:
            break
        kept.append(row)
    if kept and len(kept) < len(rows) and not rows[len(kept)].begins:
        text, style = kept[-1].text, kept[-1].style
        while text and style.width(f"{text}…") > width:
            text = text[:-1]
        kept[-1] = kept[-1]._replace(text=f"{text.rstrip(' ,;·')}…")
    return kept
