"""What two numbers of a list differ in, as plain values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Cells = tuple[str, ...]
Lines = Mapping[str, Cells]


@dataclass(frozen=True)
class Changed:
    """A line that says something else now."""

    before: Cells
    now: Cells


@dataclass(frozen=True)
class Difference:
    """Lines that came, that went, and that say something else, each by what tells it from the others."""

    came: dict[str, Cells]
    gone: dict[str, Cells]
    changed: dict[str, Changed]

    def __len__(self) -> int:
        return len(self.came) + len(self.gone) + len(self.changed)

    def __bool__(self) -> bool:
        return len(self) > 0


def difference(before: Lines, now: Lines) -> Difference:
    """What to change in `before` so that it says `now`; in the order of the lists."""
    return Difference(
        came={key: cells for key, cells in now.items() if key not in before},
        gone={key: cells for key, cells in before.items() if key not in now},
        changed={
            key: Changed(before[key], cells)
            for key, cells in now.items()
            if key in before and before[key] != cells
        },
    )


def applied(before: Lines, change: Difference) -> dict[str, Cells]:
    """`before` with the change written into it: what somebody with a pencil has."""
    kept = {key: cells for key, cells in before.items() if key not in change.gone}
    written = {key: each.now for key, each in change.changed.items()}
    return {**kept, **written, **change.came}


def to_json(lines: Lines) -> list[list[object]]:
    """What a number keeps of its lines, in their order: a database may put the keys of an object into another one."""
    return [[key, list(cells)] for key, cells in lines.items()]


def from_json(kept: Iterable[tuple[str, Sequence[str]]]) -> dict[str, Cells]:
    """The lines that `to_json` wrote."""
    return {key: tuple(cells) for key, cells in kept}
