"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LodgingConfig(AppConfig):
    name = "cohorts.lodging"
    label = "lodging"
    verbose_name = _("Lodging")
    default_auto_field = "django.db.models.BigAutoField"
