"""What packs have of a cohort: the way to them, from its page and on the days themselves."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cohorts.facts import EVE, Fact, Panel
from cohorts.models import Cohort
from cohorts.wing import Wing
from people.rights import may


class PacksWing(Wing):
    """Papers of the days."""

    def panel(self, cohort: Cohort, user: Any) -> Panel | None:
        """Where papers are made; no query."""
        if not may(user, "packs.make", cohort):
            return None
        words = _("Badges, name plates, attendance sheets, lists for buses, gates and hotels, as PDF.")
        return Panel(title=_("Day pack"), url=reverse("packs_choose", args=[cohort.pk]), facts=(words,))

    def at_hand(self, cohort: Cohort, user: Any, moment: dt.datetime) -> Sequence[Fact]:
        """From two days before until the last day is over."""
        dates = [day.date for day in cohort.days.all()]
        today = moment.astimezone(cohort.zone).date()
        if (
            not dates
            or not min(dates) - 2 * EVE <= today <= max(dates)
            or not may(user, "packs.make", cohort)
        ):
            return ()
        return (Fact(_("Print the day pack"), reverse("packs_choose", args=[cohort.pk])),)
