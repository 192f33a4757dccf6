"""Addresses of pages."""

from django.conf import settings


def absolute(path: str) -> str:
    """A whole address under the configured origin; never made from a request."""
    return f"{settings.SITE_URL}{path}"
