"""Who was at which session, how it was recorded and by whom."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.models import Participant
from cohorts.timetable.models import Session
from people.models import User
from residencies.models import ScopedModel


class Presence(ScopedModel):
    """That a participant was, or was not, at a session. No row: not recorded."""

    rights = "presence"

    class Method(models.TextChoices):
        SHEET = "sheet", _("marked on the sheet")

    programme_path = "session__day__cohort__residency__programme_id"
    session = models.ForeignKey(Session, models.PROTECT, related_name="presences")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="presences")
    was_present = models.BooleanField(_("present"))
    method = models.CharField(max_length=10, choices=Method, default=Method.SHEET)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints = [models.UniqueConstraint(fields=["session", "participant"], name="presence_once")]

    def __str__(self) -> str:
        return f"PR-{self.pk}"
