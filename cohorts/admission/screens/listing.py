"""The managers' list of a cohort's applications: Wagtail's own listing, scoped, with numbers that lead to rows."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from cohorts.admission import queries
from cohorts.admission.alike import with_namesakes
from cohorts.admission.freed import places_to_give
from cohorts.admission.models import Application, DayRequest
from cohorts.admission.services import Decision
from cohorts.admission.services.decisions import LETS_IN
from cohorts.models import Cohort, Day, Waiting
from cohorts.screens.base import own_cohort, way_to
from foundation.clocks.dates import date_in_words
from foundation.words.order import InOrder
from office.listing import ScreenList
from office.screens import Crumb
from people.communities.labels import label
from people.models import Community
from people.rights import may


class DayChoiceField(django_filters.fields.ModelChoiceField):
    """Days by their dates."""

    def label_from_instance(self, obj: Day) -> str:
        """The date, written out."""
        return date_in_words(obj.date)


class DayFilter(django_filters.ModelChoiceFilter):
    """A day of the cohort."""

    field_class = DayChoiceField


class CommunityChoiceField(django_filters.fields.ModelChoiceField):
    """Communities as they are called in the reader's language."""

    def label_from_instance(self, obj: Community) -> str:
        """The name with its region."""
        return label(obj, get_language() or "uk")


class CommunityFilter(django_filters.ModelChoiceFilter):
    """A community that people come from."""

    field_class = CommunityChoiceField


def _days(request: HttpRequest) -> QuerySet[Day]:
    return Day.objects.filter(cohort=request.cohort).order_by("date")  # type: ignore[attr-defined]


def _communities(request: HttpRequest) -> QuerySet[Community]:
    cohort = request.cohort  # type: ignore[attr-defined]
    return Community.objects.filter(
        pk__in=queries.applications_for(request.user, cohort).order_by().values("community_id")
    ).order_by(InOrder("name"), InOrder("region"))


class ApplicationFilterSet(WagtailFilterSet):
    """Which applications: by day, by state (of that day, if one is chosen), by community, look-alikes."""

    day = DayFilter(label=_("Day"), queryset=_days, method="keep")
    state = django_filters.ChoiceFilter(label=_("State"), choices=DayRequest.State.choices, method="keep")
    community = CommunityFilter(label=_("Community"), queryset=_communities)
    alike = django_filters.BooleanFilter(
        label=_("Looks like another account"), method="keep_alike", widget=forms.CheckboxInput
    )

    class Meta:
        model = Application
        fields = ["day", "state", "community", "alike"]

    def keep_alike(self, rows: QuerySet[Application], name: str, value: bool | None) -> QuerySet[Application]:
        """Those that another account may have sent; for who decides."""
        may_know = value and may(self.request.user, "applications.decide", self.request.cohort)
        return with_namesakes(rows) if may_know else rows

    def keep(self, rows: QuerySet[Application], name: str, value: object) -> QuerySet[Application]:
        """Day and state are looked at together, in `filter_queryset`."""
        return rows

    def filter_queryset(self, queryset: QuerySet[Application]) -> QuerySet[Application]:
        """A state is that of the chosen day; without a day, that of any."""
        rows: QuerySet[Application] = super().filter_queryset(queryset)
        day, state = self.form.cleaned_data.get("day"), self.form.cleaned_data.get("state")
        if not (day or state):
            return rows
        requests = DayRequest.objects.order_by()
        requests = requests.filter(day=day) if day else requests.filter(day__cohort=self.request.cohort)
        if state:
            requests = requests.filter(state=state)
        rows = rows.filter(pk__in=requests.values("application_id"))
        if day and state == DayRequest.State.WAITING:
            rows = in_queue_order(rows, day)
        return rows


def in_queue_order(rows: QuerySet[Application], day: Day) -> QuerySet[Application]:
    """Those who wait, in the order in which places are offered."""
    position = Waiting.objects.filter(pool_id=day.pool_id, participant_id=OuterRef("participant_id"))
    return rows.annotate(queue=Subquery(position.values("position")[:1])).order_by("queue", "pk")


class ChoiceColumn(Column):
    """The box that takes a row into a decision."""

    cell_template_name = "admission/manage/choice_cell.html"
    header_template_name = "admission/manage/choice_header.html"


class DaysColumn(Column):
    """Each day that the application asks for, with its state as a word."""

    cell_template_name = "admission/manage/days_cell.html"


def name_in_list(row: Application, *, sees_contacts: bool) -> str:
    """What an application is called: by its person, who may have written no name yet."""
    person = row.participant.user
    return person.official_name or (person.email if sees_contacts else str(row.receipt))


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
    cohort: Cohort

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Only a cohort of one's own programmes."""
        super().setup(request, *args, **kwargs)
        self.cohort = own_cohort(request, kwargs["pk"], "applications.view")
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
        """Newest first, unless a filter asks for the queue."""
        return queryset

    @property
    def columns(self) -> list[Column]:
        """What a row shows. Food, phone and reasons stand on the application's own page only."""
        choice = [ChoiceColumn("choice", label=_("Choose"))] if self.may_decide else []
        name = partial(name_in_list, sees_contacts=self.sees_contacts)
        return [
            *choice,
            TitleColumn("name", label=_("Name"), accessor=name, get_url=self._url),
            Column("origin", label=_("Community and organisation"), accessor=_origin),
            DaysColumn("days", label=_("Days")),
            Column("receipt", label=_("Receipt number"), classname="w-whitespace-nowrap"),
        ]

    def _url(self, row: Application) -> str:
        return reverse("admission_detail", args=[self.cohort.pk, row.public_id])

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The rows, the numbers above them, and what can be decided below them."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        numbers = queries.day_numbers(self.cohort)
        day = self._day_to_decide([line.day for line in numbers])
        context.update(
            cohort=self.cohort,
            numbers=[self._line(line) for line in numbers],
            to_give=places_to_give([self.cohort], timezone.now(), self.request.user).get(self.cohort.pk, []),
            number_states=[text for _state, text in NUMBERS],
            day_to_decide=day,
            may_decide=self.may_decide,
            decisions=self._decisions(day),
            decide_url=reverse("admission_decide", args=[self.cohort.pk]),
        )
        return context

    def _day_to_decide(self, days: list[Day]) -> Day | None:
        """The day that the list is filtered by; without one, the first that is not over."""
        chosen = self.request.GET.get("day", "")
        filtered = (day for day in days if str(day.pk) == chosen)
        to_come = (day for day in days if not day.is_over_at(timezone.now()))
        return next(filtered, None) or next(to_come, None)

    def _decisions(self, day: Day | None) -> list[tuple[str, Any]]:
        """What can be decided: nobody is let in on a day that is over."""
        is_over = day is None or day.is_over_at(timezone.now())
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
        return {"day": day, "cells": cells, "left": numbers.left, "capacity": day.pool.capacity}


_STATE = DayRequest.State
NUMBERS = [
    (state, state.label)
    for state in (_STATE.ASKED, _STATE.ACCEPTED, _STATE.WAITING, _STATE.DECLINED, _STATE.WITHDRAWN)
]
