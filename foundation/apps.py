"""Registers the app with Django."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    """What knows no domain."""

    name = "foundation"
    label = "foundation"
