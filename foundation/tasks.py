"""Celery's door to what is done by the clock and belongs to no domain."""

from celery import shared_task

from .files import storage


@shared_task(name="foundation.remove_leftovers")
def remove_leftovers() -> None:
    """Delete files that were never finished; twice is harmless."""
    storage.remove_leftovers()
