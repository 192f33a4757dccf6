"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReplacingConfig(AppConfig):
    name = "cohorts.replacing"
    label = "replacing"
    verbose_name = _("Replacements")
    default_auto_field = "django.db.models.BigAutoField"
