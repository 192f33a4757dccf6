"""Safety briefings that participants read before a visit, kept as they were then."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.models import Participant
from people.models import Language
from residencies.models import Venue

from .visits import Visit


class Briefing(models.Model):
    """A site's briefing as it was when somebody confirmed it, in every language that it had then."""

    venue = models.ForeignKey(Venue, models.PROTECT, related_name="briefings")
    digest = models.CharField(max_length=64, editable=False)
    words = models.JSONField()
    first_read_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("safety briefing")
        verbose_name_plural = _("safety briefings")
        constraints = [models.UniqueConstraint(fields=["venue", "digest"], name="briefing_once")]

    def __str__(self) -> str:
        return f"B-{self.pk}"


class Acknowledgement(models.Model):
    """That a participant confirmed having read a briefing, in which language, and for which visit first."""

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="acknowledgements")
    briefing = models.ForeignKey(Briefing, models.PROTECT, related_name="acknowledgements")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="acknowledgements")
    language = models.CharField(max_length=2, choices=Language)
    read_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("acknowledgement of a briefing")
        verbose_name_plural = _("acknowledgements of briefings")
        ordering: ClassVar[list[str]] = ["read_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["participant", "briefing"], name="acknowledgement_once")
        ]

    def __str__(self) -> str:
        return f"ACK-{self.pk}"
