"""Learning in the back office."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from . import screens


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    """The materials of a cohort."""
    return [path("cohorts/<int:pk>/materials/", screens.overview, name="learning_overview")]


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """Words of the audit."""
    actions.register_action("courses.material", _("Add a version"), _("Added a version of the material"))
    actions.register_action("learning.publish", _("Publish a material"), _("Published the material"))
    actions.register_action("learning.withdraw", _("Take a material back"), _("Took the material back"))
