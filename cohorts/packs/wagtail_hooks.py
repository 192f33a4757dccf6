"""Day packs in the back office: addresses, and words of the audit."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from . import screens


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    """Choosing what is printed of a cohort, and a pack."""
    return [
        path("cohorts/<int:pk>/packs/", screens.choose, name="packs_choose"),
        path("packs/<uuid:public_id>/", screens.pack, name="packs_pack"),
        path("packs/<uuid:public_id>/file/", screens.file, name="packs_file"),
    ]


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """Words of the audit."""
    actions.register_action("packs.make", _("Have papers of the days made"), _("Had papers of the days made"))
