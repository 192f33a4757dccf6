"""What to mend before people see a cohort: said where it is published and where its timetable goes out."""

import datetime as dt
from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from foundation.clocks.dates import date_in_words

from .facts import Fact
from .models import Cohort, Day
from .moments import confirms_late
from .wing import wings


def to_mend(cohort: Cohort, moment: dt.datetime) -> list[Fact]:
    """What is missing or looks wrong, each leading to where it is mended; a constant number of queries.

    The cohort came with its residency and its programme.
    """
    found = [fact for wing in wings() for fact in wing.to_mend(cohort)]
    return [*_contact(cohort), *_days(cohort, moment), *found]


def _contact(cohort: Cohort) -> Sequence[Fact]:
    programme = cohort.residency.programme
    if programme.contact_email:
        return ()
    words = _("The programme has no e-mail address for questions, so nobody knows whom to write to.")
    return [Fact(words, reverse("programme:edit", args=[programme.pk]))]


def _days(cohort: Cohort, moment: dt.datetime) -> Iterator[Fact]:
    """Doors that are closed before they open; a published cohort's doors close by and by, as they should."""
    if cohort.state != Cohort.State.DRAFT:
        return
    days = list(cohort.days.select_related("pool").order_by("date"))
    if not days:
        yield Fact(_("There are no days yet."), f"{reverse('day:add')}?cohort={cohort.pk}")
    elif confirms_late(cohort, days[0].date):
        words = _("Accepted people are asked to confirm after the first day: set an earlier moment.")
        yield Fact(words, reverse("cohort:edit", args=[cohort.pk]))
    for day in days:
        day.cohort = cohort
        if words := _of_door(day, moment):
            text = words % {"date": date_in_words(day.date)}
            yield Fact(capfirst(text), reverse("day:edit", args=[day.pk]))


def _of_door(day: Day, moment: dt.datetime) -> str:
    if day.is_over_at(moment):
        return _("%(date)s: the day is past, so nobody can apply for it.")
    if day.pool.deadline is None:
        return _("%(date)s: no deadline; people can apply until the day begins.")
    if day.pool.deadline < moment:
        return _("%(date)s: the deadline has passed, so nobody can apply.")
    return ""
