"""Taking applications and the call list out. Motivation goes with a right of its own."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cohorts.exports import CohortExport, days_of, local
from cohorts.models import Cohort
from cohorts.wing import to_call
from office.exports import Column
from people.communities.labels import label, region_name
from people.countries import country_name
from people.models import by_name

from . import queries
from .models import Application, Call, DayRequest
from .screens.chosen import matching_rows

# How many rows are read from the database at a time.
AT_A_TIME = 500
_CONTACTS, _MOTIVATION = "applications.see_contacts", "applications.see_motivation"


def _community(row: Application) -> str:
    return label(row.community, get_language() or "uk") if row.community else ""


def _region(row: Application) -> str:
    return region_name(row.community, get_language() or "uk") if row.community else ""


def _state(name: str) -> Any:
    """The state of one day's request, which the rows have under that name, in words."""
    words = dict(DayRequest.State.choices)
    return lambda row: words.get(row.__dict__[name] or "", "")


class Applications(CohortExport):
    """The applications of a cohort, as the list is filtered and ordered."""

    name = "applications"
    title = _("Applications")
    right: ClassVar[str] = "applications.view"

    def url(self, subject: Cohort) -> str:
        """The list."""
        return reverse("admission_list", args=[subject.pk])

    def columns(self, subject: Cohort) -> Sequence[Column]:
        """What they wrote, and a column for each day."""
        days = [Column(f"day-{day.date}", str(day.date), _state(f"day_{day.pk}")) for day in days_of(subject)]
        return [
            Column("receipt", _("Receipt number"), lambda row: row.receipt),
            Column("name", _("Name"), lambda row: row.participant.user.listed_name),
            Column("community", _("Community"), _community),
            Column("region", _("Oblast"), _region),
            Column("country", _("Country"), lambda row: country_name(row.country)),
            Column("organisation", _("Organisation"), lambda row: row.organisation),
            Column("kind", _("Kind of organisation"), lambda row: row.get_organisation_kind_display()),
            Column("position", _("Position"), lambda row: row.position),
            Column("email", _("E-mail"), lambda row: row.participant.user.email, _CONTACTS),
            Column("phone", _("Phone"), lambda row: row.phone, _CONTACTS),
            Column("sent", _("Sent"), local(subject, lambda row: row.sent_at)),
            Column("state", _("State"), lambda row: row.get_state_display()),
            *days,
            Column("motivation", _("Motivation"), lambda row: row.motivation, _MOTIVATION),
        ]

    def rows(self, subject: Cohort, user: Any, query: str) -> QuerySet[Application]:
        """One query, however many applications and days."""
        asked = DayRequest.objects.filter(application=OuterRef("pk"))
        states = {
            f"day_{day.pk}": Subquery(asked.filter(day=day).values("state")[:1]) for day in days_of(subject)
        }
        rows = matching_rows(user, subject, query).prefetch_related(None)
        return rows.select_related("participant__user", "community").annotate(**states)


@dataclass(frozen=True)
class _Line:
    """A row of the call list: an application, or somebody who is called first, and why."""

    name: str
    phone: str
    application: Any = None
    why: str = ""


def _said(read: Callable[[Any], Any]) -> Callable[[_Line], Any]:
    """What an application says; nothing of who has none."""
    return lambda line: read(line.application) if line.application else ""


class CallList(CohortExport):
    """Whom to call, with their numbers and the last call: the same people as on the screen, in the same order."""

    name = "calls"
    title = _("Call list")
    right: ClassVar[str] = _CONTACTS

    def url(self, subject: Cohort) -> str:
        """The list."""
        return reverse("admission_calls", args=[subject.pk])

    def columns(self, subject: Cohort) -> Sequence[Column]:
        """Whom to call, and what came of it last; of who is called first, why."""
        words = dict(Call.Outcome.choices)
        return [
            Column("name", _("Name"), lambda line: line.name),
            Column("phone", _("Phone"), lambda line: line.phone),
            Column("organisation", _("Organisation"), _said(lambda row: row.organisation)),
            Column("community", _("Community"), _said(_community)),
            Column("calls", _("Calls"), _said(lambda row: row.number_of_calls)),
            Column("outcome", _("What they said"), _said(lambda row: words.get(row.outcome or "", ""))),
            Column("called", _("Called"), _said(local(subject, lambda row: row.called_at))),
            Column("note", _("Note"), lambda line: line.why or _said(lambda row: row.last_note or "")(line)),
        ]

    def rows(self, subject: Cohort, user: Any, query: str) -> Iterator[_Line]:
        """Who stands first, as the rooms say, then who has not confirmed; one query besides theirs."""
        calls = Call.objects.filter(application=OuterRef("pk"))
        last = calls.order_by("-pk")
        number = calls.order_by().values("application").annotate(n=Count("pk")).values("n")
        people = (
            queries.unconfirmed(subject)
            .annotate(
                outcome=Subquery(last.values("outcome")[:1]),
                called_at=Subquery(last.values("at")[:1]),
                last_note=Subquery(last.values("note")[:1]),
                number_of_calls=Coalesce(Subquery(number), 0),
            )
            .order_by(*by_name("participant__user__"), "pk")
        )
        for first in to_call(subject, timezone.now()):
            yield _Line(first.name, first.phone, why=first.words)
        for row in people.iterator(chunk_size=AT_A_TIME):
            yield _Line(row.participant.user.listed_name, row.phone, row)
