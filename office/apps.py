"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class OfficeConfig(AppConfig):
    name = "office"
    label = "office"
    verbose_name = _("Back office")

    def ready(self) -> None:
        """Let every room name its rights."""
        autodiscover_modules("rights")
