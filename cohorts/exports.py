"""Taking the lists of a cohort out: the base of these exports, and who takes part."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from office.exports import Column, Export
from people.models import by_name

from .models import Cohort, Day, Participant, Place
from .screens.base import overview_url


class CohortExport(Export):
    """An export about one cohort."""

    def subject(self, user: Any, pk: int) -> Cohort | None:
        """The cohort, if it is of a programme in which the person has the right."""
        rows = Cohort.objects.visible_to(user, self.right)
        return rows.select_related("residency__programme").filter(pk=pk).first()

    def url(self, subject: Cohort) -> str:
        """The cohort's page."""
        return overview_url(subject.pk)


def local(cohort: Cohort, value: Callable[[Any], dt.datetime | None]) -> Callable[[Any], str]:
    """A moment on the cohort's clocks, in figures that sort."""

    def written(row: Any) -> str:
        moment = value(row)
        return moment.astimezone(cohort.zone).strftime("%Y-%m-%d %H:%M") if moment else ""

    return written


def days_of(cohort: Cohort) -> list[Day]:
    """The days of a cohort in their order; one query."""
    return list(Day.objects.filter(cohort=cohort).order_by("date"))


def _holds(name: str) -> Callable[[Any], bool]:
    """Whether the place is there that the rows have under that name."""
    return lambda row: row.__dict__[name] is not None


class Participants(CohortExport):
    """Everybody who holds a place on a day, and on which."""

    name = "participants"
    title = _("Participants")
    right: ClassVar[str] = "cohorts.view"

    def columns(self, subject: Cohort) -> Sequence[Column]:
        """Who they are, and a column for each day."""
        days = [
            Column(f"day-{day.date}", str(day.date), _holds(f"held_{day.pk}")) for day in days_of(subject)
        ]
        return [
            Column("name", _("Name"), lambda row: row.user.listed_name),
            Column("latin", _("Name in Latin letters"), lambda row: row.user.latin_name),
            Column("kind", _("Comes as"), lambda row: row.get_kind_display()),
            Column("email", _("E-mail"), lambda row: row.user.email, "cohorts.see_contacts"),
            Column(
                "language",
                pgettext_lazy("of letters", "Language"),
                lambda row: row.user.get_language_display(),
            ),
            *days,
        ]

    def rows(self, subject: Cohort, user: Any, query: str) -> QuerySet[Participant]:
        """Three queries with the columns, however many people and days."""
        held = Place.objects.filter(pool__day__cohort=subject)
        rows = Participant.objects.filter(pk__in=held.values("participant")).select_related("user")
        own = Place.objects.filter(participant=OuterRef("pk"))
        marks = {
            f"held_{day.pk}": Subquery(own.filter(pool=day.pool_id).values("pk")[:1])
            for day in days_of(subject)
        }
        return rows.annotate(**marks).order_by(*by_name("user__"), "pk")
