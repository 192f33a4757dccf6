"""That one person is to come in another's place: who named them, what they said, and what became of it."""

import datetime as dt
import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts.models import Participant
from foundation.clocks.working import FIRST_HOUR
from foundation.files.storage import private_storage
from foundation.words.addresses import EmailAddressField
from foundation.words.fields import LineField, ProseField
from foundation.words.names import NameField
from foundation.words.phones import PhoneField
from people.models import User
from residencies.models import ScopedModel


def letter_path(row: "Replacement", filename: str) -> str:
    """A folder for each replacement, whatever somebody called the file."""
    return f"replacements/{row.public_id}/letter"


class Replacement(ScopedModel):
    """One person named to come in the place of another. What the newcomer says waits here until it is approved."""

    rights = "replacements"

    class State(models.TextChoices):
        NOMINATED = "nominated", pgettext_lazy("replacement", "named, has not confirmed")
        CONFIRMED = "confirmed", pgettext_lazy("replacement", "confirmed, to be approved")
        DONE = "done", pgettext_lazy("replacement", "done")
        REFUSED = "refused", pgettext_lazy("replacement", "does not come")
        WITHDRAWN = "withdrawn", pgettext_lazy("replacement", "taken back")

    OPEN = (State.NOMINATED, State.CONFIRMED)

    programme_path = "leaver__cohort__residency__programme_id"
    leaver = models.ForeignKey(
        Participant, models.PROTECT, related_name="replacements", verbose_name=_("who does not come")
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.NOMINATED)
    name = NameField(_("name of the colleague"), max_length=200)
    address = EmailAddressField(_("e-mail of the colleague"))
    phone = PhoneField(_("phone of the colleague"), max_length=40, blank=True)
    # Who named them.
    by_name = NameField(_("who names them"), max_length=200)
    by_position = LineField(_("position"), max_length=200, blank=True)
    by_institution = LineField(_("institution"), max_length=250)
    letter = models.FileField(storage=private_storage, upload_to=letter_path, blank=True)
    letter_name = models.CharField(max_length=160, blank=True)
    letter_type = models.CharField(max_length=100, blank=True)
    # Who confirmed, and what they said: as an application asks it, and forgotten once it stands in one or nothing
    # comes of it.
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answers: Any = models.JSONField(default=dict, blank=True)
    newcomer = models.ForeignKey(Participant, models.PROTECT, null=True, blank=True, related_name="replaces")
    reason = ProseField(_("reason"), max_length=500, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now, editable=False)
    reminders = models.PositiveSmallIntegerField(default=0, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("replacement")
        verbose_name_plural = _("replacements")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["leaver"],
                condition=Q(state__in=["nominated", "confirmed"]),
                name="replacement_open_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "done"])
                | Q(user__isnull=False, confirmed_at__isnull=False),
                name="replacement_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="done", newcomer__isnull=False)
                | (~Q(state="done") & Q(newcomer__isnull=True)),
                name="replacement_done_has_newcomer",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["nominated", "confirmed"], ended_at__isnull=True)
                | (~Q(state__in=["nominated", "confirmed"]) & Q(ended_at__isnull=False)),
                name="replacement_ends_once",
            ),
        ]

    def __str__(self) -> str:
        return f"RP-{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether something can still come of it."""
        return self.state in self.OPEN

    @property
    def called_from(self) -> dt.datetime:
        """The first 8:00, where the cohort meets, after the colleague was named: whoever is silent then is called."""
        zone = self.leaver.cohort.zone
        wall = self.entered_at.astimezone(zone)
        date = wall.date() + dt.timedelta(days=wall.time() >= FIRST_HOUR)
        return dt.datetime.combine(date, FIRST_HOUR, zone)
