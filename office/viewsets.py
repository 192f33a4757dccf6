"""The base of every list and form of the back office: a manager meets rows of their own programmes only.

Wagtail's viewsets ask whether somebody may change a model, not a row. Here every queryset is `visible_to(user)`, so a
foreign row is not found, by GET as by POST; saving and deleting call a service; and there is nothing else: no history,
usage, copy, inspection, chooser, export or bulk action.

A viewset of a room is a few lines: `model`, `panels`, `service`, what the list shows, and `parent_field` where rows
are made under another row.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.urls import URLPattern, path
from wagtail.admin.panels import ObjectList, Panel
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import policy_registry, register_permission_policy

from .forms import ScopedForm
from .policies import AdministratorPolicy, RightsPolicy
from .row_views import ScopedCreateView, ScopedDeleteView, ScopedEditView, ScopedIndexView
from .scope import Scope

MENU = "register_programme_menu_item"  # the hook of the menu group “Programmes”


class ScopedViewSet(Scope, ModelViewSet):
    """A model's list and forms."""

    panels: ClassVar[Sequence[Panel]] = ()
    form_base: ClassVar[type[ScopedForm]] = ScopedForm

    index_view_class = ScopedIndexView
    add_view_class = ScopedCreateView
    edit_view_class = ScopedEditView
    delete_view_class = ScopedDeleteView
    create_template_name = "office/create.html"
    edit_template_name = "office/edit.html"
    copy_view_enabled = False
    inspect_view_enabled = False
    add_to_reference_index = False
    menu_hook: ClassVar[str | None] = MENU
    list_per_page = 50
    searched_people: ClassVar[Sequence[str]] = ()  # see `Listing`
    search_backend_name = None

    def get_edit_handler(self) -> Any:
        """The panels, on a form that knows own rows."""
        return ObjectList(list(self.panels), base_form_class=self.form_base).bind_to_model(self.model)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Every view knows its viewset; what we do not offer has no address."""
        common = super().get_common_view_kwargs(**kwargs)
        absent = {f"{name}_url_name": None for name in ("add", "edit", "delete") if name not in self.offers}
        return {**common, **absent, "viewset": self, "history_url_name": None, "usage_url_name": None}

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """The list finds people by their names."""
        return super().get_index_view_kwargs(searched_people=self.searched_people, **kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        """The list, a new row, changing, deleting."""
        patterns = [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]
        if "add" in self.offers:
            patterns.append(path("new/", self.add_view, name="add"))
        if "edit" in self.offers:
            patterns.append(path("edit/<int:pk>/", self.edit_view, name="edit"))
        if "delete" in self.offers:
            patterns.append(path("delete/<int:pk>/", self.delete_view, name="delete"))
        return patterns

    def register_permissions(self) -> None:
        """Nothing to tick on a group's page: rights come from memberships."""
        taken = policy_registry.get_by_type(self.model, fallback=False)
        if not taken and policy_registry.get_fallback_policy(self.model) is None:
            policy: Any = AdministratorPolicy(self.model)
            if not self.for_administrators:
                policy = RightsPolicy(self.model, self.rights or self.model.rights)
            register_permission_policy(self.model, policy)

    def register_admin_url_finder(self) -> None:
        """Wagtail's reports lead to rows by this; ours are closed to managers."""
