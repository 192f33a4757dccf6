"""Lists of names for a site's door, as plain values: who comes, from where, and what changed between two lists.

Nothing else of a person is ever in them.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Name(NamedTuple):
    """One person on a list. The id tells two of one name apart."""

    participant_id: int
    name: str
    where: str


@dataclass(frozen=True)
class Change:
    """What a later list changes of the one before: its number (None: not numbered yet), as of when, who and who not."""

    number: int | None
    at: dt.datetime
    come: tuple[Name, ...]
    stay_away: tuple[Name, ...]

    def __bool__(self) -> bool:
        return bool(self.come or self.stay_away)


@dataclass(frozen=True)
class Names:
    """A list as it is read: the names, as of when, and what changed since if the list is a fixed one."""

    as_of: dt.datetime
    people: tuple[Name, ...]
    is_fixed: bool = False
    changes: tuple[Change, ...] = ()


def change_between(
    before: Iterable[Name], after: Iterable[Name], *, number: int | None, at: dt.datetime
) -> Change:
    """Who is on the later list only, and who on the earlier one only; a name that was put right counts as both."""
    old, new = list(before), list(after)
    return Change(
        number=number,
        at=at,
        come=tuple(each for each in new if each not in old),
        stay_away=tuple(each for each in old if each not in new),
    )


def to_json(people: Iterable[Name]) -> list[list[object]]:
    """What a fixed list keeps."""
    return [list(each) for each in people]


def from_json(rows: Sequence[Sequence[object]]) -> tuple[Name, ...]:
    """The names that `to_json` wrote."""
    return tuple(Name(int(str(pk)), str(name), str(where)) for pk, name, where in rows)
