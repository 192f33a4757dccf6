"""What the summary says on a cohort's page: how many people lack something."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cohorts.facts import Fact, Panel
from cohorts.models import Cohort
from cohorts.wing import Wing
from people.rights import may

from .queries import ANY, everybody, summary_of
from .screens import summary_url


class SummaryWing(Wing):
    """One row a person, of what all rooms know."""

    def panel(self, cohort: Cohort, user: Any) -> Panel | None:
        """How many people lack something, leading to them; two queries beside the rooms’. None without people."""
        number = everybody(cohort).count() if may(user, "summary.view", cohort) else 0
        if not number:
            return None
        url, lacking = summary_url(cohort.pk), summary_of(cohort, user).number_lacking()
        words = ngettext(
            "%(lacking)s of %(count)s person lacks something",
            "%(lacking)s of %(count)s people lack something",
            number,
        ) % {"lacking": lacking, "count": number}
        return Panel(
            title=pgettext("cohort", "Summary"),
            url=url,
            facts=(Fact(words, f"{url}?missing={ANY}") if lacking else _("Nobody lacks anything."),),
        )
