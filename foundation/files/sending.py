"""A private file sent to somebody who may have it: whole, or the part that they ask for (RFC 9110, section 14).

So a video is wound forward, and a broken download goes on where it stopped.
"""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import File
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.utils.http import content_disposition_header, parse_etags

_CHUNK = 64 * 1024
# Who asks for several parts, or in other units, gets the whole file, as a server may answer.
_RANGE = re.compile(r"bytes=\s*(\d*)-(\d*)\s*", re.ASCII | re.IGNORECASE)


def send(request: HttpRequest, file: Any, *, file_name: str, content_type: str) -> HttpResponseBase:
    """A stored file as a download: 206 for a part, 416 where there is no such part, 304 to who has it."""
    tag = _tag(file)
    wanted = request.headers.get("If-None-Match", "")
    if {"*", tag} & {each.removeprefix("W/") for each in parse_etags(wanted)}:
        response: HttpResponseBase = HttpResponseNotModified()
    else:
        response = _answer(_part_asked_for(request, file.size, tag), file, content_type)
        response["Content-Disposition"] = str(content_disposition_header(True, file_name))
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = tag
    return response


def _tag(file: Any) -> str:
    """A stored file never changes under its name."""
    return f'"{hashlib.sha256(f"{file.name} {file.size}".encode()).hexdigest()[:32]}"'


def _part_asked_for(request: HttpRequest, size: int, tag: str) -> range | None:
    """Which bytes are asked for; None for all of them, an empty range for some that are not there."""
    asked = _RANGE.fullmatch(request.headers.get("Range", "")) if request.method == "GET" else None
    if asked is None or request.headers.get("If-Range", tag) != tag:
        return None
    first, last = asked.groups()
    if first:
        return None if last and int(last) < int(first) else range(size)[int(first) : int(last or size) + 1]
    return range(size)[max(0, size - int(last)) :] if last else None


def _answer(part: range | None, file: Any, content_type: str) -> HttpResponseBase:
    if part is None:
        return FileResponse(file.open("rb"), content_type=content_type)
    if not part:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
    response = StreamingHttpResponse(_Part(file.open("rb"), part), status=206, content_type=content_type)
    response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{file.size}"
    response["Content-Length"] = str(len(part))
    return response


class _Part:
    """The bytes of a part; the server closes it, read or not."""

    def __init__(self, opened: "File[Any]", part: range) -> None:
        self.opened, self.part = opened, part
        self.close = opened.close

    def __iter__(self) -> Iterator[bytes]:
        self.opened.seek(self.part.start)
        left = len(self.part)
        while left and (chunk := self.opened.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk
