"""Registers the app with Django. It has no rows: it shows what other rooms have of a day."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TodayConfig(AppConfig):
    name = "cohorts.today"
    label = "today"
    verbose_name = _("The day")
