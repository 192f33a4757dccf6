"""What stands against attending two sessions: the same hours, or a way that takes longer than there is time.

Plain values in, an answer out. Hours are wall hours of one cohort; minutes between venues are the programme's.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.clocks.dates import hour_in_words

# From one venue to another, by their ids.
Ways = Mapping[tuple[int, int], int]


@dataclass(frozen=True)
class Attended:
    """A session that somebody attends or would attend: when it is, and at which venue, if that is known."""

    id: str
    title: str
    starts: dt.datetime
    ends: dt.datetime
    venue: int | None = None
    site: str = ""


@dataclass(frozen=True)
class Obstacle:
    """Why one session cannot be attended beside another; `minutes` and `there_are` where it is the way."""

    wanted: Attended
    other: Attended
    minutes: int = 0
    there_are: int = 0

    @property
    def is_clash(self) -> bool:
        """Whether both are at the same time, at least for a while."""
        return not self.minutes

    def in_words(self) -> str:
        """Which session is in the way, and what would mend it, in the reader's language."""
        names = {
            "wanted": self.wanted.title,
            "other": self.other.title,
            "starts": hour_in_words(self.other.starts.time()),
            "ends": hour_in_words(self.other.ends.time()),
        }
        if self.is_clash:
            return (
                _(
                    "“%(wanted)s” is at the same time as “%(other)s” (%(starts)s–%(ends)s), which you attend. Choose"
                    " another session, or change that one first."
                )
                % names
            )
        way = ngettext("The way takes %(count)s minute", "The way takes %(count)s minutes", self.minutes)
        time = ngettext("%(count)s minute", "%(count)s minutes", self.there_are)
        return _(
            "“%(wanted)s” cannot be reached in time: before or after it you are at “%(other)s” (%(starts)s–%(ends)s)."
            " %(way)s, and between them there are %(time)s. Choose a session that is nearer."
        ) % {
            **names,
            "way": way % {"count": self.minutes},
            "time": time % {"count": self.there_are},
        }


def obstacle(wanted: Attended, others: Iterable[Attended], ways: Ways) -> Obstacle | None:
    """The first of the other sessions that stands against this one; None if nothing does."""
    for other in others:
        if other.id != wanted.id and (found := _between(wanted, other, ways)) is not None:
            return found
    return None


def _between(wanted: Attended, other: Attended, ways: Ways) -> Obstacle | None:
    first, second = sorted((wanted, other), key=lambda each: (each.starts, each.ends))
    if second.starts < first.ends:
        return Obstacle(wanted, other)
    minutes = minutes_between(first.venue, second.venue, ways)
    there_are = int((second.starts - first.ends).total_seconds()) // 60
    return Obstacle(wanted, other, minutes, there_are) if minutes > there_are else None


def minutes_between(from_venue: int | None, to_venue: int | None, ways: Ways) -> int:
    """How long the way takes, by the table; what is not in it takes no time."""
    if from_venue is None or to_venue is None or from_venue == to_venue:
        return 0
    there = ways.get((from_venue, to_venue))
    return there if there is not None else ways.get((to_venue, from_venue), 0)
