"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """People."""

    name = "people"
    label = "people"
    verbose_name = _("People")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to what happens on signing in; tell the doctor of administrators, of restores and of files."""
        from foundation.health.checks import register_check

        from . import health, receivers  # noqa: F401
        from .backup import checks

        register_check(health.administrators)
        register_check(checks.restore_is_finished)
        register_check(checks.files_and_rows, of_files=True)
