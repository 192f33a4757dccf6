"""Cohorts in the back office."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.ui.components import Component

from office.exports import EXPORTS

from .exports import Participants
from .screens import overview, queue, steps
from .screens.cohorts import VIEWSETS, choose_residency
from .screens.home import OwnCohorts

hooks.register(EXPORTS, Participants)

ACTIONS = {
    "cohorts.publish": (_("Publish the cohort"), _("Published the cohort")),
    "cohorts.cancel": (_("Cancel the cohort"), _("Cancelled the cohort")),
    "cohorts.archive": (
        pgettext_lazy("audit, action", "Put into the archive"),
        pgettext_lazy("audit, done", "Put into the archive"),
    ),
    "cohorts.bring_back": (_("Take out of the archive"), _("Taken out of the archive")),
    "cohorts.add_day": (_("Add a day"), _("Added the day")),
    "cohorts.change_day": (_("Change a day"), _("Changed the day")),
    "cohorts.break_off_day": (_("Break off a day"), _("Broke off the day: its hours are to be entered")),
}


@hooks.register("register_admin_viewset")
def viewsets() -> list[Any]:
    return list(VIEWSETS)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    """A cohort's page and the steps of its life."""
    return [
        path("cohorts/residency/", choose_residency, name="cohort_residency"),
        path("cohorts/overview/<int:pk>/", overview.OverviewView.as_view(), name="cohort_overview"),
        path("cohorts/<int:pk>/step/<slug:name>/", steps.step, name="cohort_step"),
        path("cohorts/<int:pk>/queue/<int:pool_pk>/", queue.queue, name="cohort_queue"),
    ]


@hooks.register("construct_homepage_panels")
def home_panel(request: HttpRequest, panels: list[Component]) -> None:
    """One's cohorts on the first screen."""
    panels.append(OwnCohorts())


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """Words of the audit."""
    for action, (label, message) in ACTIONS.items():
        actions.register_action(action, label, message)
