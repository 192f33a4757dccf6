"""Answers for the proxy and for monitoring, before anything else looks at the request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from . import views


class HealthMiddleware:
    """Answers whether the site is alive and ready before anything else looks at the request.

    Files, sessions, caches and the name of the site may each be what is wrong.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        view = {"/healthz": views.healthz, "/readyz": views.readyz}.get(request.path_info)
        if view is None or request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        response = view(request)
        response.headers["Content-Length"] = str(len(response.content))  # or the connection would not be kept
        return response
