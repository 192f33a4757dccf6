"""What logistics has of a cohort: its field visits, what waits in them, and hosts who are told of a cancellation."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.events import Cancellation, Notice
from cohorts.models import Cohort
from cohorts.timetable.cancelling import sessions_gone
from cohorts.wing import Fact, Panel, SessionExtra, Wing

from . import letters, queries
from .models import VisitSite
from .rights import readable_by


class LogisticsWing(Wing):
    """The field visits of a cohort."""

    def panel(self, cohort: Cohort, user: Any) -> Panel | None:
        """How many visits there are and how many sites have confirmed; three queries. Nothing without any."""
        visits, now = queries.visits_of(cohort), timezone.now()
        to_plan = sum(row.starts_at > now and not row.is_off for row in queries.not_planned(cohort))
        if not visits and not to_plan:
            return None
        sites = [site for visit in visits for site in queries.sites_of(visit)]
        sure = sum(site.state == VisitSite.State.CONFIRMED and not site.is_changed_since for site in sites)
        planned = ngettext("%(count)s visit is planned.", "%(count)s visits are planned.", len(visits))
        confirmed = ngettext(
            "%(sure)s of %(count)s site has confirmed.",
            "%(sure)s of %(count)s sites have confirmed.",
            len(sites),
        )
        return Panel(
            title=_("Field visits"),
            url=reverse("logistics_visits", args=[cohort.pk]),
            facts=(
                planned % {"count": len(visits)},
                *([confirmed % {"sure": sure, "count": len(sites)}] if sites else []),
                *([_to_plan(cohort.pk, to_plan)] if to_plan else []),
            ),
        )

    def waits(
        self, cohorts: Sequence[Cohort], moment: dt.datetime, user: Any
    ) -> Mapping[int, Sequence[Fact]]:
        """Visits to plan, hosts to ask or to answer, sites that declined; three queries."""
        return {pk: _facts(pk, waiting) for pk, waiting in queries.waiting_in(cohorts, moment).items()}

    def concerned(self, event: Cancellation) -> Sequence[Notice]:
        """The hosts of what is called off who were asked and can be written to."""
        rows = VisitSite.objects.filter(visit__session__in=sessions_gone(event))
        asked = rows.exclude(state__in=(VisitSite.State.NEW, VisitSite.State.DECLINED)).select_related(
            "visit__session__day__cohort__residency__programme", "venue"
        )
        return [
            Notice(letters.called_off(site, event.reason), to_host=True)
            for site in asked
            if site.venue.contact_email
        ]

    def beside(self, user: Any, cohort: Cohort) -> Mapping[str, Sequence[SessionExtra]]:
        """The page of each visit: its sites in order, how to get in, what to read beforehand."""
        rows = readable_by(user).filter(session__day__cohort=cohort, visit_sites__isnull=False)
        return {
            str(visit.session.public_id): [
                SessionExtra(
                    label=_("How the visit goes"), url=reverse("logistics:visit", args=[visit.public_id])
                )
            ]
            for visit in rows.select_related("session").distinct()
        }


def _facts(cohort_id: int, waiting: queries.Waiting) -> list[Fact]:
    url = reverse("logistics_visits", args=[cohort_id])
    lines = [
        (
            waiting.to_ask,
            ngettext("%(count)s host to ask", "%(count)s hosts to ask", waiting.to_ask),
        ),
        (
            waiting.to_answer,
            ngettext(
                "%(count)s host proposes another time",
                "%(count)s hosts propose another time",
                waiting.to_answer,
            ),
        ),
        (
            waiting.declined,
            ngettext("%(count)s host has declined", "%(count)s hosts have declined", waiting.declined),
        ),
        (
            waiting.changed,
            ngettext(
                "%(count)s host agreed to other hours",
                "%(count)s hosts agreed to other hours",
                waiting.changed,
            ),
        ),
    ]
    first = [_to_plan(cohort_id, waiting.to_plan)] if waiting.to_plan else []
    return first + [Fact(words % {"count": count}, url) for count, words in lines if count]


def _to_plan(cohort_id: int, number: int) -> Fact:
    words = ngettext("%(count)s field visit to plan", "%(count)s field visits to plan", number)
    return Fact(words % {"count": number}, reverse("logistics_visits", args=[cohort_id]))
