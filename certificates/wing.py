"""What the register has of a cohort: who qualifies, who has a certificate, and batches under way."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cohorts.facts import Fact, Panel
from cohorts.models import Cohort
from cohorts.queries import facts_of
from cohorts.wing import Wing
from foundation.work import WorkState
from people.rights import may

from .candidates import CompletionLine
from .queries import batches_of, cohorts_with_people, completion_table, rule_of

_BATCH_WORDS: dict[str, object] = {
    WorkState.QUEUED: gettext_lazy("Certificates are being issued"),
    WorkState.RUNNING: gettext_lazy("Certificates are being issued"),
    WorkState.FAILED: gettext_lazy("Issuing certificates has stopped"),
}


class CertificatesWing(Wing):
    """The certificates of a cohort."""

    def panel(self, cohort: Cohort, user: Any) -> Panel:
        """How many qualify and how many have theirs; a constant number of queries."""
        url = reverse("certificates_completion", args=[cohort.pk])
        days = cohort.days.select_related("cohort", "pool")
        has_ended = facts_of(cohort, timezone.now(), days).has_ended
        may_issue = may(user, "certificates.issue", cohort)
        if rule_of(cohort) is None:
            return Panel(
                title=_("Completion and certificates"),
                url=url,
                facts=(_("This cohort has no completion rule yet, so nobody can get a certificate."),),
                action=_("Set the completion rule") if may_issue else "",
                action_url=reverse("certificates_rule", args=[cohort.pk]) if may_issue else "",
                is_next=has_ended,
            )
        lines = completion_table(cohort)
        ready = may_issue and any(line.is_ready for line in lines)
        return Panel(
            title=_("Completion and certificates"),
            url=url,
            facts=_facts(lines, url),
            action=_("Issue certificates") if ready else "",
            action_url=reverse("certificates_issue", args=[cohort.pk]) if ready else "",
            is_next=has_ended,
        )

    def to_mend(self, cohort: Cohort) -> Sequence[Fact]:
        """The rule, which names the design too; one query."""
        if rule_of(cohort) is not None:
            return ()
        words = _("There is no completion rule with a design of certificates: nobody could get one.")
        return [Fact(words, reverse("certificates_rule", args=[cohort.pk]))]

    def waits(
        self, cohorts: Sequence[Cohort], moment: dt.datetime, user: Any
    ) -> Mapping[int, Sequence[Fact]]:
        """A batch that is under way or set aside, or that none was made for a cohort that has ended; two queries."""
        last = {batch.cohort_id: batch for batch in batches_of(cohorts)}
        attended = cohorts_with_people(cohorts)
        found = {}
        for cohort in cohorts:
            batch = last.get(cohort.pk)
            if batch is not None and batch.state in _BATCH_WORDS:
                url = reverse("certificates_batch", args=[batch.public_id])
                stopped = batch.state == WorkState.FAILED
                found[cohort.pk] = [Fact(str(_BATCH_WORDS[batch.state]), url, number=int(stopped))]
            elif batch is None and cohort.pk in attended and facts_of(cohort, moment).has_ended:
                url = reverse("certificates_completion", args=[cohort.pk])
                found[cohort.pk] = [Fact(_("No certificates are issued yet"), url)]
        return found


def _facts(lines: Sequence[CompletionLine], url: str) -> tuple[Fact, ...]:
    """How many are ready, have theirs, and hold one that they would not get now: each leads to those people."""
    ready = sum(line.is_ready for line in lines)
    issued = sum(line.certificate is not None for line in lines)
    without = ngettext(
        "%(count)s qualifies and has no certificate yet.",
        "%(count)s qualify and have no certificate yet.",
        ready,
    )
    having = ngettext("%(count)s has a valid certificate.", "%(count)s have a valid certificate.", issued)
    facts: tuple[Fact, ...] = (
        Fact(without % {"count": ready}, f"{url}?show=ready"),
        Fact(having % {"count": issued}, f"{url}?show=issued"),
    )
    if lost := sum(line.would_not_qualify for line in lines):
        holding = ngettext(
            "%(count)s holds one and would not qualify now.",
            "%(count)s hold one and would not qualify now.",
            lost,
        )
        facts = (*facts, Fact(holding % {"count": lost}, f"{url}?show=lost"))
    return facts
