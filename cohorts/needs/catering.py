"""What those who cook are told: each meal that is given, with how many eat what, and nobody's name."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cohorts.facts import PartyLines
from cohorts.models import Cohort
from foundation.clocks.dates import hour_in_words, short_date_in_words

from .models import Caterer, Meal, Question
from .queries.meals import Eaters, eaters_of, named_meals_of
from .rights import RIGHT_OF


@dataclass(frozen=True)
class Line:
    """How many eat one kind of food at one meal. `kind` is one of `Need.Kind`, or empty for who has not said."""

    meal: Meal
    kind: str
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
    """The meals that somebody gives, in their order, with who eats; three queries, five with a host or a partner."""
    eaters = eaters_of(cohort)
    return [
        Served(meal, *_counted(meal, eaters.get(meal.day_id, Eaters())))
        for meal in named_meals_of(cohort)
        if meal.is_given
    ]


def _counted(meal: Meal, eaters: Eaters) -> tuple[int, tuple[Line, ...]]:
    lines = [Line(meal, kind, food, people, "; ".join(words)) for kind, food, people, words in eaters.lines()]
    if eaters.silent:
        lines.append(Line(meal, "", _("not said yet"), eaters.silent))
    return eaters.people, tuple(lines)


def lines_of(cohort: Cohort) -> list[Line]:
    """All of it, line by line."""
    return [line for served in meals_to_cook(cohort) for line in served.lines]


# ---------------------------------------------------------------- lists that go out
def givers_of(cohort: Cohort) -> dict[str, str]:
    """Who gives meals, each once, in the reader's language: by the names of hosts and partners as they were typed, and
    the organiser by none; three queries at most.
    """
    return {meal.giver: meal.giver_words for meal in named_meals_of(cohort) if meal.is_given}


def emails_of(cohort: Cohort) -> dict[str, str]:
    """Where those who cook are written to, by who gives the meals; one query."""
    return dict(Caterer.objects.filter(cohort=cohort).values_list("giver", "email"))


def lists_of(cohort: Cohort) -> list[PartyLines]:
    """A list for each who gives meals: how many eat what at each, and nobody's name; six queries at most.

    What people wrote beside is not on it: a link is no place for that, the printed sheet has it.
    """
    by_giver: dict[str, list[Served]] = {}
    for served in meals_to_cook(cohort):
        by_giver.setdefault(served.meal.giver, []).append(served)
    emails = emails_of(cohort) if by_giver else {}
    return [_list(giver, served, emails.get(giver, "")) for giver, served in by_giver.items()]


def key_of(giver: str) -> str:
    """What the list of one who gives meals is called among those of a cohort."""
    return f"caterer:{hashlib.sha256(giver.encode()).hexdigest()[:16]}" if giver else "caterer"


def _list(giver: str, served: Sequence[Served], email: str) -> PartyLines:
    return PartyLines(
        key=key_of(giver),
        title=_("Meals: %(giver)s") % {"giver": served[0].meal.giver_words},
        email=email,
        ends_on=max(each.meal.date for each in served),
        columns=(_("Date"), _("Begins"), _("Meal"), _("Where"), _("Food"), _("People")),
        lines={f"{each.meal.pk}:{line.kind}": _cells(line) for each in served for line in each.lines},
        totals=tuple((_meal_in_words(each.meal), each.people) for each in served),
        names_people=False,
        right=RIGHT_OF[Question.DIET],
    )


def _cells(line: Line) -> tuple[str, ...]:
    meal = line.meal
    return (
        short_date_in_words(meal.date),
        hour_in_words(meal.starts),
        str(meal.get_kind_display()),
        meal.where,
        line.food,
        str(line.people),
    )


def _meal_in_words(meal: Meal) -> str:
    return f"{short_date_in_words(meal.date)}, {hour_in_words(meal.starts)}, {meal.get_kind_display()}"
