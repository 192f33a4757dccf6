"""Celery's door to what the back office does by the clock and in the background."""

from celery import shared_task
from django.utils import timezone

from foundation import work

from .exports import services
from .models import ExportFile


@shared_task(name=services.TASK)
def write_export(export_id: int) -> None:
    """Write the workbook of a list; twice is harmless."""
    services.write_export(export_id)


@shared_task(name="office.sweep")
def sweep() -> None:
    """Send out again what was lost, and forget files whose time is over."""
    work.sweep(ExportFile, services.TASK)
    services.forget_exports(timezone.now())
