"""Whose rows a list and its forms show, what they belong to, and what is done with them."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from wagtail.admin import messages

from people.models import User
from people.rights import is_administrator, may

from .policies import RightsPolicy, is_scoped
from .services import delete_row
from .wagtail_private import set_query_params

Link = tuple[str | Promise, str, str]  # words, address, icon


class Scope:
    """What the views of a `ScopedViewSet` ask it."""

    model: ClassVar[type[Any]]
    # Saves the row of a valid form: `service(actor=…, <service_argument>=row)`. Written as `staticmethod(save_…)`.
    service: ClassVar[Callable[..., Any]]
    service_argument: ClassVar[str] = "row"
    # Field that says what a new row belongs to; `?<parent_field>=<id>` presets it.
    parent_field: ClassVar[str] = ""
    # Whether a row is made under its parent only, so that the form does not ask for it.
    needs_parent: ClassVar[bool] = False
    related: ClassVar[Sequence[str]] = ()
    for_administrators: ClassVar[bool] = False
    # How the names of the rights on these rows begin, where the model does not say it.
    rights: ClassVar[str] = ""
    # What stands over the first column, if the field's own name will not do.
    title_label: ClassVar[str | Promise] = ""
    # Whether `url_of` leads to a page of the row's own, which everybody who sees the list may open.
    has_page: ClassVar[bool] = False
    # Whether the form shows what the public page will look like: see `preview`.
    has_preview: ClassVar[bool] = False
    # Which forms there are.
    offers: ClassVar[frozenset[str]] = frozenset({"add", "edit", "delete"})
    # What takes the list out, if anything does: see `office.exports`.
    export_name: ClassVar[str] = ""
    # Wagtail's.
    get_url_name: Callable[[str], str]
    menu_label: str | Promise

    # ---------------------------------------------------------------- who meets which rows
    def right(self, action: str) -> str:
        """The right that an action (“view”, “change”, “delete”) asks for; none on what is the administrators'."""
        if self.for_administrators:
            return ""
        return RightsPolicy(self.model, self.rights or self.model.rights).right(action)

    def rows_for(self, user: Any, action: str = "change") -> QuerySet[Any]:
        """The rows to which a person may do this."""
        rows = self.model._default_manager
        if self.for_administrators:
            return rows.all() if is_administrator(user) else rows.none()
        right = self.right(action)
        return rows.visible_to(user, right) if right else rows.none()

    def rows_listed_for(self, user: Any) -> QuerySet[Any]:
        """The rows that a person sees in the list."""
        rows = self.rows_for(user, "view")
        return rows.with_programme() if is_scoped(self.model) else rows  # type: ignore[attr-defined]

    def listed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows with what the columns show, in a constant number of queries."""
        return rows.select_related(*self.related) if self.related else rows

    def may_add(self, user: Any) -> bool:
        """Whether a person who sees the list may make new rows."""
        return self._may("change", user)

    def may_change(self, row: Any, user: Any) -> bool:
        """Whether a row of the list leads to its form; the form looks for the row itself."""
        return self._may("change", user, row)

    def may_delete(self, row: Any, user: Any) -> bool:
        """Whether a row of the list leads to the question before deleting."""
        return self._may("delete", user, row)

    def _may(self, action: str, user: Any, row: Any = None) -> bool:
        if self.for_administrators:
            return is_administrator(user)
        right = self.right(action)
        return bool(right) and may(user, right, row)

    def before_deletion(self, row: Any) -> str:
        """What deleting the row brings along, said before it is done."""
        return ""

    # ---------------------------------------------------------------- what rows belong to
    def parents_for(self, user: Any) -> QuerySet[Any]:
        """The rows under which a person may make new ones."""
        related = self.model._meta.get_field(self.parent_field).related_model
        rows = related._default_manager
        own: QuerySet[Any] = rows.visible_to(user, self.right("change")) if is_scoped(related) else rows.all()
        return own

    def parents_url(self) -> str:
        """The list of what a new row can be made under, for those who come without a parent."""
        return reverse(self.get_url_name("index"))

    def ask_for_parent(self, request: HttpRequest) -> HttpResponse:
        """Lead those who come without a parent to where they choose it."""
        messages.warning(request, _("Choose where it belongs first, and add it there."))
        return redirect(self.parents_url())

    def parent_of_request(self, request: HttpRequest) -> Any:
        """The row that the address names as the parent, if it is one of this person's."""
        wanted = request.GET.get(self.parent_field, "") if self.parent_field else ""
        if not wanted.isdecimal() or len(wanted) > 18:
            return None
        return self.parents_for(request.user).filter(pk=int(wanted)).first()

    def parent_of_row(self, row: Any) -> Any:
        """What a row belongs to."""
        return getattr(row, self.parent_field) if self.parent_field else None

    def new_row(self, parent: Any) -> Any:
        """A row that is not saved, belonging to its parent."""
        return self.model(**{self.parent_field: parent}) if parent is not None else self.model()

    def with_parent(self, url: str, request: HttpRequest) -> str:
        """An address of this viewset that keeps the parent named in the present one."""
        wanted = request.GET.get(self.parent_field, "") if self.parent_field else ""
        return parent_parameter(url, self.parent_field, wanted) if wanted.isdecimal() else url

    def initial(self, request: HttpRequest, parent: Any) -> dict[str, Any]:
        """What the form of a new row begins with, beyond the parent."""
        return {}

    def breadcrumbs_above(self, parent: Any) -> list[dict[str, Any]]:
        """The way to the page of what rows stand under; empty for rows that have lists of their own."""
        return []

    def links(self, row: Any) -> list[Link]:
        """Ways from a row's form to what belongs to it."""
        return []

    # ---------------------------------------------------------------- what is done
    def save(self, form: Any, actor: User) -> Any:
        """Save the row of a valid form by the service."""
        return type(self).service(actor=actor, **{self.service_argument: form.save(commit=False)})

    def preview(self, form: Any, request: HttpRequest) -> HttpResponse:
        """The public page as the valid form would make it, without writing anything."""
        raise NotImplementedError

    def delete(self, row: Any, actor: User) -> None:
        """Delete a row by the service."""
        delete_row(actor=actor, row=row)

    def row_name(self, row: Any) -> str:
        """How a row is called on screens."""
        return str(row)

    def success_message(self, row: Any) -> str:
        """What is said after saving."""
        return _("Saved: %(row)s.") % {"row": self.row_name(row)}

    def url_of(self, row: Any) -> str | None:
        """The row's own page: where the list leads."""
        return reverse(self.get_url_name("edit"), args=[row.pk]) if "edit" in self.offers else None

    def url_after(self, row: Any) -> str:
        """Where one goes after saving or deleting."""
        return reverse(self.get_url_name("index"))

    def url_of_another(self, row: Any, request: HttpRequest) -> str:
        """The form of one more row once this one is saved: under the same parent, with `kept_for_another`."""
        url = self.with_parent(reverse(self.get_url_name("add")), request)
        parent = self.parent_of_row(row)
        if parent is not None:
            url = parent_parameter(url, self.parent_field, parent.pk)
        return str(set_query_params(url, self.kept_for_another(row)))

    def kept_for_another(self, row: Any) -> dict[str, Any]:
        """What the form of one more row takes over from the one that was saved, as `initial` reads it."""
        return {}

    def url_after_deletion(self, row: Any) -> str:
        """Where one goes once the row is gone."""
        return self.url_after(row)

    def list_under(self, parent: Any) -> str:
        """The address of the list of what belongs to a parent."""
        return parent_parameter(reverse(self.get_url_name("index")), self.parent_field, parent.pk)


def parent_parameter(url: str, name: str, value: Any) -> str:
    """An address that names the parent of what is made there."""
    return str(set_query_params(url, {name: value}))
