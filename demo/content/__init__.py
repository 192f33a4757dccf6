"""The demo's words and facts, as plain values. What is real and what is a sample: see `demo/__init__.py`."""

from .open_places import OPEN_PLACES
from .partnership import PARTNERSHIP
from .wow import WOW

PROGRAMMES = (WOW, PARTNERSHIP, OPEN_PLACES)

__all__ = ["OPEN_PLACES", "PARTNERSHIP", "PROGRAMMES", "WOW"]
