"""What people have agreed to: which words, of which version, when, and since when they do not any more."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Consent(models.Model):
    """That somebody agreed to something. A row never says another thing: given anew, it is another row.

    `kind` and `about` are codes of the room that asked for it: to what, and concerning which of its rows. Version 0 is
    what was agreed to before the words were kept.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="consents", verbose_name=_("person")
    )
    kind = models.CharField(max_length=40)
    about = models.CharField(pgettext_lazy("consent", "concerns"), max_length=60)
    version = models.PositiveSmallIntegerField(_("version of the words"))
    # As the person read it, in that language, and its SHA-256: whoever has the page of then can compare.
    text = models.TextField(pgettext_lazy("consent", "words"), blank=True)
    text_hash = models.CharField(max_length=64, blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    given_at = models.DateTimeField(pgettext_lazy("consent", "given"), default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(
        pgettext_lazy("consent", "withdrawn"), null=True, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "about"], condition=Q(withdrawn_at=None), name="consent_open_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_withdrawn_after_it_is_given",
            ),
            models.CheckConstraint(
                condition=Q(version=0, text="") | (Q(version__gt=0) & ~Q(text="") & ~Q(text_hash="")),
                name="consent_has_its_words",
            ),
        ]

    def __str__(self) -> str:
        return f"CS-{self.pk}"
