"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    """Certificates."""

    name = "certificates"
    label = "certificates"
    verbose_name = _("Certificates")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put certificates on “My page” and on a cohort's page."""
        from cohorts.overview import register_panel, register_waiting

        from . import panels

        register_panel(50, panels.certificates)
        register_waiting(50, panels.to_issue)
