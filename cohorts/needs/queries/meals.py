"""Meals of a cohort by date, who gives each, who eats on a day, and how many of them eat what."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from cohorts.models import Cohort, Day, Participant, Place
from cohorts.needs.models import Meal, Need, Question
from residencies.known_names import known_names


def meals_of(cohort: Cohort) -> QuerySet[Meal]:
    """The meals of a cohort in their order, with day and venue: `date`, `is_given`, `giver_words` say who pays which.

    Meals of days that are called off are left out; one query.
    """
    rows = Meal.objects.filter(day__cohort=cohort, day__called_off_at=None)
    return rows.select_related("day", "venue").order_by("day__date", "starts", "pk")


def named_meals_of(cohort: Cohort) -> list[Meal]:
    """The same for whoever reads them: each knows the names of hosts and partners in all languages.

    Three queries; one where nobody but the organiser gives any.
    """
    meals = list(meals_of(cohort))
    known = known_names(cohort.residency) if any(meal.giver for meal in meals) else {}
    for meal in meals:
        meal.known = known
    return meals


def meals_on(cohort: Cohort, dates: Collection[dt.date]) -> list[Meal]:
    """The same of these dates alone, for whoever is there then."""
    return [meal for meal in named_meals_of(cohort) if meal.date in dates]


def givers_on(days: Iterable[Day]) -> list[str]:
    """Who gives meals on these days, each once: hosts and partners by name, the organiser with none; one query."""
    rows = Meal.objects.filter(day__in=list(days)).exclude(given_by=Meal.GivenBy.NOBODY)
    return list(rows.order_by("giver").values_list("giver", flat=True).distinct())


@dataclass
class Eaters:
    """Who eats on a day, as numbers: how many by kind of food, how many have not said, and what the others wrote.

    It holds no name, and its words are in the order of the alphabet: neither says whose they are.
    """

    people: int = 0
    silent: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    words: Counter[tuple[str, str]] = field(default_factory=Counter)  # kind and what was added

    def lines(self) -> list[tuple[str, str, int, list[str]]]:
        """Each kind of food, in words too, with how many, and what they added; kinds that nobody eats are left out."""
        return [
            (kind.value, str(kind.label), self.kinds[kind], self._added(kind))
            for kind in Need.Kind
            if self.kinds[kind.value]
        ]

    def _added(self, kind: str) -> list[str]:
        found = sorted((text, count) for (of, text), count in self.words.items() if of == kind)
        return [text if count == 1 else f"{text} × {count}" for text, count in found]


def eaters_of(cohort: Cohort) -> dict[int, Eaters]:
    """Who eats on each day, by its id: who holds it, and who comes to work at one of its sessions; two queries."""
    pairs = who_eats(cohort)
    diets = _diets({participant for _day, participant in pairs})
    found: dict[int, Eaters] = {}
    for day_id, participant in pairs:
        eaters = found.setdefault(day_id, Eaters())
        eaters.people += 1
        need = diets.get(participant)
        if need is None:
            eaters.silent += 1
            continue
        kind, text = need
        eaters.kinds[kind] += 1
        if text:
            eaters.words[kind, text] += 1
    return found


def numbers_eating(cohort: Cohort) -> Counter[int]:
    """How many eat on each day, by the day's id; one query, which reads nothing of what they eat."""
    return Counter(day_id for day_id, _participant in who_eats(cohort))


def who_eats(cohort: Cohort, people: Iterable[Participant] | None = None) -> set[tuple[int, int]]:
    """A day's id and a participant's, for each who eats on it, of these people or of all; one query."""
    places = places_of_eaters(cohort, Day.objects.filter(cohort=cohort))
    if people is not None:
        places = places.filter(participant__in=list(people))
    rows = places.values_list("participant", "pool__day", "pool__choice_option__session__day")
    return {(day or session_day, participant) for participant, day, session_day in rows}


def places_of_eaters(cohort: Cohort, days: Iterable[Day]) -> QuerySet[Place]:
    """The places by which somebody eats on these days: of the day itself; of who comes to work, at a session of it."""
    works = ~Q(participant__kind=Participant.Kind.PARTICIPANT)
    return Place.objects.filter(
        Q(pool__day__in=days) | (works & Q(pool__choice_option__session__day__in=days)), pool__cohort=cohort
    )


def _diets(participants: Iterable[int]) -> dict[int, tuple[str, str]]:
    rows = Need.objects.filter(question=Question.DIET, participant__in=list(participants))
    return {pk: (kind, text) for pk, kind, text in rows.values_list("participant", "kind", "text")}
