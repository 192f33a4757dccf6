"""Celery's door to lists for partners: by the clock, one service call."""

from celery import shared_task

from . import services


@shared_task(name="lists.forget")
def forget() -> None:
    """Forget lists that nobody needs any more; twice is harmless."""
    services.forget_lists()
