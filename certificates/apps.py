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
        """Put certificates on “My page” and on a cohort's page; tell the doctor of keys and files."""
        from cohorts.overview import register_panel, register_waiting
        from foundation.health.checks import register_check

        from . import health, panels, restored

        register_panel(50, panels.certificates)
        register_waiting(50, panels.to_issue)
        register_check(health.signing_keys)
        for check in (restored.delivered_files, restored.counters, restored.keys_open):
            register_check(check, of_files=True)
