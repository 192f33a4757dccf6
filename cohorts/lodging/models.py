"""Hotels with their kinds of rooms, nights and the stays in them, rooms, and what people wish of them.

A night is a pool: so many beds of a kind of room on a date. A stay is a person and a date, once; it hangs on the place
that the person holds in the night's pool, and goes with it.
"""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts.models import Cohort, Participant, Place, Pool
from foundation.words.addresses import EmailAddressField
from foundation.words.fields import LineField, ProseField
from foundation.words.names import NameField
from foundation.words.order import InOrder
from foundation.words.phones import PhoneField
from residencies.models import Programme, ScopedModel

from .sharing import Sharing

MOST_BEDS = 12
MOST_ROOMS = 500


class Hotel(ScopedModel):
    """A hotel on file for every cohort of the programme."""

    rights = "lodging"
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="hotels", verbose_name=_("programme")
    )
    name = LineField(pgettext_lazy("hotel", "name"), max_length=200)
    address = LineField(_("address"), max_length=250, blank=True)
    phone = PhoneField(_("reception’s phone"), max_length=40, blank=True)
    email = EmailAddressField(_("e-mail"), blank=True)
    contact = NameField(_("contact person"), max_length=200, blank=True)
    entrance = ProseField(
        _("step-free entrance"),
        max_length=400,
        blank=True,
        help_text=_("How one gets in and up without steps; who sleeps there reads it."),
    )

    class Meta:
        verbose_name = _("hotel")
        verbose_name_plural = _("hotels")
        ordering = [InOrder("name"), "pk"]

    def __str__(self) -> str:
        return self.name


class RoomType(ScopedModel):
    """A kind of room of a hotel: how many beds it has, and whether a wheelchair gets in."""

    rights = "lodging"
    programme_path = "hotel__programme_id"
    hotel = models.ForeignKey(Hotel, models.PROTECT, related_name="room_types", verbose_name=_("hotel"))
    name = LineField(_("kind of room"), max_length=100)
    beds = models.PositiveSmallIntegerField(
        _("beds in each room"), validators=[MinValueValidator(1), MaxValueValidator(MOST_BEDS)]
    )
    accessible = models.BooleanField(_("step-free, with a bathroom for a wheelchair"), default=False)

    class Meta:
        verbose_name = _("kind of room")
        verbose_name_plural = _("kinds of rooms")
        ordering = [InOrder("hotel__name"), "beds", "pk"]
        constraints = [models.CheckConstraint(condition=Q(beds__gt=0), name="room_type_has_beds")]

    def __str__(self) -> str:
        return f"{self.hotel}, {self.name}"


class Night(ScopedModel):
    """Rooms of a kind ordered for a cohort for one night, named by the date of its evening: a pool of their beds."""

    rights = "lodging"
    programme_path = "cohort__residency__programme_id"
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="nights", verbose_name=_("cohort"))
    room_type = models.ForeignKey(
        RoomType, models.PROTECT, related_name="nights", verbose_name=_("kind of room")
    )
    pool = models.OneToOneField(Pool, models.PROTECT, related_name="night", verbose_name=_("places"))
    date = models.DateField(_("night of"))
    rooms = models.PositiveSmallIntegerField(_("rooms"), validators=[MinValueValidator(1)])
    # How many had a bed, and of how many it is known that they slept there, once the stays themselves are forgotten.
    held_then = models.PositiveSmallIntegerField(null=True, editable=False)
    slept_then = models.PositiveSmallIntegerField(null=True, editable=False)

    class Meta:
        verbose_name = _("night")
        verbose_name_plural = _("nights")
        ordering: ClassVar[list[str]] = ["date", "room_type_id"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "room_type", "date"], name="night_once"),
            models.CheckConstraint(condition=Q(rooms__gt=0), name="night_has_rooms"),
        ]

    def __str__(self) -> str:
        return f"N-{self.pk}"


class Room(ScopedModel):
    """A room as it is planned: the number `number` of its kind. It is there on nights for which so many are ordered."""

    rights = "lodging"
    programme_path = "cohort__residency__programme_id"
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="sleeping_rooms")
    room_type = models.ForeignKey(RoomType, models.PROTECT, related_name="rooms")
    number = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    label = LineField(_("number on the door"), max_length=20, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("hotel", "room")
        verbose_name_plural = pgettext_lazy("hotel", "rooms")
        ordering: ClassVar[list[str]] = ["room_type_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "room_type", "number"], name="sleeping_room_once")
        ]

    def __str__(self) -> str:
        return self.label or f"{self.room_type.name} {self.number}"

    @property
    def title(self) -> str:
        """What stands over who sleeps there: “Twin 1”, as rooms of each kind count from one; “Room 214, twin”."""
        if not self.label:
            return capfirst(str(self))
        return str(_("Room %(room)s, %(kind)s")) % {"room": self.label, "kind": self.room_type.name}


class Stay(ScopedModel):
    """A person's bed for one night. The place of the night's pool is theirs as long as this row is there."""

    class Slept(models.TextChoices):
        UNKNOWN = "", _("not known")
        YES = "yes", _("slept there")
        NO = "no", _("did not come")

    rights = "lodging"
    programme_path = "participant__cohort__residency__programme_id"
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="+")
    date = models.DateField()
    place = models.OneToOneField(Place, models.CASCADE, related_name="stay")
    room = models.ForeignKey(Room, models.PROTECT, null=True, related_name="stays")
    # Which bed of the room, from 1.
    bed = models.PositiveSmallIntegerField(null=True)
    is_fixed = models.BooleanField(default=False, db_default=False)
    slept = models.CharField(max_length=3, choices=Slept, default="", db_default="", blank=True)

    class Meta:
        verbose_name = _("stay")
        verbose_name_plural = _("stays")
        ordering: ClassVar[list[str]] = ["date", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["participant", "date"], name="stay_once"),
            models.UniqueConstraint(fields=["room", "date", "bed"], name="bed_once"),
            models.CheckConstraint(
                condition=Q(room__isnull=True, bed__isnull=True) | Q(room__isnull=False, bed__gt=0),
                name="bed_is_of_a_room",
            ),
        ]

    def __str__(self) -> str:
        return f"ST-{self.pk}"


# ---------------------------------------------------------------- what people wish
class Wish(models.Model):
    """What somebody who comes said of where they sleep. Forgotten some time after the end: see `services.keeping`."""

    participant = models.OneToOneField(Participant, models.CASCADE, related_name="lodging_wish")
    answered_at = models.DateTimeField(default=timezone.now)
    sharing = models.CharField(
        _("With whom would you share a room?"), max_length=5, choices=Sharing, blank=True
    )
    accessible = models.BooleanField(_("I need a room for a wheelchair"), default=False)
    note = ProseField(_("arriving later, leaving earlier"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("wish about a room")
        verbose_name_plural = _("wishes about rooms")

    def __str__(self) -> str:
        return f"LW-{self.pk}"


class WantedNight(models.Model):
    """A night for which somebody asks for a bed."""

    wish = models.ForeignKey(Wish, models.CASCADE, related_name="nights")
    date = models.DateField()

    class Meta:
        verbose_name = _("wanted night")
        verbose_name_plural = _("wanted nights")
        ordering: ClassVar[list[str]] = ["date"]
        constraints = [models.UniqueConstraint(fields=["wish", "date"], name="wanted_night_once")]

    def __str__(self) -> str:
        return f"WN-{self.pk}"


class Named(models.Model):
    """Somebody whom a wish names, as it was typed; who that is among the participants, a manager says.

    `is_settled` without a person: nobody of the participants is meant.
    """

    class What(models.TextChoices):
        WANTED = "wanted", _("would like to share with")
        UNWANTED = "unwanted", _("would not share with")
        CARER = "carer", _("comes with a carer")

    wish = models.ForeignKey(Wish, models.CASCADE, related_name="named")
    what = models.CharField(max_length=8, choices=What)
    typed = LineField(max_length=200)
    person = models.ForeignKey(Participant, models.CASCADE, null=True, related_name="+")
    is_settled = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("person named in a wish")
        verbose_name_plural = _("people named in wishes")
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["wish", "what", "typed"], name="named_once"),
            models.CheckConstraint(
                condition=Q(is_settled=True) | Q(person__isnull=True), name="named_person_is_settled"
            ),
        ]

    def __str__(self) -> str:
        return f"NP-{self.pk}"
