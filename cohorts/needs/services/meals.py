"""Meals are set up for several days at once, changed and taken off."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cohorts.models import Cohort, Day
from cohorts.needs.catering import givers_of
from cohorts.needs.models import Caterer, Meal
from foundation.errors import DomainError
from people.models import User
from residencies.models import Venue


@dataclass(frozen=True)
class Given:
    """Where meals are and who gives them."""

    given_by: str = Meal.GivenBy.ORGANISER
    giver: str = ""
    venue: Venue | None = None
    place: str = ""


def _lock(cohort_id: int) -> Cohort:
    """The cohort, held: meals of one cohort are written one after another."""
    return Cohort.objects.select_for_update().get(pk=cohort_id)


def _lock_with_day(day: Day) -> Cohort:
    """The cohort, held. Raises `DomainError` for a day that is called off; of one that has been, the numbers matter."""
    cohort = _lock(day.cohort_id)
    if Day.objects.get(pk=day.pk).called_off_at is not None:
        raise DomainError(_("The day is called off, so its meals stay as they are."))
    return cohort


def refuse_unnamed(given_by: str, giver: str) -> None:
    """Raise `DomainError` for a host or a partner without a name, and for a name beside somebody else."""
    is_named = given_by == Meal.GivenBy.OTHER
    if is_named and not giver:
        raise DomainError(_("Name the host or the partner: invitations say it."), field="giver")
    if giver and not is_named:
        raise DomainError(
            _("Choose “a host or a partner” under “given by”, or leave the name empty."), field="giver"
        )


@transaction.atomic
def add_meals(
    *, actor: User, cohort: Cohort, days: Sequence[Day], hours: Sequence[tuple[str, dt.time]], given: Given
) -> int:
    """Add meals, each a kind with its hour, to each of these days of the cohort; what is there already stays as it is.

    Returns how many are new. Raises `DomainError` for a cancelled cohort, without a day or an hour, for a venue of
    another programme, and where who gives them is not named. Side effect: an audit line.
    """
    locked = _lock(cohort.pk)
    if locked.state == Cohort.State.CANCELLED:
        raise DomainError(_("The cohort is cancelled: nobody eats there any more."))
    if not days or any(day.cohort_id != locked.pk for day in days):
        raise DomainError(_("Choose a day at least."), field="days")
    if not hours:
        raise DomainError(_("Write the hour of a meal at least."))
    refuse_unnamed(given.given_by, given.giver)
    _refuse_foreign_venue(given.venue, locked)
    there = set(Meal.objects.filter(day__in=list(days)).values_list("day", "kind", "starts"))
    new = [
        Meal(
            day=day,
            kind=kind,
            starts=starts,
            venue=given.venue,
            place=given.place,
            given_by=given.given_by,
            giver=given.giver,
        )
        for day in days
        for kind, starts in dict.fromkeys(hours)
        if (day.pk, kind, starts) not in there
    ]
    Meal.objects.bulk_create(new)
    log(locked, "needs.add_meals", user=actor, data={"meals": len(new)})
    return len(new)


@transaction.atomic
def save_meal(*, actor: User, meal: Meal) -> Meal:
    """Save a meal that is there.

    Raises `DomainError` for a day that is called off, for a second meal of the kind at that hour, and as `add_meals`
    for venue and giver. Side effect: an audit line.
    """
    locked = _lock_with_day(meal.day)
    refuse_unnamed(meal.given_by, meal.giver)
    _refuse_foreign_venue(meal.venue, locked)
    alike = Meal.objects.filter(day=meal.day_id, kind=meal.kind, starts=meal.starts)
    if alike.exclude(pk=meal.pk).exists():
        raise DomainError(_("There is such a meal at this hour already."), field="starts")
    meal.save()
    log(meal, "needs.change_meal", user=actor)
    return meal


@transaction.atomic
def remove_meal(*, actor: User, meal: Meal) -> None:
    """Take a meal off its day. Raises `DomainError` for one that is called off. Side effect: an audit line."""
    locked = _lock_with_day(meal.day)
    log(locked, "needs.remove_meal", user=actor, data={"kind": meal.kind, "day": meal.day_id})
    meal.delete()


@transaction.atomic
def set_caterers(*, actor: User, cohort: Cohort, emails: Mapping[str, str]) -> None:
    """Set where those who cook are written to, by who gives the meals; an empty address takes it off.

    Links that went out stay with the address that they were made for. Raises `DomainError` for a giver of no meal of
    the cohort. Side effect: an audit line.
    """
    locked = _lock(cohort.pk)
    if emails.keys() - givers_of(locked).keys():
        raise DomainError(
            _("The meals have changed in the meantime. Look at who gives them, then save again.")
        )
    for giver, email in emails.items():
        if email:
            Caterer.objects.update_or_create(cohort=locked, giver=giver, defaults={"email": email})
        else:
            Caterer.objects.filter(cohort=locked, giver=giver).delete()
    log(locked, "needs.set_caterers", user=actor)


def _refuse_foreign_venue(venue: Venue | None, cohort: Cohort) -> None:
    if venue is not None and venue.programme_id != cohort.residency.programme_id:
        raise DomainError(_("Choose a venue of this programme."), field="venue")
