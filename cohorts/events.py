"""What happens to a whole cohort, as frozen values that rooms above are asked about: see `cohorts.wing`."""

import datetime as dt
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from foundation.clocks.dates import dates_in_words
from foundation.stale import mark_of
from messaging.models import Letter

from .models import Cohort, Day
from .programme import Impact

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
    def mark(self) -> str:
        """The mark of what is called off: another one if it is anything else, days whole and broken off apart."""
        return mark_of([sorted(day.pk for day in days) for days in (self.days, self.broken_off)])

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
class NewRelease:
    """A release of a cohort's timetable, about to go out, under its number, and what it changes."""

    cohort: Cohort
    number: int
    moment: dt.datetime
    impact: Impact


Event = Cancellation | NewRelease


@dataclass(frozen=True)
class Notice:
    """The letter that an event brings to one person, not written yet.

    Notices of a kind that are `alike` say the same to readers of one language. `who` names whom it reaches, of somebody
    without an account.
    """

    letter: Letter
    alike: Hashable = None
    to_trainer: bool = False
    to_host: bool = False
    who: str = ""


@dataclass(frozen=True)
class DaysSoFar:
    """Ids of a cohort's days of which something had begun at a moment, and of those of which something was left."""

    begun: frozenset[int] = field(default_factory=frozenset)
    left: frozenset[int] = field(default_factory=frozenset)
