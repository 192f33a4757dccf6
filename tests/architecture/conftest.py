"""The world that the walks over all addresses visit: made once, and whatever a visit does is taken back."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.architecture.world import World, make_world
from tests.made_once import taken_back


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Two programmes with everything in them."""
    with taken_back(django_db_blocker):
        yield make_world()
