"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "people"
    label = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        """Listen to what happens on signing in; see that the settings name parts of a person."""
        from django.core import checks

        from foundation.protocols import check_of

        from . import receivers  # noqa: F401
        from .person import PersonPart

        checks.register(check_of(PersonPart, "PERSON_PARTS"))
