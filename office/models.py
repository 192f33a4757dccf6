"""What the back office keeps of its people: filters they saved, columns they chose, lists they took out."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.files.storage import private_storage
from foundation.words.fields import LineField
from foundation.work import Work
from people.models import User


class SavedFilter(models.Model):
    """A list as somebody wants it again: its address, and how it is filtered and ordered."""

    user = models.ForeignKey(User, models.CASCADE, related_name="saved_filters")
    address = models.CharField(max_length=200)
    name = LineField(_("name"), max_length=80)
    query = models.CharField(max_length=1000, blank=True)

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "address", "name"], name="saved_filter_name_once")
        ]

    def __str__(self) -> str:
        return f"SF-{self.pk}"


class ColumnChoice(models.Model):
    """Which columns somebody takes out of a list."""

    user = models.ForeignKey(User, models.CASCADE, related_name="column_choices")
    export = models.CharField(max_length=40)
    columns = models.JSONField(default=list)

    class Meta:
        verbose_name = _("choice of columns")
        verbose_name_plural = _("choices of columns")
        constraints = [models.UniqueConstraint(fields=["user", "export"], name="column_choice_once")]

    def __str__(self) -> str:
        return f"CC-{self.pk}"


class ExportFile(Work):
    """That somebody took a list out: what, how; as a workbook it is work, whose file is kept for a while."""

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        XLSX = "xlsx", "XLSX"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=pgettext_lazy("export", "by")
    )
    export = models.CharField(max_length=40)
    subject = models.PositiveBigIntegerField(default=0)
    query = models.CharField(max_length=1000, blank=True)
    columns = models.JSONField(default=list)
    language = models.CharField(max_length=2)
    format = models.CharField(max_length=4, choices=Format)
    file = models.FileField(storage=private_storage, upload_to="exports/%Y/%m/", blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("of a list", "export")
        verbose_name_plural = pgettext_lazy("of lists", "exports")

    def __str__(self) -> str:
        return f"EX-{self.pk}"
