"""The door of links that are keys: who comes by a host's, and what each answer says of itself."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cohorts.logistics.models import HostLink
from cohorts.logistics.queries import link_by
from cohorts.logistics.rights import Bearer
from people.rights import may

HostView = Callable[..., HttpResponse]


def unlisted(view: HostView) -> HostView:
    """A page by a link that is a key: nothing keeps it, no search engine lists it, no other site learns its address.

    `same-origin`, for with `no-referrer` browsers send `Origin: null` and the check of forms would refuse every one.
    """

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        answer["X-Robots-Tag"] = "noindex, nofollow"
        answer["Referrer-Policy"] = "same-origin"
        return answer

    return answered


def by_link(view: HostView) -> HostView:
    """A page that a host opens by the link: the view gets the request, the bearer and the token.

    An unknown token is not found; one that was replaced or has ended answers 410, in words.
    """

    @unlisted
    @wraps(view)
    def opened(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        link = link_by(token)
        if link is None:
            raise Http404
        if not link.is_living(timezone.now()):
            context = {"is_replaced": link.replaced_at is not None, "programme": _programme(link)}
            return render(request, "logistics/host/gone.html", context, status=410)
        bearer = Bearer(link, names_until=names_until(request, link))
        if not may(bearer, "visits.host", bearer.site):
            raise Http404
        return view(request, bearer, token, **kwargs)

    return opened


def _programme(link: HostLink) -> Any:
    return link.site.visit.session.day.cohort.residency.programme


# ---------------------------------------------------------------- that this browser showed a code
class _Bearer(Protocol):
    """Whoever came by a link and may open names for a while."""

    link: Any
    names_until: dt.datetime | None


def _key(link: Model) -> str:
    return f"names_of_{link._meta.model_name}_{link.pk}"


def names_until(request: HttpRequest, link: Model) -> dt.datetime | None:
    """Until when this browser opens names by this link; None if it has shown no code, or long ago."""
    kept = request.session.get(_key(link))
    until = dt.datetime.fromisoformat(kept) if kept else None
    return until if until is not None and until > timezone.now() else None


def let_names(request: HttpRequest, bearer: _Bearer, until: dt.datetime) -> None:
    """Let this browser open names by this link until then; a link made anew asks for a code again."""
    request.session[_key(bearer.link)] = until.isoformat()
    bearer.names_until = until
