"""What is taught, undated: courses and their units, trainers, materials and their versions."""

import uuid
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.files.storage import private_storage
from foundation.words.fields import LineField, ProseField
from foundation.words.names import NameField
from foundation.words.order import InOrder
from people.models import Organisation, User
from residencies.models import Programme, Residency, ScopedModel

# Hours are printed: none at all is an empty field, never a zero.
above_zero = MinValueValidator(Decimal("0.1"), _("Write a number above zero, or leave the field empty."))


class Course(ScopedModel):
    """What a residency teaches. Hours and credits are the approved figures; they are never worked out."""

    rights = "courses"

    class Content(models.TextChoices):
        GENERAL = "general", pgettext_lazy("programme type", "general")
        SPECIAL = "special", pgettext_lazy("programme type", "special")

    class Length(models.TextChoices):
        SHORT = "short", _("short-term programme")
        CERTIFICATE = "certificate", _("certificate programme")

    class Form(models.TextChoices):
        IN_PERSON = "in_person", _("in person")
        MIXED = "mixed", _("in person and online")

    programme_path = "residency__programme_id"
    residency = models.ForeignKey(
        Residency, models.PROTECT, related_name="courses", verbose_name=_("residency")
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = LineField(_("title"), max_length=250)
    outcomes = ProseField(
        _("learning outcomes"), max_length=3000, blank=True, help_text=_("One on each line, twelve at most.")
    )
    hours = models.DecimalField(
        _("hours"),
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[above_zero],
        help_text=_("The approved figure. Without it nobody gets a certificate of the whole course."),
    )
    minutes_per_hour = models.PositiveSmallIntegerField(
        _("minutes in an hour"), choices=[(45, "45"), (60, "60")], default=60
    )
    ects = models.DecimalField(
        _("ECTS credits"),
        max_digits=4,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(60)],
        help_text=_("The approved figure; leave empty if there is none."),
    )
    content = models.CharField(_("programme type"), max_length=10, choices=Content, default=Content.SPECIAL)
    length = models.CharField(_("length"), max_length=12, choices=Length, default=Length.SHORT)
    form = models.CharField(_("form"), max_length=12, choices=Form, default=Form.IN_PERSON)
    approved_by = LineField(_("approved by"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = [InOrder("title"), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hours__isnull=True) | Q(hours__gt=0), name="course_hours_above_zero"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Unit(ScopedModel):
    """A part of a course: one workshop or one training."""

    rights = "courses"
    programme_path = "course__residency__programme_id"
    course = models.ForeignKey(Course, models.CASCADE, related_name="units", verbose_name=_("course"))
    title = LineField(_("title"), max_length=250)
    summary = ProseField(_("summary"), max_length=1000, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=90, validators=[MinValueValidator(1, _("A unit takes a minute at least."))]
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["position", "pk"]
        constraints = [models.CheckConstraint(condition=Q(minutes__gt=0), name="unit_minutes_above_zero")]

    def __str__(self) -> str:
        return self.title


class Trainer(ScopedModel):
    """Somebody who teaches in a programme, as the public reads of them. May have an account."""

    rights = "trainers"
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="trainers", verbose_name=_("programme")
    )
    user = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="trainer_profiles",
        verbose_name=_("account"),
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = NameField(pgettext_lazy("person", "name"), max_length=150)
    role = LineField(_("position"), max_length=200, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="trainers",
        verbose_name=_("organisation"),
    )
    about = ProseField(_("about"), max_length=1500, blank=True)
    picture = models.ForeignKey(
        "residencies.Picture",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="trainers",
        verbose_name=_("picture"),
    )

    class Meta:
        verbose_name = _("trainer")
        verbose_name_plural = _("trainers")
        ordering = [InOrder("name"), "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "user"],
                condition=Q(user__isnull=False),
                name="trainer_once_in_programme",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Material(ScopedModel):
    """Something a trainer gives to participants. What is given is always one of its versions."""

    rights = "courses"
    programme_path = "course__residency__programme_id"
    course = models.ForeignKey(Course, models.PROTECT, related_name="materials", verbose_name=_("course"))
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = LineField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=2, default="uk")
    owner = models.ForeignKey(User, models.PROTECT, related_name="materials", verbose_name=_("owner"))
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        ordering = [InOrder("title"), "pk"]

    def __str__(self) -> str:
        return self.title


def material_path(version: "MaterialVersion", filename: str) -> str:
    """A name that says nothing: the name people see is kept in the row."""
    return f"materials/{version.public_id}"


class MaterialVersion(models.Model):
    """One state of a material: a file or a link."""

    material = models.ForeignKey(Material, models.CASCADE, related_name="versions")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.PositiveSmallIntegerField()
    file = models.FileField(storage=private_storage, upload_to=material_path, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["material", "number"], name="material_version_once"),
            models.CheckConstraint(
                condition=(Q(file="") & ~Q(link="")) | (~Q(file="") & Q(link="")),
                name="material_file_or_link",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.material} · {self.number}"
