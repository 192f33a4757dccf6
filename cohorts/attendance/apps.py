"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AttendanceConfig(AppConfig):
    """Attendance."""

    name = "cohorts.attendance"
    label = "attendance"
    verbose_name = _("Attendance")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put presence on a cohort's page and on the first screen of the back office; say what has been."""
        from cohorts.overview import register_panel, register_waiting
        from cohorts.plans import register_keeper
        from cohorts.timetable.held import register_record

        from .panels import presence, to_fill_in
        from .plan import keeper
        from .queries import held_among

        register_keeper(keeper)
        register_record(held_among)
        register_panel(40, presence)
        register_waiting(40, to_fill_in)
