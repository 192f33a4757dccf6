"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "pages"
    label = "pages"
    verbose_name = _("Pages")

    def ready(self) -> None:
        """Let what editors publish show at once on kept public pages."""
        from .tree import forget_on_editing

        forget_on_editing()
