"""What admission has of each person of a cohort: which days they hold or asked for, and who has not confirmed."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.facts import Cell, Cells, Column, Columns
from cohorts.models import Cohort, Participant, Place
from foundation.clocks.dates import short_date_in_words

from .models import Application, DayRequest
from .queries import with_queue_numbers

DAYS = "days"
_STATE = DayRequest.State


def columns_of(cohort: Cohort) -> Columns:
    """The days of each person; missing is a confirmation that was asked for. No query before it is read."""
    column = Column(DAYS, _("Days"), _not_confirmed(cohort))
    return Columns("applications.view", "applications.view", [column], _cells)


def _not_confirmed(cohort: Cohort) -> QuerySet[Participant]:
    people = Participant.objects.filter(cohort=cohort)
    if cohort.confirm_by is None:
        return people.none()
    accepted = DayRequest.objects.filter(
        application__participant=OuterRef("pk"),
        application__state=Application.State.SENT,
        state=_STATE.ACCEPTED,
        day__date__gte=timezone.now().astimezone(cohort.zone).date(),
    )
    return people.filter(Exists(accepted))


def _cells(people: Sequence[Participant]) -> Cells:
    """Each day by date with its state; a place without an application is named too. Two queries."""
    rows = with_queue_numbers(
        DayRequest.objects.filter(application__participant__in=people).exclude(
            application__state=Application.State.DRAFT
        )
    ).select_related("day", "application")
    days: dict[int, dict[dt.date, str]] = {each.pk: {} for each in people}
    urls: dict[int, str] = {}
    held = Place.objects.filter(participant__in=people, pool__day__isnull=False)
    for pk, date in held.values_list("participant", "pool__day__date"):
        days[pk][date] = _("has a place")
    for row in rows:
        who = row.application.participant_id
        days[who][row.day.date] = _state_in_words(row)
        urls[who] = reverse("admission_detail", args=[row.day.cohort_id, row.application.public_id])
    return {
        (DAYS, pk): Cell(
            _days_in_words(found),
            urls.get(pk, ""),
            _("not confirmed"),
        )
        for pk, found in days.items()
    }


def _days_in_words(found: Mapping[dt.date, str]) -> str:
    """“12 May, 13 May: accepted”: what is said of several days is said once."""
    dates: dict[str, list[str]] = {}
    for date, words in sorted(found.items()):
        dates.setdefault(words, []).append(short_date_in_words(date))
    return "; ".join(f"{', '.join(these)}: {words}" for words, these in dates.items())


def _state_in_words(row: DayRequest) -> str:
    number = row.__dict__.get("queue_number")
    words = str(row.get_state_display())
    if not number:
        return words
    return words + ", " + _("number %(number)s in the queue") % {"number": number}
