"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LearningConfig(AppConfig):
    """Learning."""

    name = "cohorts.learning"
    label = "learning"
    verbose_name = _("Learning")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put materials and led sessions on “My page” and beside sessions, and materials on a cohort's page."""
        from cohorts.overview import register_panel
        from cohorts.timetable.presenters import register_session_extras

        from . import office, person

        register_panel(30, office.panel)
        register_session_extras(person.extras)
