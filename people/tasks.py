"""Celery's door to what is done about accounts by the clock."""

from celery import shared_task
from django.core.management import call_command


@shared_task(name="people.forget_ended_sessions")
def forget_ended_sessions() -> None:
    """Delete sessions that have ended; twice is harmless."""
    call_command("clearsessions")
