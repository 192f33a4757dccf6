"""How long it is kept what people said of themselves for the days of a cohort."""

import datetime as dt

from django.conf import settings
from django.db.models import Max, QuerySet
from django.utils import timezone

from .models import Cohort


def needs_kept_for() -> dt.timedelta:
    """How long after the last day what people said they need is kept, and all that is of its kind."""
    return dt.timedelta(days=settings.NEEDS_KEPT_DAYS)


def over_for_longer_than(kept_for: dt.timedelta) -> QuerySet[Cohort]:
    """The cohorts whose last day was longer ago than this, by the site's own clock."""
    last = timezone.localdate() - kept_for
    return Cohort.objects.annotate(last=Max("days__date")).filter(last__lt=last)
