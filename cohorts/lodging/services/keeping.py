"""How long it is kept who wished what and who slept where."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cohorts.keeping import needs_kept_for, over_for_longer_than
from cohorts.models import Move, Place

from ..models import Night, Stay, Wish

# After the last day of a cohort.
KEPT_FOR = dt.timedelta(days=30)


def forget_wishes() -> int:
    """Forget what people wished of their rooms, some days after the end. Returns how many; harmless twice."""
    cohorts = over_for_longer_than(needs_kept_for()).values("pk")
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
    over = over_for_longer_than(KEPT_FOR).filter(Q(project=None) | Q(project__keep_until__lt=today))
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
