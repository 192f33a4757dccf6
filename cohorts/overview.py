"""A cohort's page in the back office: rooms above hang their panels on it. This room knows none of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .models import Cohort


@dataclass(frozen=True)
class Fact:
    """Something known at a glance, leading to the rows behind it."""

    text: str
    url: str

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
