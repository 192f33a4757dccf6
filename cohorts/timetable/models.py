"""Sessions of a cohort: a working copy that managers change, and numbered releases that people see.

Sessions keep wall time (a date and two times of day); the cohort's zone makes it a moment. So a change of the zone's
rules leaves the planned hour where it was.
"""

import datetime as dt
import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts import hours
from cohorts.models import Cohort, Day
from courses.models import Trainer, Unit
from foundation.words.fields import LineField, ProseField
from foundation.words.order import InOrder
from people.models import Organisation, User
from residencies.models import Room, ScopedModel, Venue


class SessionFormat(models.Model):
    """Workshop, training, field visit …: a list that managers extend."""

    slug = models.SlugField(_("short name in addresses"), max_length=40, unique=True)
    name = LineField(_("name"), max_length=80)
    is_taught = models.BooleanField(
        _("counts as training"), default=True, help_text=_("Breaks, openings and evenings do not.")
    )

    class Meta:
        verbose_name = _("session format")
        verbose_name_plural = _("session formats")
        ordering = [InOrder("name"), "pk"]

    def __str__(self) -> str:
        return self.name


class TrackGroup(ScopedModel):
    """Sessions at one time of which a participant chooses one."""

    rights = "timetable"
    programme_path = "cohort__residency__programme_id"
    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="track_groups", verbose_name=_("cohort"))
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = LineField(_("title"), max_length=150)

    class Meta:
        verbose_name = _("parallel sessions")
        verbose_name_plural = _("parallel sessions")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title


class Session(ScopedModel):
    """A line of the timetable's working copy."""

    rights = "timetable"

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        CANCELLED = "cancelled", _("cancelled")

    programme_path = "day__cohort__residency__programme_id"
    day = models.ForeignKey(Day, models.PROTECT, related_name="sessions", verbose_name=_("day"))
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = LineField(_("title"), max_length=250)
    summary = ProseField(_("summary"), max_length=1500, blank=True)
    format = models.ForeignKey(
        SessionFormat, models.PROTECT, related_name="sessions", verbose_name=_("format")
    )
    unit = models.ForeignKey(
        Unit,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("unit of the course"),
    )
    starts = models.TimeField(pgettext_lazy("hour", "from"))
    ends = models.TimeField(pgettext_lazy("hour", "to"))
    venue = models.ForeignKey(
        Venue, models.PROTECT, null=True, blank=True, related_name="sessions", verbose_name=_("venue")
    )
    room = models.ForeignKey(
        Room, models.PROTECT, null=True, blank=True, related_name="sessions", verbose_name=_("room")
    )
    hosts = models.ManyToManyField(
        Organisation,
        through="SessionHost",
        blank=True,
        related_name="hosted_sessions",
        verbose_name=_("host organisations"),
    )
    trainers = models.ManyToManyField(
        Trainer, through="SessionTrainer", blank=True, related_name="sessions", verbose_name=_("trainers")
    )
    track_group = models.ForeignKey(
        TrackGroup,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("parallel sessions"),
    )
    is_required = models.BooleanField(_("required for a certificate"), default=False)
    is_sample = models.BooleanField(
        _("sample"), default=False, help_text=_("Filled in for show; the source does not give it.")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    # Set with the cohort's cancellation on what people had not begun by then, by what they had been told.
    called_off_at = models.DateTimeField(_("called off"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["day__date", "starts", "pk"]
        constraints = [models.CheckConstraint(condition=hours.MAY_BE, name="session_ends_after_it_starts")]

    def __str__(self) -> str:
        return self.title

    @property
    def starts_at(self) -> dt.datetime:
        """The moment it starts, in the cohort's zone."""
        return dt.datetime.combine(self.day.date, self.starts, self.day.cohort.zone)

    @property
    def ends_at(self) -> dt.datetime:
        """The moment it ends, in the cohort's zone; on the next day, if it passes midnight."""
        wall = hours.end_on_clock(self.day.date, self.starts, self.ends)
        return wall.replace(tzinfo=self.day.cohort.zone)

    @property
    def hours_in_words(self) -> str:
        """“10:00–11:30”, “22:00–01:30 next day”."""
        return hours.hours_in_words(self.starts, self.ends)

    @property
    def is_off(self) -> bool:
        """Whether it does not take place: cancelled by itself, or with its cohort before it had begun."""
        return self.state == self.State.CANCELLED or self.called_off_at is not None


class SessionHost(models.Model):
    """That an organisation hosts a session: a row that knows to keep the organisation from being deleted."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta:
        db_table = "timetable_session_hosts"
        # What hangs on an organisation is told by this name.
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        unique_together = (("session", "organisation"),)

    def __str__(self) -> str:
        return f"SH-{self.pk}"


class SessionTrainer(models.Model):
    """That a trainer teaches a session: a row that knows to keep the trainer from being deleted."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="+")
    trainer = models.ForeignKey(Trainer, models.PROTECT, related_name="+")

    class Meta:
        db_table = "timetable_session_trainers"
        # What hangs on a trainer is told by this name.
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        unique_together = (("session", "trainer"),)

    def __str__(self) -> str:
        return f"ST-{self.pk}"


class Release(ScopedModel):
    """A numbered state of the timetable as people see it. `content` is frozen: `cohorts.programme` has its shape."""

    rights = "timetable"
    programme_path = "cohort__residency__programme_id"
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="releases", verbose_name=_("cohort"))
    number = models.PositiveIntegerField(_("number"))
    note = ProseField(_("what changed, for readers"), max_length=600, blank=True)
    content = models.JSONField()
    # Who was written to, as `queries.Told` reads it; nothing of releases from before this was kept.
    told = models.JSONField(null=True, editable=False)
    released_at = models.DateTimeField(_("released"), default=timezone.now, editable=False)
    released_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("released by"))

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["cohort", "number"], name="release_number_once")]

    def __str__(self) -> str:
        return f"{self.cohort.slug} · {self.number}"
