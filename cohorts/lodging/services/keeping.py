"""How long it is kept who wished what and who slept where."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from cohorts.models import Cohort, Move, Place

from ..models import Night, Stay, Wish

# After the last day of a cohort.
KEPT_FOR = dt.timedelta(days=30)


def _over(today: dt.date, kept_for: dt.timedelta = KEPT_FOR) -> QuerySet[Cohort]:
    return Cohort.objects.annotate(last=Max("days__date")).filter(last__lt=today - kept_for)


def wishes_kept_for() -> dt.timedelta:
    """As long after the last day as all that people said they need."""
    return dt.timedelta(days=settings.NEEDS_KEPT_DAYS)


def forget_wishes() -> int:
    """Forget what people wished of their rooms, some days after the end. Returns how many; harmless twice."""
    cohorts = _over(timezone.localdate(), wishes_kept_for()).values("pk")
    rows = Wish.objects.filter(participant__cohort__in=cohorts)
    number = rows.count()
    rows.delete()
    return number


def forget_stays() -> int:
    """Forget who slept where once no donor asks for it any more; the numbers of each night stay.

    With a funding project that is the date until which its papers are kept, and as long as nobody has written one, not
    at all; without a project, a month after the end. Returns how many; harmless twice.
    """
    today = timezone.localdate()
    over = _over(today).filter(Q(project=None) | Q(project__keep_until__lt=today))
    found = 0
    for night in Night.objects.filter(cohort__in=over.values("pk"), held_then=None):
        with transaction.atomic():
            found += _forget(night)
    return found


def _forget(night: Night) -> int:
    stays = Stay.objects.filter(place__pool=night.pool_id)
    night.held_then = stays.count()
    night.slept_then = stays.filter(slept=Stay.Slept.YES).count()
    night.save(update_fields=["held_then", "slept_then"])
    Place.objects.filter(pool=night.pool_id).delete()
    Move.objects.filter(pool=night.pool_id).delete()
    return night.held_then
