"""Celery's door to giving out places: ids in, one service call."""

from celery import shared_task

from .services import allocating


@shared_task(name=allocating.RUN)
def run_allocation(allocation_id: int) -> None:
    """Do what a run is at; twice is harmless."""
    allocating.run(allocation_id)


@shared_task(name="choices.sweep")
def sweep() -> None:
    """Send out again what was lost."""
    allocating.sweep()
