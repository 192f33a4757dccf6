"""Taking choices out: a line for each wish, and whether the place is held."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cohorts.exports import CohortExport
from cohorts.models import Cohort, Place
from office.exports import Column
from people.models import by_name

from .models import Wish


class Choices(CohortExport):
    """Who wishes for which of the parallel sessions."""

    name = "choices"
    title = _("Choices")
    right: ClassVar[str] = "choices.view"

    def url(self, subject: Cohort) -> str:
        """The groups from which one chooses."""
        return reverse("choices_overview", args=[subject.pk])

    def columns(self, subject: Cohort) -> Sequence[Column]:
        """The person, the wish, and what became of it."""
        return [
            Column("name", _("Name"), lambda row: row.participant.user.official_name),
            Column("email", _("E-mail"), lambda row: row.participant.user.email, "cohorts.see_contacts"),
            Column("group", _("Group"), lambda row: row.option.choice_group.group.title),
            Column("date", _("Date"), lambda row: row.option.session.day.date),
            Column("session", _("Session"), lambda row: row.option.session.title),
            Column("rank", _("Wish no."), lambda row: row.rank),
            Column("held", _("Holds the place"), lambda row: row.is_held),
        ]

    def rows(self, subject: Cohort, user: Any, query: str) -> QuerySet[Wish]:
        """One query."""
        held = Place.objects.filter(pool=OuterRef("option__pool"), participant=OuterRef("participant"))
        rows = Wish.objects.filter(option__session__day__cohort=subject).annotate(is_held=Exists(held))
        return rows.select_related(
            "participant__user", "option__choice_group__group", "option__session__day"
        ).order_by(*by_name("participant__user__"), "participant", "rank", "pk")
