"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChoicesConfig(AppConfig):
    name = "cohorts.choices"
    label = "choices"
    verbose_name = _("Choosing sessions")
