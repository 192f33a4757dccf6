"""What accepted people are told of a place beyond its address, contact, rules of entry and shelter: plain values.

A release keeps it with each session; releases from before it was asked for have nothing of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from foundation.words.translated import NO_WORDS, Words

_WORDS = frozenset({"document", "clothing", "gear"})


@dataclass(frozen=True)
class Dossier:
    """How to get in, and what to know if something happens. `photographs` and `step_free` are choices of a venue."""

    document: Words = NO_WORDS
    clothing: Words = NO_WORDS
    gear: Words = NO_WORDS
    photographs: str = ""
    step_free: str = ""
    emergency: str = ""
    shelter_capacity: int | None = None
    shelter_step_free: str = ""
    # As text, so that a release holds them as they were typed; both or none.
    latitude: str = ""
    longitude: str = ""

    def __bool__(self) -> bool:
        return self != NO_DOSSIER


NO_DOSSIER = Dossier()


def dossier_to_json(dossier: Dossier) -> dict[str, Any]:
    """What is known of it, as plain values that JSON holds."""
    known = {each.name: getattr(dossier, each.name) for each in fields(dossier)}
    return {
        name: dict(value.by_language) if name in _WORDS else value
        for name, value in known.items()
        if value != getattr(NO_DOSSIER, name)
    }


def dossier_from_json(data: Mapping[str, Any] | None) -> Dossier:
    """The dossier that `dossier_to_json` wrote; an empty one for a release from before there were any."""
    values: dict[str, Any] = {
        name: Words(value) if name in _WORDS else value for name, value in (data or {}).items()
    }
    return Dossier(**values)
