"""What a cohort's page in the back office says of its applications."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cohorts.dates import short_date_in_words
from cohorts.models import Cohort
from cohorts.overview import Fact, Panel

from .models import DayRequest
from .queries import DayNumbers, day_numbers

_STATE = DayRequest.State


def panel(cohort: Cohort, user: Any) -> Panel:
    """The applications of a cohort at a glance; two queries. The page itself lets in managers only."""
    url = reverse("admission_list", args=[cohort.pk])
    return Panel(
        title=_("Applications"),
        url=url,
        facts=tuple(Fact(_words(line), f"{url}?day={line.day.pk}") for line in day_numbers(cohort)),
        action=_("Read and decide"),
        action_url=url,
    )


def _words(line: DayNumbers) -> str:
    return _(
        "%(date)s: %(asked)s under consideration, %(accepted)s accepted, %(waiting)s waiting, "
        "%(left)s of %(capacity)s places left"
    ) % {
        "date": short_date_in_words(line.day.date),
        "asked": line.count(_STATE.ASKED),
        "accepted": line.count(_STATE.ACCEPTED),
        "waiting": line.count(_STATE.WAITING),
        "left": line.left,
        "capacity": line.day.pool.capacity,
    }
