"""Celery's door to what admission does by the clock."""

from celery import shared_task
from django.utils import timezone

from .services import confirming


@shared_task(name="admission.ask_to_confirm")
def ask_to_confirm() -> None:
    """Ask accepted people whether they come; twice is harmless."""
    confirming.ask_to_confirm(timezone.now())
