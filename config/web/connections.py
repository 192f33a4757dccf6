"""Connections of the web server: what is read from them as a request, by when it must have come, how they end.

Waitress gives a thread to a request only when all of it is there, so connections that send slowly or nothing cost a
place in a table. What is added here: a deadline for a whole request and for each answer, one request after another,
strict reading where two servers could see two requests, and an answer of the site for a body that is too large.

No thread ever waits for a client: an answer goes into the connection's buffer whole, and the loop sends it.
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
PIECE_BYTES = 64 * 1024  # of an answer that are given to the network at once

# What the network has not sent yet is little, so that what a connection has taken is what its client has read.
SOCKET_OPTIONS = [
    (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
    *(
        [(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, PIECE_BYTES)]
        if hasattr(socket, "TCP_NOTSENT_LOWAT")
        else []
    ),
]

_FOLDED = re.compile(rb"\r\n[ \t]")
_ENCODINGS = re.compile(rb"\r\ntransfer-encoding:[ \t]*([^\r\n]*)", re.IGNORECASE)


class Request(HTTPRequestParser):
    """A request as it comes in; refused with 400 where another server could read another request in the same bytes."""

    error: Any
    body_rcv: Any
    is_too_large = False
    rest = b""  # what came with its end and is not its own

    def received(self, data: bytes) -> int:
        """Take bytes; leave a body that is too large to the site, which has a page that says so.

        With a request's end all that came is taken: its channel reads the next request when this one is answered.
        """
        consumed: int = super().received(data)
        if isinstance(self.error, RequestEntityTooLarge):
            self._leave_to_the_site()
        elif self.chunked and len(self.body_rcv.control_line) + len(self.body_rcv.trailer) > CHUNK_LINE_BYTES:
            self.error = BadRequest("Line between chunks is too long")
            self.completed = True
        if self.completed:
            self.expect_continue = False  # nothing more is waited for
            if not self.empty:
                self.rest = data[consumed:]
                return len(data)
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
    """A connection, with the moment by which its client must have sent, or read, what was begun.

    It has one request at a time. Clients may send the next ones at once; these wait until the answer is sent.
    """

    parser_class = Request
    task_class = Page
    error_task_class = Refusal

    will_close: bool
    began: float | None = None  # when the first byte of what is being received came
    size = 0  # how many bytes have come since
    rest = b""  # of what has come, what belongs to the next request
    is_sending = False  # a thread is about it
    answered = 0.0  # when what is being sent was begun
    sent = 0  # how many bytes have been sent since
    is_cut = False  # what was answered had not come as a whole
    is_thrown_away = False  # what still comes is not looked at

    def __init__(self, *given: Any, **named: Any) -> None:
        """Take a connection; what it is asked to send is read from files piece by piece."""
        super().__init__(*given, **named)
        self.sendbuf_len = PIECE_BYTES

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
        """Answer the request that is there; the clock starts again with the first byte of the next one."""
        self.began = None
        request = self.requests[0]
        self.is_cut, self.rest = request.is_cut, request.rest
        if not self.server.worker.alive and not self.rest:
            request.headers["CONNECTION"] = "close"
        super().service()

    def readable(self) -> bool:
        """Whether the loop may take in bytes: not before those that are here already."""
        return not self.rest and bool(super().readable())

    def writable(self) -> bool:
        """Whether the loop has something to do; not while a thread sends, or the loop would turn and turn."""
        if self.is_sending:
            return bool(self.will_close)
        return bool(self.rest and not self.requests) or bool(super().writable())

    def handle_write(self) -> None:
        """Send; then read the next request, if it came together with the one that is answered."""
        super().handle_write()
        if self.rest and not (self.requests or self.total_outbufs_len or self.close_when_flushed):
            rest, self.rest = self.rest, b""
            self.received(rest)

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Give bytes to the network and keep count of those it takes."""
        taken: int = super().send(data, do_close=do_close)
        self.sent += taken
        return taken

    def write_soon(self, data: Any) -> Any:
        """Send a piece of an answer, from a thread; what the client does not take at once is left to the loop."""
        self.last_activity = time.time()  # whoever is silent from here on is the reader
        if not self.total_outbufs_len:
            self.answered, self.sent = time.monotonic(), 0
        self.is_sending = True
        try:
            return super().write_soon(data)
        finally:
            self.is_sending = False
            if self.total_outbufs_len:
                self.server.pull_trigger()

    def handle_close(self) -> None:
        """Close, after an answer to a part only when the rest was read: a reset could overtake the answer."""
        self.rest = b""
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
        return not (self.requests or self.request or self.rest or self.total_outbufs_len)

    def is_late(self, seconds: float, to_send: float, to_read: float) -> bool:
        """Whether the client takes too long: to send a request, or to read its answer, so many bytes a second."""
        now = time.monotonic()
        if self.total_outbufs_len:
            is_silent = time.time() - self.last_activity > seconds
            return is_silent or now - self.answered > seconds + self.sent / to_read
        if self.requests or self.began is None:
            return False
        return now - self.began > seconds + self.size / to_send
