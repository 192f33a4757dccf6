"""Whether a run fits the programme: nobody is to board before a session ends, or to arrive after one has begun.

Values in, answers out; hours are wall hours of one cohort. What is asked of the database stands in `fitting_queries`.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cohorts.models import Stretch
from foundation.clocks.dates import hour_in_words

from .models import Direction
from .timing import Stay


@dataclass(frozen=True)
class Programmed:
    """A session of those who travel; `is_served` where the run is there for its sake."""

    id: int
    title: str
    starts: dt.datetime
    ends: dt.datetime
    is_served: bool = False


@dataclass(frozen=True)
class Misfit:
    """An hour at a stop that does not fit a session: one boards before it ends, or arrives after it begins."""

    stop: str
    hour: dt.time
    session: str
    session_hour: dt.time
    is_early: bool

    def in_words(self) -> str:
        """Which stop, which session, and both hours, in the reader's language."""
        said = {
            "stop": self.stop,
            "hour": hour_in_words(self.hour),
            "session": self.session,
            "other": hour_in_words(self.session_hour),
        }
        if self.is_early:
            return (
                _("The bus leaves “%(stop)s” at %(hour)s, and “%(session)s” goes on until %(other)s.") % said
            )
        return _("The bus is at “%(stop)s” at %(hour)s, and “%(session)s” begins at %(other)s.") % said


def misfits(
    direction: str,
    stops: Sequence[tuple[str, Stay]],
    stretches: Iterable[Stretch],
    sessions: Sequence[Programmed],
) -> list[Misfit]:
    """What does not fit, each once. Without anybody aboard the way from the first stop to the last counts."""
    if len(stops) < 2:
        return []
    last = len(stops) - 1
    ridden = {each for each in stretches if each.to_call <= last} or {Stretch(0, last)}
    found: dict[Misfit, None] = {}
    for stretch in sorted(ridden):
        for session in sessions:
            for misfit in _between(direction, stops, stretch, session):
                found.setdefault(misfit)
    return list(found)


def _between(
    direction: str, stops: Sequence[tuple[str, Stay]], stretch: Stretch, session: Programmed
) -> Iterable[Misfit]:
    (on, boards), (off, arrives) = stops[stretch.from_call], stops[stretch.to_call]
    is_in_between = session.starts < arrives.arrives and boards.leaves < session.ends
    goes_there = session.is_served and direction == Direction.THERE
    comes_back = session.is_served and direction == Direction.BACK
    is_early = (
        boards.leaves < session.ends if comes_back else is_in_between and session.starts <= boards.leaves
    )
    if is_early and not goes_there:
        yield Misfit(on, boards.leaves.time(), session.title, session.ends.time(), is_early=True)
    elif arrives.arrives > session.starts if goes_there else is_in_between:
        yield Misfit(off, arrives.arrives.time(), session.title, session.starts.time(), is_early=False)
