"""Captains of runs by their links, and what they tap and count."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts.models import Participant, Place
from foundation.words.fields import LineField
from foundation.words.names import NameField
from foundation.words.phones import PhoneField
from people.models import User

from .runs import Run, RunChange


class CaptainLinkQuerySet(models.QuerySet["CaptainLink"]):
    """Links of captains."""

    def with_standing(self) -> Any:
        """Each with `is_living`: nobody ended it, and its captain still travels by the run, or comes to work there.

        A participant who has lost the seat does not travel and counts nobody; whoever gets it back is a captain again.
        """
        aboard = Place.objects.filter(pool__bus=OuterRef("run"), participant=OuterRef("participant"))
        works = Q(participant=None) | ~Q(participant__kind=Participant.Kind.PARTICIPANT)
        is_living = Q(ended_at=None) & (works | Q(Exists(aboard)))
        return self.annotate(is_living=ExpressionWrapper(is_living, BooleanField()))

    def with_news(self) -> Any:
        """Each with `is_untold`: since the link was made the run has another hour, stop or vehicle, and its captain has
        no account for a letter to go to.
        """
        since = RunChange.objects.filter(run=OuterRef("run"), at__gt=OuterRef("made_at"))
        is_untold = Q(participant=None) & Q(Exists(since))
        return self.annotate(is_untold=ExpressionWrapper(is_untold, BooleanField()))

    def living(self) -> Any:
        """Those that open a list."""
        return self.with_standing().filter(is_living=True)


class CaptainLink(models.Model):
    """A link by which somebody counts a bus, and the browser that claimed it. Of both there is the hash alone."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="captain_links")
    # Nobody, for a captain who does not take part in the cohort.
    participant = models.ForeignKey(
        Participant, models.PROTECT, null=True, blank=True, related_name="captain_links"
    )
    name = NameField(_("captain"), max_length=150)
    phone = PhoneField(_("phone"), max_length=40, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    device_hash = models.CharField(max_length=64, blank=True, editable=False)
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = CaptainLinkQuerySet.as_manager()
    # Where it was asked for: see `with_standing`.
    is_living: bool
    is_untold: bool  # likewise: see `with_news`

    class Meta:
        verbose_name = _("captain’s link")
        verbose_name_plural = _("captains’ links")
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "participant"],
                condition=Q(ended_at__isnull=True, participant__isnull=False),
                name="captain_once",
            )
        ]

    def __str__(self) -> str:
        return f"CL-{self.pk}"


class _Sent(models.Model):
    """What a device sends: under an id that it made, with its own time, set right by the server."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="+")
    uid = models.UUIDField(unique=True, default=uuid.uuid4)
    call = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now, editable=False)
    link = models.ForeignKey(CaptainLink, models.PROTECT, null=True, blank=True, related_name="+")
    actor = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True


class Tap(_Sent):
    """That somebody got on, got off, was excused, did not come; or that this is taken back. Never changed."""

    class What(models.TextChoices):
        BOARDED = "boarded", pgettext_lazy("passenger", "aboard")
        LEFT = "left", pgettext_lazy("passenger", "got off")
        UNDONE = "undone", pgettext_lazy("passenger", "taken back")
        EXCUSED = "excused", pgettext_lazy("passenger", "excused")
        NO_SHOW = "no_show", pgettext_lazy("passenger", "did not come")

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="+")
    what = models.CharField(max_length=8, choices=What)
    reason = LineField(_("reason"), max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["run", "participant"], name="tap_by_run")]
        constraints = [
            models.CheckConstraint(condition=~Q(what="no_show") | ~Q(reason=""), name="no_show_has_a_reason")
        ]

    def __str__(self) -> str:
        return f"TAP-{self.pk}"


class Count(_Sent):
    """How many heads were counted in the bus at a call, by a captain or from a strip of paper."""

    heads = models.PositiveSmallIntegerField(_("people counted"))

    class Meta:
        ordering: ClassVar[list[str]] = ["call", "at", "pk"]

    def __str__(self) -> str:
        return f"CNT-{self.pk}"
