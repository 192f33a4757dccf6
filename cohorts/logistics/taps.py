"""Who is aboard a run: taps of captains' phones, merged; who is missing, and whether a run can be closed. Values only.

Phones lose the network and send again, late and twice. So a tap has an id that the device made, and of one person the
tap with the latest corrected time counts, then the greater id: any order and any repetition lead to one state.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class What(StrEnum):
    """What a captain taps."""

    BOARDED = "boarded"
    LEFT = "left"
    UNDONE = "undone"
    EXCUSED = "excused"
    NO_SHOW = "no_show"


# Whoever is in one of these is accounted for.
EXPLAINED = frozenset({What.BOARDED, What.LEFT, What.EXCUSED, What.NO_SHOW})


@dataclass(frozen=True)
class Tapped:
    """One tap: whom, what, at which call, and when by the corrected clock of the device."""

    uid: str
    at: dt.datetime
    call: int
    person: int
    what: What


@dataclass(frozen=True)
class Seat:
    """From which call to which somebody travels."""

    from_call: int
    to_call: int

    def is_taken_after(self, call: int) -> bool:
        """Whether the person is to be aboard when the bus leaves that call."""
        return self.from_call <= call < self.to_call


def corrected(device_time: dt.datetime, device_now: dt.datetime, now: dt.datetime) -> dt.datetime:
    """When a tap was made, by the server's clock; a device cannot have tapped later than it sent."""
    return min(now, device_time + (now - device_now))


def merge(taps: Iterable[Tapped]) -> dict[int, Tapped]:
    """By person, the tap that counts; whose last one is undone has none."""
    latest: dict[int, Tapped] = {}
    for tap in taps:
        known = latest.get(tap.person)
        if known is None or (tap.at, tap.uid) > (known.at, known.uid):
            latest[tap.person] = tap
    return {person: tap for person, tap in latest.items() if tap.what != What.UNDONE}


@dataclass(frozen=True)
class Boarding:
    """How a run stands: who should travel, and the tap that counts of each."""

    seats: Mapping[int, Seat]
    state: Mapping[int, Tapped]

    @property
    def aboard(self) -> frozenset[int]:
        """Who is in the bus."""
        return frozenset(person for person, tap in self.state.items() if tap.what == What.BOARDED)

    @property
    def unexpected(self) -> frozenset[int]:
        """Who is in the bus and not on its list: moved to another one, or seen by an old list."""
        return self.aboard - self.seats.keys()

    @property
    def unexplained(self) -> frozenset[int]:
        """Who is on the list and of whom nothing was tapped: the run cannot be closed while there is anybody."""
        return frozenset(
            person
            for person in self.seats
            if person not in self.state or self.state[person].what not in EXPLAINED
        )

    def missing_at(self, call: int) -> frozenset[int]:
        """Who should have got on by that call, does not get off at it or before, and is not accounted for."""
        return frozenset(person for person in self.unexplained if self.seats[person].is_taken_after(call))

    def expected_after(self, call: int) -> int:
        """How many should be aboard when the bus leaves that call, by the list."""
        return sum(seat.is_taken_after(call) for seat in self.seats.values())


def boarding(seats: Mapping[int, Seat], taps: Iterable[Tapped]) -> Boarding:
    """How a run stands by its list and all taps, in whatever order they came."""
    return Boarding(dict(seats), merge(taps))
