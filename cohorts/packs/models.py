"""That somebody has the papers of a cohort's days made: work, whose file is kept for some hours and then forgotten."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort
from foundation.files.storage import private_storage
from foundation.work import Work
from people.models import User
from residencies.models import ScopedModel


class Pack(Work, ScopedModel):
    """Papers that one person has made, of all days or of one. It is theirs alone, and goes with its file."""

    rights = "packs"
    programme_path = "cohort__residency__programme_id"
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="packs", verbose_name=_("cohort"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pieces = models.JSONField(default=list)
    date = models.DateField(null=True)  # nothing for all days
    # How many of the pieces were looked at, and of which there was nothing to print.
    done = models.PositiveSmallIntegerField(default=0)
    empty = models.JSONField(default=list)
    file = models.FileField(storage=private_storage, upload_to="packs/%Y/%m/", blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("day pack")
        verbose_name_plural = _("day packs")
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["cohort", "made_by"],
                condition=Q(state__in=["queued", "running"]),
                name="one_pack_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"PACK-{self.pk}"

    @property
    def is_archive(self) -> bool:
        """Whether its file is a ZIP; of a single piece it is the PDF."""
        return len(self.pieces) > 1

    @property
    def ending(self) -> str:
        """How the name of its file ends."""
        return ".zip" if self.is_archive else ".pdf"
