"""Certificates on a cohort's page in the back office."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.models import Cohort
from cohorts.overview import Fact, Panel

from .queries import completion_table, rule_of


def certificates(cohort: Cohort, user: Any) -> Panel | None:
    """How many qualify and how many have theirs; a constant number of queries."""
    url = reverse("certificates_completion", args=[cohort.pk])
    if rule_of(cohort) is None:
        return Panel(
            title=_("Completion and certificates"),
            url=url,
            facts=(_("This cohort has no completion rule yet, so nobody can get a certificate."),),
            action=_("Set the completion rule"),
            action_url=reverse("certificates_rule", args=[cohort.pk]),
        )
    lines = completion_table(cohort)
    ready = sum(line.is_ready for line in lines)
    issued = sum(line.certificate is not None for line in lines)
    without = ngettext(
        "%(count)s qualifies and has no certificate yet.",
        "%(count)s qualify and have no certificate yet.",
        ready,
    )
    having = ngettext("%(count)s has a valid certificate.", "%(count)s have a valid certificate.", issued)
    facts = (
        Fact(without % {"count": ready}, f"{url}?show=ready"),
        Fact(having % {"count": issued}, f"{url}?show=issued"),
    )
    return Panel(title=_("Completion and certificates"), url=url, facts=facts)
