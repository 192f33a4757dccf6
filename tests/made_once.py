"""Rows that many tests read: made once for all of them, and taken back when the last one is over."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker


@contextmanager
def taken_back(blocker: DjangoDbBlocker) -> Iterator[None]:
    """A transaction around several tests. Each of them has one of its own in it, so it must not need real ones."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
