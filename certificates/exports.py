"""Taking completion and the register out; the list inside the archive of certificates is made of the same columns."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cohorts.exports import CohortExport
from cohorts.models import Cohort
from office.exports import Column, Export
from office.listing import rows_shown

from . import queries
from .candidates import CompletionLine
from .models import Certificate
from .screens.register import RegisterList


def holder_name(row: Certificate) -> str:
    """The name that is printed on it."""
    holder = row.facts["holder"]
    return " ".join(filter(None, (holder.get(part, "") for part in ("family", "given", "patronymic"))))


def register_columns() -> list[Column]:
    """What the register says of a certificate."""
    return [
        Column("number", _("Number"), lambda row: row.number),
        Column("name", _("Name"), holder_name),
        Column("cohort", _("Cohort"), lambda row: str(row.participant.cohort)),
        Column(
            "issued", _("Issued"), lambda row: row.issued_at.astimezone(row.participant.cohort.zone).date()
        ),
        Column("state", _("State"), lambda row: row.get_state_display()),
        Column("reason", _("Reason"), lambda row: row.end_reason),
    ]


class Register(Export):
    """Every certificate ever issued in one's own programmes."""

    name = "register"
    title = _("Register of certificates")
    right: ClassVar[str] = "certificates.view"
    has_subject: ClassVar[bool] = False

    def url(self, subject: Any) -> str:
        """The list."""
        return reverse("certificates_register")

    def columns(self, subject: Any) -> Sequence[Column]:
        """As in the register."""
        return register_columns()

    def rows(self, subject: Any, user: Any, query: str) -> QuerySet[Certificate]:
        """As the list is searched, filtered and ordered; one query besides those of its filters."""
        return rows_shown(RegisterList.as_view(), user, query)


class Completion(CohortExport):
    """Who gets a certificate, and why not."""

    name = "completion"
    title = _("Completion")
    right: ClassVar[str] = "certificates.view"

    def url(self, subject: Cohort) -> str:
        """The list."""
        return reverse("certificates_completion", args=[subject.pk])

    def columns(self, subject: Cohort) -> Sequence[Column]:
        """The outcome with its reasons, and the certificate."""
        return [
            Column("name", _("Name"), lambda line: line.participant.user.listed_name),
            Column("qualifies", _("Qualifies"), lambda line: line.outcome.qualifies),
            Column("attended", _("Attended"), lambda line: line.outcome.attended),
            Column("counted", _("Of sessions"), lambda line: line.outcome.counted),
            Column("percent", _("Share, %"), lambda line: line.outcome.percent),
            Column("reasons", _("Reasons"), _reasons),
            Column(
                "certificate",
                _("Certificate"),
                lambda line: line.certificate.number if line.certificate else "",
            ),
        ]

    def rows(self, subject: Cohort, user: Any, query: str) -> Iterable[CompletionLine]:
        """A constant number of queries."""
        return queries.completion_table(subject)


def _reasons(line: CompletionLine) -> str:
    language = get_language() or "uk"
    return " ".join(reason.text(language) for reason in line.outcome.reasons)
