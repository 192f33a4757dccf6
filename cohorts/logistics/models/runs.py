"""Buses: carriers and vehicles on file, runs with their calls, and how people travel who take none."""

import datetime as dt
import uuid
from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cohorts.hours import NIGHT_ENDS
from cohorts.models import Cohort, Day, Participant, Pool
from cohorts.timetable.models import Session
from foundation.words.addresses import EmailAddressField
from foundation.words.fields import LineField, ProseField
from foundation.words.names import NameField
from foundation.words.order import InOrder
from foundation.words.phones import PhoneField
from residencies.models import Programme, ScopedModel, ScopedQuerySet

from ..timing import Planned, Stay, beginning, stays, told

MOST_SEATS = 120
# More than anybody counts in a bus: a slip of the finger.
MOST_COUNTED = 2 * MOST_SEATS


class Direction(models.TextChoices):
    """Which way a run goes."""

    THERE = "there", pgettext_lazy("run", "outbound")
    BACK = "back", pgettext_lazy("run", "return")
    OTHER = "other", pgettext_lazy("run", "other")


class Colour(models.TextChoices):
    """What colour a vehicle is, for whoever looks for it: from a list, so that each reads it in their language."""

    WHITE = "white", pgettext_lazy("colour", "white")
    SILVER = "silver", pgettext_lazy("colour", "silver")
    GREY = "grey", pgettext_lazy("colour", "grey")
    BLACK = "black", pgettext_lazy("colour", "black")
    BEIGE = "beige", pgettext_lazy("colour", "beige")
    BROWN = "brown", pgettext_lazy("colour", "brown")
    YELLOW = "yellow", pgettext_lazy("colour", "yellow")
    ORANGE = "orange", pgettext_lazy("colour", "orange")
    RED = "red", pgettext_lazy("colour", "red")
    VIOLET = "violet", pgettext_lazy("colour", "violet")
    SKY = "sky", pgettext_lazy("colour", "light blue")
    BLUE = "blue", pgettext_lazy("colour", "blue")
    GREEN = "green", pgettext_lazy("colour", "green")
    MANY = "many", pgettext_lazy("colour", "many-coloured")


def colour_name(colour: str) -> str:
    """A colour of the list in the reader's language; what was written before there was a list stays as it was."""
    return str(dict(Colour.choices).get(colour, colour))


def run_name(number: int, direction: str) -> str:
    """“bus 2 there”, in the reader's language."""
    return gettext("bus %(number)s %(way)s") % {"number": number, "way": Direction(direction).label}


class Operator(ScopedModel):
    """A carrier, on file for every cohort of the programme."""

    rights = "runs"
    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="operators", verbose_name=_("programme")
    )
    name = LineField(_("carrier"), max_length=150)
    phone = PhoneField(_("dispatcher’s phone"), max_length=40, blank=True)
    email = EmailAddressField(
        _("dispatcher’s e-mail"),
        blank=True,
        default="",
        db_default="",
        help_text=_("Links to lists of passengers go there, and the codes that open names."),
    )
    note = ProseField(_("note"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("carrier")
        verbose_name_plural = _("carriers")
        ordering = [InOrder("name"), "pk"]
        constraints = [models.UniqueConstraint(fields=["programme", "name"], name="operator_once")]

    def __str__(self) -> str:
        return self.name


class Vehicle(ScopedModel):
    """A carrier's bus, on file for every cohort of the programme."""

    rights = "runs"
    programme_path = "operator__programme_id"
    operator = models.ForeignKey(Operator, models.PROTECT, related_name="vehicles", verbose_name=_("carrier"))
    name = LineField(_("make and size"), max_length=100)
    plate = LineField(_("number plate"), max_length=20)
    colour = models.CharField(_("colour"), max_length=40, choices=Colour, blank=True)
    seats = models.PositiveSmallIntegerField(
        _("seats for passengers"), validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)]
    )
    accessible_seats = models.PositiveSmallIntegerField(_("places for wheelchairs"), default=0)

    class Meta:
        verbose_name = _("vehicle")
        verbose_name_plural = _("vehicles")
        ordering = [InOrder("operator__name"), InOrder("name"), "plate"]
        constraints = [
            models.UniqueConstraint(fields=["operator", "plate"], name="vehicle_once"),
            models.CheckConstraint(
                condition=Q(seats__gt=0) & Q(accessible_seats__lte=F("seats")), name="vehicle_has_seats"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.plate} ({self.seats})"


class RunQuerySet(ScopedQuerySet):
    """Runs of a programme."""

    def taking_place(self) -> Self:
        """Those whose day was not called off."""
        return self.filter(
            ~Q(pk__in=self.of_days(Day.objects.filter(called_off_at__isnull=False)).values("pk"))
        )

    def of_days(self, days: QuerySet[Day]) -> Self:
        """Those that serve one of these days: on its date, or before it and after the day before; after the last day,
        those that serve the last one."""
        own = Day.objects.filter(cohort=OuterRef("cohort"))
        following = own.filter(date__gte=OuterRef("date")).order_by("date").values("pk")[:1]
        last = own.order_by("-date").values("pk")[:1]
        return self.annotate(served_day=Coalesce(Subquery(following), Subquery(last))).filter(
            served_day__in=days
        )


class Run(ScopedModel):
    """One vehicle, one way, one date: a pool of as many legs as there are ways between its calls."""

    rights = "runs"
    programme_path = "cohort__residency__programme_id"
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="runs", verbose_name=_("cohort"))
    pool = models.OneToOneField(Pool, models.PROTECT, related_name="bus", verbose_name=_("places"))
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.PositiveSmallIntegerField(_("bus no."), validators=[MinValueValidator(1)])
    direction = models.CharField(_("way"), max_length=5, choices=Direction, default=Direction.THERE)
    date = models.DateField(_("date"))
    starts = models.TimeField(_("at the first stop from"))
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="runs", verbose_name=_("vehicle"))
    driver_name = NameField(_("driver"), max_length=100, blank=True)
    driver_phone = PhoneField(_("driver’s phone"), max_length=40, blank=True)
    cost = LineField(_("cost"), max_length=100, blank=True, help_text=_("For the office only."))
    serves = models.ManyToManyField(
        Session,
        blank=True,
        related_name="runs",
        verbose_name=_("field visits"),
        help_text=_("Whoever attends one of these gets a seat in this bus."),
    )
    # One higher with every change of what a list of passengers says.
    list_number = models.PositiveIntegerField(default=1, editable=False)
    # Since when it is that number; nothing before the first change.
    list_changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    departed_at = models.DateTimeField(_("departed"), null=True, blank=True, editable=False)
    departed_without = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)

    objects: ClassVar[Any] = RunQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("bus", "run")
        verbose_name_plural = pgettext_lazy("bus", "runs")
        ordering: ClassVar[list[str]] = ["date", "starts", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "date", "direction", "number", "starts"], name="run_once"
            )
        ]

    def __str__(self) -> str:
        return run_name(self.number, self.direction)

    @property
    def ends_at(self) -> dt.datetime:
        """From when lists of this run open nowhere any more: four in the morning after."""
        morning = self.begins.date() + dt.timedelta(days=1)
        return dt.datetime.combine(morning, NIGHT_ENDS, self.cohort.zone)

    @property
    def begins(self) -> dt.datetime:
        """When it is at its first stop, on the clock of the cohort."""
        return beginning(self.date, self.starts, is_back=self.direction == Direction.BACK)

    @property
    def starts_at(self) -> dt.datetime:
        """The moment when it is at its first stop."""
        return self.begins.replace(tzinfo=self.cohort.zone)

    @property
    def in_time(self) -> tuple[dt.datetime, int, int]:
        """By what runs are put in the order of time, those of one hour by their numbers."""
        return self.begins, self.number, self.pk

    def stays(self, calls: "list[Call]") -> list[Stay]:
        """When the bus is at each of its calls."""
        return stays(self.begins, [call.planned for call in calls])

    def hours(self, calls: "list[Call]") -> list[dt.datetime]:
        """The one hour that people are told of each of its calls."""
        return told(self.stays(calls))

    @property
    def leaves(self) -> dt.datetime:
        """When it leaves its first stop: by this date and hour people know it, whatever day it belongs to.

        A query, where its calls were not read before.
        """
        hours = self.hours(list(self.calls.all()))
        return hours[0] if hours else self.begins


class Call(ScopedModel):
    """A stop of a run. They are numbered from 0, and a seat is from one of these numbers to another."""

    rights = "runs"
    programme_path = "run__cohort__residency__programme_id"
    run = models.ForeignKey(Run, models.CASCADE, related_name="calls", verbose_name=_("run"))
    position = models.PositiveSmallIntegerField(editable=False)
    stop = LineField(_("stop"), max_length=150)
    meeting_point = ProseField(
        _("meeting point"),
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text=_("How to find the bus at this stop."),
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes from the stop before"),
        default=0,
        validators=[MaxValueValidator(24 * 60)],
        help_text=_("Nothing for the first stop."),
    )
    loading = models.PositiveSmallIntegerField(
        _("minutes for getting on and off"), default=5, validators=[MaxValueValidator(240)]
    )
    by_hand = models.TimeField(
        _("arrives at"), null=True, blank=True, help_text=_("Leave it empty: then it is worked out.")
    )

    class Meta:
        verbose_name = _("stop")
        verbose_name_plural = _("stops")
        ordering: ClassVar[list[str]] = ["position"]
        constraints = [models.UniqueConstraint(fields=["run", "position"], name="call_once")]

    def __str__(self) -> str:
        return self.stop

    @property
    def place(self) -> str:
        """By what two runs are known to come to one stop: its name in the language that each has."""
        return self.stop_uk or self.stop  # type: ignore[attr-defined]  # a column of modeltranslation

    @property
    def planned(self) -> Planned:
        """What its hour is worked out from."""
        return Planned(self.minutes, self.loading, self.by_hand)


class Travel(models.Model):
    """What somebody chose instead of a seat in a bus, for one way."""

    class How(models.TextChoices):
        OWN = "own", _("by own transport")
        LATER = "later", _("joins later")
        EARLIER = "earlier", _("leaves earlier")

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="travels")
    date = models.DateField()
    direction = models.CharField(max_length=5, choices=Direction)
    how = models.CharField(max_length=7, choices=How)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participant", "date", "direction"], name="travel_once")
        ]

    def __str__(self) -> str:
        return f"TR-{self.pk}"


class Passenger(models.Model):
    """What a participant lets the driver know; nothing else of their needs reaches a list.

    That the captain may see their telephone is a consent: see `consents`.
    """

    participant = models.OneToOneField(Participant, models.CASCADE, related_name="passenger")
    wheelchair = models.BooleanField(_("the driver must know: I travel in a wheelchair"), default=False)

    class Meta:
        verbose_name = _("passenger")
        verbose_name_plural = _("passengers")

    def __str__(self) -> str:
        return f"PAX-{self.pk}"


class RunChange(models.Model):
    """What of a run became other while people travelled by it; in the order of time, as words that need no language."""

    class What(models.TextChoices):
        VEHICLE = "vehicle", _("vehicle")
        MEETING = "meeting", _("meeting point")
        CALL = "call", pgettext_lazy("bus", "stop")

    run = models.ForeignKey(Run, models.CASCADE, related_name="changes")
    what = models.CharField(max_length=7, choices=What)
    # Of a stop, which one; 0 otherwise.
    call = models.PositiveSmallIntegerField(default=0)
    before = models.CharField(max_length=300, blank=True)
    after = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("change of a run")
        verbose_name_plural = _("changes of runs")
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"RC-{self.pk}"
