"""Connections of the web server: what is read from them as a request, by when it must have come, how they end.

Waitress gives a thread to a request only when all of it is there, so connections that send slowly or nothing cost a
place in a table. What is added here: a deadline for a whole request, strict reading where two servers could see two
requests, and an answer of the site for a body that is too large.
"""

import contextlib
import re
import socket
import time
from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.task import ErrorTask, WSGITask
from waitress.utilities import BadRequest, RequestEntityTooLarge

CHUNK_LINE_BYTES = 8 * 1024

_FOLDED = re.compile(rb"\r\n[ \t]")
_ENCODINGS = re.compile(rb"\r\ntransfer-encoding:[ \t]*([^\r\n]*)", re.IGNORECASE)


class Request(HTTPRequestParser):
    """A request as it comes in; refused with 400 where another server could read another request in the same bytes."""

    error: Any
    body_rcv: Any
    is_too_large = False

    def received(self, data: bytes) -> int:
        """Take bytes; leave a body that is too large to the site, which has a page that says so."""
        consumed: int = super().received(data)
        if isinstance(self.error, RequestEntityTooLarge):
            self._leave_to_the_site()
        elif self.chunked and len(self.body_rcv.control_line) + len(self.body_rcv.trailer) > CHUNK_LINE_BYTES:
            self.error = BadRequest("Line between chunks is too long")
            self.completed = True
        if self.completed:
            self.expect_continue = False  # nothing more is waited for
        return consumed

    def parse_header(self, header_plus: bytes) -> None:
        """Read the header; raises ParsingError where a body's end could be seen in two places."""
        if _FOLDED.search(header_plus):
            raise ParsingError("Folded header")
        super().parse_header(header_plus)
        encodings = _ENCODINGS.findall(header_plus)
        if encodings and (
            self.version != "1.1"
            or "CONTENT_LENGTH" in self.headers
            or [each.strip().lower() for each in encodings] != [b"chunked"]
        ):
            raise ParsingError("Transfer-Encoding is not alone, or is none that is taken")

    @property
    def is_cut(self) -> bool:
        """Whether it is answered before all of it has come."""
        return self.error is not None or self.is_too_large

    def _leave_to_the_site(self) -> None:
        self.is_too_large = True
        self.error = None
        if self.body_rcv is not None:
            self.body_rcv.getbuf().close()
            self.body_rcv = None
        self.headers["CONTENT_LENGTH"] = str(max(self.content_length, self.body_bytes_received))
        self.headers["CONNECTION"] = "close"


class _Logged:
    """A task that writes a line of the access log, where there is one."""

    channel: Any
    sent = 0  # bytes of the body that it wrote

    def write(self, data: bytes) -> None:
        """Send a piece of the answer."""
        self.sent += len(data)
        super().write(data)  # type: ignore[misc]

    def service(self) -> None:
        """Answer, and log it."""
        began = time.monotonic()
        try:
            super().service()  # type: ignore[misc]
        finally:
            self.channel.server.worker.log_answer(self, time.monotonic() - began)


class Page(_Logged, WSGITask):
    """An answer of the site."""

    def finish(self) -> None:
        """End the answer; one to HEAD has no body, not even the mark of its end."""
        if self.request.command == "HEAD" and not self.wrote_header:
            self.write(b"")
            self.chunked_response = False
        super().finish()


class Refusal(_Logged, ErrorTask):
    """An answer to what is no request."""


class Channel(HTTPChannel):
    """A connection, with the moment by which it must have sent what it has begun."""

    parser_class = Request
    task_class = Page
    error_task_class = Refusal

    will_close: bool
    began: float | None = None  # when the first byte of what is being received came
    size = 0  # how many bytes have come since
    is_sending = False  # a thread is about it
    is_cut = False  # what was answered had not come as a whole
    is_thrown_away = False  # what still comes is not looked at

    def received(self, data: bytes) -> bool:
        """Take bytes and keep count of them."""
        if self.began is None:
            self.began, self.size = time.monotonic(), 0
        self.size += len(data)
        if self.is_thrown_away:
            self.will_close = self.will_close or self.size > self.adj.max_request_body_size
            return False
        return bool(super().received(data))

    def service(self) -> None:
        """Answer the first request that waits; the clock starts again with the first byte of the next one."""
        self.began = None
        request = self.requests[0]
        self.is_cut = request.is_cut
        if not self.server.worker.alive and len(self.requests) == 1:
            request.headers["CONNECTION"] = "close"
        super().service()

    def writable(self) -> bool:
        """Whether the loop has something to send; not while a thread does it, or the loop would turn and turn."""
        if self.is_sending and self.total_outbufs_len <= self.adj.outbuf_high_watermark:
            return bool(self.will_close)
        return bool(super().writable())

    def write_soon(self, data: Any) -> Any:
        """Send a piece of an answer, from a thread; what the client does not take at once is left to the loop."""
        self.last_activity = time.time()  # whoever is silent from here on is the reader
        self.is_sending = True
        try:
            return super().write_soon(data)
        finally:
            self.is_sending = False
            if self.total_outbufs_len:
                self.server.pull_trigger()

    def handle_close(self) -> None:
        """Close, after an answer to a part only when the rest was read: a reset could overtake the answer."""
        if self.is_cut and self.connected:
            self.is_cut, self.is_thrown_away = False, True
            self.began, self.size = time.monotonic(), 0
            self.will_close = self.close_when_flushed = False
            with contextlib.suppress(OSError):
                self.socket.shutdown(socket.SHUT_WR)
            return
        super().handle_close()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being received, worked at or sent."""
        return not (self.requests or self.request or self.total_outbufs_len)

    def is_late(self, seconds: float, bytes_a_second: float) -> bool:
        """Whether the client takes too long: for the whole of a request, or for any of its answer."""
        if self.requests:
            return bool(self.total_outbufs_len) and time.time() - self.last_activity > seconds
        return self.began is not None and time.monotonic() - self.began > seconds + self.size / bytes_a_second
