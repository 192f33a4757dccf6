"""Lists of passengers: who gets on and off where, and how many should be aboard; for office, captain and driver.

A list holds names, stops, telephones of those who agreed, and who travels in a wheelchair; nothing else of anybody.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cohorts.models import Participant, Place
from foundation.words.order import order_key

from .consents import who_shares
from .models import Call, CaptainLink, Count, Passenger, Run, Tap
from .taps import Boarding, Seat, Tapped, What, boarding
from .timing import Stay

# By what was tapped last, the shape of it.
SHAPES = {
    "": "wait",
    What.BOARDED: "ok",
    What.LEFT: "moved",
    What.EXCUSED: "info",
    What.NO_SHOW: "stop",
}


@dataclass(frozen=True)
class Line:
    """A passenger as a list shows them."""

    participant: int
    public_id: str
    name: str
    phone: str  # empty unless the person agreed
    wheelchair: bool
    seat: Seat
    from_stop: str
    to_stop: str
    state: str = ""  # what was tapped last; empty if nothing was
    state_words: str = ""
    is_expected: bool = True  # False for who is aboard and not on the list

    @property
    def state_kind(self) -> str:
        """The shape that stands beside the words of the state."""
        return SHAPES[self.state]


@dataclass(frozen=True)
class Stop:
    """A call with who gets on and off there."""

    number: int
    call: Call
    stay: Stay
    hour: dt.datetime  # that people are told
    on: tuple[Line, ...]
    off: tuple[Line, ...]
    expected_after: int
    heads: int | None = None  # the last count there

    @property
    def waited_for(self) -> int:
        """Of how many who get on here nothing was tapped yet."""
        return sum(not line.state for line in self.on)


@dataclass(frozen=True)
class Manifest:
    """A run's list, as of its number."""

    run: Run
    lines: tuple[Line, ...]
    stops: tuple[Stop, ...]
    boarding: Boarding
    captains: tuple[CaptainLink, ...]
    lost_captains: tuple[CaptainLink, ...] = ()  # whose seat is gone, and nobody ended their link

    @property
    def leaves(self) -> dt.datetime:
        """When it leaves its first stop: by this date and hour people know the run."""
        return self.stops[0].hour if self.stops else self.run.begins

    @property
    def wheelchairs(self) -> tuple[Line, ...]:
        """What the driver must know."""
        return tuple(line for line in self.lines if line.wheelchair)

    @property
    def missing(self) -> tuple[Line, ...]:
        """Of whom nothing was tapped yet."""
        return tuple(line for line in self.lines if line.participant in self.boarding.unexplained)

    def missing_at(self, call: int) -> tuple[Line, ...]:
        """Who should be aboard when the bus leaves that call, and of whom nothing was tapped yet."""
        found = self.boarding.missing_at(call)
        return tuple(line for line in self.lines if line.participant in found)

    @property
    def aboard(self) -> tuple[Line, ...]:
        """Who is aboard, and on the list."""
        return tuple(line for line in self.expected if line.state == What.BOARDED)

    @property
    def unexpected(self) -> tuple[Line, ...]:
        """Who is aboard and not on the list."""
        return tuple(line for line in self.lines if not line.is_expected)

    @property
    def expected(self) -> tuple[Line, ...]:
        """Who is on the list."""
        return tuple(line for line in self.lines if line.is_expected)


def boarding_of(run: Run) -> Boarding:
    """Who has a seat, and what was tapped; two queries."""
    return boardings_of([run])[run.pk]


def boardings_of(runs: Sequence[Run]) -> dict[int, Boarding]:
    """How each of these runs stands, by its id; two queries for any number."""
    held = Place.objects.filter(pool__in=[run.pool_id for run in runs])
    seats: dict[int, dict[int, Seat]] = {run.pool_id: {} for run in runs}
    for pool, person, first, last in held.values_list("pool", "participant", "from_call", "to_call"):
        seats[pool][person] = Seat(first, last)
    rows = Tap.objects.filter(run__in=runs).values_list("run", "uid", "at", "call", "participant", "what")
    taps: dict[int, list[Tapped]] = {run.pk: [] for run in runs}
    for run_id, uid, at, call, person, what in rows:
        taps[run_id].append(Tapped(str(uid), at, call, person, What(what)))
    return {run.pk: boarding(seats[run.pool_id], taps[run.pk]) for run in runs}


def manifest_of(run: Run) -> Manifest:
    """The list of a run; eight queries however many people.

    Consents count as they are at this moment: nothing of it is kept for a later list.
    """
    calls = list(run.calls.all())
    places = list(
        Place.objects.filter(pool=run.pool_id).select_related("participant__user").order_by("from_call", "pk")
    )
    found = boarding_of(run)
    people = {place.participant_id: place.participant for place in places}
    strangers = _strangers(found)
    everybody = [*people.values(), *strangers]
    passengers = {row.participant_id: row for row in Passenger.objects.filter(participant__in=everybody)}
    shares = who_shares(run.cohort_id, [each.user_id for each in everybody])
    last = max(0, len(calls) - 1)
    seats = [(place.participant, Seat(*place.stretch), True) for place in places]
    seats += [(each, Seat(found.state[each.pk].call, last), False) for each in strangers]
    lines = sorted(
        (
            _line(each, seat, is_expected, passengers.get(each.pk), calls, found, shares)
            for each, seat, is_expected in seats
        ),
        key=lambda line: (order_key(line.name), line.participant),
    )
    stops = _stops(run, calls, lines, found)
    links = list(CaptainLink.objects.with_standing().with_news().filter(run=run, ended_at=None))
    captains = tuple(link for link in links if link.is_living)
    lost = tuple(link for link in links if not link.is_living)
    return Manifest(run, tuple(lines), stops, found, captains, lost)


def _stops(run: Run, calls: Sequence[Call], lines: Sequence[Line], found: Boarding) -> tuple[Stop, ...]:
    heads = dict(Count.objects.filter(run=run).order_by("at", "pk").values_list("call", "heads"))
    times = zip(calls, run.stays(list(calls)), run.hours(list(calls)), strict=True)
    return tuple(
        Stop(
            number,
            call,
            stay,
            hour,
            on=tuple(line for line in lines if line.is_expected and line.seat.from_call == number),
            off=tuple(line for line in lines if line.is_expected and line.seat.to_call == number),
            expected_after=found.expected_after(number),
            heads=heads.get(number),
        )
        for number, (call, stay, hour) in enumerate(times)
    )


def _strangers(found: Boarding) -> list[Participant]:
    if not found.unexpected:
        return []
    return list(Participant.objects.filter(pk__in=found.unexpected).select_related("user"))


def _line(
    participant: Participant,
    seat: Seat,
    is_expected: bool,
    passenger: Passenger | None,
    calls: Sequence[Call],
    found: Boarding,
    shares: Collection[int],
) -> Line:
    tap = found.state.get(participant.pk)
    user = participant.user
    return Line(
        participant=participant.pk,
        public_id=str(participant.public_id),
        name=user.listed_name
        if user.erased_at
        else " ".join(filter(None, (user.family_name, user.given_name))) or _("no name given"),
        phone=user.phone if user.pk in shares else "",
        wheelchair=passenger is not None and passenger.wheelchair,
        seat=seat,
        from_stop=calls[seat.from_call].stop if seat.from_call < len(calls) else "",
        to_stop=calls[seat.to_call].stop if seat.to_call < len(calls) else "",
        state=str(tap.what) if tap else "",
        state_words=str(Tap.What(tap.what).label) if tap else "",
        is_expected=is_expected,
    )
