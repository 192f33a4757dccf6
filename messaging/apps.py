"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagingConfig(AppConfig):
    """Letters."""

    name = "messaging"
    label = "messaging"
    verbose_name = _("Letters")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Deliver sign-in letters for the room below."""
        from people.outgoing import register_post

        from .outbox import write_private

        register_post(write_private)
