"""A cohort's page in the back office, and what waits in each cohort on the first screen.

Rooms above hang their panels on the page and say what waits. This room knows none of them.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .models import Cohort


@dataclass(frozen=True)
class Press:
    """A button beside a fact: what it says, where its form goes, and the hidden fields that it sends."""

    words: str
    url: str
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Fact:
    """Something known at a glance, leading to the rows behind it, perhaps with what can be done about it."""

    text: str
    url: str
    press: Press | None = None

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Panel:
    """A part of the page: where it leads, and what is known at a glance."""

    title: str
    url: str
    facts: tuple[str | Fact, ...] = ()
    action: str = ""
    action_url: str = ""
    is_next: bool = False  # whether the action is what comes next, as the cohort stands now


PanelProvider = Callable[[Cohort, Any], Panel | None]
_panels: list[tuple[int, PanelProvider]] = []


def register_panel(order: int, provider: PanelProvider) -> None:
    """Add a panel; lower orders come first. `provider(cohort, user)` may give None for nothing."""
    _panels.append((order, provider))
    _panels.sort(key=lambda pair: pair[0])


def panels(cohort: Cohort, user: Any) -> list[Panel]:
    """All panels of a cohort for this person."""
    found = (provider(cohort, user) for _order, provider in _panels)
    return [panel for panel in found if panel is not None]


# What waits, by cohort: one fact or several. The same number of queries for one cohort and for many.
WaitingProvider = Callable[[Sequence[Cohort], dt.datetime, Any], Mapping[int, Fact | Sequence[Fact]]]
_waiting: list[tuple[int, WaitingProvider]] = []


def register_waiting(order: int, provider: WaitingProvider) -> None:
    """Say what waits for a manager; lower orders come first.

    `provider(cohorts, moment, user)` leaves out the cohorts in which nothing waits.
    """
    _waiting.append((order, provider))
    _waiting.sort(key=lambda pair: pair[0])


def waiting(cohorts: Sequence[Cohort], moment: dt.datetime, user: Any) -> dict[int, list[Fact]]:
    """All that waits in these cohorts of the user's own at that moment."""
    found: dict[int, list[Fact]] = {cohort.pk: [] for cohort in cohorts}
    for _order, provider in _waiting:
        for cohort_id, facts in provider(cohorts, moment, user).items():
            found[cohort_id] += [facts] if isinstance(facts, Fact) else facts
    return found
