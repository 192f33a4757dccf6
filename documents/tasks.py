"""Celery's door to documents: ids in, one service call."""

from celery import shared_task

from .services import drawing, keeping
from .services.invitations import DRAW


@shared_task(name=DRAW)
def draw(drawing_id: int) -> None:
    """Draw a document; twice is harmless."""
    drawing.run(drawing_id)


@shared_task(name="documents.sweep")
def sweep() -> None:
    """Send out again what was lost."""
    drawing.sweep()


@shared_task(name="documents.forget_copies")
def forget_copies() -> None:
    """Delete signed copies of erased people's papers once no donor asks for them; twice is harmless."""
    keeping.forget_copies()
