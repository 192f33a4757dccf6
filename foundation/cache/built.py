"""Files that are built from facts and kept: as long as the facts are the same, nobody builds them again.

A file has one place in the cache, under its name; beside it stands a hash of all that it was built from. Whoever asks
works that hash out anew, so a file built from old facts is never given, and the cache may be away or forget. With the
facts the date moves on by a second at least, so that two states of a file never share a date.
"""

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.http import http_date, parse_etags, parse_http_date_safe

from .pages import takes_gzip

# Seconds. Whoever asks after that gets the same file, with a later date.
KEPT_FOR = 7 * 24 * 60 * 60
# Goes up when `BuiltFile` changes, so that a new version of the site does not read what an old one kept.
SHAPE = 1


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """A file with the hash of its facts and the second at which they were first found so; compressed."""

    facts: str
    changed: int
    body: bytes


def hash_of(*facts: object) -> str:
    """A word that stands for these facts: values whose `repr` says all of them."""
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]


def answer(
    request: HttpRequest, *, name: str, facts: str, build: Callable[[], bytes], content_type: str
) -> HttpResponse:
    """The file of this name: as it is kept if it was built from these facts, otherwise built now.

    304 to whoever has it, by tag or by the very date that came with it: a date says "not since" of one state only.
    Side effect: the file is kept.
    """
    key = hashlib.sha256(f"built {SHAPE} {name}".encode()).hexdigest()
    found: BuiltFile | None = caches["pages"].get(key)
    kept = found if found is not None and found.facts == facts else None
    response: HttpResponse
    if _has_it(request, facts, kept):
        response = HttpResponseNotModified()
    else:
        if kept is None:
            kept = _built(facts, build(), found)
            caches["pages"].set(key, kept, KEPT_FOR)
        response = _whole(request, kept.body, content_type)
    # Weak: the same tag stands for the file compressed and plain (RFC 9110, 8.8.1).
    response["ETag"] = f'W/"{facts}"'
    if kept is not None:
        response["Last-Modified"] = http_date(kept.changed)
    response["Vary"] = "Accept-Encoding"
    return response


def _has_it(request: HttpRequest, facts: str, kept: BuiltFile | None) -> bool:
    if tags := request.META.get("HTTP_IF_NONE_MATCH", ""):  # goes before the date (RFC 9110, 13.2.2)
        return bool({"*", f'"{facts}"'} & {tag.removeprefix("W/") for tag in parse_etags(tags)})
    since = parse_http_date_safe(request.META.get("HTTP_IF_MODIFIED_SINCE", ""))
    return since is not None and kept is not None and since == kept.changed


def _built(facts: str, body: bytes, before: BuiltFile | None) -> BuiltFile:
    now = int(timezone.now().timestamp())
    changed = now if before is None else max(now, before.changed + 1)
    return BuiltFile(facts, changed, gzip.compress(body, compresslevel=6, mtime=0))


def _whole(request: HttpRequest, compressed: bytes, content_type: str) -> HttpResponse:
    is_taken = takes_gzip(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    body = compressed if is_taken else gzip.decompress(compressed)
    response = HttpResponse(body, content_type=content_type)
    response["Content-Length"] = str(len(body))
    if is_taken:
        response["Content-Encoding"] = "gzip"
    return response
