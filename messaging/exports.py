"""Taking the list of letters out: whom, what, when; not what they say."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from office.exports import Column, Export
from office.listing import rows_shown

from .models import Letter
from .screens.listing import letters


class Letters(Export):
    """Letters of one's own programmes; those about signing in are nobody's business."""

    name = "letters"
    title = _("Letters")
    right: ClassVar[str] = "letters.view"
    has_subject: ClassVar[bool] = False

    def url(self, subject: Any) -> str:
        """The list."""
        return reverse("letter:index")

    def columns(self, subject: Any) -> Sequence[Column]:
        """What the list shows, and when it left."""
        return [
            Column("subject", _("Subject"), lambda row: row.title()),
            Column("to", pgettext_lazy("letter", "To"), lambda row: row.address),
            Column("programme", _("Programme"), lambda row: row.programme.name if row.programme else ""),
            Column("language", _("Language"), lambda row: row.get_language_display()),
            Column("state", _("State"), lambda row: row.state_in_words),
            Column("written", _("Written"), lambda row: row.created_at),
            Column("sent", _("Sent"), lambda row: row.finished_at),
        ]

    def rows(self, subject: Any, user: Any, query: str) -> QuerySet[Letter]:
        """As the list is searched, filtered and ordered; one query besides those of its filters."""
        return rows_shown(letters.index_view, user, query)
