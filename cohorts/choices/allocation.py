"""Who goes where, from what people wish: plain values in, plain values out.

Of all ways to give out the places, first those that move the fewest of the people who have been told already; of these,
the ones that leave as few people as possible without any of their wishes; then the least sum of ranks (a first wish
counts 1); then the least worst rank. All of it is exact: whole numbers, and a problem whose best answer is whole.
Nobody is given what they did not wish for, but for what a manager fixed and what they have been told already.

The same values give the same answer: people and options are taken in the order of their ids.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Inputs:
    """What an allocation starts from; people and options by their ids."""

    # How many there may be at each option.
    capacities: Mapping[int, int]
    # What each person wishes, the first wish first; who wishes nothing is not here, or has no options.
    wishes: Mapping[int, tuple[int, ...]]
    # What a manager fixed: an option, or None for nothing.
    locked: Mapping[int, int | None] = field(default_factory=dict)
    # What people were told they have; nobody was told anything before the first time.
    before: Mapping[int, int] = field(default_factory=dict)

    @property
    def people(self) -> tuple[int, ...]:
        """Everybody whom it concerns, in order."""
        return tuple(sorted({*self.wishes, *self.locked, *self.before}))

    def possible(self, person: int) -> dict[int, int]:
        """What a person may be given, each with its rank: the wishes, then what they have been told already."""
        ranks = {
            option: rank
            for rank, option in enumerate(self.wishes.get(person, ()), start=1)
            if option in self.capacities
        }
        told = self.before.get(person)
        if told is not None and told in self.capacities:
            ranks.setdefault(told, len(self.wishes.get(person, ())) + 1)
        return ranks

    @property
    def room(self) -> dict[int, int]:
        """The places that are left beside what is fixed; below nothing where more is fixed than there is room for."""
        room = dict(sorted(self.capacities.items()))
        for option in self.locked.values():
            if option is not None:
                room[option] = room.get(option, 0) - 1
        return room


@dataclass(frozen=True)
class Price:
    """What it would have cost the others, had this person been given a wish that is higher than what they got."""

    option: int
    # Which wish it is, from 1.
    rank: int
    # How many others would go elsewhere, how many of them would move from what they were told, how many would be left
    # without any wish, and by how much the ranks of all of them would grow.
    others: int = 0
    moved: int = 0
    without: int = 0
    ranks: int = 0
    # Every place there is fixed by a manager, or there are none: no way of giving out the rest makes room.
    is_impossible: bool = False


@dataclass(frozen=True)
class Result:
    """Who goes where, and why not higher up on their list."""

    # Everybody whom it concerns; None for whoever is given nothing.
    given: Mapping[int, int | None]
    prices: Mapping[int, tuple[Price, ...]]
