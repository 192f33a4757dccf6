"""Registers the app with Django, and with the rooms below that ask who has something to say."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AdmissionConfig(AppConfig):
    """Admission."""

    name = "cohorts.admission"
    label = "admission"
    verbose_name = _("Admission")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what stands on “My page” and on a cohort's page, whom a release or a cancellation concerns.

        And how the letter about a new application is worded, and what stands against opening a day.
        """
        from cohorts import cancelling
        from cohorts.overview import register_panel, register_waiting
        from cohorts.plans import register_keeper
        from cohorts.timetable.audience import register_holders
        from cohorts.timetable.feeds import register_called_off
        from messaging.outbox import register_wording

        from .panel import panel, places_to_give, to_decide
        from .plan import keeper
        from .queries import dates_by_person, dates_called_off
        from .services import letters
        from .services.cancelling import concern as concern_of_cancelling

        register_holders(dates_by_person)
        cancelling.register_concerned(20, concern_of_cancelling)
        register_called_off(dates_called_off)
        register_panel(20, panel)
        register_keeper(keeper)
        register_waiting(10, places_to_give)
        register_waiting(20, to_decide)
        register_wording(letters.RECEIVED, letters.received_in_words)
