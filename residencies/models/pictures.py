"""Pictures of a programme: what its managers put on public pages."""

from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import Image

from foundation.words.fields import LineField

from .programmes import Programme, ScopedModel


class Picture(ScopedModel):
    """A picture of a programme's collection, with what is said of it wherever it stands.

    File, size, focal point and renditions are Wagtail's; whose it is, its words in three languages and whom to name are
    here. Its number is written in texts: `[[#12]]`.
    """

    rights = "pictures"
    drawn = ""  # a file that is not stored yet, as an address that holds it: for previews

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="pictures", verbose_name=_("programme")
    )
    image = models.OneToOneField(
        Image, models.CASCADE, related_name="of_programme", verbose_name=_("picture"), editable=False
    )
    alt = LineField(
        _("what it shows"),
        max_length=250,
        blank=True,
        help_text=_("Read to people who do not see the picture. Say what matters, not that it is a picture."),
    )
    is_decorative = models.BooleanField(
        _("says nothing that the text does not say"),
        default=False,
        help_text=_("Then nothing is read in its place."),
    )
    credit = LineField(
        _("author"),
        max_length=150,
        blank=True,
        help_text=_("Stands under the picture: who made it, or the owner."),
    )

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_decorative=True) | ~Q(alt_uk="") & Q(alt_uk__isnull=False),
                name="picture_said_in_words",
                violation_error_message=_(
                    "Say in words what the picture shows, or tick that it says nothing more."
                ),
            )
        ]

    def __str__(self) -> str:
        words = self.alt or self.credit or _("picture")
        return f"#{self.pk} · {words}"

    @property
    def mark(self) -> str:
        """How a text names it."""
        return f"[[#{self.pk}]]"


def drawn_images(way: str) -> models.Prefetch:
    """Fetches the images behind a relation with their renditions: two queries."""
    return models.Prefetch(way, Image.objects.prefetch_renditions())


def with_pictures(rows: QuerySet[Any], *fields: str) -> QuerySet[Any]:
    """The rows with the pictures that these relations lead to, ready to be shown: at most two queries for each.

    What has no picture costs none.
    """
    for name in fields:
        rows = rows.select_related(name).prefetch_related(drawn_images(f"{name}__image"))
    return rows
