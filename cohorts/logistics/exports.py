"""Taking seats in buses out: a line for each seat."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cohorts.exports import CohortExport
from cohorts.models import Cohort, Place
from office.exports import Column
from people.models import by_name

from .models import Call


class Seats(CohortExport):
    """Who has a seat in which bus, from which stop to which."""

    name = "seats"
    title = _("Seats in buses")
    right: ClassVar[str] = "runs.change"  # it opens the names of passengers

    def url(self, subject: Cohort) -> str:
        """The buses."""
        return reverse("logistics_runs", args=[subject.pk])

    def columns(self, subject: Cohort) -> Sequence[Column]:
        """The bus, the person, the stretch."""
        return [
            Column("date", _("Date"), lambda row: row.pool.bus.date),
            Column("bus", _("Bus no."), lambda row: row.pool.bus.number),
            Column("way", _("Way"), lambda row: row.pool.bus.get_direction_display()),
            Column("name", _("Name"), lambda row: row.participant.user.listed_name),
            Column("email", _("E-mail"), lambda row: row.participant.user.email, "cohorts.see_contacts"),
            Column("from", _("Gets on"), lambda row: row.gets_on or ""),
            Column("to", _("Gets off"), lambda row: row.gets_off or ""),
        ]

    def rows(self, subject: Cohort, user: Any, query: str) -> QuerySet[Place]:
        """One query."""
        stop = f"stop_{get_language() or 'uk'}"

        def called(at: str) -> Subquery:
            calls = Call.objects.filter(run=OuterRef("pool__bus"), position=OuterRef(at))
            return Subquery(calls.annotate(said=F(stop)).values("said")[:1])

        rows = Place.objects.filter(pool__bus__cohort=subject).select_related(
            "pool__bus", "participant__user"
        )
        return rows.annotate(gets_on=called("from_call"), gets_off=called("to_call")).order_by(
            "pool__bus__date", "pool__bus__number", *by_name("participant__user__"), "pk"
        )
