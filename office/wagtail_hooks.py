"""The back office's frame: the menu group of programmes, and which of Wagtail's own screens there are."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, path, re_path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.log_actions import LogActionRegistry

from people.rights import is_administrator

from .exports import screens as exports
from .viewsets import MENU
from .wagtail_private import leave_out_account_panels, user_has_any_page_permission, without_documents

programme_menu = Menu(register_hook_name=MENU)
leave_out_account_panels()


@hooks.register("register_admin_menu_item")
def menu_item() -> SubmenuMenuItem:
    """The group in which a manager works; each room adds its lists by the hook named in `viewsets.MENU`."""
    return SubmenuMenuItem(
        gettext_lazy("Programmes"),
        programme_menu,
        name="programmes",
        icon_name="folder-open-inverse",
        order=50,
    )


def no_users_screen(request: HttpRequest) -> HttpResponse:
    """Wagtail's screens of users write names that our accounts do not have: administrators use “Accounts”."""
    if not is_administrator(request.user):
        raise Http404
    return redirect("account:index")


def no_documents_screen(request: HttpRequest) -> HttpResponse:
    """Files are materials of a course, whose content is looked at; Wagtail's documents would be a way round it."""
    raise Http404


@hooks.register("register_admin_urls", order=-100)  # before Wagtail's own, so that these count
def closed_urls() -> list[URLPattern]:
    """What stands in the way of Wagtail's screens of users and of documents (its admin cannot do without either)."""
    return [
        re_path(r"^users/", no_users_screen),
        re_path(r"^documents/", no_documents_screen),
        re_path(r"^bulk/wagtaildocs/", no_documents_screen),
    ]


@hooks.register("register_admin_urls")
def export_urls() -> list[URLPattern]:
    """Taking lists out, and saved filters."""
    return [
        path("exports/<slug:name>/<int:pk>/", exports.choose, name="office_export"),
        path("exports/files/<uuid:public_id>/", exports.file, name="office_export_file"),
        path("exports/files/<uuid:public_id>/download/", exports.download, name="office_export_download"),
        path("saved-filters/", exports.filters, name="office_filters"),
    ]


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """Name what the audit says of exports."""
    actions.register_action("office.export", gettext_lazy("Export"), gettext_lazy("A list was taken out"))


@hooks.register("construct_main_menu")
@hooks.register("construct_search")
def hide_documents(request: HttpRequest, items: list[Any]) -> None:
    """Neither the menu nor the search leads to a closed screen."""
    items[:] = [item for item in items if item.name != "documents"]


@hooks.register("construct_homepage_summary_items")
def no_count_of_documents(request: HttpRequest, items: list[Any]) -> None:
    """Nor does the first screen."""
    items[:] = without_documents(items)


@hooks.register("register_rich_text_features", order=100)  # after Wagtail has put it among them
def no_documents_in_text(features: Any) -> None:
    """An editor for text that lists no features of its own offers no documents."""
    features.default_features = [name for name in features.default_features if name != "document-link"]


@hooks.register("insert_global_admin_css")
def narrow_screens() -> str:
    """Long choices and tables stay inside a phone's screen."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/back_office.css"))


@hooks.register("construct_main_menu")
def hide_help(request: HttpRequest, items: list[MenuItem]) -> None:
    """Wagtail's help is about pages: for those who edit them."""
    if not user_has_any_page_permission(request.user):
        items[:] = [item for item in items if item.name != "help"]


@hooks.register("construct_settings_menu")
def hide_users(request: HttpRequest, items: list[MenuItem]) -> None:
    """Accounts have a list of ours."""
    items[:] = [item for item in items if item.name != "users"]


@hooks.register("register_account_menu_item")
def my_details(request: HttpRequest) -> dict[str, str]:
    """Lead from Wagtail's account page to names, phone and language."""
    return {
        "url": reverse("people:profile"),
        "label": _("My details"),
        "help_text": _("Your name, phone and language of letters."),
    }


@hooks.register("register_account_menu_item")
def second_factor(request: HttpRequest) -> dict[str, str]:
    """Lead from Wagtail's account page to passkeys and apps."""
    return {
        "url": reverse("mfa_index"),
        "label": _("Second factor and passkeys"),
        "help_text": _("What protects your account besides the password."),
    }
