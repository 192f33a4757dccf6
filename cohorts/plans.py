"""What stands against a change of a cohort or of one of its days: rooms above plan by them, and say so here.

This room knows none of them. Register once, in `AppConfig.ready()`: `register_keeper(keeper)`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from .models import Cohort, Day


def _holds(row: Cohort | Day) -> None:
    """Nothing stands against it."""


def _is_known(cohort: Cohort) -> str:
    """Nothing to say."""
    return ""


@dataclass(frozen=True)
class PlanKeeper:
    """Looks after what a room has planned. Each function is called with the row as it is about to be.

    Each raises `DomainError`, which says what to change first, if the plan would not hold any more. The last one is
    asked after a change: it says in a sentence what people still read otherwise, or nothing.
    """

    date_changes: Callable[[Day], None] = _holds
    zone_changes: Callable[[Cohort], None] = _holds
    course_changes: Callable[[Cohort], None] = _holds
    day_opens: Callable[[Day], None] = _holds  # from selection to places taken on sending
    still_read: Callable[[Cohort], str] = _is_known


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
