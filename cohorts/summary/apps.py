"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SummaryConfig(AppConfig):
    name = "cohorts.summary"
    label = "summary"
    verbose_name = _("Summary")
