"""Who was at which session, how it was recorded and by whom; and the sheets that people signed, as they came back."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.models import Day, Participant
from cohorts.timetable.models import Session
from foundation.files.storage import private_storage
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


def sheet_path(sheet: "SignedSheet", filename: str) -> str:
    """A folder for each sheet, a name from the content."""
    return f"sheets/{sheet.public_id}/{sheet.sha256[:32]}.pdf"


class SignedSheet(ScopedModel):
    """The sheet of a day or of a field visit with signatures, as it came back: the original of record.

    While its pages are put in order it has none of `kept_at` and `file`; a later one supersedes it and leaves it there.
    """

    rights = "sheets"
    programme_path = "day__cohort__residency__programme_id"
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    day = models.ForeignKey(Day, models.PROTECT, related_name="signed_sheets")
    # The field visit that it is of; of the whole day without one.
    session = models.ForeignKey(Session, models.PROTECT, null=True, related_name="signed_sheets")
    # Raised by every change of its pages.
    version = models.PositiveIntegerField(default=1)
    file = models.FileField(storage=private_storage, upload_to=sheet_path, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    number_of_pages = models.PositiveSmallIntegerField(default=0)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    kept_at = models.DateTimeField(null=True)
    kept_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("signed sheet")
        verbose_name_plural = _("signed sheets")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["day"],
                condition=Q(session=None, kept_at__isnull=False, superseded_at=None),
                name="one_original_of_a_day",
            ),
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(session__isnull=False, kept_at__isnull=False, superseded_at=None),
                name="one_original_of_a_visit",
            ),
            models.CheckConstraint(
                condition=Q(kept_at=None, superseded_at=None, file="")
                | (Q(kept_at__isnull=False) & ~Q(file="")),
                name="sheet_kept_has_a_file",
            ),
        ]

    def __str__(self) -> str:
        return f"SS-{self.pk}"


def page_path(page: "SheetPage", filename: str) -> str:
    """Beside the sheet, as long as it is not kept."""
    return f"sheets/{page.sheet.public_id}/page-{uuid.uuid4().hex}.jpg"


class SheetPage(models.Model):
    """A photographed page of a sheet that is not kept yet. `turns`: quarters to the right."""

    sheet = models.ForeignKey(SignedSheet, models.CASCADE, related_name="photographs")
    position = models.PositiveSmallIntegerField()
    turns = models.PositiveSmallIntegerField(default=0)
    file = models.FileField(storage=private_storage, upload_to=page_path)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("page of a signed sheet")
        verbose_name_plural = _("pages of signed sheets")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(turns__lt=4), name="page_turned_less_than_once_around")
        ]

    def __str__(self) -> str:
        return f"SP-{self.pk}"
