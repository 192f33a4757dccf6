"""What the room has of a cohort: who has said what they need, and the meals of its days.

A cancellation changes nothing here: who holds no day is asked nothing, and a day that is called off has no meals. Those
who cook are called.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.events import Cancellation, Event
from cohorts.facts import Columns, Fact, Panel, PartyLines
from cohorts.models import Cohort, Participant
from cohorts.provisions import Payer, Provision, What
from cohorts.succession import Fate, Passing, Succession
from cohorts.wing import Wing
from foundation.words.order import order_key
from people.rights import may

from . import catering, meal_columns
from .columns import columns_of
from .models import Meal
from .queries import meals as meal_queries
from .queries import people

# From how long before the first day on managers read who has not answered: before, reminding helps nobody.
ASKS_FROM = dt.timedelta(days=7)
# Who pays for a meal that is given like this; who eats at their own cost has it from whoever sends them.
PAYERS = {
    Meal.GivenBy.ORGANISER: Payer.ORGANISER,
    Meal.GivenBy.OTHER: Payer.PARTNER,
    Meal.GivenBy.NOBODY: Payer.SENDER,
}


class NeedsWing(Wing):
    """What people need."""

    def panel(self, cohort: Cohort, user: Any) -> Panel | None:
        """How many have answered, for whoever may see answers; two queries."""
        if not may(user, "needs.view", cohort):
            return None
        numbers = people.numbers_of(cohort)
        words = ngettext(
            "%(answered)s of %(count)s person has answered.",
            "%(answered)s of %(count)s people have answered.",
            numbers.people,
        ) % {"answered": numbers.answered, "count": numbers.people}
        return Panel(
            title=_("Food and accessibility"),
            url=reverse("needs_people", args=[cohort.pk]),
            facts=(words if numbers.people else _("People are asked once they have a place."),),
        )

    def waits(
        self, cohorts: Sequence[Cohort], moment: dt.datetime, user: Any
    ) -> Mapping[int, Sequence[Fact]]:
        """Who has not answered, in the week before the first day; one query."""
        near = [
            cohort.pk for cohort in cohorts if _is_near(cohort, moment) and may(user, "needs.view", cohort)
        ]
        found = people.silent_in(near) if near else {}
        return {cohort_id: [_silent(cohort_id, number)] for cohort_id, number in found.items()}

    def columns(self, cohort: Cohort) -> Columns:
        """Whether each has answered, and nothing of what; three queries."""
        return columns_of(cohort)

    def own_lines(self, user: Any, cohort: Cohort) -> Sequence[Fact]:
        """The page where one answers, until the person's last day is over; four queries."""
        now = timezone.now()
        return [
            Fact(_("Food and accessibility"), reverse("needs:own", args=[cohort.slug]))
            for own in people.own_needs(user, cohort)
            if not own.is_over_at(now)
        ]

    def to_choose(self, user: Any, cohort: Cohort) -> Sequence[Fact]:
        """Letters of acceptance ask, too; four queries."""
        now = timezone.now()
        return [
            Fact(
                _("Say what you eat and what you need, or that you need nothing"),
                reverse("needs:own", args=[cohort.slug]),
            )
            for own in people.own_needs(user, cohort)
            if own.is_open_at(now) and not own.is_answered
        ]

    def on_replacing(self, succession: Succession) -> Sequence[Passing]:
        """The same of everybody: whether somebody has answered is not for all who replace people."""
        words = _("what was said of food, accessibility and travel: the colleague is asked afresh")
        return [Passing(Fate.ENDS, words)]


def _is_near(cohort: Cohort, moment: dt.datetime) -> bool:
    today = moment.astimezone(cohort.zone).date()
    first = min((day.date for day in cohort.days.all() if day.called_off_at is None), default=None)
    return first is not None and today < first <= today + ASKS_FROM


def _silent(cohort_id: int, number: int) -> Fact:
    words = ngettext(
        "%(count)s person has not said what they need",
        "%(count)s people have not said what they need",
        number,
    )
    url = reverse("needs_people", args=[cohort_id]) + f"?show={people.SILENT}"
    return Fact(words % {"count": number}, url, number=number, about="needs")


class MealsWing(Wing):
    """The meals of a cohort."""

    def panel(self, cohort: Cohort, user: Any) -> Panel | None:
        """How many meals there are and how many of them nobody gives; one query. Without any, for who may add some."""
        meals, may_change = list(meal_queries.meals_of(cohort)), may(user, "meals.change", cohort)
        if not meals and not may_change:
            return None
        number = ngettext("%(count)s meal is set.", "%(count)s meals are set.", len(meals))
        own_cost = sum(not meal.is_given for meal in meals)
        paid = ngettext(
            "%(count)s of them people pay for themselves.",
            "%(count)s of them people pay for themselves.",
            own_cost,
        )
        return Panel(
            title=_("Meals"),
            url=reverse("needs_meals", args=[cohort.pk]),
            facts=(
                number % {"count": len(meals)}
                if meals
                else _("Set the meals: invitations say who gives each."),
                *([paid % {"count": own_cost}] if own_cost else []),
            ),
            action=_("Add meals") if may_change else "",
            action_url=reverse("needs_add_meals", args=[cohort.pk]),
        )

    def columns(self, cohort: Cohort) -> Columns | None:
        """For how many meals each is counted, and who is on a day without any; two queries."""
        return meal_columns.columns_of(cohort)

    def lists(self, cohort: Cohort) -> Sequence[PartyLines]:
        """Of each who gives meals, how many eat what; six queries at most."""
        return catering.lists_of(cohort)

    def unreached(self, event: Event) -> Sequence[str]:
        """Those who give meals on days that are called off, and where who cooks for them is written to; two queries."""
        if not isinstance(event, Cancellation):
            return ()
        givers = meal_queries.givers_on(event.days)
        emails = catering.emails_of(event.cohort) if givers else {}
        found = {" ".join(filter(None, (giver, emails.get(giver, "")))) for giver in givers}
        return sorted(filter(None, found), key=order_key)

    def provided(self, cohort: Cohort, participant: Participant | None) -> Sequence[Provision]:
        """The meals of the days, the same for everybody; one query. Of two of a kind on a date, one that is given."""
        meals = sorted(meal_queries.meals_of(cohort), key=lambda meal: meal.is_given)
        return [
            Provision(meal.date, What(meal.kind), PAYERS[Meal.GivenBy(meal.given_by)], named=meal.giver)
            for meal in meals
            if meal.kind != Meal.Kind.COFFEE
        ]
