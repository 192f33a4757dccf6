"""What the tests of this room share."""

from typing import Any

import pytest

from tests.back_office import manager, office, programme

__all__ = ["manager", "office", "programme"]


@pytest.fixture
def sample_kind(settings: Any) -> None:
    """One kind of letter more, with which the outbox itself is tested."""
    settings.LETTER_KINDS = [*settings.LETTER_KINDS, "tests.messaging.sample.Sample"]
