"""A code that was sent to somebody who works by a link: what rooms above keep of theirs."""

import datetime as dt
from typing import Any, ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SentCodeQuerySet(models.QuerySet[Any]):
    """Codes by whether they still open anything."""

    def good_at(self, moment: dt.datetime) -> Self:
        """Not used, not tried too often, not ten minutes old."""
        since = moment - SentCode.GOOD_FOR
        return self.filter(used_at__isnull=True, made_at__gt=since, tries__lt=SentCode.MOST_TRIES)


class SentCode(models.Model):
    """A code for names, of which there is the hash alone: good for ten minutes, for a few tries, and once.

    Whoever inherits adds the `link` that it goes with; `cohorts.codes` sends and looks at them.
    """

    MOST_TRIES: ClassVar[int] = 5
    GOOD_FOR: ClassVar[dt.timedelta] = dt.timedelta(minutes=10)

    code_hash = models.CharField(max_length=64, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    used_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[Any] = SentCodeQuerySet.as_manager()

    class Meta:
        abstract = True
        verbose_name = _("code for names")
        verbose_name_plural = _("codes for names")
        ordering: ClassVar[list[str]] = ["-pk"]
