"""Where a document is found, by anybody who checks it and by its person. Printed or mailed, so they stay."""

from django.conf import settings

from .models import Document


def check_url(code: str) -> str:
    """The address printed with the QR code; it leads to the check page in the reader's language."""
    return f"{settings.SITE_URL}/check/{code}/"


def own_url(document: Document, language: str) -> str:
    """Where the person finds it."""
    return f"{settings.SITE_URL}/{language}/my/papers/{document.public_id}/"
