"""Registers the app with Django."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from foundation.words.order import teach_sqlite


class FoundationConfig(AppConfig):
    """What knows no domain."""

    name = "foundation"
    label = "foundation"

    def ready(self) -> None:
        """What every connection to the database is to know."""
        connection_created.connect(teach_sqlite, dispatch_uid="order-of-letters")
