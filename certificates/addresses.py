"""Where a certificate is found, by anybody who checks it and by its holder. Printed or mailed, so they stay."""

from django.conf import settings

from .models import Certificate


def verify_url(code: str) -> str:
    """The address printed in the QR code; it leads to the check page in the reader's language."""
    return f"{settings.SITE_URL}/verify/{code}/"


def holder_url(certificate: Certificate, language: str) -> str:
    """Where the holder finds the certificate."""
    return f"{settings.SITE_URL}/{language}/my/certificates/{certificate.public_id}/"
