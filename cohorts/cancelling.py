"""What the cancellation of a cohort calls off, and whom that concerns.

What has begun stays as it was: nobody can be told not to come to it. Rooms above know what of a day has begun; they
close what they hold for the rest and tell people. This room knows none of them. Register once, in
`AppConfig.ready()`: `register_concerned(order, concern)`.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from foundation.clocks.dates import dates_in_words
from people.models import User

from .models import Cohort, Day

FoundT = TypeVar("FoundT")


@dataclass(frozen=True)
class Cancellation:
    """A cohort that is cancelled at a moment, and what of it is called off."""

    cohort: Cohort
    moment: dt.datetime
    reason: str
    days: tuple[Day, ...]  # called off whole: nothing of them had begun
    broken_off: tuple[Day, ...]  # had begun, and what was left of them is called off
    is_whole: bool  # whether nothing of the cohort had begun
    _found: dict[Callable[..., Any], Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, find: "Callable[[Cancellation], FoundT]") -> FoundT:
        """What a room finds out about this cancellation, worked out the first time that anybody asks."""
        if find not in self._found:
            self._found[find] = find(self)
        return cast(FoundT, self._found[find])

    @property
    def word(self) -> str:
        """A word for what is called off: another one if it is anything else, days whole and broken off apart."""
        whole, parts = (sorted(day.pk for day in days) for days in (self.days, self.broken_off))
        return f"{'.'.join(map(str, whole))}-{'.'.join(map(str, parts))}"

    @property
    def broken_off_in_words(self) -> str:
        """The dates of which something had begun, written out; empty if there are none."""
        return dates_in_words(sorted(day.date for day in self.broken_off))

    @property
    def dates(self) -> tuple[dt.date, ...]:
        """The dates on which something is called off, in order."""
        return tuple(sorted(day.date for day in (*self.days, *self.broken_off)))

    @property
    def dates_in_words(self) -> str:
        """What is called off, written out in the present language."""
        return dates_in_words(self.dates)


@dataclass(frozen=True)
class Preview:
    """A letter of the cancellation in one language, as the first of its readers will get it."""

    language: str
    readers: frozenset[int]  # ids of the people who get it
    subject: str
    text: str
    to_trainers: bool = False

    @property
    def count(self) -> int:
        """How many people get it."""
        return len(self.readers)


@dataclass(frozen=True)
class DaysSoFar:
    """Ids of a cohort's days of which something had begun at a moment, and of those of which something was left."""

    begun: frozenset[int] = field(default_factory=frozenset)
    left: frozenset[int] = field(default_factory=frozenset)


def _knows_no_hours(cohort: Cohort, moment: dt.datetime) -> DaysSoFar:
    return DaysSoFar()


def _writes_nothing(cancellation: Cancellation, told: frozenset[int]) -> list[Preview]:
    return []


def _closes_nothing(cancellation: Cancellation, actor: User, told: frozenset[int]) -> set[int]:
    return set()


def _calls_nothing_off(cancellation: Cancellation) -> None:
    """It keeps no rows of what is called off."""


def _misses_nobody(cancellation: Cancellation) -> list[str]:
    return []


@dataclass(frozen=True)
class Concern:
    """Somebody who tells people. Each person is written to once: `told` are ids of those whom an earlier one tells.

    `previews` are the letters that there would be, and write nothing. `call_off` marks the room's rows that are called
    off, before anybody closes anything. `close` closes what the room holds inside the cancellation's transaction and
    gives back the ids of the people to whom it wrote. `untold` names those who cannot be told. `so_far` says what of
    each day had begun.
    """

    previews: Callable[[Cancellation, frozenset[int]], list[Preview]] = _writes_nothing
    call_off: Callable[[Cancellation], None] = _calls_nothing_off
    close: Callable[[Cancellation, User, frozenset[int]], set[int]] = _closes_nothing
    untold: Callable[[Cancellation], list[str]] = _misses_nobody
    so_far: Callable[[Cohort, dt.datetime], DaysSoFar] = _knows_no_hours


_concerned: list[tuple[int, Concern]] = []


def register_concerned(order: int, concern: Concern) -> None:
    """Add somebody who tells people; lower orders come first. Called once, when the app is ready."""
    _concerned.append((order, concern))
    _concerned.sort(key=lambda pair: pair[0])


def work_out(cohort: Cohort, moment: dt.datetime, reason: str = "") -> Cancellation:
    """What cancelling the cohort at that moment would call off."""
    found = [concern.so_far(cohort, moment) for _order, concern in _concerned]
    begun, left = _all(each.begun for each in found), _all(each.left for each in found)
    days = list(cohort.days.all())
    to_come = [day for day in days if not day.is_over_at(moment)]
    called_off = tuple(day for day in to_come if day.pk not in begun)
    return Cancellation(
        cohort=cohort,
        moment=moment,
        reason=reason,
        days=called_off,
        broken_off=tuple(day for day in to_come if day.pk in begun & left),
        is_whole=len(called_off) == len(days),
    )


ThingT = TypeVar("ThingT")


def _all(sets: Iterable[frozenset[ThingT]]) -> frozenset[ThingT]:
    return frozenset().union(*sets)


def previews(cancellation: Cancellation) -> list[Preview]:
    """The letters that cancelling would write, by language; writes nothing."""
    found: list[Preview] = []
    for _order, concern in _concerned:
        told = _all(preview.readers for preview in found)
        found += concern.previews(cancellation, told)
    return found


def untold(cancellation: Cancellation) -> list[str]:
    """Names of those whom a letter would concern and cannot reach."""
    return [name for _order, concern in _concerned for name in concern.untold(cancellation)]


def close(cancellation: Cancellation, actor: User) -> int:
    """Mark and close what rooms above hold of what is called off, and tell everybody; how many letters were written."""
    for _order, concern in _concerned:
        concern.call_off(cancellation)
    told: set[int] = set()
    for _order, concern in _concerned:
        told |= concern.close(cancellation, actor, frozenset(told))
    return len(told)
