"""How numbers and family names are compared on the check page: case, apostrophes and hyphens forgiven, nothing else."""

import re
from collections.abc import Mapping

from people.communities.romanise import APOSTROPHES, romanise
from people.fields import normalised

MAX_LENGTH = 120
_HYPHENS = "‐‑‒–—−-"  # the plain one stands last, where it makes no range
_FORGIVEN = re.compile(rf"[\s{APOSTROPHES}{re.escape(_HYPHENS)}]+")
_DASH = re.compile(f"[{_HYPHENS}]")
_BEFORE_NUMBER = re.compile(r"^(?:№|No\.?|nr\.?)", re.IGNORECASE)


def surname_key(name: str) -> str:
    """The key of a family name; the same key means the same name."""
    folded = normalised(name).casefold()
    return _FORGIVEN.sub("", folded)[:MAX_LENGTH]


def number_key(number: str) -> str:
    """A register number as it stands in the register: without spaces and “№”, with plain hyphens."""
    return _DASH.sub("-", _BEFORE_NUMBER.sub("", "".join(number.split()))).upper()


def holder_keys(holder: Mapping[str, str], language: str) -> set[str]:
    """Keys of the family name as the holder writes it and, on a sheet in Latin letters, as it is printed.

    There the name is the one of the passport, or romanised by the official table; the family name stands last unless
    the given name does.
    """
    names = {holder["family"]}
    if language != "uk":
        last = holder["printed_name"].split()[-1:]
        names |= {romanise(holder["family"])}
        names |= {name for name in last if surname_key(name) != surname_key(romanise(holder["given"]))}
    return {key for key in map(surname_key, names) if key}
