"""Celery's door to freed places: ids in, one service call."""

from celery import shared_task

from . import moving, places


@shared_task(name=places.TASK)
def move_on(work_id: int) -> None:
    """Offer on what is free of one pool; twice is harmless."""
    moving.move_on(work_id)


@shared_task(name="cohorts.sweep")
def sweep() -> None:
    """Look at offers that ran out, and send out again what was lost."""
    moving.sweep()
