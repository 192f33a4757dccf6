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
    """The overview of a cohort's sheets, and those with signatures."""
    sheet = "signed-sheets/<uuid:public_id>/"
    return [
        path("cohorts/<int:pk>/presence/", screens.overview, name="attendance_overview"),
        path("cohorts/<int:pk>/presence/sheets/", screens.sheets, name="attendance_sheets"),
        path(f"{sheet}pages/", screens.pages, name="attendance_sheet_pages"),
        path(f"{sheet}pages/<int:page_pk>/", screens.page_picture, name="attendance_sheet_page"),
        path(f"{sheet}discard/", screens.discard, name="attendance_sheet_discard"),
        path(f"{sheet}file/", screens.sheet_file, name="attendance_sheet_file"),
    ]


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """Words of the audit."""
    for action, label, message in (
        ("mark", _("Mark presence"), _("Marked presence")),
        ("take_in_sheet", _("Take a signed sheet in"), _("Took a signed sheet in")),
        ("keep_sheet", _("Keep a signed sheet"), _("Kept a signed sheet as the original of record")),
        ("open_sheet", _("Open a signed sheet"), _("Opened a signed sheet")),
        ("discard_sheet", _("Throw a signed sheet away"), _("Threw pages of a signed sheet away")),
    ):
        actions.register_action(f"attendance.{action}", label, message)
