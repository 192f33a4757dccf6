"""Who may have a bed on which nights: reads that services and screens share."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from cohorts.models import Cohort, Day, Participant, Place

from .nights import nights_of


def today_of(cohort: Cohort) -> dt.date:
    """The date on the cohort's own clock."""
    return timezone.now().astimezone(cohort.zone).date()


def who_comes(cohorts: Collection[int]) -> QuerySet[Participant]:
    """Who comes to these cohorts: by a place of any day that takes place; who comes to work, while there is one."""
    held = Place.objects.filter(
        participant=OuterRef("pk"), pool__day__isnull=False, pool__day__called_off_at=None
    )
    goes_on = Day.objects.filter(cohort=OuterRef("cohort"), called_off_at=None)
    at_work = ~Q(kind=Participant.Kind.PARTICIPANT) & Q(Exists(goes_on))
    return Participant.objects.filter(Q(Exists(held)) | at_work, cohort__in=list(cohorts))


def nights_for(cohort: Cohort, participants: Collection[int]) -> dict[int, list[dt.date]]:
    """The nights that go with the days each of these people holds, or with all days for who comes to work.

    Three queries.
    """
    all_dates = [day.date for day in cohort.days.all() if day.called_off_at is None]
    held: dict[int, list[dt.date]] = {pk: [] for pk in participants}
    rows = Place.objects.filter(participant__in=list(participants), pool__day__called_off_at=None)
    for pk, date in rows.filter(pool__day__isnull=False).values_list("participant", "pool__day__date"):
        held[pk].append(date)
    at_work = Participant.objects.filter(pk__in=list(participants)).exclude(kind=Participant.Kind.PARTICIPANT)
    held.update(dict.fromkeys(at_work.values_list("pk", flat=True), all_dates))
    return {pk: nights_of(dates) for pk, dates in held.items()}
