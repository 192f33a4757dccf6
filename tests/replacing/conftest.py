"""The trip, in English."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from tests.factories.replacing import Journey, journey


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Refusals are read in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def made(db: None) -> Journey:
    """Somebody with everything that there is to hand on."""
    return journey()
