"""One dated run of a residency: its days and its people."""

import datetime as dt
import uuid
import zoneinfo

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Course, above_zero
from foundation.clocks.zone_field import TimeZoneField
from foundation.words.fields import LineField, ProseField
from people.models import Language, User
from residencies.models import FundingProject, Residency, ScopedModel, Venue, validate_time_zone

from .places import Pool, whole_second

# A cohort people see has a day at least; services count, holding the cohort.
MOST_DAYS = 10


class Cohort(ScopedModel):
    """A group, a place and one to ten days, mostly two. Its time zone governs every hour shown and every deadline."""

    rights = "cohorts"

    class State(models.TextChoices):
        DRAFT = "draft", _("in preparation")
        PUBLISHED = "published", _("published")
        CANCELLED = "cancelled", _("cancelled")

    programme_path = "residency__programme_id"
    residency = models.ForeignKey(
        Residency, models.PROTECT, related_name="cohorts", verbose_name=_("residency")
    )
    course = models.ForeignKey(Course, models.PROTECT, related_name="cohorts", verbose_name=_("course"))
    project = models.ForeignKey(
        FundingProject,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cohorts",
        verbose_name=_("funding project"),
        help_text=_("The donor’s sentence is printed on the cohort’s page and on its certificates."),
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(
        _("address"), max_length=80, unique=True, help_text=_("Never changes once it is public.")
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    town = LineField(_("town"), max_length=100)
    venue = models.ForeignKey(
        Venue, models.PROTECT, null=True, blank=True, related_name="cohorts", verbose_name=_("main venue")
    )
    time_zone = TimeZoneField(
        _("time zone"), max_length=50, default="Europe/Kyiv", validators=[validate_time_zone]
    )
    working_language = models.CharField(
        _("working language"), max_length=2, choices=Language, default=Language.UKRAINIAN
    )
    cost = LineField(_("cost"), max_length=300, blank=True)
    gains = ProseField(_("what people leave with"), max_length=600, blank=True)
    cover = models.ForeignKey(
        "residencies.Picture",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="covers_of_cohorts",
        verbose_name=_("cover"),
        help_text=_("Without one of its own the page shows the residency’s."),
    )
    text = ProseField(_("text of its page"), max_length=6000, blank=True, default="", db_default="")
    notes = ProseField(
        _("for accepted people"),
        max_length=1500,
        blank=True,
        help_text=_("Meeting point, stops, what to bring."),
    )
    details_are_public = models.BooleanField(
        _("exact address and contacts are public"),
        default=False,
        help_text=_("Otherwise strangers see the town and the site’s name only."),
    )
    confirm_by = models.DateTimeField(
        _("accepted people confirm by"),
        null=True,
        blank=True,
        help_text=_(
            "Two letters ask them to; who has not answered by then stands on the call list. Nobody loses a place by it."
        ),
    )
    automation_ends_at = models.DateTimeField(
        _("freed places are given by hand from"),
        null=True,
        blank=True,
        help_text=_(
            "Until then a freed place is offered to the next in the queue by itself. Leave it empty for 72 hours before"
            " the first session."
        ),
    )
    # The moment decides what had begun by then and stays as it was; it is never asked again by another clock.
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True, editable=False)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.residency} · {self.slug}"

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The time zone as an object."""
        return zoneinfo.ZoneInfo(self.time_zone)


class Day(ScopedModel):
    """A day of a cohort: its own door, with its own capacity, deadline and waiting list."""

    rights = "cohorts"

    class Admission(models.TextChoices):
        OPEN = "open", _("open: a place is taken when the application is sent")
        SELECTION = "selection", _("by selection")

    programme_path = "cohort__residency__programme_id"
    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="days", verbose_name=_("cohort"))
    pool = models.OneToOneField(Pool, models.PROTECT, related_name="day", verbose_name=_("places"))
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    date = models.DateField(_("date"))
    title = LineField(_("title"), max_length=200, blank=True)
    hours = models.DecimalField(
        _("hours"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[above_zero],
        help_text=_("The approved hours of this day; printed for people who hold only some of the days."),
    )
    admission = models.CharField(
        _("admission"), max_length=10, choices=Admission, default=Admission.SELECTION
    )
    # Set with the cohort's cancellation on the days of which nothing had begun; the others stay as they were.
    called_off_at = models.DateTimeField(_("called off"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("day")
        verbose_name_plural = _("days")
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "date"], name="day_once"),
            models.CheckConstraint(
                condition=Q(hours__isnull=True) | Q(hours__gt=0), name="day_hours_above_zero"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort.slug} · {self.date:%d.%m.%Y}"

    def is_open_at(self, moment: dt.datetime) -> bool:
        """Whether everybody may apply for the day at that moment; the deadline's own second still counts."""
        in_time = self.pool.deadline is None or whole_second(moment) <= self.pool.deadline
        return in_time and self.takes_people_at(moment)

    def takes_people_at(self, moment: dt.datetime) -> bool:
        """Whether anybody may be let in at that moment, deadline or not: it is published and not over."""
        takes = self.cohort.state == Cohort.State.PUBLISHED and self.cohort.archived_at is None
        return takes and not self.is_over_at(moment)

    def is_over_at(self, moment: dt.datetime) -> bool:
        """Whether the day is past at that moment, by the cohort's own clock."""
        return self.date < moment.astimezone(self.cohort.zone).date()

    def has_come_at(self, moment: dt.datetime) -> bool:
        """Whether the day has begun at that moment, or is past, by the cohort's own clock."""
        return self.date <= moment.astimezone(self.cohort.zone).date()


class Participant(ScopedModel):
    """One person in one cohort. Choices, buses, presence and certificates point here.

    Who comes to work holds places too, without having applied.
    """

    rights = "cohorts"

    class Kind(models.TextChoices):
        PARTICIPANT = "participant", _("participant")
        TRAINER = "trainer", _("trainer")
        INTERPRETER = "interpreter", _("interpreter")
        STAFF = "staff", _("organisers’ staff")
        COMPANION = "companion", _("companion")

    programme_path = "cohort__residency__programme_id"
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="participants", verbose_name=_("cohort"))
    user = models.ForeignKey(User, models.PROTECT, related_name="participations", verbose_name=_("person"))
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(
        _("comes as"), max_length=12, choices=Kind, default=Kind.PARTICIPANT, db_default=Kind.PARTICIPANT
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["cohort", "user"], name="participant_once")]

    def __str__(self) -> str:
        return f"P-{self.pk}"
