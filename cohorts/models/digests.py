"""What managers were told of what waits in their cohorts."""

from typing import ClassVar

from django.db import models

from people.models import User
from residencies.models import Programme


class DigestRecord(models.Model):
    """What one manager was last told of what waits in one programme, so that nothing is told twice.

    `told`: by cohort and page, how many waited and when the newest of them came. `number` counts the looks: whoever
    looks at the same time as another writes nothing.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="+")
    told = models.JSONField(default=dict)
    number = models.PositiveIntegerField(default=0)
    looked_at = models.DateTimeField(null=True, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "programme"], name="digest_record_once")
        ]

    def __str__(self) -> str:
        return f"DR-{self.pk}"
