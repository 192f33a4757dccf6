"""What the room has of each person of a cohort: whether they have answered what they need, and nothing of what."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cohorts.facts import Cell, Cells, Column, Columns
from cohorts.models import Cohort, Participant

from .models import Need
from .queries import people as queries

ANSWERED = "needs"


def columns_of(cohort: Cohort) -> Columns:
    """Whether each person has answered; one query."""
    column = Column(ANSWERED, _("Needs"), _silent(cohort))
    return Columns("needs.view", "needs.view", [column], lambda people: _cells(cohort, people))


def _silent(cohort: Cohort) -> QuerySet[Participant]:
    """Who has not answered everything, until the days are over: later nobody is asked any more."""
    last = max((day.date for day in cohort.days.all() if day.called_off_at is None), default=None)
    if last is None or last < timezone.now().astimezone(cohort.zone).date():
        return Participant.objects.none()
    return queries.silent().filter(cohort=cohort)


def _cells(cohort: Cohort, people: Sequence[Participant]) -> Cells:
    """How many of the questions each has answered; two queries."""
    rows = Need.objects.filter(participant__in=people).order_by().values_list("participant")
    answered = dict(rows.annotate(number=Count("pk")))
    asked = set(queries.asked().filter(pk__in=[who.pk for who in people]).values_list("pk", flat=True))
    url = reverse("needs_people", args=[cohort.pk])
    return {
        (ANSWERED, who.pk): Cell(
            _in_words(answered.get(who.pk, 0)),
            f"{url}?{urlencode({'find': who.user.official_name})}",
            _("not answered"),
        )
        for who in people
        if who.pk in asked
    }


def _in_words(number: int) -> str:
    if number >= queries.QUESTIONS:
        return pgettext("needs", "answered")
    words = _("answered: %(number)s of %(count)s")
    return words % {"number": number, "count": queries.QUESTIONS} if number else ""
