"""What stands on the papers of a pack, as plain values: words are in their language already."""

import unicodedata
from dataclasses import dataclass, field

from foundation.print.printable import PRINTABLE

# Stands where a letter is that no font of print has: whoever has the paper sees that something is missing there.
MISSING = "▯"
# Help for breaking lines that nobody sees.
_INVISIBLE = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))


def shown(text: object) -> str:
    """One line of text as a paper shows it.

    A paper for a door or a driver comes whatever somebody typed: other than a certificate, it is not refused for a
    letter, and says where one is missing.
    """
    whole = unicodedata.normalize("NFC", " ".join(str(text).split())).translate(_INVISIBLE)
    return "".join(letter if ord(letter) in PRINTABLE else MISSING for letter in whole)


@dataclass(frozen=True)
class Badge:
    """Who somebody is, to be read across a room. `role` is empty for those who came to learn."""

    given: str
    family: str
    where: str
    event: str
    dates: str
    code: str  # what stands in its code, by which the person is found at the door
    role: str = ""


@dataclass(frozen=True)
class Plate:
    """A name that stands on a table, on both sides."""

    name: str
    where: str


@dataclass(frozen=True)
class Sign:
    """What hangs at a door: the room, and what is in it when."""

    room: str
    venue: str
    date: str
    lines: tuple[tuple[str, str], ...]  # hours, title
    as_of: str


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, its share of the width, and how its cells are set.

    `kind`: "text", "strong", or "write" for an empty frame to write into.
    """

    heading: str
    share: float
    kind: str = "text"


@dataclass(frozen=True)
class Heading:
    """Stands above what follows and never alone at the foot of a page."""

    text: str


@dataclass(frozen=True)
class Prose:
    """Paragraphs."""

    text: str
    is_strong: bool = False


@dataclass(frozen=True)
class Facts:
    """What is called what, one under another."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """Rows under headings that are repeated on every page. `height`: of a row at least, in points."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    height: float = 0.0
    is_whole: bool = False  # whether it stays on one page if it fits on one


Block = Heading | Prose | Facts | Table


@dataclass(frozen=True)
class Paper:
    """Something to read or to write on, of as many pages as it takes; its head stands on each of them."""

    title: str
    lines: tuple[str, ...]  # below the title
    blocks: tuple[Block, ...]
    foot: str  # as of when, by which number, for whom
    page: str  # “page %(page)s of %(pages)s”
    donor: tuple[str, ...] = ()  # who pays, above the title
    logos: bytes = b""  # a strip of them, as PNG or JPEG
    scales: tuple[float, ...] = field(default=(1.0,))  # sizes of type to try until it is one page


Piece = Badge | Plate | Sign | Paper
