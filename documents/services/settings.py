"""What invitations of a cohort say, and who pays for what."""

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cohorts.models import Cohort
from cohorts.provisions import Payer, What
from foundation.errors import Conflict, DomainError
from foundation.stale import require_seen
from people.models import User

from .. import payers, queries
from ..models import CohortTerm, InvitationSettings


class Paid(NamedTuple):
    """Who pays: `partner` is the organisation's id, where a partner does."""

    payer: Payer
    partner: int | None = None


Terms = Mapping[tuple[dt.date, What], Paid]


class Stale(Conflict):
    """Somebody saved the settings in the meantime."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Somebody changed the settings of the invitations in the meantime. Look at them, then save again."
            )
        )


@transaction.atomic
def save(
    *, actor: User, cohort: Cohort, values: Mapping[str, str], paid: Terms, seen: int | None = None
) -> InvitationSettings:
    """Set what invitations say and who pays; papers that were sent stay as they are.

    `values`: columns of `InvitationSettings`. Raises `DomainError` for a date or a partner that is not the cohort's,
    `Stale` if somebody saved in the meantime. Side effects: the rows, an audit line.
    """
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    present = InvitationSettings.objects.filter(cohort=cohort).first()
    require_seen(present.version if present else 0, seen, Stale())
    days = cohort.days.filter(called_off_at__isnull=True).values_list("date", flat=True)
    known = set(payers.fields_of(days))
    partners = {row.pk for row in queries.partners_of(cohort)}
    for key, (payer, partner) in paid.items():
        if key not in known:
            raise DomainError(_("The days of the cohort have changed. Look at the table, then save again."))
        if (payer == Payer.PARTNER) != (partner in partners):
            raise DomainError(_("Only a partner of this residency can be named."))
    row, is_new = InvitationSettings.objects.update_or_create(cohort=cohort, defaults=dict(values))
    if not is_new:
        InvitationSettings.objects.filter(pk=row.pk).update(version=F("version") + 1)
    CohortTerm.objects.filter(cohort=cohort).delete()
    CohortTerm.objects.bulk_create(
        CohortTerm(cohort=cohort, date=date, what=what, payer=payer, partner_id=partner)
        for (date, what), (payer, partner) in paid.items()
    )
    log(row, "documents.settings", user=actor)
    return row
