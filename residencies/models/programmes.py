"""Programmes, residencies, who works in them, partners in their roles.

Every row of a programme knows the way to it (`programme_path`): `visible_to(user)` follows it, so that a manager
meets rows of their own programmes only.
"""

import uuid
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from foundation.clocks.zone_field import TimeZoneField, zones_of_places
from foundation.words.addresses import EmailAddressField
from foundation.words.fields import LineField, ProseField
from foundation.words.order import InOrder
from foundation.words.phones import PhoneField
from people.models import Organisation, User
from people.rights import is_administrator

from ..rights import SEES_NEEDS, Role, roles_with


class ScopedQuerySet(models.QuerySet[Any]):
    """Rows that belong to a programme."""

    def visible_to(self, actor: Any, right: str = "") -> Self:
        """Only rows of the programmes in which this person has the right, by default that of viewing such rows.

        All rows for an administrator; none for whoever has no role.
        """
        if not actor.is_authenticated or not actor.is_active:
            return self.none()
        if is_administrator(actor):
            return self
        roles = roles_with(right or f"{self.model.rights}.view")
        has_role = Q(role__in=roles)
        if SEES_NEEDS in roles:
            has_role |= Q(role=Role.ASSISTANT, sees_needs=True)
        own = Membership.objects.filter(has_role, user_id=actor.pk).values("programme_id")
        return self.filter(**{f"{self.model.programme_path}__in": own})

    def with_programme(self) -> Self:
        """Each row with its programme's id, so that asking for a right on it costs no query."""
        return self.annotate(known_programme_id=F(self.model.programme_path))


class ScopedModel(models.Model):
    """Base of rows of a programme. `programme_path` is the lookup from the row to its programme's id.

    `rights` is the first part of the names of rights on such rows: “venues” for `venues.view` and `venues.change`.
    """

    programme_path: ClassVar[str] = "programme_id"
    rights: ClassVar[str] = "programmes"

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def owning_programme_id(self) -> int | None:
        """Id of the programme that the row belongs to."""
        known: int | None = self.__dict__.get("known_programme_id")
        if known is not None:
            return known
        value: Any = self
        for step in self.programme_path.split("__"):
            value = getattr(value, step, None)
            if value is None:
                return None
        return int(value)


def validate_time_zone(value: str) -> None:
    """Refuse a name that is not a zone of some place."""
    if value not in zones_of_places():
        raise ValidationError(
            _("“%(value)s” is not a time zone. Examples: Europe/Kyiv, Europe/Warsaw."),
            params={"value": value},
        )


class FundingProject(ScopedModel):
    """A donor's project that pays for a programme, with the sentence that the donor wants printed."""

    programme = models.ForeignKey(
        "Programme", models.PROTECT, related_name="projects", verbose_name=_("programme")
    )
    title = LineField(_("title"), max_length=250)
    sentence = ProseField(_("sentence that the donor wants printed"), max_length=1000, blank=True)
    agreement_number = LineField(_("agreement number"), max_length=60, blank=True)
    logos = models.ForeignKey(
        "residencies.Picture",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name=_("logos"),
        help_text=_(
            "One picture with all of them side by side, as the donor gives it out; on attendance sheets."
        ),
    )
    keep_until = models.DateField(
        _("keep the papers until"),
        null=True,
        blank=True,
        help_text=_(
            "As the donor’s agreement asks. Until then it stays on file who slept where, with the signed sheets; "
            "the day after, both are deleted."
        ),
    )

    class Meta:
        verbose_name = _("funding project")
        verbose_name_plural = _("funding projects")
        ordering = [InOrder("title"), "pk"]

    def __str__(self) -> str:
        return self.title


class Programme(ScopedModel):
    """A series of residencies run by one organiser with its partners."""

    programme_path = "pk"
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = LineField(_("name"), max_length=200)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    summary = ProseField(_("summary"), max_length=600, blank=True)
    organiser = models.ForeignKey(
        Organisation, models.PROTECT, related_name="programmes_organised", verbose_name=_("organiser")
    )
    contact_email = EmailAddressField(
        _("e-mail for questions"),
        blank=True,
        help_text=_("Stands on the cohorts’ pages and in letters; answers to letters go there."),
    )
    contact_phone = PhoneField(
        _("phone on the days"),
        max_length=40,
        blank=True,
        default="",
        db_default="",
        help_text=_("Captains of buses and hosts call it; nobody else reads it."),
    )
    time_zone = TimeZoneField(
        _("time zone"), max_length=50, default="Europe/Kyiv", validators=[validate_time_zone]
    )
    is_public = models.BooleanField(_("on the public site"), default=False)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = [InOrder("name"), "pk"]

    def __str__(self) -> str:
        return self.name


class CalendarDate(ScopedModel):
    """A date on which the programme works, or rests, otherwise than Monday to Friday."""

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="calendar_dates", verbose_name=_("programme")
    )
    date = models.DateField(_("date"))
    is_working = models.BooleanField(
        _("a working day"), default=False, help_text=_("Otherwise nobody is offered anything on that date.")
    )
    note = LineField(_("what is on that date"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("date of the programme’s calendar")
        verbose_name_plural = _("dates of the programme’s calendar")
        ordering = ["date"]
        constraints = [models.UniqueConstraint(fields=["programme", "date"], name="calendar_date_once")]

    def __str__(self) -> str:
        return f"{self.date:%d.%m.%Y}"


class Membership(ScopedModel):
    """What one person does in one programme."""

    Role = Role
    rights = "roles"

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("account"))
    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="memberships", verbose_name=_("programme")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    sees_needs = models.BooleanField(
        _("sees needs"),
        default=False,
        help_text=_("Food, health and access, which people write for the organisers. For assistants."),
    )

    class Meta:
        verbose_name = _("role in a programme")
        verbose_name_plural = _("roles in programmes")
        constraints = [
            models.UniqueConstraint(fields=["user", "programme", "role"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"M-{self.pk}"


class Theme(models.Model):
    """What a residency is about, with the colour of its band."""

    class Hue(models.TextChoices):
        COMMUNICATION = "communication", _("communication (blue)")
        INVESTMENT = "investment", _("investment (green)")
        MEDICINE = "medicine", _("medicine (red)")
        PARTNERSHIP = "partnership", _("partnership (violet)")
        NEUTRAL = "neutral", _("neutral (ink)")

    slug = models.SlugField(_("short name in addresses"), max_length=40, unique=True)
    name = LineField(_("name"), max_length=100)
    hue = models.CharField(_("colour"), max_length=20, choices=Hue, default=Hue.NEUTRAL)

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = [InOrder("name"), "pk"]

    def __str__(self) -> str:
        return self.name


class Residency(ScopedModel):
    """A theme within a programme. What it teaches is a course; when and where it happens is a cohort."""

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="residencies", verbose_name=_("programme")
    )
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="residencies", verbose_name=_("theme"))
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = LineField(_("name"), max_length=200)
    slug = models.SlugField(
        _("address"),
        max_length=60,
        unique=True,
        validators=[validate_slug],
        help_text=_("Never changes once it is public."),
    )
    summary = ProseField(_("summary"), max_length=600, blank=True)
    audience = ProseField(_("who it is for"), max_length=600, blank=True)
    cover = models.ForeignKey(
        "residencies.Picture",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="covers_of_residencies",
        verbose_name=_("cover"),
    )
    is_public = models.BooleanField(_("on the public site"), default=False)
    # Set once, whatever becomes of it: an address that was public is printed and linked to.
    published_at = models.DateTimeField(_("first published"), null=True, blank=True, editable=False)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("residency")
        verbose_name_plural = _("residencies")
        ordering = [InOrder("name"), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_public=False) | Q(published_at__isnull=False), name="residency_public_since"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """The address of its public page in the reader's language."""
        return f"/{get_language()}/residencies/{self.slug}/"


class Partner(ScopedModel):
    """An organisation in one of its roles, for a whole programme or for one residency."""

    class Role(models.TextChoices):
        ORGANISER = "organiser", _("Organiser")
        CO_ORGANISER = "co_organiser", _("Co-organiser")
        IMPLEMENTER = "implementer", _("Implementer")
        CONSORTIUM = "consortium", _("Consortium")
        FUNDER = "funder", _("Funder")
        PARTNER = "partner", _("Partner")
        CONTENT_PARTNER = "content_partner", _("Content partner")
        HOST = "host", _("Host")
        SUPPORTER = "supporter", _("Supporter")

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="partners", verbose_name=_("programme")
    )
    residency = models.ForeignKey(
        Residency,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="partners",
        verbose_name=_("residency"),
        help_text=_("Leave empty for a partner of the whole programme."),
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="partnerships", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "residency", "organisation", "role"],
                name="partner_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_role_display()})"
