"""Taking needs and meals out: who answered what, the meals, and what a caterer cooks from, without names."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cohorts.exports import CohortExport, local
from cohorts.models import Cohort, Participant
from office.exports import Column

from .catering import Line, lines_of
from .models import Meal, Question
from .queries.meals import named_meals_of, numbers_eating
from .queries.people import QUESTIONS, answers_of, people_of
from .rights import RIGHT_OF


def _answer(question: Question) -> Callable[[Participant], str]:
    def words(row: Participant) -> str:
        need = answers_of(row).get(question)
        return need.words if need else ""

    return words


def _answered_at(row: Participant) -> Any:
    answers = answers_of(row)
    return max((need.answered_at for need in answers.values()), default=None)


class Needs(CohortExport):
    """What everybody has answered, as far as the questions are this person's to see."""

    name = "needs"
    title = _("Food and accessibility")
    right: ClassVar[str] = "needs.view"

    def url(self, subject: Cohort) -> str:
        """The list."""
        return reverse("needs_people", args=[subject.pk])

    def columns(self, subject: Cohort) -> Sequence[Column]:
        """Who, and a column for each question, each with its own right."""
        answers = [
            Column(question.value, question.label, _answer(question), RIGHT_OF[question])
            for question in Question
        ]
        return [
            Column("name", _("Name"), lambda row: row.user.listed_name),
            Column("kind", _("Comes as"), lambda row: row.get_kind_display()),
            Column("answered", _("Answered"), lambda row: len(answers_of(row)) == QUESTIONS),
            Column("at", _("Answered at"), local(subject, _answered_at)),
            *answers,
        ]

    def rows(self, subject: Cohort, user: Any, query: str) -> QuerySet[Participant]:
        """Two queries."""
        return people_of(subject)


class Meals(CohortExport):
    """The meals of a cohort: when, where, by whom, how many."""

    name = "meals"
    title = _("Meals")
    right: ClassVar[str] = "meals.view"

    def url(self, subject: Cohort) -> str:
        """The list."""
        return reverse("needs_meals", args=[subject.pk])

    def columns(self, subject: Cohort) -> Sequence[Column]:
        """One query for how many eat on each day."""
        eating = numbers_eating(subject)
        return [
            Column("date", _("Date"), lambda row: row.date),
            Column("at", _("Begins"), lambda row: f"{row.starts:%H:%M}"),
            Column("meal", _("Meal"), lambda row: row.get_kind_display()),
            Column("where", _("Where"), lambda row: row.where),
            Column("giver", _("Given by"), lambda row: row.giver_words),
            Column("people", _("People"), lambda row: eating[row.day_id]),
            Column("ordered", _("Ordered"), lambda row: row.ordered),
            Column("served", _("Served"), lambda row: row.served),
        ]

    def rows(self, subject: Cohort, user: Any, query: str) -> Iterable[Meal]:
        """Three queries at most."""
        return named_meals_of(subject)


class ForCaterers(CohortExport):
    """How many eat what at each meal: a line for each kind of food, and nobody's name."""

    name = "caterer"
    title = _("For those who cook")
    right: ClassVar[str] = "needs.see_diet"

    def url(self, subject: Cohort) -> str:
        """The sheet."""
        return reverse("needs_caterer", args=[subject.pk])

    def columns(self, subject: Cohort) -> Sequence[Column]:
        """The meal, the kind of food, the number."""
        return [
            Column("date", _("Date"), lambda row: row.meal.date),
            Column("at", _("Begins"), lambda row: f"{row.meal.starts:%H:%M}"),
            Column("meal", _("Meal"), lambda row: row.meal.get_kind_display()),
            Column("where", _("Where"), lambda row: row.meal.where),
            Column("food", _("Food"), lambda row: row.food),
            Column("people", _("People"), lambda row: row.people),
            Column("words", _("What people wrote"), lambda row: row.words),
        ]

    def rows(self, subject: Cohort, user: Any, query: str) -> Iterable[Line]:
        """Five queries at most, however many people and meals."""
        return lines_of(subject)
