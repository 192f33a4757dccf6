"""Taking the summary out: one row a person, the columns of the rooms that this person may see."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts import wing
from cohorts.exports import CohortExport
from cohorts.models import Cohort
from office.exports import Column

from .forms import SummaryForm
from .queries import Line, summary_of
from .screens import summary_url


def _said(key: str) -> Callable[[Line], str]:
    """What the person has of a column, and what of it is missing."""

    def words(line: Line) -> str:
        cell = line.cell(key)
        return "; ".join(filter(None, (cell.why, cell.text))) if cell else ""

    return words


class SummaryExport(CohortExport):
    """The summary, as the list is narrowed and ordered."""

    name = "summary"
    title = pgettext_lazy("cohort", "Summary")
    right: ClassVar[str] = "summary.view"

    def url(self, subject: Cohort) -> str:
        """The list."""
        return summary_url(subject.pk)

    def columns(self, subject: Cohort) -> Sequence[Column]:
        """Who, what is missing, and a column for each of the summary's, with the right of its room."""
        return [
            Column("name", _("Name"), lambda line: line.name),
            Column("organisation", _("Organisation"), lambda line: line.organisation),
            Column("kind", _("Comes as"), lambda line: line.participant.get_kind_display()),
            Column("email", _("E-mail"), lambda line: line.participant.user.email, "cohorts.see_contacts"),
            Column("missing", _("What is missing"), _missing),
            *(
                Column(column.key, column.heading, _said(column.key), part.right)
                for part in wing.columns(subject)
                for column in part.columns
            ),
        ]

    def rows(self, subject: Cohort, user: Any, query: str) -> Iterator[Line]:
        """So many people at a time, each lot in a constant number of queries."""
        summary = summary_of(subject, user)
        chosen = SummaryForm(QueryDict(query), summary=summary).chosen
        return summary.all_lines(summary.people(chosen))


def _missing(line: Line) -> str:
    return ", ".join(cell.column.heading for cell in line.missing)
