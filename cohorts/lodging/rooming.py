"""Who sleeps in which room: values in, a proposal out. Of one kind of room at a time, as one's bed is of a kind.

No rule is ever broken: nobody is with somebody whom either does not want, or whose answer is another one; a carer is
beside the person; a wheelchair gets in; what is fixed stays. Whoever finds no room is named, night by night, with what
stands against it as the proposal is. Who named each other are together and everybody keeps one room, as far as it goes.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations

from .sharing import Sharing, Sleeper, may_share, named_each_other

# How many steps back the search for a rooming of everybody goes; then whoever fits is placed one after another.
MOST_STEPS_BACK = 500
Bed = tuple[int, dt.date]  # a sleeper and a night


class Why(StrEnum):
    """What stands against a room for somebody on a night."""

    NOT_ANSWERED = "not_answered"  # did not say with whom, and no room of this kind is for one alone
    OPEN_NAME = "open_name"  # names somebody of whom nobody has said who that is
    NOT_ACCESSIBLE = "not_accessible"  # needs a room for a wheelchair, and this kind is none
    CARER_AWAY = "carer_away"  # the carer has no bed of this kind on that night
    CARER_UNFIT = (
        "carer_unfit"  # person and carers are more than the beds of a room, or do not want each other
    )
    BESIDE = "beside"  # sleeps beside somebody who has no room
    CARER_ROOM = "carer_room"  # the room of the one beside has no bed left, or others are in it
    FULL = "full"  # every bed is somebody's
    NONE_EMPTY = "none_empty"  # wants a room of one's own, and none is empty
    NONE_FITS = "none_fits"  # wherever a bed is free, there are people with whom it may not be shared


@dataclass(frozen=True)
class House:
    """The rooms of one kind: how many on each night. Those of a night are numbered from 1."""

    beds: int
    rooms: Mapping[dt.date, int]
    accessible: bool = False


@dataclass(frozen=True)
class Unplaced:
    """Somebody without a room on a night, and why."""

    key: int
    night: dt.date
    why: Why


@dataclass(frozen=True)
class Proposal:
    """A room for each bed as far as there is one, fixed ones too; who has none; who named each other and are apart."""

    rooms: Mapping[Bed, int] = field(default_factory=dict)
    unplaced: Sequence[Unplaced] = ()
    apart: Sequence[tuple[int, int]] = ()

    @property
    def moving(self) -> list[int]:
        """Who sleeps in more than one room."""
        found: dict[int, set[int]] = {}
        for (key, _night), room in self.rooms.items():
            found.setdefault(key, set()).add(room)
        return sorted(key for key, rooms in found.items() if len(rooms) > 1)


def propose(
    house: House,
    sleepers: Collection[Sleeper],
    fixed: Mapping[Bed, int] | None = None,
    present: Mapping[Bed, int] | None = None,
) -> Proposal:
    """Find a room for everybody, or for as many as fit one after another; quick for hundreds.

    `fixed`: rooms that stay as they are. `present`: rooms of now, kept where nothing speaks for another one.
    """
    plan = _Plan(house, {each.key: each for each in sleepers}, dict(fixed or {}), present or {})
    parties = plan.parties()
    bundles = plan.bundled(parties)
    if not plan.search(bundles) and not plan.search(parties):
        for bundle in bundles:
            if not plan.put_steadily(bundle):
                plan.put_apart([party for party in parties if party[0] in bundle])
    return plan.proposal()


Unit = tuple[int, ...]  # keys of people who are placed together


@dataclass
class _Plan:
    house: House
    people: Mapping[int, Sleeper]
    rooms: dict[Bed, int]
    present: Mapping[Bed, int]
    inside: dict[tuple[dt.date, int], list[int]] = field(default_factory=dict)
    refused: dict[Bed, Why] = field(default_factory=dict)
    fixed: frozenset[Bed] = frozenset()

    def __post_init__(self) -> None:
        self.fixed = frozenset(self.rooms)
        for (key, night), room in self.rooms.items():
            self.inside.setdefault((night, room), []).append(key)

    # ------------------------------------------------------------ who is placed with whom
    def parties(self) -> list[Unit]:
        """Persons with their carers; those who cannot be placed whatever the others do are refused."""
        around: dict[int, set[int]] = {key: {key} for key in self.people}
        for person in self.people.values():
            for carer in person.carers & self.people.keys():
                merged = around[person.key] | around[carer]
                for key in merged:
                    around[key] = merged
        found = {tuple(sorted(keys)) for keys in around.values()}
        return sorted((party for party in found if self._may_be_placed(party)), key=self._order)

    def _may_be_placed(self, party: Unit) -> bool:
        why = {key: reason for key in party if (reason := self._refusal(self.people[key], party))}
        for key in party if why else ():
            for night in self.people[key].nights:
                if (key, night) not in self.fixed:
                    self.refused[key, night] = why.get(key, Why.BESIDE)
        return not why

    def _refusal(self, person: Sleeper, party: Unit) -> Why | None:
        if person.has_open_name:
            return Why.OPEN_NAME
        if person.accessible and not self.house.accessible:
            return Why.NOT_ACCESSIBLE
        if any(not person.nights <= self._nights(carer) for carer in person.carers):
            return Why.CARER_AWAY
        others = [self.people[key] for key in party if key != person.key]
        if len(party) > self.house.beds or not all(may_share(person, other) for other in others):
            return Why.CARER_UNFIT
        if not person.sharing and not others and self.house.beds > 1:
            return Why.NOT_ANSWERED
        return None

    def _nights(self, key: int) -> frozenset[dt.date]:
        return self.people[key].nights if key in self.people else frozenset()

    def _order(self, unit: Unit) -> tuple[object, ...]:
        nights = [night for key in unit for night in self.people[key].nights]
        has_fixed = any((key, night) in self.fixed for key in unit for night in self.people[key].nights)
        return (not has_fixed, -len(unit), self.people[unit[0]].sharing, min(nights), -len(nights), unit)

    def bundled(self, parties: Sequence[Unit]) -> list[Unit]:
        """Parties of people who named each other put together, as far as they fit into one room."""
        bundles = [list(party) for party in parties]
        of = {key: bundle for bundle in bundles for key in bundle}
        for one in sorted(of):
            for other in sorted(self.people[one].wanted & of.keys()):
                first, second = of[one], of[other]
                if first is not second and named_each_other(self.people[one], self.people[other]):
                    self._join(first, second, of)
        return sorted({tuple(sorted(bundle)) for bundle in of.values()}, key=self._order)

    def _join(self, first: list[int], second: list[int], of: dict[int, list[int]]) -> None:
        fits = len(first) + len(second) <= self.house.beds
        if fits and all(may_share(self.people[a], self.people[b]) for a in first for b in second):
            first += second
            of.update(dict.fromkeys(second, first))

    # ------------------------------------------------------------ into rooms
    def search(self, units: Sequence[Unit]) -> bool:
        """Look for a room of their own for all units at once; as before if there is none, or none is found in time."""
        began = dict(self.rooms)
        trail: list[tuple[Iterator[int], list[Bed]]] = []
        for _step in range(len(units) + 1 + MOST_STEPS_BACK):
            if len(trail) == len(units):
                return True
            trail.append((iter(self._candidates(units[len(trail)])), []))
            while trail and not self._try_next(units[len(trail) - 1], trail[-1]):
                trail.pop()
            if not trail:
                return False
        self._take_out([bed for bed in self.rooms if bed not in began])
        return False

    def _try_next(self, unit: Unit, step: tuple[Iterator[int], list[Bed]]) -> bool:
        candidates, put = step
        self._take_out(put)
        put.clear()
        for room in candidates:
            put += self._put(unit, room)
            return True
        return False

    def put_steadily(self, unit: Unit) -> bool:
        """Put people into one room for all their nights, if one has the beds."""
        for room in self._candidates(unit):
            self._put(unit, room)
            return True
        return False

    def put_apart(self, parties: Sequence[Unit]) -> None:
        """Put parties wherever each finds beds, in one room if it can be."""
        for party in parties:
            if not self.put_steadily(party):
                self.put_by_night(party)

    def put_by_night(self, party: Unit) -> None:
        """Put people into rooms that may be another each night; who finds none is refused on that night."""
        last = 0
        for night in self._open_nights(party):
            fitting = [room for room in self._rooms_of([night], party) if self._fits(party, room, night)]
            fitting.sort(key=lambda room: (room != last, *self._rank(party, room, [night])))
            if fitting:
                last = fitting[0]
                self._put(party, last, [night])
                continue
            for key in party:
                if night in self.people[key].nights and (key, night) not in self.rooms:
                    self.refused[key, night] = self._why_none(party, night)

    def _open_nights(self, unit: Unit) -> list[dt.date]:
        nights = {(key, night) for key in unit for night in self.people[key].nights} - self.rooms.keys()
        return sorted({night for _key, night in nights})

    def _rooms_of(self, nights: Sequence[dt.date], unit: Unit) -> list[int]:
        """The rooms that come into question: where one of the people is fixed already, that one alone."""
        bound = {self.rooms[key, night] for key in unit for night in nights if (key, night) in self.rooms}
        last = min((self.house.rooms.get(night, 0) for night in nights), default=0)
        return [room for room in range(1, last + 1) if bound <= {room}]

    def _candidates(self, unit: Unit) -> list[int]:
        """Rooms for all nights that a unit has no room for yet, the best first; of empty ones alike, the first."""
        nights = self._open_nights(unit)
        rooms = self._rooms_of(nights, unit)
        fitting = [room for room in rooms if all(self._fits(unit, room, night) for night in nights)]
        seen: set[tuple[bool, ...]] = set()
        found = []
        for room in sorted(fitting, key=lambda room: self._rank(unit, room, nights)):
            if not self._is_empty(room):
                found.append(room)
            elif (alike := self._there(room)) not in seen:
                seen.add(alike)
                found.append(room)
        return found if nights else [0]

    def _is_empty(self, room: int) -> bool:
        return not any(self.inside.get((night, room)) for night in self.house.rooms)

    def _there(self, room: int) -> tuple[bool, ...]:
        return tuple(room <= number for number in self.house.rooms.values())

    def _rank(self, unit: Unit, room: int, nights: Sequence[dt.date]) -> tuple[int, ...]:
        """With whom one would like to be first; then the room of now, then the fullest one, then the fewest nights."""
        others = {key for night in nights for key in self.inside.get((night, room), ())}
        wanted = sum(other in self.people[key].wanted for key in unit for other in others)
        kept = sum(self.present.get((key, night)) == room for key in unit for night in nights)
        stays = sum(self.rooms.get((key, night)) == room for key in unit for night in self.people[key].nights)
        return (-wanted, -kept - stays, -len(others), sum(self._there(room)), room)

    def _fits(self, unit: Unit, room: int, night: dt.date) -> bool:
        coming = [key for key in unit if night in self.people[key].nights and (key, night) not in self.rooms]
        there = self.inside.get((night, room), [])
        return len(there) + len(coming) <= self.house.beds and all(
            other in self.people and may_share(self.people[key], self.people[other])
            for key in coming
            for other in there
        )

    def _put(self, unit: Unit, room: int, nights: Sequence[dt.date] | None = None) -> list[Bed]:
        put = []
        for key in unit:
            for night in self.people[key].nights if nights is None else nights:
                if night in self.people[key].nights and (key, night) not in self.rooms:
                    self.rooms[key, night] = room
                    self.inside.setdefault((night, room), []).append(key)
                    put.append((key, night))
        return put

    def _take_out(self, beds: Sequence[Bed]) -> None:
        for key, night in beds:
            self.inside[night, self.rooms.pop((key, night))].remove(key)

    # ------------------------------------------------------------ what came of it
    def _why_none(self, party: Unit, night: dt.date) -> Why:
        if any((key, night) in self.rooms for key in party):
            return Why.CARER_ROOM
        rooms = range(1, self.house.rooms.get(night, 0) + 1)
        taken = [len(self.inside.get((night, room), ())) for room in rooms]
        if all(number >= self.house.beds for number in taken):
            return Why.FULL
        if any(self.people[key].sharing == Sharing.ALONE for key in party):
            return Why.NONE_EMPTY
        return Why.NONE_FITS

    def proposal(self) -> Proposal:
        apart = [
            (one, other)
            for one, other in combinations(sorted(self.people), 2)
            if named_each_other(self.people[one], self.people[other]) and not self._are_together(one, other)
        ]
        unplaced = [Unplaced(key, night, why) for (key, night), why in sorted(self.refused.items())]
        return Proposal(dict(self.rooms), unplaced, apart)

    def _are_together(self, one: int, other: int) -> bool:
        both = self.people[one].nights & self.people[other].nights
        return all(
            self.rooms.get((one, night)) is not None
            and self.rooms.get((one, night)) == self.rooms.get((other, night))
            for night in both
        )
