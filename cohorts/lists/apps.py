"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ListsConfig(AppConfig):
    name = "cohorts.lists"
    label = "lists"
    verbose_name = _("Lists for partners")
    default_auto_field = "django.db.models.BigAutoField"
