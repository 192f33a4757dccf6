"""The part of the back office's first screen that leads to one's cohorts and to what waits in them."""

from typing import Any

from django.db.models import Prefetch
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.components import Component

from cohorts.models import Cohort, Day
from cohorts.queries import CohortFacts, facts_of
from cohorts.wing import waiting
from people.rights import may

# In the words of a manager; keys are the phases of `CohortFacts`.
PHASES = {
    "draft": pgettext_lazy("cohort", "in preparation"),
    "open": pgettext_lazy("cohort", "open for applications"),
    "closed": pgettext_lazy("cohort", "applications are closed"),
    "under_way": pgettext_lazy("cohort", "under way"),
    "past": pgettext_lazy("cohort", "ended"),
    "cancelled": pgettext_lazy("cohort", "cancelled"),
}


def phase_of(facts: CohortFacts) -> str:
    """Where a cohort stands by date; one that has begun is under way, although a later day may still be open."""
    if facts.row.state == Cohort.State.DRAFT:
        return "draft"
    return "under_way" if facts.is_under_way and not facts.is_cancelled else facts.phase


def _soonest_first(facts: CohortFacts) -> tuple[bool, int, int]:
    """What runs or comes, the soonest first; then what has ended, the latest first."""
    dates = [day.date.toordinal() for day in facts.days]
    if facts.is_past or facts.is_cancelled:
        return True, -max(dates, default=0), -facts.row.pk
    return False, min(dates, default=0), -facts.row.pk


class OwnCohorts(Component):
    """One's cohorts, with what waits."""

    name = "own_cohorts"
    template_name = "cohorts/office/home_panel.html"
    order = 50
    MOST = 12

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Cohorts that are not put away, with where each stands by date and what waits; constant queries."""
        now = timezone.now()
        user = parent_context["request"].user
        rows = Cohort.objects.visible_to(user).filter(archived_at__isnull=True)
        days = Prefetch("days", Day.objects.select_related("pool"))
        found = [
            facts_of(row, now) for row in rows.select_related("residency__programme").prefetch_related(days)
        ]
        shown = sorted(found, key=_soonest_first)[: self.MOST]
        waits = waiting([facts.row for facts in shown], now, user)
        lines = [
            {
                "cohort": facts.row,
                "dates": facts.dates,
                "phase": (phase := phase_of(facts)),
                "phase_words": PHASES[phase],
                "waiting": waits[facts.row.pk],
            }
            for facts in shown
        ]
        # What waits may come with a button, and this part is drawn without the request.
        return {
            "lines": lines,
            "may_add": may(user, "cohorts.change"),
            "csrf_token": get_token(parent_context["request"]),
        }
