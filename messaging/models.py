"""Letters that leave, and the base of every row that stands for work to be done."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib.admin import display
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.words.fields import LineField
from foundation.work import Work, WorkState
from people.models import Language, User
from residencies.models import Programme, ScopedModel

from .kinds import kinds

# The same of a letter.
LETTER_STATES = {**dict(WorkState.choices), WorkState.DONE: pgettext_lazy("letter", "sent")}

# A letter that is due and has not left for so long waits for too long.
TOO_LONG = dt.timedelta(minutes=5)


class Letter(Work, ScopedModel):
    """One letter to one person, in their language: facts until it is worded, then a subject, text and HTML.

    `key` makes it unique: the same event never writes twice. A private letter (sign-in) is never listed and loses
    all that it says after sending.
    """

    rights = "letters"
    # What is left of a letter whose words and facts are forgotten.
    NOTHING_SAID: ClassVar[Mapping[str, Any]] = {
        "facts": None,
        "subject": "",
        "text": "",
        "html": "",
        "calendar": "",
        "calendar_method": "",
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=60)
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="letters", verbose_name=_("programme")
    )
    recipient = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name=pgettext_lazy("letter", "to"),
    )
    # The row is of a room above: who composes a letter about a cohort names it.
    cohort_id = models.BigIntegerField(null=True, blank=True, db_index=True, editable=False)
    address = models.EmailField(_("address"))
    language = models.CharField(_("language"), max_length=2, choices=Language)
    # Language-neutral, of the form that the kind gives them; nothing once the letter is worded.
    facts = models.JSONField(null=True, blank=True, editable=False)
    subject = LineField(_("subject"), max_length=250, blank=True)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("formatted text"), blank=True)
    calendar = models.TextField(blank=True)
    calendar_method = models.CharField(max_length=10, blank=True)
    is_private = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "not_before"], name="letter_waiting")]

    def __str__(self) -> str:
        return f"L-{self.pk}"

    @property
    def holds_key(self) -> bool:
        """Whether its words hold a link that opens something."""
        kind = kinds().get(self.kind)
        return kind is not None and kind.holds_key

    @display(description=_("subject"), ordering="subject")
    def title(self) -> str:
        """Its subject; until it has one, what kind of letter it is."""
        kind = kinds().get(self.kind)
        return self.subject or (str(kind.title) if kind else self.kind)

    @property
    def state_in_words(self) -> str:
        """How far the letter is: a letter that is done has been sent."""
        return str(LETTER_STATES[self.state])
