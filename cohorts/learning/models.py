"""What trainers give to the people of a session."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.timetable.models import Session
from courses.models import MaterialVersion
from people.models import User
from residencies.models import ScopedModel


class Publication(ScopedModel):
    """A version of a material given to a session. Withdrawn ones stay as a record."""

    rights = "materials"
    programme_path = "session__day__cohort__residency__programme_id"
    session = models.ForeignKey(
        Session, models.PROTECT, related_name="publications", verbose_name=_("session")
    )
    version = models.ForeignKey(
        MaterialVersion, models.PROTECT, related_name="publications", verbose_name=_("material")
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    published_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(_("published"), default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("published material")
        verbose_name_plural = _("published materials")
        ordering = ["published_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "version"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="publication_once",
            )
        ]

    def __str__(self) -> str:
        return f"MAT-{self.pk}"
