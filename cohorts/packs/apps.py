"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PacksConfig(AppConfig):
    name = "cohorts.packs"
    label = "packs"
    verbose_name = _("Day packs")
