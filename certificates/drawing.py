"""The printer of sheets, loaded where something is drawn: by the worker, and for a specimen that a manager looks at."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .pdf.printer import SheetPrinter


@cache
def printer() -> "SheetPrinter":
    """The printer with its fonts; made once for a process, when it first draws."""
    from .pdf.printer import SheetPrinter

    return SheetPrinter()
