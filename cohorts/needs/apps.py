"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NeedsConfig(AppConfig):
    name = "cohorts.needs"
    label = "needs"
    verbose_name = _("Food and accessibility")
