"""Lists of names for a site's door, as plain values: who comes, from where, by what, and what changed since.

Nothing else of a person is ever in them.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from .models.runs import colour_name, run_name


class Name(NamedTuple):
    """One person on a list. The id tells two of one name apart."""

    participant_id: int
    name: str
    where: str


class Bus(NamedTuple):
    """A vehicle that brings people or fetches them, and who drives it. The id tells two of one kind apart."""

    run_id: int
    number: int
    direction: str
    vehicle: str
    plate: str
    colour: str
    driver: str

    @property
    def name(self) -> str:
        """“bus 2 there”, in the reader's language."""
        return run_name(self.number, self.direction)

    @property
    def colour_name(self) -> str:
        """“blue”, in the reader's language."""
        return colour_name(self.colour)


@dataclass(frozen=True)
class Listed:
    """What a list says: people, and the vehicles that a gate lets in."""

    people: tuple[Name, ...] = ()
    buses: tuple[Bus, ...] = ()


@dataclass(frozen=True)
class Change:
    """What a later list changes of the one before: its number (None: not numbered yet), as of when, who and who not."""

    number: int | None
    at: dt.datetime
    come: Listed
    stay_away: Listed

    def __bool__(self) -> bool:
        return self.come != Listed() or self.stay_away != Listed()


@dataclass(frozen=True)
class Names:
    """A list as it is read: the names, as of when, and what changed since if the list is a fixed one."""

    as_of: dt.datetime
    listed: Listed
    is_fixed: bool = False
    changes: tuple[Change, ...] = ()


def change_between(before: Listed, after: Listed, *, number: int | None, at: dt.datetime) -> Change:
    """What is on the later list only, and on the earlier one only; a name that was put right counts as both."""
    return Change(number=number, at=at, come=_only(after, before), stay_away=_only(before, after))


def _only(this: Listed, other: Listed) -> Listed:
    return Listed(
        tuple(each for each in this.people if each not in other.people),
        tuple(each for each in this.buses if each not in other.buses),
    )


def to_json(rows: Iterable[Name | Bus]) -> list[list[object]]:
    """What a fixed list keeps of its people, or of its buses."""
    return [list(each) for each in rows]


def from_json(people: Iterable[Sequence[Any]], buses: Iterable[Sequence[Any]]) -> Listed:
    """The list that `to_json` wrote."""
    return Listed(tuple(Name(*each) for each in people), tuple(Bus(*each) for each in buses))
