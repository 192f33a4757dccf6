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
        """Say what stands on “My page”, what stands against moving a day or changing a cohort, and what had begun."""
        from cohorts import cancelling
        from cohorts.plans import register_keeper
        from people.my import register_section

        from . import my_page
        from .plan import keeper
        from .queries import days_so_far

        register_section(15, my_page.section)
        register_keeper(keeper)
        cancelling.register_concerned(30, cancelling.Concern(so_far=days_so_far))
