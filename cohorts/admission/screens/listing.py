"""The managers' list of a cohort's applications: Wagtail's own listing, scoped, with numbers that lead to rows."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn

from cohorts.admission import queries
from cohorts.admission.freed_words import places_to_give
from cohorts.admission.models import Application, DayRequest
from cohorts.admission.services import Decision
from cohorts.admission.services.decisions import LETS_IN
from cohorts.models import Cohort, Day
from cohorts.screens.base import own_cohort, way_to
from office.listing import ScreenList
from office.screens import Crumb
from people.communities.labels import label
from people.models import by_name
from people.rights import may

from .filters import ApplicationFilterSet

# The query of the list that one came from, in the address of an application.
FROM_LIST = "list"


def list_url(cohort: Cohort, query: str = "") -> str:
    """The list of a cohort's applications, perhaps filtered as that query says."""
    url = reverse("admission_list", args=[cohort.pk])
    return f"{url}?{query}" if query else url


def detail_url(cohort: Cohort, row: Application, query: str | None = None) -> str:
    """An application's own page, which leads on to the next one of the list with that query."""
    url = reverse("admission_detail", args=[cohort.pk, row.public_id])
    return url if query is None else f"{url}?{urlencode({FROM_LIST: query})}"


class ChoiceColumn(Column):
    """The box that takes a row into a decision."""

    cell_template_name = "admission/manage/choice_cell.html"
    header_template_name = "admission/manage/choice_header.html"


class MotivationColumn(Column):
    """Why they want to come, whole."""

    cell_template_name = "admission/manage/motivation_cell.html"


class DaysColumn(Column):
    """Each day that the application asks for, with its state as a word."""

    cell_template_name = "admission/manage/days_cell.html"


def name_in_list(row: Application, *, sees_contacts: bool) -> str:
    """What an application is called: by its person, who may have written no name yet, or is erased."""
    person = row.participant.user
    return person.listed_name or (person.email if sees_contacts else str(row.receipt))


def _origin(row: Application) -> str:
    parts = [label(row.community, get_language() or "uk") if row.community else "", row.organisation]
    return " · ".join(part for part in parts if part)


def below(cohort: Cohort) -> list[Crumb]:
    """The way to the cohort's applications."""
    return [*way_to(cohort), {"url": reverse("admission_list", args=[cohort.pk]), "label": _("Applications")}]


class ApplicationList(ScreenList):
    """Applications of one cohort; the same number of queries for twenty and for twenty thousand."""

    model = Application
    template_name = "admission/manage/list.html"
    results_template_name = "admission/manage/list_results.html"
    filterset_class = ApplicationFilterSet
    header_icon = "form"
    verbose_name_plural = _("applications")
    # Read with the motivation: a page of fifty took twice as long as one of twenty.
    paginate_by = 30
    export_name = "applications"
    cohort: Cohort

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Only a cohort of one's own programmes."""
        super().setup(request, *args, **kwargs)
        self.cohort = own_cohort(request, kwargs["pk"], "applications.view")
        self.export_subject = self.cohort.pk
        self.may_decide = may(request.user, "applications.decide", self.cohort)
        self.sees_contacts = may(request.user, "applications.see_contacts", self.cohort)
        request.cohort = self.cohort  # type: ignore[attr-defined]  # for the filters

    searched_people = ("participant__user__",)

    @property
    def search_fields(self) -> list[str]:
        """Where typed words are looked for: in addresses only for those who see them."""
        fields = ["receipt", "organisation"]
        return [*fields, "participant__user__email"] if self.sees_contacts else fields

    def get_page_title(self) -> str:
        """What the page is called."""
        return str(_("Applications"))

    def get_page_subtitle(self) -> str:
        return str(self.cohort)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, *way_to(self.cohort), {"url": "", "label": self.get_page_title()}]

    def get_index_url(self) -> str:
        """The list's own address."""
        return reverse("admission_list", args=[self.cohort.pk])

    def get_index_results_url(self) -> str:
        """The address of the rows alone, for typing and filtering without a new page."""
        return reverse("admission_list_results", args=[self.cohort.pk])

    def get_base_queryset(self) -> QuerySet[Application]:
        """The cohort's applications that this manager may see."""
        return queries.with_rows(queries.applications_for(self.request.user, self.cohort))

    def order_queryset(self, queryset: QuerySet[Application]) -> QuerySet[Application]:
        """Newest first, unless a column is pressed, or a filter asks for the queue."""
        name = (self.ordering or "").removeprefix("-")
        if name not in ORDERS:
            return queryset
        is_falling = str(self.ordering).startswith("-")
        keys = [
            F(each).desc(nulls_last=True) if is_falling else F(each).asc(nulls_last=True)
            for each in ORDERS[name]
        ]
        return queryset.order_by(*keys, "pk")

    @property
    def columns(self) -> list[Column]:
        """What a row shows. Food, phone and reasons stand on the application's own page only."""
        shows_motivation = self.request.GET.get("motivation") == "1"
        motivation = (
            [MotivationColumn("motivation", label=_("Why they want to come"))] if shows_motivation else []
        )
        choice = [ChoiceColumn("choice", label=_("Choose"))] if self.may_decide else []
        name = partial(name_in_list, sees_contacts=self.sees_contacts)
        return [
            *choice,
            TitleColumn("name", label=_("Name"), accessor=name, get_url=self._url, sort_key="name"),
            Column("origin", label=_("Community and organisation"), accessor=_origin, sort_key="community"),
            Column("position", label=_("Position"), sort_key="position"),
            *motivation,
            DaysColumn("days", label=_("Days"), sort_key="sent"),
            Column("receipt", label=_("Receipt number"), classname="w-whitespace-nowrap"),
        ]

    def _url(self, row: Application) -> str:
        return detail_url(self.cohort, row, self.query)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The rows, the numbers above them, and what can be decided below them."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        numbers = queries.day_numbers(self.cohort)
        days = [line.day for line in numbers]
        day = self._day_to_decide(days)
        context.update(
            cohort=self.cohort,
            numbers=[self._line(line) for line in numbers],
            to_give=places_to_give([self.cohort], timezone.now(), self.request.user).get(self.cohort.pk, []),
            number_states=[text for _state, text in NUMBERS],
            day_to_decide=day,
            may_decide=self.may_decide,
            decisions=self._decisions([day] if day else days),
            decide_url=reverse("admission_decide", args=[self.cohort.pk]),
            add_url=reverse("admission_add", args=[self.cohort.pk]),
            batch_url=reverse("admission_batch", args=[self.cohort.pk]),
            late_url=self._late_url(days),
            unsent=queries.unsent([self.cohort]).get(self.cohort.pk) if self.may_decide else None,
            every_day=EVERY_DAY,
            **self.tools(),
        )
        return context

    def _day_to_decide(self, days: list[Day]) -> Day | None:
        """The day that the list is filtered by."""
        chosen = self.request.GET.get("day", "")
        return next((day for day in days if str(day.pk) == chosen), None)

    def _late_url(self, days: list[Day]) -> str:
        """Where one person is let in late, while a day to come is closed to others."""
        now = timezone.now()
        is_closed = any(day.takes_people_at(now) and not day.is_open_at(now) for day in days)
        return reverse("admission_late", args=[self.cohort.pk]) if is_closed and self.may_decide else ""

    def _decisions(self, days: list[Day]) -> list[tuple[str, Any]]:
        """What can be decided: nobody is let in on days that are over."""
        is_over = all(day.is_over_at(timezone.now()) for day in days)
        return [(value, text) for value, text in Decision.choices if not (is_over and value in LETS_IN)]

    def _line(self, numbers: queries.DayNumbers) -> dict[str, Any]:
        day = numbers.day
        cells = [
            (
                text,
                numbers.count(state),
                f"{self.get_index_url()}?{urlencode({'day': day.pk, 'state': state})}",
            )
            for state, text in NUMBERS
        ]
        return {
            "day": day,
            "cells": cells,
            "numbers": numbers.numbers,
            "without_application": numbers.without_application,
        }


# By the column's name, what it orders by.
ORDERS = {
    "name": [key.removeprefix("-") for key in by_name("participant__user__")],
    "community": ["community__region", "community__name", "organisation"],
    "position": ["position"],
    "sent": ["sent_at"],
}
# The value of the choice of days that stands for every day without a decision.
EVERY_DAY = "undecided"
_STATE = DayRequest.State
NUMBERS = [
    (state, state.label)
    for state in (
        _STATE.ASKED,
        _STATE.ACCEPTED,
        _STATE.CONFIRMED,
        _STATE.WAITING,
        _STATE.OFFERED,
        _STATE.DECLINED,
        _STATE.WITHDRAWN,
    )
]
