"""The least that serves a page: a view that returns a constant of its size, under the same middleware.

Compression is Django's `GZipMiddleware`, placed as its documentation says, in the place of our cache of public pages.
"""

import io
import os
import sys
import time
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

SETTINGS = """
from config.settings.local import *
from config.settings.local import MIDDLEWARE
OUR_CACHE = "foundation.cache.pages.PublicPageMiddleware"
MIDDLEWARE = ["django.middleware.gzip.GZipMiddleware", *(name for name in MIDDLEWARE if name != OUR_CACHE)]
ROOT_URLCONF = "benchmarks.pages_floor"
"""

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@cache
def page() -> bytes:
    """The bytes of the page, read once."""
    return Path(os.environ["CONSTANT_PAGE"]).read_bytes()


def constant(request: HttpRequest) -> HttpResponse:
    """The page, whoever asks."""
    return HttpResponse(page())


urlpatterns = [path("constant/", constant)]


def ask(application: Application, address: str) -> tuple[str, bytes]:
    """Ask a WSGI application for a page as a browser would; the status and the body as it is sent."""
    status: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": address,
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost:8000",
        "HTTP_ACCEPT_ENCODING": "gzip",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
    }
    answer = application(environ, lambda line, headers, error=None: status.append(line))
    body = b"".join(answer)
    getattr(answer, "close", lambda: None)()
    return status[0], body


def rate(application: Application, address: str, requests: int = 400, rounds: int = 5) -> float:
    """Requests a second of one thread: the best of some rounds."""
    best = 0.0
    for _round in range(rounds):
        began = time.perf_counter()
        for _request in range(requests):
            status, _body = ask(application, address)
            if not status.startswith("200"):
                raise RuntimeError(status)
        best = max(best, requests / (time.perf_counter() - began))
    return best


if __name__ == "__main__":
    # `CONSTANT_PAGE=FILE python -m benchmarks.pages_floor`: requests a second of the constant page.
    from config.wsgi import application

    print(rate(application, "/constant/"))
