"""Links by which hosts work without an account, codes that open lists of names, and fixed lists."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.models import SentCode
from foundation.words.addresses import EmailAddressField
from people.models import User

from .visits import Visit, VisitSite


class HostLink(models.Model):
    """A link to one site of one visit. Of its token there is the hash alone; whoever has the link bears its right."""

    site = models.ForeignKey(VisitSite, models.CASCADE, related_name="host_links")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    # The address that the letter with it went to; empty for one that a manager copied.
    sent_to = EmailAddressField(blank=True)
    # When a newer one took its place.
    replaced_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("host’s link")
        verbose_name_plural = _("hosts’ links")
        constraints = [
            models.UniqueConstraint(
                fields=["site"], condition=Q(replaced_at__isnull=True), name="host_link_one_living"
            )
        ]

    def __str__(self) -> str:
        return f"HL-{self.pk}"

    def is_living(self, moment: dt.datetime) -> bool:
        """Whether it opens its site: until a newer link takes its place, or a day after the visit."""
        return self.replaced_at is None and moment < self.site.visit.links_end_at


class NameCode(SentCode):
    """A code that was sent to a site's contact."""

    link = models.ForeignKey(HostLink, models.CASCADE, related_name="name_codes")

    class Meta(SentCode.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"NC-{self.pk}"


class PassList(models.Model):
    """Who comes on a visit and by what, fixed at a moment under a number; the next number is what changed since.

    `people` and `buses` are rows of `door_lists.Name` and `door_lists.Bus`. Forgotten some days after the visit.
    """

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="pass_lists")
    number = models.PositiveSmallIntegerField()
    fixed_at = models.DateTimeField(default=timezone.now, editable=False)
    people = models.JSONField()
    buses = models.JSONField(default=list, db_default=[])

    class Meta:
        verbose_name = _("pass list")
        verbose_name_plural = _("pass lists")
        ordering: ClassVar[list[str]] = ["number"]
        constraints = [models.UniqueConstraint(fields=["visit", "number"], name="pass_list_number_once")]

    def __str__(self) -> str:
        return f"PASS-{self.pk}"
