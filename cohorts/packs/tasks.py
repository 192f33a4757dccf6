"""Celery's door to day packs: ids in, one service call."""

from celery import shared_task
from django.utils import timezone

from foundation import work

from . import services
from .models import Pack


@shared_task(name=services.MAKE)
def make(pack_id: int) -> None:
    """Make a pack; twice is harmless."""
    services.make(pack_id)


@shared_task(name="packs.sweep")
def sweep() -> None:
    """Send out again what was lost, and forget packs whose time is over."""
    work.sweep(Pack, services.MAKE)
    services.forget(timezone.now())
