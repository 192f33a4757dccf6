"""What tests of people share: limits that start anew, and letters as they were written."""

import re
from collections.abc import Iterator

import pytest
from django.core.cache import caches

from messaging import wording
from messaging.models import Letter


@pytest.fixture(autouse=True)
def _limits_start_anew() -> Iterator[None]:
    """Rate limits lie in the shared cache; each test counts from nothing."""
    caches["default"].clear()
    yield
    caches["default"].clear()


class Post:
    """The private letters that were written, in their words, the last one first."""

    def last(self, address: str = "") -> Letter:
        rows = Letter.objects.filter(is_private=True).order_by("-pk")
        row = (rows.filter(address=address) if address else rows).first()
        assert row is not None, f"no letter to {address}"
        return wording.word(row)

    def code(self, address: str = "") -> str:
        """The code of the last letter."""
        found = re.search(r"^\d{6}$", self.last(address).text, re.MULTILINE)
        assert found, self.last(address).text
        return found[0]

    def link(self, address: str = "") -> str:
        """The address of the last letter's button."""
        return re.findall(r"https?://\S+", self.last(address).text)[0]

    def count(self) -> int:
        return Letter.objects.filter(is_private=True).count()


@pytest.fixture
def post() -> Post:
    """Letters about signing in."""
    return Post()
