"""Celery's door to lists of names and what is forgotten: by the clock, one service call each."""

from celery import shared_task

from .services import keeping, names


@shared_task(name="logistics.fix_lists")
def fix_lists() -> None:
    """Fix lists whose cut-off has come; twice is harmless."""
    names.fix_lists()


@shared_task(name="logistics.forget_names")
def forget_names() -> None:
    """Forget lists of visits that are over; twice is harmless."""
    names.forget_names()


@shared_task(name="logistics.forget_passengers")
def forget_passengers() -> None:
    """Forget what passengers let drivers know of them; twice is harmless."""
    keeping.forget_passengers()
