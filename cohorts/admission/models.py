"""Applications: one per participant, with a door of its own for each day."""

import datetime as dt
import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts.models import Cohort, Day, Participant, whole_second
from foundation.words.addresses import EmailAddressField
from foundation.words.fields import LineField, ProseField
from foundation.words.folding import FoldedField
from foundation.words.phones import PhoneField
from people.countries import CountryField
from people.models import Community, OrganisationKind, User
from residencies.models import ScopedModel


class Application(ScopedModel):
    """What one person says of themselves in order to join a cohort. A draft is kept as it is typed."""

    rights = "applications"

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SENT = "sent", _("sent")
        WITHDRAWN = "withdrawn", _("withdrawn")

    programme_path = "participant__cohort__residency__programme_id"
    participant = models.OneToOneField(
        Participant, models.PROTECT, related_name="application", verbose_name=_("participant")
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    # Drawn with the draft and told when it is sent: unique, without a meaning that could be guessed.
    receipt = models.CharField(
        _("receipt number"), max_length=20, unique=True, null=True, blank=True, editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    community = models.ForeignKey(
        Community,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name=_("community"),
    )
    country = CountryField(_("country"), blank=True)
    organisation = LineField(_("organisation"), max_length=250, blank=True)
    organisation_kind = models.CharField(
        _("kind of organisation"),
        max_length=20,
        choices=OrganisationKind,
        blank=True,
        default="",
        db_default="",
    )
    organisation_words = FoldedField(of="organisation", max_length=250)
    position = LineField(_("position"), max_length=200, blank=True)
    phone = PhoneField(_("phone"), max_length=40, blank=True)
    motivation = ProseField(_("why you want to come"), max_length=2000, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | (Q(sent_at__isnull=False) & Q(receipt__isnull=False)),
                name="application_sent_has_receipt",
            )
        ]
        # Managers read a cohort's applications newest first, by state and all of them but drafts.
        indexes = [
            models.Index(fields=["state", "-sent_at", "-id"], name="application_by_state"),
            models.Index(
                fields=["-sent_at", "-id"],
                condition=Q(state__in=["sent", "withdrawn"]),
                name="application_newest",
            ),
        ]

    def __str__(self) -> str:
        return self.receipt or f"A-{self.pk}"


class DayRequest(ScopedModel):
    """An application's wish for one day and what became of it."""

    rights = "applications"

    class State(models.TextChoices):
        ASKED = "asked", _("under consideration")
        ACCEPTED = "accepted", _("accepted")
        WAITING = "waiting", _("on the waiting list")
        OFFERED = "offered", _("a place is offered")
        DECLINED = "declined", _("declined")
        LAPSED = "lapsed", _("the offer has lapsed")
        CONFIRMED = "confirmed", _("confirmed")
        WITHDRAWN = "withdrawn", _("withdrawn")
        CANCELLED = "cancelled", _("cancelled by the organiser")

    programme_path = "application__participant__cohort__residency__programme_id"
    application = models.ForeignKey(Application, models.PROTECT, related_name="day_requests")
    day = models.ForeignKey(Day, models.PROTECT, related_name="requests", verbose_name=_("day"))
    # In a draft, `asked` is a wish that nobody has seen yet.
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    waits_if_full = models.BooleanField(_("if it is full, put me on the waiting list"), default=True)
    reason = ProseField(_("reason"), max_length=1000, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # Which one on the waiting list, from 1, where it was asked for: see `queries.with_queue_numbers`.
    queue_number: int | None = None

    class Meta:
        verbose_name = _("day applied for")
        verbose_name_plural = _("days applied for")
        ordering = ["day__date"]
        constraints = [models.UniqueConstraint(fields=["application", "day"], name="day_request_once")]
        indexes = [models.Index(fields=["day", "state"], name="day_request_by_state")]

    def __str__(self) -> str:
        return f"D-{self.pk}"

    @property
    def unsent(self) -> "PendingDecision | None":
        """What is decided and not sent yet."""
        return getattr(self, "pending", None)


class Decision(models.TextChoices):
    """What a manager may decide about a day of an application."""

    ACCEPT = "accept", pgettext_lazy("decision", "accept")
    WAIT = "wait", pgettext_lazy("decision", "put on the waiting list")
    DECLINE = "decline", pgettext_lazy("decision", "decline")
    CANCEL = "cancel", pgettext_lazy("decision", "take the place away")


class DecisionBatch(ScopedModel):
    """The decisions of one pass through a cohort's applications: nobody reads of them before they are sent."""

    rights = "applications"

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("batch of decisions", "not sent yet")
        SENT = "sent", pgettext_lazy("batch of decisions", "sent")
        UNDONE = "undone", pgettext_lazy("batch of decisions", "undone")

    programme_path = "cohort__residency__programme_id"
    cohort = models.ForeignKey(
        Cohort, models.PROTECT, related_name="decision_batches", verbose_name=_("cohort")
    )
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.OPEN)
    # Raised by every change of its decisions: what is sent is what was looked at.
    version = models.PositiveIntegerField(default=1, editable=False)
    begun_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("batch of decisions")
        verbose_name_plural = _("batches of decisions")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort"], condition=Q(state="open"), name="decision_batch_open_once"
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_at__isnull=True)
                | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="decision_batch_ends_once",
            ),
        ]

    def __str__(self) -> str:
        return f"DB-{self.pk}"


class PendingDecision(models.Model):
    """What is decided about a day of an application and not sent: the request itself stays as it was."""

    batch = models.ForeignKey(DecisionBatch, models.CASCADE, related_name="decisions")
    day_request = models.OneToOneField(DayRequest, models.CASCADE, related_name="pending")
    decision = models.CharField(_("decision"), max_length=7, choices=Decision)
    reason = ProseField(_("reason"), max_length=1000, blank=True)
    # How the request stood when this was decided.
    seen_state = models.CharField(max_length=10, choices=DayRequest.State)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("decision that is not sent yet")
        verbose_name_plural = _("decisions that are not sent yet")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"PD-{self.pk}"


class Note(ScopedModel):
    """A word about an application for colleagues; the applicant never reads it on the site."""

    rights = "applications"

    programme_path = "application__participant__cohort__residency__programme_id"
    application = models.ForeignKey(Application, models.PROTECT, related_name="notes")
    text = ProseField(_("note"), max_length=1000)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("written by"))
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"N-{self.pk}"


class Call(ScopedModel):
    """That somebody was called, for they had not answered, and what they said."""

    rights = "applications"

    class Outcome(models.TextChoices):
        COMES = "comes", _("will come")
        DOES_NOT = "does_not", _("will not come")
        NO_ANSWER = "no_answer", _("no answer")
        LATER = "later", _("call back")

    programme_path = "application__participant__cohort__residency__programme_id"
    application = models.ForeignKey(Application, models.PROTECT, related_name="calls")
    outcome = models.CharField(_("what they said"), max_length=10, choices=Outcome)
    call_back_at = models.DateTimeField(_("call back at"), null=True, blank=True)
    note = ProseField(_("note"), max_length=500, blank=True)
    called_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("called by"))
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="later") | Q(call_back_at__isnull=False), name="call_back_has_an_hour"
            )
        ]

    def __str__(self) -> str:
        return f"C-{self.pk}"


class LateDoor(ScopedModel):
    """That one person may still apply for a day whose deadline has passed; `doors.Doors` asks for it."""

    rights = "applications"

    programme_path = "day__cohort__residency__programme_id"
    day = models.ForeignKey(Day, models.CASCADE, related_name="late_doors", verbose_name=_("day"))
    # Whoever signs in with it: there need be no account yet.
    address = EmailAddressField(_("e-mail"), max_length=254)
    until = models.DateTimeField(_("open until"))
    reason = ProseField(_("reason"), max_length=500)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("opened by"))
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    # Taken back before its hour, and why; the row stays, for the log and for letters that name it.
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    why_closed = ProseField(_("reason"), max_length=500, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("day opened for one person")
        verbose_name_plural = _("days opened for one person")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["day", "address"], name="late_door_once"),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="late_door_closed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"LD-{self.pk}"

    def is_open_at(self, moment: dt.datetime) -> bool:
        """Whether the person may still come through it; its own second still counts."""
        return self.closed_at is None and whole_second(moment) <= self.until
