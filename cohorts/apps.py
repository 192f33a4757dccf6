"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CohortsConfig(AppConfig):
    name = "cohorts"
    label = "cohorts"
    verbose_name = _("Cohorts")

    def ready(self) -> None:
        """See that the settings name wings."""
        from django.core import checks

        from foundation.protocols import check_of

        from .wing import Wing

        checks.register(check_of(Wing, "COHORT_WINGS"))
