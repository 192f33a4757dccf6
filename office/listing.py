"""Lists of the back office: their words, and their shape on a phone.

Wagtail glues a number to a name, has some words in English only, and lets a table run out of a narrow screen.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.template.context import Context
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.ui.tables import Column, Table
from wagtail.admin.widgets import Button

from foundation.words.addresses import email_address
from foundation.words.order import as_read
from foundation.words.translated import LANGUAGES
from people.models import named

from .models import SavedFilter
from .wagtail_private import BaseListingView, WagtailPaginator


class CountingPaginator(WagtailPaginator):
    """Pages that say how many rows there are, in the number's own form."""

    @cached_property
    def items_count_label(self) -> str:
        """“5 rows”."""
        return ngettext("%(count)s row", "%(count)s rows", self.count) % {"count": self.count}


class NamedCell:
    """A cell that carries its column's name, which stands before it where rows are cards."""

    def __init__(self, cell: Any) -> None:
        self.cell = cell

    def render_html(self, parent_context: Context) -> SafeString:
        """Wagtail's cell with `data-label`."""
        html = str(self.cell.render_html(parent_context)).lstrip()
        start = format_html('<td data-label="{}"', self.cell.column.label)
        return SafeString(start + html.removeprefix("<td"))


class CardTable(Table):
    """A table whose rows become cards on a narrow screen (`static/css/back_office.css`)."""

    @property
    def rows(self) -> "Iterator[CardRow]":
        """Rows of cells that know their column's name."""
        for row in super().rows:
            yield CardRow(row)


class CardRow:
    """One row, as the table's template reads it."""

    def __init__(self, row: Any) -> None:
        self.attrs = row.attrs
        self.values = [NamedCell(cell) for cell in row.values()]


class YesNoColumn(Column):
    """“yes” or “no” in words; Wagtail's own has a sign that is read out in English."""

    def get_value(self, instance: Any) -> str:
        return _("yes") if super().get_value(instance) else _("no")


class FigureColumn(Column):
    """A figure without idle zeros, as pages and certificates write it: 0.4, not 0.40."""

    def get_value(self, instance: Any) -> str:
        value = super().get_value(instance)
        return "" if value is None else number_format(value.normalize() + Decimal(0), use_l10n=True)


def rows_shown(listed: Any, user: Any, query: str, **where: Any) -> QuerySet[Any]:
    """The rows that this person's list with this query shows, on all its pages, in its order.

    `listed`: the list as addresses name it (`SomeList.as_view()`); `where`: what its address says besides.
    """
    asked = HttpRequest()
    asked.method, asked.user, asked.GET = "GET", user, QueryDict(query)
    view = listed.view_class(**listed.view_initkwargs)
    view.setup(asked, **where)
    rows: QuerySet[Any] = view.get_queryset()
    return rows


class Listing(BaseListingView):
    """Wagtail's list in our words, as cards on a phone, searched in any case."""

    # What leads from a row to people who are found by their names, however these are spelt.
    searched_people: Sequence[str] = ()
    paginator_class = CountingPaginator
    table_class = CardTable
    # What takes the list out (`office.exports`), and the row that this is about.
    export_name = ""
    export_subject = 0

    @cached_property
    def add_item_label(self) -> str:
        """The list's heading says of what."""
        return _("Add")

    @cached_property
    def query(self) -> str:
        """How the list is filtered and ordered, on whichever page."""
        asked = self.request.GET.copy()
        for name in (self.page_kwarg, "_w_filter_fragment"):
            asked.pop(name, None)
        return str(asked.urlencode())

    @property
    def export_url(self) -> str:
        """Where the list is taken out as it is filtered now; empty for one that is not."""
        if not self.export_name:
            return ""
        url = reverse("office_export", args=[self.export_name, self.export_subject])
        return f"{url}?{self.query}" if self.query else url

    def get_header_more_buttons(self) -> list[Any]:
        """The list's rare steps, and taking it out."""
        found: list[Any] = super().get_header_more_buttons()
        button = Button(_("Export"), url=self.export_url, icon_name="download", priority=90)
        return [*found, button] if self.export_url else found

    def get_search_form(self) -> Any:
        """Wagtail's own, with our word in the empty field."""
        form = super().get_search_form()
        if form is not None:
            form.fields["q"].widget.attrs["placeholder"] = _("Search…")
        return form

    def order_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """As its columns are clicked; words by the letters of the reader's language."""
        wanted = [self.ordering] if isinstance(self.ordering, str) else self.ordering or ()
        read = [as_read(queryset.model, name) for name in wanted]
        if all(isinstance(each, str) for each in read):
            rows: QuerySet[Any] = super().order_queryset(queryset)
            return rows
        return queryset.order_by(*read, "pk")

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Look for the words in any case: SQLite by itself knows small and capital letters of English only."""
        if not self.is_searching:
            return queryset
        typed = self.search_query.strip()
        found = Q()
        spellings = {typed, typed.lower(), typed.upper(), typed.capitalize(), typed.title()}
        if "." in typed:  # part of an e-mail address, perhaps with a domain in other letters
            spellings.add(email_address(typed))
        for words in spellings:
            for field in self.search_fields or []:
                found |= Q(**{f"{field}__icontains": words})
        for way in self.searched_people:
            found |= named(typed, way)
        return queryset.filter(found)


class ScreenList(Listing):
    """A list that is no viewset’s: searched among its rows by `search_fields`, fifty on a page."""

    paginate_by = 50
    is_searchable = True
    search_backend_name = None

    def tools(self) -> dict[str, Any]:
        """What `office/list_tools.html` shows above the list: saved filters, the way to take it out; one query."""
        rows = SavedFilter.objects.filter(user=self.request.user, address=self.get_index_url())
        return {"saved_filters": rows, "query": self.query, "export_url": self.export_url}


def columns(name: str) -> list[str]:
    """The three columns of a translated field, for searching."""
    return [f"{name}_{code}" for code in LANGUAGES]
