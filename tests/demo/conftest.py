"""The demo, loaded once for a module; what a test changes in it is taken back."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings


@pytest.fixture(scope="module")
def loaded_once(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The demo in the database, gone again after the module."""
    with django_db_blocker.unblock(), override_settings(DEMO=True), transaction.atomic():
        call_command("demo", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded_once) -> Iterator[None]:
    """The demo as it is after loading."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
