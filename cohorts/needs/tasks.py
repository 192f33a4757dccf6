"""Celery's door to needs: by the clock, one service call."""

from celery import shared_task

from .services import purging


@shared_task(name="needs.forget")
def forget_needs() -> None:
    """Delete answers of cohorts that are long over; twice is harmless."""
    purging.forget_needs()
