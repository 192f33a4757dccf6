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
        from people.my import register_next, register_section

        from . import my_page, office

        register_panel(30, office.panel)
        register_section(20, my_page.sessions_to_lead)
        register_section(21, my_page.sessions_led)
        register_section(40, my_page.materials)
        register_next(my_page.to_lead)
        register_session_extras(my_page.extras)
