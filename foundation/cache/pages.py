"""The cache of public pages.

A page that is the same for everybody is kept compressed and answered before sessions, languages or the database are
touched. Beside it stands a *generation*: a random word shared by all server processes, read **before** rendering and
changed on commit of anything that public pages show. A kept page is answered only while its generation is the
present one, so a page rendered from old facts is never found again, whichever process rendered it and however late it
was put away. One address has one place in the cache: a new page takes the place of the old one.
"""

import datetime as dt
import gzip
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.cache import caches
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import has_vary_header
from django.utils.http import parse_etags, quote_etag

View = Callable[..., HttpResponse]

GENERATION = "generation"
# Deadlines pass and countdowns run without a write, so a page is never older than this, in seconds.
LONGEST = 60
# Goes up when `Kept` changes, so that a new version of the site does not read what an old one kept.
SHAPE = 2
# Worked out anew for each answer.
_NOT_KEPT = {
    "cache-control",
    "content-encoding",
    "content-length",
    "etag",
    "expires",
    "last-modified",
    "vary",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A page as it lies in the cache: its headers, and its body compressed."""

    generation: str
    etag: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    last_modified: str = ""


def generation() -> str:
    """The present generation; a lost one is made anew and never equals an earlier one."""
    word = caches["pages"].get(GENERATION)
    if word is None:
        caches["pages"].add(GENERATION, secrets.token_hex(8), None)
        word = caches["pages"].get(GENERATION) or secrets.token_hex(8)
    return str(word)


def forget_public_pages() -> None:
    """Make every kept page stale once the present transaction is committed, in every server process.

    A cache that is away undoes nothing of what was committed: this process, and every other that missed the cache,
    takes the generation away again before it trusts the cache that is back (`cache.backends`). One that did not ask
    meanwhile may still answer pages of before, for `LONGEST` seconds at most.
    """
    transaction.on_commit(_end_generation, robust=True)


def _end_generation() -> None:
    """Whoever asks next makes a new one. Taking a file away needs no room, so this works on a full disk too."""
    caches["pages"].delete(GENERATION)


def _key(path: str) -> str:
    return hashlib.sha256(f"{SHAPE} {path}".encode("utf-8", "surrogatepass")).hexdigest()


def takes_gzip(accept_encoding: str) -> bool:
    """Whether a client that sends this `Accept-Encoding` reads gzip (RFC 9110, 12.5.3)."""
    for part in accept_encoding.split(","):
        coding, _semicolon, parameters = part.partition(";")
        if coding.strip().lower() == "gzip":
            _q, _equals, weight = parameters.replace(" ", "").partition("=")
            return weight.strip("0.") != "" if weight else True
    return False


def _answer(request: HttpRequest, kept: Kept) -> HttpResponse:
    response: HttpResponse
    if _has_it(request, kept):
        response = HttpResponseNotModified()
    else:
        compressed = takes_gzip(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        body = kept.body if compressed else gzip.decompress(kept.body)
        response = HttpResponse(body if request.method == "GET" else b"")
        response["Content-Length"] = str(len(body))
        for name, value in kept.headers:
            response[name] = value
        if compressed:
            response["Content-Encoding"] = "gzip"
    # Weak: the same tag stands for the page compressed and plain (RFC 9110, 8.8.1).
    response["ETag"] = f"W/{kept.etag}"
    if kept.last_modified:
        response["Last-Modified"] = kept.last_modified
    response["Cache-Control"] = "public, no-cache"
    response["Vary"] = "Accept-Encoding"
    return response


def _has_it(request: HttpRequest, kept: Kept) -> bool:
    """By its tag; without one by the very date that came with it, where the view dates what it gives."""
    if wanted := request.META.get("HTTP_IF_NONE_MATCH", ""):  # goes before the date (RFC 9110, 13.2.2)
        return bool({"*", kept.etag} & {tag.removeprefix("W/") for tag in parse_etags(wanted)})
    return bool(kept.last_modified) and request.META.get("HTTP_IF_MODIFIED_SINCE") == kept.last_modified


def _may_be_kept(request: HttpRequest) -> bool:
    """Whether the request asks for a page as everybody sees it.

    Addresses with a query are never kept, so that nobody can fill the cache with them; an editor's preview comes
    through the same middleware under the page's own address and must be neither kept nor answered from here.
    """
    return (
        request.method in ("GET", "HEAD")
        and not request.META.get("QUERY_STRING")
        and "HTTP_HX_REQUEST" not in request.META
        and not getattr(request, "is_dummy", False)
    )


class PublicPageMiddleware:
    """Answers from the cache, ahead of everything that costs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _may_be_kept(request):
            return self.get_response(request)
        key = _key(request.path)
        found = caches["pages"].get_many((GENERATION, key))
        kept = found.get(key)
        if kept is not None and kept.generation == found.get(GENERATION):
            request.get_host()  # refuses a forged name, as `CommonMiddleware` does for what is not kept
            return _answer(request, kept)
        word = found.get(GENERATION) or generation()
        response = self.get_response(request)
        if not _is_public(response):
            return response
        kept = _kept(response, word)
        if request.method == "GET":
            caches["pages"].set(key, kept, _seconds(response))
        return _answer(request, kept)


def _is_public(response: HttpResponse) -> bool:
    """Only a whole page that its view calls public, and that neither sets a cookie nor looked at one."""
    return (
        getattr(response, "is_public_page", False)
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not has_vary_header(response, "Cookie")
    )


def _kept(response: HttpResponse, word: str) -> Kept:
    """The response as it lies in the cache, under the tag and the date of its view's own where it gives them."""
    body = response.content
    own_tag = response.get("ETag", "").removeprefix("W/")
    if response.get("Content-Encoding") != "gzip":
        body = gzip.compress(body, compresslevel=6, mtime=0)
    return Kept(
        generation=word,
        etag=own_tag or quote_etag(hashlib.sha256(response.content).hexdigest()[:32]),
        headers=tuple((name, value) for name, value in response.items() if name.lower() not in _NOT_KEPT),
        body=body,
        last_modified=response.get("Last-Modified", ""),
    )


def _seconds(response: HttpResponse) -> float:
    until: dt.datetime | None = getattr(response, "is_public_until", None)
    if until is None:
        return LONGEST
    return max(0.0, min(LONGEST, (until - timezone.now()).total_seconds()))


def mark_public(response: Any, *, until: dt.datetime | None = None) -> Any:
    """Say that a response is the same for everybody, so that the middleware may keep it.

    `until` is the moment at which the page changes without a write: a deadline on it.
    """
    response.is_public_page = True
    response.is_public_until = until
    return response


def public_page(view: View) -> View:
    """A view whose page is the same for everybody: no session, no CSRF, no messages, no signed-in header.

    The middleware keeps it until something that public pages show is committed, for `LONGEST` seconds at most. A view
    whose page changes at a known moment calls `mark_public(response, until=…)` itself.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        return response if hasattr(response, "is_public_page") else mark_public(response)

    return wrapped
