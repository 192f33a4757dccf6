"""Taking the desk of invitations out: a line for each person."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cohorts.exports import CohortExport, local
from cohorts.models import Cohort
from office.exports import Column

from . import queries
from .gathering import organisation_of
from .models import Document


def _of(name: str) -> Any:
    """What the invitation says, or nothing where there is none."""
    return lambda line: getattr(line.invitation, name) if line.invitation else ""


class Invitations(CohortExport):
    """Everybody who is accepted, with how far the invitation is."""

    name = "invitations"
    title = _("Invitations")
    right: ClassVar[str] = "documents.view"

    def url(self, subject: Cohort) -> str:
        """The desk."""
        return reverse("documents_desk", args=[subject.pk])

    def columns(self, subject: Cohort) -> Sequence[Column]:
        """The person, the paper, and what came back."""
        download = "documents.download"
        return [
            Column("name", _("Name"), lambda line: line.participant.user.listed_name),
            Column("organisation", _("Organisation"), lambda line: organisation_of(line.participant)),
            Column("email", _("E-mail"), lambda line: line.participant.user.email, "cohorts.see_contacts"),
            Column("state", _("State"), lambda line: line.state_in_words),
            Column("number", _("Outgoing number"), _of("number")),
            Column("dated", _("Date of the number"), lambda line: _of("dated")(line) or ""),
            Column("to", _("To whom"), _to_whom, download),
            Column("sent", _("Sent"), local(subject, _sent_at)),
            Column("copy", _("Signed copy"), lambda line: line.has_copy),
            Column("order", _("Number of the order"), _of("order_number"), download),
            Column(
                "order_date", _("Date of the order"), lambda line: _of("order_date")(line) or "", download
            ),
        ]

    def rows(self, subject: Cohort, user: Any, query: str) -> Iterable[queries.Line]:
        """As the desk shows them; two queries."""
        return queries.shown(queries.desk(subject), QueryDict(query).get("show", ""))


def _sent_at(line: queries.Line) -> Any:
    return line.invitation.sent_at if line.invitation else None


def _to_whom(line: queries.Line) -> str:
    row: Document | None = line.invitation
    return ", ".join(filter(None, (row.addressee_position, row.addressee_name))) if row else ""
