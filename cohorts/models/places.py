"""Places: who holds one, who waits, to whom one is offered, and every move between these.

A pool has one leg, as a day or a session has, or several, as a run with its calls: then a place is for a stretch, from
the call at which somebody gets on to that at which they get off, and each leg has its own count.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.words.fields import ProseField
from foundation.work import Work
from people.models import User
from residencies.models import ScopedModel


def whole_second(moment: dt.datetime) -> dt.datetime:
    """The second that a moment falls in, as deadlines count: 18:00:00 is not over at half a second past."""
    return moment.replace(microsecond=0)


class Stretch(NamedTuple):
    """From which call to which, by their numbers from 0; a pool of one leg knows only `WHOLE`."""

    from_call: int
    to_call: int


WHOLE = Stretch(0, 1)


@dataclass(frozen=True)
class Part:
    """A place that goes with one that is offered: the visit of that day, the seat there and back."""

    pool_id: int
    stretch: Stretch = WHOLE


class Pool(ScopedModel):
    """A number of places with a deadline: a day, a session, a run, a room type for a night."""

    rights = "cohorts"

    class Freed(models.TextChoices):
        OFFER = "offer", _("offered, and held until the person answers")
        TAKE = "take", _("given at once to who asked for that beforehand, offered to the others")

    programme_path = "cohort__residency__programme_id"
    cohort = models.ForeignKey("cohorts.Cohort", models.CASCADE, related_name="pools")
    capacity = models.PositiveIntegerField(_("places"))
    deadline = models.DateTimeField(_("registration until"), null=True, blank=True)
    legs = models.PositiveSmallIntegerField(default=1, db_default=1, editable=False)
    freed = models.CharField(
        _("a freed place is"), max_length=5, choices=Freed, default=Freed.OFFER, db_default=Freed.OFFER
    )
    hold_hours = models.PositiveSmallIntegerField(
        _("an offer stands for"),
        default=12,
        db_default=12,
        help_text=_("Working hours: 8:00 to 20:00 on working days."),
    )

    class Meta:
        verbose_name = _("places")
        verbose_name_plural = _("places")
        constraints = [
            models.CheckConstraint(condition=Q(legs__gt=0) & Q(hold_hours__gt=0), name="pool_can_be_used")
        ]

    def __str__(self) -> str:
        return f"POOL-{self.pk}"


class _OnStretch(models.Model):
    """What somebody has of a pool, on a stretch of it."""

    from_call = models.PositiveSmallIntegerField(default=WHOLE.from_call, db_default=WHOLE.from_call)
    to_call = models.PositiveSmallIntegerField(default=WHOLE.to_call, db_default=WHOLE.to_call)

    class Meta:
        abstract = True

    @property
    def stretch(self) -> Stretch:
        """From which call to which."""
        return Stretch(self.from_call, self.to_call)


_IS_STRETCH = Q(from_call__lt=F("to_call"))


class Place(_OnStretch):
    """A place of a pool held by a participant."""

    pool = models.ForeignKey(Pool, models.PROTECT, related_name="places")
    participant = models.ForeignKey("cohorts.Participant", models.PROTECT, related_name="places")
    taken_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pool", "participant"], name="place_once"),
            models.CheckConstraint(condition=_IS_STRETCH, name="place_on_a_stretch"),
        ]

    def __str__(self) -> str:
        return f"PL-{self.pk}"


class Waiting(_OnStretch):
    """The order in which freed places of a pool are offered."""

    pool = models.ForeignKey(Pool, models.PROTECT, related_name="waiting")
    participant = models.ForeignKey("cohorts.Participant", models.PROTECT, related_name="waiting")
    position = models.PositiveIntegerField()
    takes_at_once = models.BooleanField(default=False, db_default=False)
    since = models.DateTimeField(default=timezone.now, editable=False)
    # Which one in the queue, from 1, where it was counted: positions have gaps where somebody left.
    number: int

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["pool", "participant"], name="waiting_once"),
            models.UniqueConstraint(fields=["pool", "position"], name="waiting_position_once"),
            models.CheckConstraint(condition=_IS_STRETCH, name="waiting_for_a_stretch"),
        ]

    def __str__(self) -> str:
        return f"W-{self.pk}"


class OfferQuerySet(models.QuerySet["Offer"]):
    """Offers of places."""

    def live(self, moment: dt.datetime) -> "OfferQuerySet":
        """Those that hold a place at that moment, whether or not anybody has looked at the clock since."""
        return self.filter(outcome=Offer.Outcome.OPEN, until__gte=whole_second(moment))

    def run_out(self, moment: dt.datetime) -> "OfferQuerySet":
        """Those whose time is over and of which that is not written down yet."""
        return self.filter(outcome=Offer.Outcome.OPEN, until__lt=whole_second(moment))


class Offer(_OnStretch):
    """A place held for one person until an hour. What goes with it (a visit, seats) are its parts.

    A part has the hour and the outcome of the whole.
    """

    class Outcome(models.TextChoices):
        OPEN = "", _("waits for an answer")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        LAPSED = "lapsed", _("nobody answered in time")
        WITHDRAWN = "withdrawn", _("taken back")

    pool = models.ForeignKey(Pool, models.PROTECT, related_name="offers")
    participant = models.ForeignKey("cohorts.Participant", models.PROTECT, related_name="offers")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    part_of = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="parts")
    # Ids of pools that would go with it and have no free place.
    missing = models.JSONField(default=list)
    offered_at = models.DateTimeField(default=timezone.now, editable=False)
    until = models.DateTimeField()
    outcome = models.CharField(max_length=9, choices=Outcome, default=Outcome.OPEN, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pool", "participant"], condition=Q(outcome=""), name="offer_once_at_a_time"
            ),
            models.CheckConstraint(condition=_IS_STRETCH, name="offer_of_a_stretch"),
            models.CheckConstraint(condition=Q(until__gt=F("offered_at")), name="offer_holds_for_a_while"),
        ]
        indexes = [models.Index(fields=["outcome", "until"], name="offer_by_hour")]

    def __str__(self) -> str:
        return f"O-{self.pk}"


class Reservation(models.Model):
    """A place kept for somebody by a decision that is not sent yet: nobody else gets it, and nobody reads of it.

    It is no move: undone, it leaves everything as it was.
    """

    pool = models.ForeignKey(Pool, models.PROTECT, related_name="reservations")
    participant = models.ForeignKey("cohorts.Participant", models.PROTECT, related_name="reservations")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pool", "participant"], name="reservation_once")]

    def __str__(self) -> str:
        return f"RE-{self.pk}"


class Move(_OnStretch):
    """One move of one person in one pool: who, what, why, when. In their order they say who has what now."""

    class What(models.TextChoices):
        QUEUED = "queued", _("joined the queue")
        RANKED = "ranked", _("was put to another place in the queue")
        LEFT_QUEUE = "left_queue", _("left the queue")
        SKIPPED = "skipped", _("was passed over")
        OFFERED = "offered", _("was offered a place")
        LAPSED = "lapsed", _("did not answer in time")
        DECLINED = "declined", _("declined the offer")
        UNOFFERED = "unoffered", _("the offer was taken back")
        TOOK = "took", _("took a place")
        GAVE_BACK = "gave_back", _("the place was given back")
        # In a replacement: the place is held at every moment, by the one and then by the other.
        HANDED_ON = "handed_on", _("the place was handed on to a colleague")
        TOOK_OVER = "took_over", _("took a colleague’s place over")

    class Why(models.TextChoices):
        """Why somebody who waits is passed over."""

        GONE = "gone", _("the application was withdrawn or is decided otherwise")
        OVER = "over", _("it is over, or called off")
        NO_DAY = "no_day", _("holds no place on that day")
        CLASH = "clash", _("holds something else at that time")

    pool = models.ForeignKey(Pool, models.CASCADE, related_name="moves")
    participant = models.ForeignKey("cohorts.Participant", models.PROTECT, related_name="moves")
    what = models.CharField(max_length=10, choices=What)
    # Which one in the queue, from 1, of who was ranked.
    number = models.PositiveIntegerField(null=True, blank=True)
    why = models.CharField(max_length=10, choices=Why, blank=True)
    # Nobody, where the clock did it.
    actor = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reason = ProseField(max_length=1000, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        indexes = [models.Index(fields=["pool", "id"], name="move_by_pool")]

    def __str__(self) -> str:
        return f"M-{self.pk}"


class PoolWork(Work):
    """That a pool is to be looked at: a place was freed, an offer was answered or ran out."""

    pool = models.OneToOneField(Pool, models.CASCADE, related_name="work")

    def __str__(self) -> str:
        return f"PW-{self.pk}"
