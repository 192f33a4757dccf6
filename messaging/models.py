"""Letters that leave, and the base of every row that stands for work to be done."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.words.fields import LineField
from foundation.work import Work, WorkState
from people.models import Language, User
from residencies.models import Programme, ScopedModel

# The same of a letter.
LETTER_STATES = {**dict(WorkState.choices), WorkState.DONE: pgettext_lazy("letter", "sent")}


class Letter(Work, ScopedModel):
    """One letter to one person, in their language, as text and as HTML.

    `key` makes it unique: the same event never writes twice. A private letter (sign-in) is never listed and loses
    its body after sending.
    """

    rights = "letters"
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
    address = models.EmailField(_("address"))
    language = models.CharField(_("language"), max_length=2, choices=Language)
    subject = LineField(_("subject"), max_length=250)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("formatted text"), blank=True)
    # What the worker words the text from; nothing once it is worded. See `outbox.write`.
    facts = models.JSONField(null=True, blank=True, editable=False)
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
    def state_in_words(self) -> str:
        """How far the letter is: a letter that is done has been sent."""
        return str(LETTER_STATES[self.state])
