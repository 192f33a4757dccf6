"""The product in processes of its own, on the database and the files of a test."""

import os

from django.conf import settings
from django.db import connection


def database_url() -> str:
    """The address of the database that this process tests with."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    user = f"{values['USER']}:{values['PASSWORD']}@" if values["USER"] else ""
    return f"postgres://{user}{values['HOST']}:{values['PORT'] or 5432}/{values['NAME']}"


def product_environment(**more: str) -> dict[str, str]:
    """Environment variables with which a process of the product shares database, files and keys with the test."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.product_settings",
        "DATABASE_URL": database_url(),
        "VAR_DIR": str(settings.TEST_DIR),
        "SIGNING_PASSPHRASE": settings.SIGNING_PASSPHRASE,
        "SITE_URL": settings.SITE_URL,
        "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
        "PYTHONPATH": str(settings.BASE_DIR),
        **more,
    }
