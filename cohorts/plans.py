"""What stands against a change of a cohort or of one of its days: rooms above plan by them, and say so here.

And what has been: days of which something is recorded that counts, whatever becomes of places and dates afterwards.

This room knows none of them. Register once, in `AppConfig.ready()`: `register_keeper(keeper)`.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from .models import Cohort, Day

# A participant's id and the id of a day: what is recorded of this person on that day stays, and counts.
Recorded = tuple[int, int]


def _holds(row: Cohort | Day) -> None:
    """Nothing stands against it."""


def _is_known(cohort: Cohort) -> str:
    """Nothing to say."""
    return ""


def _is_blank(participants: Collection[int]) -> set[Recorded]:
    """Nothing is recorded."""
    return set()


@dataclass(frozen=True)
class PlanKeeper:
    """Looks after what a room has planned and written down. Functions are called with the row as it is about to be.

    Those that check raise `DomainError`, which says what to change first, if the plan would not hold any more.
    `still_read` is asked after a change: it says in a sentence what people still read otherwise, or nothing.
    `recorded` is given ids of participants and answers with the days of theirs that have been, in one query.
    """

    date_changes: Callable[[Day], None] = _holds
    zone_changes: Callable[[Cohort], None] = _holds
    course_changes: Callable[[Cohort], None] = _holds
    day_opens: Callable[[Day], None] = _holds  # from selection to places taken on sending
    still_read: Callable[[Cohort], str] = _is_known
    recorded: Callable[[Collection[int]], set[Recorded]] = _is_blank


_keepers: list[PlanKeeper] = []


def register_keeper(keeper: PlanKeeper) -> None:
    """Add somebody who plans by days, zones and courses. Called once, when the app is ready."""
    _keepers.append(keeper)


def check_date(day: Day) -> None:
    """Ask whether the day may be on another date. Raises `DomainError`."""
    for keeper in _keepers:
        keeper.date_changes(day)


def check_opening(day: Day) -> None:
    """Ask whether places of the day may be taken on sending from now on. Raises `DomainError`."""
    for keeper in _keepers:
        keeper.day_opens(day)


def check_zone(cohort: Cohort) -> None:
    """Ask whether the cohort may be in another time zone. Raises `DomainError`."""
    for keeper in _keepers:
        keeper.zone_changes(cohort)


def check_course(cohort: Cohort) -> None:
    """Ask whether the cohort may teach another course. Raises `DomainError`."""
    for keeper in _keepers:
        keeper.course_changes(cohort)


def still_read(cohort: Cohort) -> list[str]:
    """What people still read otherwise than it is planned now: a sentence from each keeper that has one."""
    found = (keeper.still_read(cohort) for keeper in _keepers)
    return [words for words in found if words]


def recorded(participants: Collection[int]) -> set[Recorded]:
    """The days that these participants cannot give up any more: presence is recorded, and it counts for good.

    To rely on the answer, hold the days' pools: whoever records presence holds them too.
    """
    return {each for keeper in _keepers for each in keeper.recorded(participants)}
