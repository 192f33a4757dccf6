"""Celery's door to freed places and to letters about what waits: ids in, one service call."""

from celery import shared_task

from . import digests, offering, places


@shared_task(name=places.TASK)
def move_on(work_id: int) -> None:
    """Offer on what is free of one pool; twice is harmless."""
    offering.move_on(work_id)


@shared_task(name="cohorts.sweep")
def sweep() -> None:
    """Look at offers that ran out, and send out again what was lost."""
    offering.sweep()


@shared_task(name=digests.TASK)
def tell_what_waits(membership_id: int) -> None:
    """Write to one manager about what waits; twice is harmless."""
    digests.tell(membership_id)


@shared_task(name="cohorts.sweep_digests")
def sweep_digests() -> None:
    """Have managers told for whom it is time."""
    digests.sweep()
