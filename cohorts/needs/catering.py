"""What those who cook are told: each meal that is given, with how many eat what, and nobody's name."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cohorts.models import Cohort

from .models import Meal
from .queries.meals import Eaters, eaters_of, meals_of


@dataclass(frozen=True)
class Line:
    """How many eat one kind of food at one meal."""

    meal: Meal
    food: str
    people: int
    words: str = ""


@dataclass(frozen=True)
class Served:
    """A meal with its lines."""

    meal: Meal
    people: int
    lines: tuple[Line, ...]


def meals_to_cook(cohort: Cohort) -> list[Served]:
    """The meals that somebody gives, in their order, with who eats; three queries."""
    eaters = eaters_of(cohort)
    return [
        Served(meal, *_counted(meal, eaters.get(meal.day_id, Eaters())))
        for meal in meals_of(cohort)
        if meal.is_given
    ]


def _counted(meal: Meal, eaters: Eaters) -> tuple[int, tuple[Line, ...]]:
    lines = [Line(meal, food, people, "; ".join(words)) for food, people, words in eaters.lines()]
    if eaters.silent:
        lines.append(Line(meal, _("not said yet"), eaters.silent))
    return eaters.people, tuple(lines)


def lines_of(cohort: Cohort) -> list[Line]:
    """All of it, line by line."""
    return [line for served in meals_to_cook(cohort) for line in served.lines]
