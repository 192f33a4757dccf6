"""Taking the rooming list out: a line for each bed on each night, with nothing of what people need."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts.exports import CohortExport
from cohorts.models import Cohort
from office.exports import Column
from people.models import by_name

from .models import Stay


def _kind(row: Any) -> Any:
    return row.place.pool.night.room_type


class Beds(CohortExport):
    """Who has a bed in which hotel on which night."""

    name = "beds"
    title = _("Rooming list")
    right: ClassVar[str] = "lodging.change"  # it opens names

    def url(self, subject: Cohort) -> str:
        """The nights."""
        return reverse("lodging_overview", args=[subject.pk])

    def columns(self, subject: Cohort) -> Sequence[Column]:
        """The night, the room, the person, whether they slept there."""
        return [
            Column("night", _("Night of"), lambda row: row.date),
            Column("hotel", _("Hotel"), lambda row: _kind(row).hotel.name),
            Column("kind", _("Kind of room"), lambda row: _kind(row).name),
            Column("room", pgettext_lazy("hotel", "Room"), lambda row: str(row.room or "")),
            Column("accessible", _("Accessible room"), lambda row: _kind(row).accessible),
            Column("name", _("Name"), lambda row: row.participant.user.listed_name),
            Column("email", _("E-mail"), lambda row: row.participant.user.email, "cohorts.see_contacts"),
            Column("slept", _("Slept there"), lambda row: row.get_slept_display()),
        ]

    def rows(self, subject: Cohort, user: Any, query: str) -> QuerySet[Stay]:
        """One query."""
        rows = Stay.objects.filter(participant__cohort=subject).select_related(
            "place__pool__night__room_type__hotel", "participant__user", "room__room_type"
        )
        night = "place__pool__night"
        return rows.order_by(
            "date",
            f"{night}__room_type__hotel",
            f"{night}__room_type",
            "room__number",
            *by_name("participant__user__"),
            "pk",
        )
