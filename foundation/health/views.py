"""Whether the site is alive and ready, for the proxy and for monitoring."""

import socket
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import caches
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse

# Where a broker listens whose address names no port.
_PORTS = {"redis": 6379, "rediss": 6379, "amqp": 5672, "amqps": 5671}
# Seconds that the broker may take to let somebody in.
_BROKER_PATIENCE = 1.0
# Seconds for which a process keeps what it found out: everybody may ask, and asking may take as long as a name server.
KEPT = 1.5


def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: the process answers. Asks nothing of anybody, and stands before everything that does."""
    return _line("ok", 200)


def readyz(request: HttpRequest) -> HttpResponse:
    """Ready: all that the site stands on answers. Otherwise 503 and the names of what does not, one a line.

    Public pages are served without the cache, and rows wait for the broker: whoever sends visitors here should ask
    `healthz`; this is for whoever is to mend something.
    """
    missing = _readiness.missing()
    if missing:
        return _line("not ready\n" + "\n".join(f"{name} does not answer" for name in missing), 503)
    return _line("ready", 200)


# These answers come before the middleware that gives all others their policies.
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}


def _line(text: str, status: int) -> HttpResponse:
    return HttpResponse(
        text, status=status, content_type="text/plain; charset=utf-8", headers=_HEADERS.copy()
    )


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def _cache() -> bool:
    return all(caches[name].answers() for name in ("default", "pages"))  # type: ignore[attr-defined]


def _broker() -> bool:
    """Whether somebody listens there; the library that talks to it is not loaded for this."""
    parts = urlsplit(settings.CELERY_BROKER_URL.split(";")[0])
    if parts.scheme not in _PORTS:
        return True  # files or memory: nobody listens
    try:
        where = (parts.hostname or "localhost", parts.port or _PORTS[parts.scheme])
        socket.create_connection(where, timeout=_BROKER_PATIENCE).close()
    except OSError:
        return False
    return True


_NEEDED: dict[str, Callable[[], bool]] = {"database": _database, "cache": _cache, "broker": _broker}


class _Readiness:
    """What did not answer lately. One thread of a process asks; who comes meanwhile gets what was found before."""

    def __init__(self) -> None:
        self._asking = threading.Lock()
        self._asked_at = float("-inf")
        self._missing = list(_NEEDED)  # until the first answer

    def missing(self) -> list[str]:
        """The names of what does not answer, at most `KEPT` seconds old where nobody is asking."""
        if time.monotonic() - self._asked_at >= KEPT and self._asking.acquire(blocking=False):
            try:
                self._missing = [name for name, is_there in _NEEDED.items() if not is_there()]
                self._asked_at = time.monotonic()
            finally:
                self._asking.release()
        return self._missing


_readiness = _Readiness()
