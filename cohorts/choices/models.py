"""Choosing among parallel sessions: the settings of a group, its options, wishes, allocations, and what is fixed.

What a person has is a place of the option's pool, like a place on a day: see `cohorts.places`.
"""

import datetime as dt
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts.models import Participant, Pool
from cohorts.timetable.models import Session, TrackGroup
from foundation.work import Work, WorkState
from people.models import User
from residencies.models import ScopedModel


class ChoiceGroup(ScopedModel):
    """How people choose among the sessions of a group. A group without it is for everybody, whole."""

    rights = "choices"

    class Mode(models.TextChoices):
        FIRST_COME = "first_come", _("first come: a place is taken at once")
        RANKED = "ranked", _("by wishes: people put the sessions in order, then places are given out")

    class Who(models.TextChoices):
        EVERYBODY = "everybody", _("everybody who holds the day")
        PARTICIPANTS = "participants", _("participants who hold the day, nobody who comes to work")
        NAMED = "named", _("those whom you name of all who hold the day")

    programme_path = "group__cohort__residency__programme_id"
    group = models.OneToOneField(
        TrackGroup, models.PROTECT, related_name="choice_group", verbose_name=_("parallel sessions")
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mode = models.CharField(_("how people choose"), max_length=10, choices=Mode)
    who = models.CharField(
        _("who chooses"), max_length=12, choices=Who, default=Who.EVERYBODY, db_default=Who.EVERYBODY
    )
    # Kept while others choose, too: a manager who changes their mind need not name them again.
    named = models.ManyToManyField(Participant, blank=True, related_name="+", verbose_name=_("named"))
    opens_at = models.DateTimeField(_("from"), null=True, blank=True)
    closes_at = models.DateTimeField(_("until"), null=True, blank=True)
    # When everybody was told what they have, for the first time; only places given out by wishes.
    told_at = models.DateTimeField(_("told"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("choosing")
        verbose_name_plural = _("choosing")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True)
                | Q(closes_at__isnull=True)
                | Q(closes_at__gt=F("opens_at")),
                name="choosing_closes_after_it_opens",
            )
        ]

    def __str__(self) -> str:
        return f"CG-{self.pk}"

    @property
    def is_ranked(self) -> bool:
        """Whether places are given out by wishes."""
        return self.mode == self.Mode.RANKED

    @property
    def is_told(self) -> bool:
        """Whether places were given out by wishes: those are over then, whatever the hour."""
        return self.is_ranked and self.told_at is not None

    def is_open_at(self, moment: dt.datetime) -> bool:
        """Whether people may choose at that moment; the last second still counts."""
        has_begun = self.opens_at is None or moment >= self.opens_at
        is_over = self.closes_at is not None and moment.replace(microsecond=0) > self.closes_at
        return has_begun and not is_over


class Option(ScopedModel):
    """A session that one may choose, with its places."""

    rights = "choices"
    programme_path = "choice_group__group__cohort__residency__programme_id"
    choice_group = models.ForeignKey(ChoiceGroup, models.PROTECT, related_name="options")
    session = models.OneToOneField(
        Session, models.PROTECT, related_name="choice_option", verbose_name=_("session")
    )
    pool = models.OneToOneField(Pool, models.PROTECT, related_name="choice_option", verbose_name=_("places"))

    class Meta:
        # What stands against deleting a session is told by this name.
        verbose_name = _("choice of a session")
        verbose_name_plural = _("choices of sessions")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"OP-{self.pk}"


class Wish(models.Model):
    """An option that somebody wishes for, and which wish it is."""

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="option_wishes")
    option = models.ForeignKey(Option, models.CASCADE, related_name="wished_by")
    rank = models.PositiveSmallIntegerField()
    since = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["rank", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["participant", "option"], name="wish_once"),
            models.CheckConstraint(condition=Q(rank__gt=0), name="wish_from_the_first"),
        ]

    def __str__(self) -> str:
        return f"WI-{self.pk}"


class Allocation(Work, ScopedModel):
    """One run of giving out places by wishes. The worker makes the proposal; once more it carries it out and tells."""

    rights = "choices"

    class Step(models.TextChoices):
        PROPOSE = "propose", pgettext_lazy("allocation", "a proposal")
        TELL = "tell", pgettext_lazy("allocation", "telling everybody")

    programme_path = "choice_group__group__cohort__residency__programme_id"
    choice_group = models.ForeignKey(ChoiceGroup, models.CASCADE, related_name="allocations")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    step = models.CharField(max_length=8, choices=Step, default=Step.PROPOSE, editable=False)
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    # The values it began with, whatever becomes of wishes and places since.
    inputs = models.JSONField(null=True, blank=True, editable=False)
    told_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    told_at = models.DateTimeField(_("told"), null=True, blank=True, editable=False)
    # Why it was not carried out, in the words of who pressed.
    problem = models.CharField(max_length=600, blank=True)

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"AL-{self.pk}"

    @property
    def is_ready(self) -> bool:
        """Whether there is a proposal that nobody has been told yet."""
        return self.state == WorkState.DONE and self.told_at is None

    @property
    def goes_on(self) -> bool:
        """Whether the worker is at it, or will be."""
        return self.state in (WorkState.QUEUED, WorkState.RUNNING)


class Proposal(models.Model):
    """What one run gives to one person, with what a higher wish would have cost the others."""

    allocation = models.ForeignKey(Allocation, models.CASCADE, related_name="proposals")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="option_proposals")
    # Nothing: the person is called.
    option = models.ForeignKey(Option, models.CASCADE, null=True, related_name="proposals")
    # What they held when the run began.
    before = models.ForeignKey(Option, models.CASCADE, null=True, related_name="+")
    # Which of their wishes it is; nothing for who is given nothing, or what they did not wish for.
    rank = models.PositiveSmallIntegerField(null=True)
    wishes = models.PositiveSmallIntegerField(default=0)
    prices = models.JSONField(default=list)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["allocation", "participant"], name="proposal_once"),
        ]

    def __str__(self) -> str:
        return f"PP-{self.pk}"


class Fixed(models.Model):
    """That a manager decided what one person has of a group, whatever a run would give: an option, or nothing."""

    choice_group = models.ForeignKey(ChoiceGroup, models.CASCADE, related_name="fixed")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="fixed_options")
    option = models.ForeignKey(Option, models.CASCADE, null=True, related_name="fixed_for")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["choice_group", "participant"], name="fixed_once"),
        ]

    def __str__(self) -> str:
        return f"FX-{self.pk}"
