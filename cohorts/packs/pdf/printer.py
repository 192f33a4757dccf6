"""The printer of packs: the facts of one piece in, one PDF out, the same bytes for the same facts."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from foundation.print.described import Described
from foundation.print.drawing import A4

from .badges import badge_pages
from .drawing import Page, draw
from .facts import Badge, Paper, Piece, Plate, Sign
from .papers import paper_pages
from .plates import ACROSS, plate_pages, sign_pages

_PRINTERS: dict[type, tuple[tuple[float, float], Callable[[Any], Iterator[Page]]]] = {
    Badge: (A4, badge_pages),
    Plate: (ACROSS, plate_pages),
    Sign: (ACROSS, sign_pages),
    Paper: (A4, paper_pages),
}


def print_piece(facts: Sequence[Piece], *, title: str, event: str, language: str, made_on: date) -> bytes:
    """The PDF of one piece; its facts are of one kind. Empty where there is nothing to print."""
    if not facts:
        return b""
    size, pages = _PRINTERS[type(facts[0])]
    described = Described(
        title=title,
        language=language,
        issuer=event,
        description=f"{title}. {event}",
        number="",
        verify_url="",
        created=made_on,
        subjects=(),
    )
    return draw(described, size, pages(facts))
