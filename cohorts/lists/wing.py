"""What the lists for partners say of a cohort: how many went out, and which have changed since."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.facts import Fact, Panel
from cohorts.models import Cohort
from cohorts.wing import Wing
from people.rights import may

from . import queries
from .models import Edition


class ListsWing(Wing):
    """Lists that a hotel, a carrier, a caterer works from."""

    def numbers_of_lists(self, cohort: Cohort, keys: Collection[str]) -> Mapping[str, str]:
        """Their last numbers, or that they say something else by now; three queries besides those of the lists."""
        return queries.numbers_now(cohort, keys)

    def panel(self, cohort: Cohort, user: Any) -> Panel | None:
        """How many lists there are and how many went out. Nothing without any."""
        if not may(user, "lists.view", cohort):
            return None
        standing = queries.standing_of(cohort, user)
        if not standing:
            return None
        words = ngettext("%(count)s list", "%(count)s lists", len(standing)) % {"count": len(standing)}
        out = sum(each.last is not None for each in standing)
        return Panel(
            title=_("Lists for partners"),
            url=reverse("lists_overview", args=[cohort.pk]),
            facts=(words, _("fixed: %(number)s") % {"number": out}),
        )

    def waits(
        self, cohorts: Sequence[Cohort], moment: dt.datetime, user: Any
    ) -> Mapping[int, Sequence[Fact]]:
        """Lists that went out and say something else by now: looked at in cohorts that have any."""
        since = timezone.localdate(moment) - queries.WORKED_WITH
        dates = Edition.objects.filter(ends_on__gte=since, party_list__cohort__in=cohorts)
        with_lists = set(dates.values_list("party_list__cohort", flat=True))
        found = {}
        for cohort in cohorts:
            if cohort.pk in with_lists and may(user, "lists.view", cohort):
                changed = sum(bool(each.since) for each in queries.standing_of(cohort, user))
                words = ngettext(
                    "%(count)s list for partners has changed since it went out",
                    "%(count)s lists for partners have changed since they went out",
                    changed,
                )
                url = reverse("lists_overview", args=[cohort.pk])
                found[cohort.pk] = [Fact(words % {"count": changed}, url, number=changed)] if changed else []
        return found
