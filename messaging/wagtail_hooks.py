"""Letters in the back office."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component

from office.exports import EXPORTS

from .exports import Letters
from .screens import letter
from .screens.home import MailWaits, letters_that_wait
from .screens.listing import letters

hooks.register(EXPORTS, Letters)


@hooks.register("register_admin_viewset")
def viewsets() -> list[Any]:
    """The list."""
    return [letters]


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    """One letter, and sending it again."""
    return [
        path("letters/<int:pk>/", letter.letter, name="messaging_letter"),
        path("letters/<int:pk>/again/", letter.send_again, name="messaging_letter_again"),
    ]


@hooks.register("construct_homepage_panels")
def home_panel(request: HttpRequest, panels: list[Component]) -> None:
    """The first screen says so while letters do not leave."""
    waiting = letters_that_wait(timezone.now())
    if waiting is not None:
        panels.append(MailWaits(waiting))


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """Words of the audit."""
    actions.register_action("messaging.send_again", _("Send a letter again"), _("Sent the letter again"))
