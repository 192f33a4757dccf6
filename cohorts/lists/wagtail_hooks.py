"""Lists for partners in the back office: addresses, and words of the audit."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from . import screens

ACTIONS = {
    "lists.fix": (_("Fix a list"), _("Fixed the list under a number")),
    "lists.change": (_("Number the changes of a list"), _("Numbered what has changed")),
    "lists.link": (_("Make a partner’s link"), _("Made a link for the partner")),
    "lists.send_code": (_("Send a code for a list"), _("A code for the list was sent")),
    "lists.open": (_("Open a list by a link"), _("The list was opened by a link")),
    "lists.print": (_("Print a list"), _("Printed the list")),
}


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    """A cohort's lists, and one on paper."""
    return [
        path("cohorts/<int:pk>/lists/", screens.overview, name="lists_overview"),
        path("party-lists/<int:pk>/print/", screens.print_list, name="lists_print"),
    ]


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """Words of the audit."""
    for action, (label, message) in ACTIONS.items():
        actions.register_action(action, label, message)
