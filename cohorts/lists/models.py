"""Lists by party, each of their numbers as it went out, and the links by which parties read them."""

import secrets
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort, SentCode
from foundation.words.addresses import EmailAddressField
from people.models import User
from residencies.models import ScopedModel

from .differences import Cells, from_json

# What is printed at the foot of a paper: letters that nobody takes for others, and more than anybody guesses.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_paper_code() -> str:
    """Ten letters by which somebody with the paper asks whether it holds."""
    return "".join(secrets.choice(_LETTERS) for _letter in range(10))


class PartyList(ScopedModel):
    """What one party works from in one cohort. `key` is the name that the room has for it which says what is in it.

    Of what it is a list, `names_people` and `right` say, as in `PartyLines`: also once nothing asks for it any more.
    """

    rights = "lists"
    programme_path = "cohort__residency__programme_id"
    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="party_lists")
    key = models.CharField(max_length=60)
    names_people = models.BooleanField(default=True, db_default=True, editable=False)
    right = models.CharField(max_length=60, blank=True, default="", db_default="", editable=False)
    paper_code = models.CharField(max_length=10, unique=True, default=new_paper_code, editable=False)

    class Meta:
        verbose_name = _("list for a partner")
        verbose_name_plural = _("lists for partners")
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [models.UniqueConstraint(fields=["cohort", "key"], name="party_list_once")]

    def __str__(self) -> str:
        return f"LIST-{self.pk}"


class Edition(models.Model):
    """The list at a moment under a number: one that went out whole, or what changed since the number before.

    Each keeps all lines, so that what holds can be read from the last number alone. `ends_on`: the last date that it
    is for; it is forgotten some days after.
    """

    party_list = models.ForeignKey(PartyList, models.CASCADE, related_name="editions")
    number = models.PositiveSmallIntegerField()
    is_whole = models.BooleanField()
    title = models.CharField(max_length=300)
    columns = models.JSONField()
    lines = models.JSONField()
    totals = models.JSONField(default=list)
    ends_on = models.DateField()
    fixed_at = models.DateTimeField(default=timezone.now, editable=False)
    # Nobody where the party's own look numbered what had changed.
    fixed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("number of a list")
        verbose_name_plural = _("numbers of a list")
        ordering: ClassVar[list[str]] = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["party_list", "number"], name="edition_number_once"),
            models.CheckConstraint(condition=Q(number__gt=0), name="edition_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"ED-{self.pk}"

    @property
    def rows(self) -> dict[str, Cells]:
        """Its lines in their order, by what tells one from another."""
        return from_json(self.lines)

    @property
    def labelled(self) -> list[list[tuple[str, str]]]:
        """Its lines, each cell after its heading."""
        return [list(zip(self.columns, cells, strict=True)) for cells in self.rows.values()]


class ListLink(models.Model):
    """A link by which a party reads its list. Of its token there is the hash alone."""

    party_list = models.ForeignKey(PartyList, models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    # The address that the letter with it went to, and codes go to; empty for one that a manager copied.
    sent_to = EmailAddressField(blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("partner’s link")
        verbose_name_plural = _("partners’ links")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["party_list"], condition=Q(replaced_at__isnull=True), name="list_link_one_living"
            )
        ]

    def __str__(self) -> str:
        return f"LL-{self.pk}"


class ListCode(SentCode):
    """A code that was sent to a party's address."""

    link = models.ForeignKey(ListLink, models.CASCADE, related_name="codes")

    class Meta(SentCode.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"LC-{self.pk}"
