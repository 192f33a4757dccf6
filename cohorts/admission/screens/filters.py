"""What the managers' list of applications is filtered by."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from cohorts.admission import queries
from cohorts.admission.look_alikes import with_namesakes
from cohorts.admission.models import Application, DayRequest
from cohorts.models import Day, Waiting
from foundation.clocks.dates import date_in_words
from foundation.words.order import order_key
from people.communities.labels import label, region_name
from people.models import Community, OrganisationKind
from people.rights import may

# Beside the states of requests: nobody has decided, or the decision is not sent.
TO_DECIDE, NOT_SENT = "undecided", "unsent"
STATES = [
    (TO_DECIDE, _("to decide")),
    (NOT_SENT, _("decided, not sent yet")),
    *DayRequest.State.choices,
]


class DayChoiceField(django_filters.fields.ModelChoiceField):
    """Days by their dates."""

    def label_from_instance(self, obj: Day) -> str:
        """The date, written out."""
        return date_in_words(obj.date)


class DayFilter(django_filters.ModelChoiceFilter):
    """A day of the cohort."""

    field_class = DayChoiceField


def _days(request: HttpRequest) -> QuerySet[Day]:
    return Day.objects.filter(cohort=request.cohort).order_by("date")  # type: ignore[attr-defined]


def _communities(request: HttpRequest) -> list[Community]:
    """Where the cohort's applicants come from; one query."""
    seen = queries.applications_for(request.user, request.cohort)  # type: ignore[attr-defined]
    return list(Community.objects.filter(pk__in=seen.order_by().values("community_id")))


class ApplicationFilterSet(WagtailFilterSet):
    """Which applications: by day, by state (of that day, if one is chosen), by what their people say of themselves."""

    day = DayFilter(label=_("Day"), queryset=_days, method="keep")
    state = django_filters.ChoiceFilter(label=_("State"), choices=STATES, method="keep")
    motivation = django_filters.ChoiceFilter(
        label=_("Motivation"), choices=[("1", _("shown in the list"))], method="keep"
    )
    community = django_filters.ChoiceFilter(label=_("Community"), choices=[])
    region = django_filters.ChoiceFilter(label=_("Oblast"), field_name="community__region", choices=[])
    organisation = django_filters.CharFilter(label=_("Organisation"), method="has_words")
    organisation_kind = django_filters.ChoiceFilter(
        label=_("Kind of organisation"),
        choices=OrganisationKind.choices,
        null_label=_("not said"),
        null_value="none",
        method="of_kind",
    )
    position = django_filters.CharFilter(label=_("Position"), method="has_words")
    sent = django_filters.DateFromToRangeFilter(
        label=_("Sent"), field_name="sent_at", widget=DateRangePickerWidget
    )

    alike = django_filters.ChoiceFilter(
        label=_("Looks like another account"), choices=[("on", _("yes"))], method="keep_alike"
    )

    class Meta:
        model = Application
        fields = [
            "day",
            "state",
            "motivation",
            "community",
            "region",
            "organisation",
            "organisation_kind",
            "position",
            "sent",
            "alike",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        communities = _communities(self.request)
        self.filters["community"].extra["choices"] = as_choices(communities)
        self.filters["region"].extra["choices"] = regions_of(communities)

    def has_words(self, rows: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        """The words in any case: SQLite by itself knows small and capital letters of English only."""
        found = Q()
        for words in {value, value.lower(), value.upper(), value.capitalize(), value.title()}:
            found |= Q(**{f"{name}__icontains": words})
        return rows.filter(found)

    def of_kind(self, rows: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        """Of one kind, or of those who said none."""
        return rows.filter(organisation_kind="" if value == "none" else value)

    def keep_alike(self, rows: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
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
        rows = rows.filter(state=Application.State.SENT) if state == TO_DECIDE else rows
        rows = rows.filter(Exists(self._asked_for(day, state)))
        if day and state == DayRequest.State.WAITING:
            rows = in_queue_order(rows, day)
        return rows

    def _asked_for(self, day: Day | None, state: str) -> QuerySet[DayRequest]:
        """Requests of an application, which asks for days of its own cohort only, for that day and in that state."""
        requests = DayRequest.objects.filter(application=OuterRef("pk")).order_by()
        requests = requests.filter(day=day) if day else requests
        if state == TO_DECIDE:
            return queries.without_decision(requests)
        if state == NOT_SENT:
            return requests.filter(pending__isnull=False)
        return requests.filter(state=state) if state else requests


def as_choices(communities: Iterable[Community]) -> list[tuple[int, str]]:
    """Communities as they are called in the reader's language, in the order of its letters."""
    language = get_language() or "uk"
    found = [(each.pk, label(each, language)) for each in communities]
    return sorted(found, key=lambda pair: order_key(pair[1]))


def regions_of(communities: Iterable[Community]) -> list[tuple[str, str]]:
    """The regions of these communities as they are said, in the order of the reader's letters."""
    language = get_language() or "uk"
    found = {each.region: region_name(each, language) for each in communities if each.region}
    return sorted(found.items(), key=lambda pair: order_key(pair[1]))


def in_queue_order(rows: QuerySet[Application], day: Day) -> QuerySet[Application]:
    """Those who wait, in the order in which places are offered."""
    position = Waiting.objects.filter(pool_id=day.pool_id, participant_id=OuterRef("participant_id"))
    return rows.annotate(queue=Subquery(position.values("position")[:1])).order_by("queue", "pk")
