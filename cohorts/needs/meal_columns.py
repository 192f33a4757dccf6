"""For how many meals each person of a cohort is counted, by date, and who is on a day of which no meal is set."""

from collections import Counter
from collections.abc import Collection, Sequence

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.facts import Cell, Cells, Column, Columns
from cohorts.models import Cohort, Day, Participant
from foundation.clocks.dates import short_date_in_words

from .models import Meal
from .queries import meals as queries

MEALS = "meals"


def columns_of(cohort: Cohort) -> Columns | None:
    """A column once the cohort has meals; one query. Coffee breaks are no meals, as on invitations."""
    meals = [meal for meal in queries.meals_of(cohort) if meal.kind != Meal.Kind.COFFEE]
    if not meals:
        return None
    has_meals, today = {meal.day_id for meal in meals}, timezone.localdate(timezone=cohort.zone)
    days = {day.pk: day for day in cohort.days.all() if day.called_off_at is None}
    without = [day for day in days.values() if day.pk not in has_meals and day.date >= today]
    column = Column(MEALS, _("Meals"), _uncounted(cohort, without))
    return Columns(
        "meals.view",
        "meals.view",
        [column],
        lambda people: _cells(cohort, meals, days.values(), without, people),
    )


def _uncounted(cohort: Cohort, without: Sequence[Day]) -> QuerySet[Participant]:
    """Who eats on a day to come that has no meal; that people pay for one themselves is said by a meal, too."""
    if not without:
        return Participant.objects.none()
    eats = queries.places_of_eaters(cohort, without).filter(participant=OuterRef("pk"))
    return Participant.objects.filter(Exists(eats), cohort=cohort)


def _cells(
    cohort: Cohort,
    meals: Sequence[Meal],
    days: Collection[Day],
    without: Sequence[Day],
    people: Sequence[Participant],
) -> Cells:
    """The meals of each by date; one query."""
    eats: dict[int, set[int]] = {}
    for day, person in queries.who_eats(cohort, people):
        eats.setdefault(person, set()).add(day)
    counts = Counter(meal.day_id for meal in meals)
    own_cost = Counter(meal.day_id for meal in meals if not meal.is_given)
    words = {day.pk: _in_words(day, counts[day.pk], own_cost[day.pk]) for day in days if counts[day.pk]}
    url = reverse("needs_meals", args=[cohort.pk])
    return {
        (MEALS, who.pk): Cell(
            "; ".join(said for day, said in words.items() if day in eats[who.pk]),
            url,
            _("no meals set: %(dates)s")
            % {
                "dates": ", ".join(short_date_in_words(day.date) for day in without if day.pk in eats[who.pk])
            },
        )
        for who in people
        if who.pk in eats
    }


def _in_words(day: Day, number: int, own_cost: int) -> str:
    """“12 May: 3, at own cost 1”, under the heading that says of what."""
    said = {"date": short_date_in_words(day.date), "number": number, "own": own_cost}
    words = _("%(date)s: %(number)s, at own cost %(own)s") if own_cost else _("%(date)s: %(number)s")
    return words % said
