"""What people of the demo say that they need, and the meals of their days: set up, ordered, served."""

import datetime as dt
from collections.abc import Iterator
from itertools import cycle

from django.conf import settings

from cohorts.logistics.models import VisitSite
from cohorts.models import Day
from cohorts.needs.models import Meal, Need, Question
from cohorts.needs.queries.meals import numbers_eating
from cohorts.needs.queries.people import people_of
from cohorts.needs.services.answering import Answer, save_answers
from cohorts.needs.services.meals import Given, add_meals, save_meal
from cohorts.timetable.models import Session

from . import clock
from .content import samples
from .content.people import APPLICANTS, Person, email_of
from .timetables import Run

BEFORE = dt.timedelta(days=2)
EVENING = 19
# After the last session of any first day.
DINNER_AT = dt.time(20)
# Every so many people have not answered yet, where the days are to come.
SILENT_EVERY = 4
# After those who do without.
SPARE = 2


def say_needs(run: Run) -> None:
    """Have those who hold a place answer. Of cohorts long over nothing is left. Side effects: the service's."""
    last = max(day.date for day in run.days)
    if last + dt.timedelta(days=settings.NEEDS_KEPT_DAYS) < run.loaded_on:
        return
    by_email = {email_of(key): person for key, person in APPLICANTS.items()}
    is_to_come = run.first_date > run.loaded_on
    with clock.at(_moment(run)):
        for turn, row in zip(cycle(range(SILENT_EVERY)), people_of(run.cohort)):
            person = by_email.get(row.user.email)
            if person is None or (is_to_come and turn == 0):
                continue
            save_answers(actor=row.user, cohort=run.cohort, answers=_answers(person))


def _moment(run: Run) -> dt.datetime:
    """Two days before the first one, or the evening before loading."""
    date = min(run.first_date - BEFORE, run.loaded_on - dt.timedelta(days=1))
    return dt.datetime.combine(date, dt.time(EVENING), run.cohort.zone)


def _answers(person: Person) -> dict[str, Answer]:
    return {
        Question.DIET: Answer(person.diet, person.diet_words),
        Question.ACCESS: _words(person.access),
        Question.TRAVEL: _words(person.travel),
    }


def _words(text: str) -> Answer:
    return Answer(Need.Kind.OTHER, text) if text else Answer(Need.Kind.NOTHING)


# ---------------------------------------------------------------- meals
def set_meals(run: Run) -> None:
    """Coffee and lunch in the breaks of the programme, dinner between the days at one's own cost.

    Who is visited gives the lunch that is at their site.
    """
    breaks = list(_breaks(run))
    if not breaks:
        return
    moment = _moment(run)
    at_own_cost = Given(given_by=Meal.GivenBy.NOBODY)
    with clock.at(moment):
        for day, kind, starts, given in (
            *breaks,
            (run.days[0], Meal.Kind.DINNER, DINNER_AT, at_own_cost),
        ):
            add_meals(
                actor=run.rows.manager, cohort=run.cohort, days=[day], hours=[(kind, starts)], given=given
            )
        _let_host_give(run)
    _order(run, moment)


def _breaks(run: Run) -> Iterator[tuple[Day, str, dt.time, Given]]:
    sessions = Session.objects.filter(
        day__cohort=run.cohort, format__slug="break", state=Session.State.PLANNED
    ).select_related("day", "venue")
    kinds = {samples.COFFEE.uk: Meal.Kind.COFFEE, samples.LUNCH.uk: Meal.Kind.LUNCH}
    for session in sessions:
        kind = kinds[session.title_uk]  # type: ignore[attr-defined]  # a column of modeltranslation
        yield session.day, kind, session.starts, Given(venue=session.venue or run.cohort.venue)


def _let_host_give(run: Run) -> None:
    site = VisitSite.objects.filter(
        visit__session__day__cohort=run.cohort, state=VisitSite.State.CONFIRMED, venue__host__isnull=False
    ).select_related("visit__session", "venue__host")
    first = site.order_by("visit__session__day__date", "arrives", "pk").first()
    if first is None or first.venue.host is None:
        return
    meal = (
        Meal.objects.select_related("day")
        .filter(day=first.visit.session.day_id, kind=Meal.Kind.LUNCH, venue=first.venue)
        .first()
    )
    if meal is None:
        return
    meal.given_by, meal.giver = Meal.GivenBy.OTHER, str(first.venue.host.name)
    save_meal(actor=run.rows.manager, meal=meal)


def _order(run: Run, moment: dt.datetime) -> None:
    """What is given is ordered with some to spare, and what has been is counted."""
    eating = numbers_eating(run.cohort)
    for meal in Meal.objects.filter(day__cohort=run.cohort).select_related("day"):
        if not meal.is_given or not eating[meal.day_id]:
            continue
        meal.ordered = eating[meal.day_id] + SPARE
        is_over = meal.date < run.loaded_on
        if is_over:
            meal.served = eating[meal.day_id]
        with clock.at(run.evening_of(meal.day) if is_over else moment):
            save_meal(actor=run.rows.manager, meal=meal)
