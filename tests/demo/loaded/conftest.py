"""The demo, loaded once for the tests of this folder; what a test changes in it is taken back."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from tests.made_once import taken_back


@pytest.fixture(scope="package")
def loaded_once(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The demo in the database, gone again after the tests that ask for it."""
    with taken_back(django_db_blocker), override_settings(DEMO=True):
        call_command("demo", verbosity=0)
        yield


@pytest.fixture
def demo(loaded_once) -> Iterator[None]:
    """The demo as it is after loading."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
