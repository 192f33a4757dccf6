"""Programmes in the back office: the menu group, lists and forms, words of the audit."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.templatetags.static import static
from django.urls import URLPattern, path, re_path, reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail import hooks
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.documents.wagtail_hooks import DocumentsSummaryItem

from . import services, shared_viewsets
from . import viewsets as programme_viewsets
from .models import Programme, Residency
from .office import confirm, staff
from .pictures import UpToOperation
from .rules import is_administrator
from .scoped import MENU

programme_menu = Menu(register_hook_name=MENU)


@hooks.register("register_admin_viewset")
def viewsets() -> list[Any]:
    """Lists and forms."""
    return [*programme_viewsets.VIEWSETS, *shared_viewsets.VIEWSETS]


@hooks.register("register_admin_menu_item")
def menu_item() -> SubmenuMenuItem:
    """The group in which a manager works; each room adds its lists by the hook named in `scoped.MENU`."""
    return SubmenuMenuItem(
        gettext_lazy("Programmes"),
        programme_menu,
        name="programmes",
        icon_name="folder-open-inverse",
        order=50,
    )


ARCHIVED: dict[str, Any] = {"programme": Programme, "residency": Residency}
# What happens to it, said of each by its own name: a language with genders has no word for “it”.
GOES_AWAY = {
    "programme": gettext_lazy(
        "The programme leaves the public site and the choices of forms. Its certificates stay valid."
    ),
    "residency": gettext_lazy(
        "The residency leaves the public site and the choices of forms. Its certificates stay valid."
    ),
}
COMES_BACK = {
    "programme": gettext_lazy(
        "The programme comes back into the lists, and onto the public site if it is public."
    ),
    "residency": gettext_lazy(
        "The residency comes back into the lists, and onto the public site if it is public."
    ),
}


def archive(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Put a programme or a residency into the archive, or take it out."""
    if kind not in ARCHIVED:
        raise Http404
    model = ARCHIVED[kind]
    row = get_object_or_404(model.objects.visible_to(request.user), pk=pk)
    # A form does what its page said, not the opposite when it is sent twice.
    asked = {"0": False, "1": True}.get(request.POST.get("is_away", ""))
    is_away = row.archived_at is not None if asked is None else asked
    act = services.bring_back if is_away else services.archive
    return confirm(
        request,
        title=_("Take out of the archive") if is_away else _("Put into the archive"),
        subtitle=str(row),
        question=(COMES_BACK if is_away else GOES_AWAY)[kind],
        button=_("Take out of the archive") if is_away else _("Put into the archive"),
        act=lambda: act(actor=staff(request), row=row),
        done=_("Taken out of the archive: %(row)s.") % {"row": row}
        if is_away
        else _("Put into the archive: %(row)s.") % {"row": row},
        url=reverse(f"{kind}:index"),
        icon="folder-inverse",
        way=[
            {"url": reverse(f"{kind}:index"), "label": capfirst(model._meta.verbose_name_plural)},
            {"url": reverse(f"{kind}:edit", args=[row.pk]), "label": str(row)},
        ],
        carried={"is_away": str(int(is_away))},
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


@hooks.register("construct_main_menu")
@hooks.register("construct_search")
def hide_documents(request: HttpRequest, items: list[Any]) -> None:
    """Neither the menu nor the search leads to a closed screen."""
    items[:] = [item for item in items if item.name != "documents"]


@hooks.register("construct_homepage_summary_items")
def no_count_of_documents(request: HttpRequest, items: list[Any]) -> None:
    """Nor does the first screen."""
    items[:] = [item for item in items if not isinstance(item, DocumentsSummaryItem)]


@hooks.register("register_rich_text_features", order=100)  # after Wagtail has put it among them
def no_documents_in_text(features: Any) -> None:
    """An editor for text that lists no features of its own offers no documents."""
    features.default_features = [name for name in features.default_features if name != "document-link"]


@hooks.register("register_image_operations")
def image_operations() -> list[tuple[str, type[UpToOperation]]]:
    """What templates may ask of a picture beside Wagtail's own."""
    return [("upto", UpToOperation)]


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


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    """Pages that ask before something is done."""
    return [path("archive/<slug:kind>/<int:pk>/", archive, name="residencies_archive")]


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """Words of the audit."""
    actions.register_action(
        "residencies.archive",
        pgettext_lazy("audit, action", "Put into the archive"),
        pgettext_lazy("audit, done", "Put into the archive"),
    )
    actions.register_action(
        "residencies.bring_back",
        gettext_lazy("Take out of the archive"),
        gettext_lazy("Taken out of the archive"),
    )
