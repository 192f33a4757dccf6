"""Presence in the back office."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from office.exports import EXPORTS

from . import screens
from .exports import PresenceMarks

hooks.register(EXPORTS, PresenceMarks)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    """The overview of a cohort's sheets."""
    return [path("cohorts/<int:pk>/presence/", screens.overview, name="attendance_overview")]


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """Words of the audit."""
    actions.register_action("attendance.mark", _("Mark presence"), _("Marked presence"))
