"""How a calendar file is written down: texts escaped, lines folded (iCalendar, RFC 5545)."""

from typing import Any

from icalendar import Component
from icalendar.parser_tools import from_unicode
from icalendar.prop import vText

_LINE_OCTETS = 75  # RFC 5545, section 3.1, without the line break
_ESCAPES = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})  # RFC 5545, section 3.3.11


class _Text(vText):
    r"""Text escaped in one pass: the library's own way turns a typed `\N` into a line break."""

    __slots__ = ()

    def to_ical(self) -> bytes:
        return self.translate(_ESCAPES).encode()


def text(value: str, language: str = "") -> _Text:
    """A text, in the language that the file names for it."""
    return _Text(value, params={"LANGUAGE": language} if language else None)


def lines(component: Component) -> list[bytes]:
    """The component's lines in the order in which they were set, each folded and ended."""
    return [_line(name, value) for name, value in component.property_items(sorted=False)]


def _line(name: str, value: Any) -> bytes:  # the library's types share no base
    if isinstance(value, bytes):  # of BEGIN and END
        return _fold(name.encode() + b":" + value)
    parameters: bytes = value.params.to_ical(sorted=False)
    separator = b";" if parameters else b""
    return _fold(name.encode() + separator + parameters + b":" + from_unicode(value.to_ical()))


def _fold(line: bytes) -> bytes:
    """Cut into 75 octets at most, never inside a character or an escape; a cut line goes on after a space."""
    pieces, start, room = [], 0, _LINE_OCTETS
    while len(line) - start > room:
        end = start + room
        while line[end] & 0xC0 == 0x80:
            end -= 1
        head = line[start:end]
        if (len(head) - len(head.rstrip(b"\\"))) % 2:
            head = head[:-1]
        pieces.append(head)
        start, room = start + len(head), _LINE_OCTETS - 1
    pieces.append(line[start:])
    return b"\r\n ".join(pieces) + b"\r\n"
