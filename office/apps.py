"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfficeConfig(AppConfig):
    """The back office."""

    name = "office"
    label = "office"
    verbose_name = _("Back office")
