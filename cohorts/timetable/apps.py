"""Registers the app with Django, and with the rooms below that ask who has something to say."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TimetableConfig(AppConfig):
    """Timetable."""

    name = "cohorts.timetable"
    label = "timetable"
    verbose_name = _("Timetable")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what stands on “My page”, what stands against changing a day or a cohort, whom cancelling concerns."""
        from cohorts.cancelling import register_concerned
        from cohorts.plans import register_keeper

        from .cancelling import concern
        from .plan import keeper

        register_keeper(keeper)
        register_concerned(30, concern)
