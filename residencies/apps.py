"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResidenciesConfig(AppConfig):
    name = "residencies"
    label = "residencies"
    verbose_name = _("Residencies")
