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
        from django.core import checks as django_checks

        from foundation.health.checks import register_check
        from foundation.protocols import check_of

        from . import health, receivers  # noqa: F401
        from .backup import checks
        from .person import PersonPart

        django_checks.register(check_of(PersonPart, "PERSON_PARTS"))
        register_check(health.administrators)
        register_check(checks.restore_is_finished)
        register_check(checks.files_and_rows, of_files=True)
