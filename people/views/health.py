"""Whether the site is alive and ready, for the proxy and for monitoring."""

from django.core.cache import caches
from django.db import connection
from django.http import HttpRequest, HttpResponse


def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: the process answers."""
    return HttpResponse("ok", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """Ready: the database and the shared cache answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        caches["default"].set("readyz", "1", 5)
    except Exception:  # noqa: BLE001 — whatever is wrong below, the answer is "not ready"
        return HttpResponse("not ready", status=503, content_type="text/plain")
    return HttpResponse("ready", content_type="text/plain")
