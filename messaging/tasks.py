"""Celery's door to the outbox: ids in, one service call."""

from celery import shared_task

from . import outbox


@shared_task(name="messaging.deliver")
def deliver(letter_id: int) -> None:
    """Deliver one letter; twice is harmless."""
    outbox.deliver(letter_id)


@shared_task(name="messaging.sweep")
def sweep() -> None:
    """Send out again what was lost."""
    outbox.sweep()
