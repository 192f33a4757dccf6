"""Venues with their rooms and the ways between them, and the dossier of a site that is visited."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.words.addresses import EmailAddressField
from foundation.words.fields import LineField, ProseField
from foundation.words.order import InOrder
from foundation.words.phones import PhoneField
from people.models import Organisation

from .programmes import Programme, ScopedModel


class Venue(ScopedModel):
    """A place where sessions happen, or a host site that is visited: the dossier that cohort after cohort uses.

    `contact` is whom those who come may ask; the contact person is known to the organisers alone, and hosts' links go
    there.
    """

    class Photographs(models.TextChoices):
        YES = "yes", pgettext_lazy("photographs", "allowed")
        ASK = "ask", pgettext_lazy("photographs", "ask first")
        NO = "no", pgettext_lazy("photographs", "not allowed")

    class StepFree(models.TextChoices):
        YES = "yes", pgettext_lazy("step-free", "yes")
        PARTLY = "part", pgettext_lazy("step-free", "in part")
        NO = "no", pgettext_lazy("step-free", "no")

    rights = "venues"
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="venues", verbose_name=_("programme")
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = LineField(pgettext_lazy("venue", "name"), max_length=200)
    town = LineField(_("town"), max_length=100)
    address = LineField(_("address"), max_length=250, blank=True)
    host = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="venues",
        verbose_name=_("host organisation"),
    )
    picture = models.ForeignKey(
        "residencies.Picture",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="venues",
        verbose_name=_("picture"),
    )
    is_host_site = models.BooleanField(_("a site that is visited"), default=False)
    contact = ProseField(_("contact at the site"), max_length=300, blank=True)
    # ------------------------------------------------------------ how to get in
    entry_rules = ProseField(_("rules of entry"), max_length=600, blank=True)
    document = LineField(_("document to show"), max_length=200, blank=True)
    clothing = LineField(_("clothing and shoes"), max_length=200, blank=True)
    gear = LineField(_("protective gear"), max_length=200, blank=True)
    photographs = models.CharField(
        _("photographs"), max_length=5, choices=Photographs, blank=True, default="", db_default=""
    )
    step_free = models.CharField(
        _("step-free"), max_length=5, choices=StepFree, blank=True, default="", db_default=""
    )
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    # ------------------------------------------------------------ safety
    emergency = LineField(_("emergency contact"), max_length=200, blank=True, default="", db_default="")
    shelter = ProseField(_("shelter"), max_length=400, blank=True, help_text=_("Address, and the way there."))
    shelter_capacity = models.PositiveSmallIntegerField(_("people in the shelter"), null=True, blank=True)
    shelter_step_free = models.CharField(
        _("shelter is step-free"), max_length=5, choices=StepFree, blank=True, default="", db_default=""
    )
    safety_briefing = ProseField(_("safety briefing"), max_length=3000, blank=True)
    # ------------------------------------------------------------ for organisers alone
    capacity = models.PositiveSmallIntegerField(
        pgettext_lazy("site", "people at a time"), null=True, blank=True
    )
    open_hours = LineField(
        _("when it receives visits"), max_length=200, blank=True, default="", db_default=""
    )
    contact_name = LineField(_("contact person"), max_length=150, blank=True, default="", db_default="")
    contact_phone = PhoneField(_("their telephone"), max_length=40, blank=True, default="", db_default="")
    contact_email = EmailAddressField(_("their e-mail"), blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = [InOrder("name"), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="venue_whole_coordinates",
                violation_error_message=_("Give both coordinates, or none."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Room(ScopedModel):
    """A room of a venue."""

    rights = "venues"
    programme_path = "venue__programme_id"
    venue = models.ForeignKey(Venue, models.CASCADE, related_name="rooms", verbose_name=_("venue"))
    name = LineField(pgettext_lazy("room", "name"), max_length=120)
    capacity = models.PositiveSmallIntegerField(_("seats"), null=True, blank=True)

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = [InOrder("venue__name"), InOrder("name"), "pk"]

    def __str__(self) -> str:
        return f"{self.venue} · {self.name}"


class Way(ScopedModel):
    """How long it takes from one venue to another, and back unless that has a row of its own."""

    rights = "venues"
    programme_path = "from_venue__programme_id"
    from_venue = models.ForeignKey(
        Venue, models.CASCADE, related_name="ways_from", verbose_name=pgettext_lazy("venue", "from")
    )
    to_venue = models.ForeignKey(
        Venue, models.CASCADE, related_name="ways_to", verbose_name=pgettext_lazy("venue", "to")
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes"),
        help_text=_(
            "From door to door, with getting on and off. Nobody is given two sessions with less between."
        ),
    )

    class Meta:
        verbose_name = _("way between venues")
        verbose_name_plural = _("ways between venues")
        ordering = [InOrder("from_venue__name"), InOrder("to_venue__name"), "pk"]
        constraints = [
            models.UniqueConstraint(fields=["from_venue", "to_venue"], name="way_once"),
            models.CheckConstraint(condition=~Q(from_venue=F("to_venue")), name="way_leads_elsewhere"),
        ]

    def __str__(self) -> str:
        return f"{self.from_venue} → {self.to_venue}"
