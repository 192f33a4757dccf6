"""Whom the cancellation of a cohort concerns: rooms above close what they hold for it and tell people, and say so here.

This room knows none of them. Register once, in `AppConfig.ready()`: `register_concerned(concern)`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from people.models import User

from .models import Cohort


@dataclass(frozen=True)
class Preview:
    """A letter of the cancellation in one language, as the first of its readers will get it."""

    language: str
    count: int  # how many people get it
    subject: str
    text: str


@dataclass(frozen=True)
class Concern:
    """Tells people: which letters there would be, and the closing itself, inside the cancellation's transaction."""

    previews: Callable[[Cohort, str], list[Preview]]  # cohort, reason
    close: Callable[[Cohort, User, str], int]  # cohort, actor, reason → how many letters were written


_concerned: list[Concern] = []


def register_concerned(concern: Concern) -> None:
    """Add somebody who tells people. Called once, when the app is ready."""
    _concerned.append(concern)


def previews(cohort: Cohort, reason: str) -> list[Preview]:
    """The letters that cancelling would write, by language; writes nothing."""
    return [preview for concern in _concerned for preview in concern.previews(cohort, reason)]


def close(cohort: Cohort, actor: User, reason: str) -> int:
    """Close what rooms above hold for the cohort, and tell everybody; how many letters were written."""
    return sum(concern.close(cohort, actor, reason) for concern in _concerned)
