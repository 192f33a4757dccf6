"""Programmes in the back office: addresses, and words of the audit."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail import hooks

from .screens import accounts, archive, organisations, personal_data, pictures, programmes, venues


@hooks.register("register_admin_viewset")
def viewsets() -> list[Any]:
    return [
        *programmes.VIEWSETS,
        *pictures.VIEWSETS,
        *venues.VIEWSETS,
        *organisations.VIEWSETS,
        accounts.accounts,
    ]


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    """Pages that ask before something is done."""
    return [
        path("archive/<slug:kind>/<int:pk>/", archive.archive, name="residencies_archive"),
        path("accounts/<int:pk>/take-out/", personal_data.take_out, name="residencies_take_out"),
        path("accounts/<int:pk>/erase/", personal_data.erase, name="residencies_erase"),
    ]


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
