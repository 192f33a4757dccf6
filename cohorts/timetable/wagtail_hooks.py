"""The timetable in the back office."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from .screens import past_releases, releases, sessions


@hooks.register("register_admin_viewset")
def viewsets() -> list[Any]:
    return list(sessions.VIEWSETS)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    """Releases, and steps of a session."""
    return [
        path("cohorts/<int:pk>/release/", releases.release, name="timetable_release"),
        path("cohorts/<int:pk>/releases/", past_releases.releases, name="timetable_releases"),
        path("cohorts/<int:pk>/releases/<int:number>/", past_releases.released, name="timetable_released"),
        path("sessions/<int:pk>/step/<slug:name>/", sessions.session_step, name="timetable_session"),
    ]


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """Words of the audit."""
    actions.register_action("timetable.add", _("Add a session"), _("Added the session"))
    actions.register_action("timetable.change", _("Change a session"), _("Changed the session"))
    actions.register_action("timetable.cancel", _("Cancel a session"), _("Cancelled the session"))
    actions.register_action("timetable.restore", _("Bring a session back"), _("Brought the session back"))
    actions.register_action("timetable.delete", _("Delete a session"), _("Deleted the session"))
    actions.register_action("timetable.release", _("Release the timetable"), _("Released the timetable"))
