"""Registers the app with Django. It has no tables: what it loads belongs to the rooms."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    """The demo programme."""

    name = "demo"
    label = "demo"
    verbose_name = _("Demo programme")
