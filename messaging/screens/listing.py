"""The list of letters. They are read, never changed; private ones are never shown to anybody."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import DateColumn, StatusTagColumn

from foundation.words.order import order_key
from foundation.work import WorkState
from messaging.kinds import cohorts_of_letters, kinds
from messaging.models import LETTER_STATES, Letter
from office.row_views import ScopedFilterSet
from office.viewsets import ScopedViewSet


def _kinds() -> list[tuple[str, str]]:
    """Kinds of letters that managers may read, in the order of the reader's letters."""
    found = [(kind.name, str(kind.title)) for kind in kinds().values() if not kind.is_private]
    return sorted(found, key=lambda pair: order_key(pair[1]))


class LetterFilterSet(ScopedFilterSet):
    """Which letters, in words that one says of letters."""

    kind = django_filters.ChoiceFilter(label=gettext_lazy("Kind"), choices=_kinds)
    cohort = django_filters.ChoiceFilter(label=gettext_lazy("Cohort"), field_name="cohort_id", choices=[])
    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=list(LETTER_STATES.items()))

    class Meta:
        model = Letter
        fields = ["programme", "cohort", "kind", "state", "language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["cohort"].extra["choices"] = cohorts_of_letters(self.request.user)


class LetterViewSet(ScopedViewSet):
    """Letters of one's own programmes."""

    model = Letter
    url_prefix = "letters"
    export_name = "letters"
    icon = "mail"
    menu_order = 300
    offers = frozenset()
    related = ("programme",)
    ordering = ("-created_at", "-pk")
    list_display = (
        "title",
        "address",
        "programme",
        StatusTagColumn(
            "state_in_words",
            label=gettext_lazy("State"),
            sort_key="state",
            primary=lambda row: row.state == WorkState.FAILED,
        ),
        DateColumn("created_at", label=gettext_lazy("Written"), sort_key="created_at"),
    )
    filterset_class = LetterFilterSet
    search_fields = ("subject", "address")

    has_page = True

    def rows_for(self, user: Any, action: str = "change") -> QuerySet[Any]:
        """Sign-in letters are nobody's business."""
        return super().rows_for(user, action).filter(is_private=False)

    def listed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Without the bodies. One that has no words yet is listed by its kind, whatever waits."""
        return super().listed(rows).defer("facts", "text", "html", "calendar")

    def url_of(self, row: Any) -> str:
        """The letter itself."""
        return reverse("messaging_letter", args=[row.pk])


letters = LetterViewSet()
