"""Replacements in the back office: addresses, and words of the audit."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from . import screens

ACTIONS = {
    "replacing.nominate": (_("Name a colleague"), _("A colleague was named")),
    "replacing.confirm": (_("Confirm in a colleague’s place"), _("The colleague confirmed")),
    "replacing.refuse": (_("Refuse in a colleague’s place"), _("The colleague does not come")),
    "replacing.approve": (_("Approve a replacement"), _("The replacement was approved")),
    "replacing.withdraw": (_("Take the replacement back"), _("The replacement was taken back")),
    "replacing.open_letter": (
        _("Open the letter of an institution"),
        _("Opened the letter of the institution"),
    ),
    "replacing.remind": (_("Remind the colleague"), _("The colleague was reminded")),
}


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    """The list of a cohort, naming a colleague, and what is done with one that is there."""
    return [
        path("cohorts/<int:pk>/replacements/", screens.replacements, name="replacing_list"),
        path(
            "cohorts/<int:pk>/replacements/people/<uuid:public_id>/",
            screens.nominate,
            name="replacing_nominate",
        ),
        path("cohorts/<int:pk>/replacements/<int:row_pk>/", screens.approve, name="replacing_approve"),
        path(
            "cohorts/<int:pk>/replacements/<int:row_pk>/back/", screens.take_back, name="replacing_take_back"
        ),
        path("cohorts/<int:pk>/replacements/<int:row_pk>/remind/", screens.remind, name="replacing_remind"),
        path("cohorts/<int:pk>/replacements/<int:row_pk>/letter/", screens.letter, name="replacing_letter"),
    ]


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """Words of the audit."""
    for action, (label, message) in ACTIONS.items():
        actions.register_action(action, label, message)
