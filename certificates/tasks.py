"""Celery's door to the register: ids in, one service call."""

from celery import shared_task

from .services import batches
from .services.issuing import RUN_BATCH


@shared_task(name=RUN_BATCH)
def run_batch(batch_id: int) -> None:
    """Do what is left of a batch; twice is harmless."""
    batches.run_batch(batch_id)


@shared_task(name="certificates.sweep")
def sweep() -> None:
    """Send out again what was lost."""
    batches.sweep()
