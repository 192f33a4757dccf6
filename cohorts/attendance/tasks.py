"""Celery's door to signed sheets: by the clock, one service call."""

from celery import shared_task

from .services import keeping, sheets


@shared_task(name="attendance.forget_unkept")
def forget_unkept() -> None:
    """Forget pages that nobody kept; twice is harmless."""
    sheets.forget_unkept()


@shared_task(name="attendance.forget_originals")
def forget_originals() -> None:
    """Delete signed sheets that no donor asks for any more; twice is harmless."""
    keeping.forget_originals()
