"""What the page of the day says of a cohort: the ways to it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.facts import Fact, Panel
from cohorts.models import Cohort
from cohorts.wing import Wing


class TodayWing(Wing):
    """The day of a cohort, as long as there is one to come."""

    def panel(self, cohort: Cohort, user: Any) -> Panel | None:
        """The page, and the one for the wall of the room; one query."""
        if not _has_days(cohort):
            return None
        return Panel(
            title=_("Now and next"),
            url=reverse("today:page", args=[cohort.slug]),
            facts=(_("What is on, who is missing, how hosts and buses stand; on a phone too."),),
            action=_("On the screen of the room"),
            action_url=reverse("today:screen", args=[cohort.slug]),
        )

    def at_hand(self, cohort: Cohort, user: Any, moment: dt.datetime) -> Sequence[Fact]:
        """The page of the day."""
        return [Fact(_("Now and next"), reverse("today:page", args=[cohort.slug]))]

    def own_lines(self, user: Any, cohort: Cohort) -> Sequence[Fact]:
        """The page; one query."""
        if not _has_days(cohort):
            return ()
        return [Fact(_("Now and next"), reverse("today:page", args=[cohort.slug]))]


def _has_days(cohort: Cohort) -> bool:
    """Whether a day of a cohort that people know is not over."""
    today = timezone.localdate(timezone=cohort.zone)
    rows = cohort.days.filter(date__gte=today, called_off_at__isnull=True)
    return cohort.state != Cohort.State.DRAFT and rows.exists()
