"""Celery's door to what is forgotten: by the clock, one service call each."""

from celery import shared_task

from .services import keeping


@shared_task(name="lodging.forget_wishes")
def forget_wishes() -> None:
    """Forget wishes about rooms some days after the end; twice is harmless."""
    keeping.forget_wishes()


@shared_task(name="lodging.forget_stays")
def forget_stays() -> None:
    """Forget who slept where once nobody asks for it any more; twice is harmless."""
    keeping.forget_stays()
