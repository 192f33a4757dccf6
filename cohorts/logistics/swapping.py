"""Another vehicle for a run: who no longer fits, and where they may go instead. Values only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .taps import Seat


@dataclass(frozen=True)
class Held:
    """A seat that somebody holds; `stays` for captains and people in wheelchairs, who are not sent elsewhere."""

    person: int
    seat: Seat
    stays: bool = False


@dataclass
class Other:
    """Another run of that date and way: its stops, its seats, who has one or waits for one."""

    run: int
    capacity: int
    stops: Sequence[str]
    taken: list[Seat] = field(default_factory=list)

    def seat_for(self, stops: Sequence[str], seat: Seat) -> Seat | None:
        """The same stops in this run, if it comes to both in that order and a seat is free between them."""
        wanted = (stops[seat.from_call], stops[seat.to_call])
        if any(stop not in self.stops for stop in wanted):
            return None
        found = Seat(*(self.stops.index(stop) for stop in wanted))
        if found.from_call >= found.to_call or fullest(self.taken, found) >= self.capacity:
            return None
        return found


@dataclass(frozen=True)
class Leaving:
    """Somebody who no longer fits, and the run that takes them; none where no seat is free anywhere."""

    person: int
    run: int | None = None
    seat: Seat | None = None


def fullest(seats: Sequence[Seat], stretch: Seat) -> int:
    """How many seats are taken on the fullest leg of a stretch."""
    legs = range(stretch.from_call, stretch.to_call)
    return max((sum(seat.is_taken_after(leg) for seat in seats) for leg in legs), default=0)


def who_leaves(held: Sequence[Held], capacity: int, legs: int) -> list[Held]:
    """Who no longer fits: of those who can go elsewhere, who came last goes first, if that frees a leg with too many.

    `held` is in the order in which people came. Whoever has to stay, stays, even if there are too many of them.
    """
    present, leaving = list(held), []
    for each in reversed(held):
        load: Mapping[int, int] = {
            leg: sum(one.seat.is_taken_after(leg) for one in present) for leg in range(legs)
        }
        is_in_the_way = any(count > capacity and each.seat.is_taken_after(leg) for leg, count in load.items())
        if is_in_the_way and not each.stays:
            present.remove(each)
            leaving.append(each)
    return leaving[::-1]


def work_out(
    held: Sequence[Held], capacity: int, stops: Sequence[str], others: Sequence[Other]
) -> list[Leaving]:
    """Who no longer fits into so many seats, and where each may go, in the order in which they came.

    The first of `others` that has a seat takes the person, and its seat is taken for the next one.
    """
    found = []
    for each in who_leaves(held, capacity, max(1, len(stops) - 1)):
        placed = Leaving(each.person)
        for other in others:
            seat = other.seat_for(stops, each.seat)
            if seat is not None:
                other.taken.append(seat)
                placed = Leaving(each.person, other.run, seat)
                break
        found.append(placed)
    return found
