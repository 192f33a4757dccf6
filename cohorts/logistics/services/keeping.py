"""How long it is kept what passengers let captain and driver know."""

import datetime as dt

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from cohorts.models import Cohort

from ..models import Passenger


def forget_passengers() -> int:
    """Forget it `NEEDS_KEPT_DAYS` after the last day of the cohort, like all that people said they need. Returns of how
    many; harmless twice."""
    before = timezone.localdate() - dt.timedelta(days=settings.NEEDS_KEPT_DAYS)
    over = Cohort.objects.annotate(last=Max("days__date")).filter(last__lt=before)
    number, _kinds = Passenger.objects.filter(participant__cohort__in=over.values("pk")).delete()
    return number
