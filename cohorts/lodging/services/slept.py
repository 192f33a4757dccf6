"""As it was: who slept there, written down the morning after."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cohorts import places
from cohorts.models import Cohort
from foundation.errors import DomainError
from people.models import User

from ..models import Night, Stay
from ..staying import today_of


@transaction.atomic
def write_down(*, actor: User, cohort: Cohort, date: dt.date, slept: Mapping[int, str]) -> int:
    """Write down of stays of one night, by their ids, whether they were slept; how many are other than before.

    Raises `DomainError` before the night is over. Side effect: an audit line.
    """
    if date >= today_of(cohort):
        raise DomainError(_("Write it down the morning after: the night is not over yet."))
    nights = Night.objects.filter(cohort=cohort, date=date)
    places.lock_all(nights.values_list("pool_id", flat=True))
    rows = Stay.objects.filter(place__pool__night__in=nights, pk__in=list(slept))
    changed = [stay for stay in rows if stay.slept != slept[stay.pk]]
    for stay in changed:
        stay.slept = Stay.Slept(slept[stay.pk])
    Stay.objects.bulk_update(changed, ["slept"])
    log(cohort, "lodging.slept", user=actor, data={"night": str(date), "number": len(changed)})
    return len(changed)
