"""What is reached of Wagtail beyond what its documentation promises: here and nowhere else.

Any version may rename or change these without a word. So what rooms need of them is taken from this module, what is
overridden or patched stands in it, and `tests/architecture/test_inner_parts.py` fails on another version than the
one below. Whoever takes a new version reads this module through against it, and `templates/wagtailadmin/`, which
stands in place of templates of Wagtail's own; then names it here and in `pyproject.toml`.
"""

from typing import Any

from django.utils.functional import Promise
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.models import EditingSession, FormState
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.utils import get_valid_next_url_from_request, set_query_params
from wagtail.admin.views import generic
from wagtail.admin.views.account import BaseSettingsPanel, LocaleSettingsPanel, NameEmailSettingsPanel
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin
from wagtail.documents.wagtail_hooks import DocumentsSummaryItem
from wagtail.images.fields import WagtailImageField
from wagtail.images.shortcuts import get_rendition_or_not_found
from wagtail.log_actions import get_active_log_context
from wagtail.log_actions import registry as log_registry
from wagtail.users.models import UserProfile

READ_WITH = "8.0.1"

__all__ = [
    "READ_WITH",
    "BaseListingView",
    "ConvertAliasPageAction",
    "EditingSession",
    "FormState",
    "ListWithTitles",
    "SavesOnDemand",
    "UserProfile",
    "WagtailAdminTemplateMixin",
    "WagtailImageField",
    "WagtailPaginator",
    "get_active_log_context",
    "get_rendition_or_not_found",
    "get_valid_next_url_from_request",
    "leave_out_account_panels",
    "log_registry",
    "set_query_params",
    "user_has_any_page_permission",
    "without_documents",
]


def leave_out_account_panels() -> None:
    """Take names, address and language off Wagtail's account page: they have one place, on the site.

    Wagtail writes to `first_name` and `last_name`, which our accounts do not have, and offers no setting for it. The
    language is the one of “My details”; hours are by the clock of their cohort.
    """

    def nowhere(panel: BaseSettingsPanel) -> bool:
        return False

    NameEmailSettingsPanel.is_active = nowhere
    LocaleSettingsPanel.is_active = nowhere


def without_documents(items: list[Any]) -> list[Any]:
    """The numbers of the first screen but for that of documents, which has no name to know it by."""
    return [item for item in items if not isinstance(item, DocumentsSummaryItem)]


class SavesOnDemand:
    """Goes before Wagtail's forms: its own save by themselves while one types, ours when one says so."""

    expects_json_response = False
    hydrate_create_view = False


class ListWithTitles(generic.IndexView):
    """Wagtail's list, whose first column leads where `get_title_url` says, which is not always a form."""

    @property
    def title_label(self) -> str | Promise:
        """What stands over the first column; empty for the name of its field."""
        return ""

    def get_title_url(self, instance: Any) -> str | None:
        """Where the first column of a row leads."""
        raise NotImplementedError

    def _get_title_column(
        self, field_name: str, column_class: type[TitleColumn] = TitleColumn, **kwargs: Any
    ) -> Any:
        with_buttons = self._get_title_column_class(column_class)
        column = self._get_custom_column(field_name, with_buttons, get_url=self.get_title_url, **kwargs)
        column.label = self.title_label or column.label
        return column
