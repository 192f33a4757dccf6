"""Celery's door to reminders and to forgetting: by the clock."""

from celery import shared_task
from django.utils import timezone

from . import services


@shared_task(name="replacing.remind")
def remind() -> None:
    """Write to colleagues who were named and are silent, by day; twice is harmless."""
    services.remind_silent(timezone.now())


@shared_task(name="replacing.forget")
def forget() -> None:
    """Forget colleagues who did not come, some days after the end; twice is harmless."""
    services.forget_colleagues()
