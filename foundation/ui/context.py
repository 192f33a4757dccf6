"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """The site's name, whether this is a trial with demo data, whether the back office asks for a second factor."""
    return {
        "site_name": settings.SITE_NAME,
        "is_demo": getattr(settings, "DEMO", False),
        "staff_second_factor": settings.STAFF_SECOND_FACTOR,
    }
