"""Needs and meals in the back office: addresses, exports, words of the audit."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from office.exports import EXPORTS

from .exports import ForCaterers, Meals, Needs
from .screens import meals, people

for each in (Needs, Meals, ForCaterers):
    hooks.register(EXPORTS, each)

ACTIONS = {
    "needs.print": (_("Print needs"), _("Printed what people need")),
    "needs.add_meals": (_("Add meals"), _("Added meals")),
    "needs.change_meal": (_("Change a meal"), _("Changed a meal")),
    "needs.set_caterers": (_("Set addresses of caterers"), _("Set addresses of caterers")),
    "needs.remove_meal": (_("Take a meal off"), _("Took a meal off")),
}


@hooks.register("register_admin_viewset")
def viewsets() -> list[Any]:
    return list(meals.VIEWSETS)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    """Who answered what, and the meals of a cohort."""
    return [
        path("cohorts/<int:pk>/needs/", people.people, name="needs_people"),
        path("cohorts/<int:pk>/needs/print/", people.print_people, name="needs_print"),
        path("cohorts/<int:pk>/meals/", meals.overview, name="needs_meals"),
        path("cohorts/<int:pk>/meals/add/", meals.add, name="needs_add_meals"),
        path("cohorts/<int:pk>/meals/addresses/", meals.addresses, name="needs_addresses"),
        path("cohorts/<int:pk>/meals/caterer/", meals.caterer, name="needs_caterer"),
    ]


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """Words of the audit."""
    for action, (label, message) in ACTIONS.items():
        actions.register_action(action, label, message)
