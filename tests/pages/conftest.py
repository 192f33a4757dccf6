"""What the tests of this room share."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from pages.services import save_residency
from pages.tree import prepare_tree
from people.models import User
from residencies.models import Programme, Residency
from tests.back_office import manager, office, programme
from tests.factories.residencies import ResidencyFactory
from tests.made_once import taken_back

__all__ = ["manager", "office", "programme"]


@pytest.fixture(scope="module")
def tree(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The site's pages."""
    with taken_back(django_db_blocker):
        prepare_tree()
        yield


@pytest.fixture
def residency(tree: None, programme: Programme, manager: User) -> Residency:
    """A public residency of the manager's programme, with its pages."""
    row: Residency = ResidencyFactory(programme=programme, slug="mova")
    return save_residency(actor=manager, residency=row)
