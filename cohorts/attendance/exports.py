"""Taking presence out: a line for each mark."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cohorts.exports import CohortExport, local
from cohorts.models import Cohort
from office.exports import Column
from people.models import by_name

from .models import Presence


class PresenceMarks(CohortExport):
    """Who was marked at which session, by whom and when."""

    name = "presence"
    title = _("Presence")
    right: ClassVar[str] = "presence.view"

    def url(self, subject: Cohort) -> str:
        """The list of sheets."""
        return reverse("attendance_overview", args=[subject.pk])

    def columns(self, subject: Cohort) -> Sequence[Column]:
        """The session, the person, the mark."""
        return [
            Column("date", _("Date"), lambda row: row.session.day.date),
            Column("starts", _("Begins"), lambda row: f"{row.session.starts:%H:%M}"),
            Column("session", _("Session"), lambda row: row.session.title),
            Column("name", _("Name"), lambda row: row.participant.user.listed_name),
            Column("present", _("Present"), lambda row: row.was_present),
            Column("by", _("Recorded by"), lambda row: row.recorded_by.get_full_name()),
            Column("at", _("Recorded at"), local(subject, lambda row: row.recorded_at)),
        ]

    def rows(self, subject: Cohort, user: Any, query: str) -> QuerySet[Presence]:
        """One query."""
        rows = Presence.objects.filter(session__day__cohort=subject)
        return rows.select_related("session__day", "participant__user", "recorded_by").order_by(
            "session__day__date", "session__starts", "session", *by_name("participant__user__"), "pk"
        )
