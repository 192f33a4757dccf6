"""Choosing in the back office."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from office.exports import EXPORTS

from .exports import Choices
from .screens import groups, runs

hooks.register(EXPORTS, Choices)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    """The groups of a cohort, their settings, their people, and giving out places by wishes."""
    return [
        path("cohorts/<int:pk>/choices/", groups.overview, name="choices_overview"),
        path("parallel/<int:pk>/choosing/", groups.settings, name="choices_settings"),
        path("choices/<int:pk>/people/", groups.people, name="choices_people"),
        path("choices/<int:pk>/people/<uuid:participant>/", groups.person, name="choices_person"),
        path("choices/<int:pk>/people/named/", groups.name_people, name="choices_named"),
        path("choices/<int:pk>/add/", groups.add, name="choices_add"),
        path("choices/<int:pk>/run/", runs.run, name="choices_run"),
        path("choices/<int:pk>/run/start/", runs.start, name="choices_start"),
        path("choices/<int:pk>/run/fix/", runs.fix, name="choices_fix"),
        path("choices/<int:pk>/run/tell/", runs.tell, name="choices_tell"),
    ]


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """Words of the audit."""
    actions.register_action("choices.configure", _("Set how people choose"), _("Set how people choose"))
    actions.register_action("choices.name", _("Say who chooses"), _("Said who chooses"))
    actions.register_action("choices.take_off", _("End choosing"), _("Ended choosing"))
    actions.register_action("choices.allocate", _("Start a run"), _("Started a run"))
    actions.register_action("choices.fix", _("Fix rows"), _("Fixed rows"))
    actions.register_action("choices.unfix", _("Let rows be decided again"), _("Let rows be decided again"))
    actions.register_action("choices.tell", _("Tell everybody"), _("Told everybody"))
    actions.register_action("choices.give", _("Decide for a person"), _("Decided for a person"))
    actions.register_action(
        "choices.add", _("Add somebody who comes to work"), _("Added somebody who comes to work")
    )
