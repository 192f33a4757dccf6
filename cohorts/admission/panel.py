"""What a cohort's page in the back office says of its applications."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.dates import short_date_in_words
from cohorts.models import Cohort
from cohorts.overview import Fact, Panel

from .models import DayRequest
from .queries import DayNumbers, day_numbers, undecided

_STATE = DayRequest.State


def panel(cohort: Cohort, user: Any) -> Panel:
    """The applications of a cohort at a glance; two queries. The page itself lets in managers only."""
    url = reverse("admission_list", args=[cohort.pk])
    lines = day_numbers(cohort)
    return Panel(
        title=_("Applications"),
        url=url,
        facts=tuple(Fact(_words(line), f"{url}?day={line.day.pk}") for line in lines),
        action=_("Read and decide"),
        action_url=url,
        is_next=any(line.count(_STATE.ASKED) and not line.day.is_over_at(timezone.now()) for line in lines),
    )


def to_decide(cohorts: Sequence[Cohort], moment: dt.datetime) -> dict[int, Fact]:
    """How many applications wait for a decision, by cohort, as a link to them; one query."""
    return {
        cohort_id: Fact(
            ngettext("%(count)s application to decide", "%(count)s applications to decide", number)
            % {"count": number},
            f"{reverse('admission_list', args=[cohort_id])}?state={_STATE.ASKED}",
        )
        for cohort_id, number in undecided(cohorts).items()
    }


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
