"""A process of the web server: gunicorn starts, watches and replaces it, waitress speaks with the clients."""

import datetime as dt
import os
import resource
import time
from collections.abc import Callable, Iterable
from types import FrameType, SimpleNamespace
from typing import Any

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.server import create_server

from config.web.connections import SOCKET_OPTIONS, Channel
from config.web.forwarded import Environ, Proxies

CONNECTIONS = 2000  # at most, in one process
LEAST_CONNECTIONS = 16
FILES_OF_THE_SITE = 256
# Each connection may have a file beside it, for a body or an answer that is not small.
FILES = 2 * CONNECTIONS + FILES_OF_THE_SITE
HEADER_BYTES = 64 * 1024
BODY_IN_MEMORY = 64 * 1024  # a larger body is put into a temporary file, and what is left of a larger answer
NO_LIMIT = 2**62
LINGER = 2.0  # seconds in which a process that ends still answers on connections that are kept open


class WaitressWorker(Worker):
    """One process: waitress's loop with gunicorn's heartbeat, and an end that answers what has been asked."""

    alive: bool

    def run(self) -> None:
        """Serve until gunicorn says that it is enough, or is gone."""
        from django.conf import settings

        self.pace = (
            settings.REQUEST_SECONDS,
            settings.REQUEST_BYTES_A_SECOND,
            settings.ANSWER_BYTES_A_SECOND,
        )
        self.proxies = Proxies(settings.TRUSTED_PROXIES, tuple(self.cfg.forwarded_allow_ips))
        self.next_look = 0.0
        self.map: dict[int, Any] = {}
        self.server = create_server(
            self.answer,
            map=self.map,
            sockets=[each.sock for each in self.sockets],
            threads=self.cfg.threads,
            connection_limit=self.connections_for(allowed_files()),
            asyncore_use_poll=True,
            channel_timeout=settings.REQUEST_SECONDS,
            cleanup_interval=1,
            max_request_body_size=settings.MAX_REQUEST_BYTES + 1,
            max_request_header_size=HEADER_BYTES,
            inbuf_overflow=BODY_IN_MEMORY,
            outbuf_overflow=BODY_IN_MEMORY,
            outbuf_high_watermark=NO_LIMIT,  # above it a thread would wait for the client
            clear_untrusted_proxy_headers=False,  # `Proxies` does it
            ident=None,
        )
        for listener in self.listeners:
            listener.channel_class, listener.worker = Channel, self
            listener.adj.socket_options = SOCKET_OPTIONS
        while self.alive and self.ppid == os.getppid():
            self.turn()
        self.alive = False
        self.end()

    @property
    def channels(self) -> list[Channel]:
        """The connections that are open."""
        return [each for each in self.map.values() if isinstance(each, Channel)]

    @property
    def listeners(self) -> list[Any]:
        """What takes in new connections."""
        return [each for each in self.map.values() if hasattr(each, "active_channels")]

    def turn(self) -> None:
        """One turn of the loop, a second at most; gunicorn ends a process whose loop stands still."""
        if time.monotonic() >= self.next_look:
            self.next_look = time.monotonic() + 1
            self.notify()
            for channel in self.channels:
                if channel.is_late(*self.pace):
                    channel.handle_close()  # at once: no client that does not read makes it writable
        wasyncore.loop(timeout=1, use_poll=True, map=self.map, count=1)

    def end(self) -> None:
        """Take no new connections; answer what has come, telling clients to come back by another connection."""
        for listener in self.listeners:
            listener.accepting = False
        began = time.monotonic()
        while self.channels and time.monotonic() < began + self.cfg.graceful_timeout:
            if time.monotonic() > began + LINGER:
                for channel in self.channels:
                    channel.will_close = channel.will_close or channel.is_idle
            self.turn()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to end, at once."""
        self.alive = False
        for listener in self.listeners:
            listener.pull_trigger()

    def answer(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Ask the site, which sees of the headers what is true."""
        self.proxies.read(environ)
        parts: Iterable[bytes] = self.wsgi(environ, start_response)
        if environ["REQUEST_METHOD"] != "HEAD":
            return parts
        getattr(parts, "close", lambda: None)()
        return []

    def connections_for(self, files: int) -> int:
        """How many connections so many open files allow; a few at least, and a line where that is all."""
        connections = min(CONNECTIONS, (files - FILES_OF_THE_SITE) // 2)
        if connections >= LEAST_CONNECTIONS:
            return connections
        self.log.error(
            "A web process may have %d files open, which is too few: allow %d (LimitNOFILE, ulimit -n).",
            files,
            FILES,
        )
        return LEAST_CONNECTIONS

    def log_answer(self, task: Any, seconds: float) -> None:
        """Write a line of the access log, in gunicorn's terms."""
        if not self.log.access_log_enabled:
            return
        request, path = task.request, getattr(task.request, "path", "-")
        environ = {
            "REQUEST_METHOD": getattr(request, "command", "-"),
            "PATH_INFO": path,
            "RAW_URI": path,
            "SERVER_PROTOCOL": f"HTTP/{request.version}",
        }
        sent = task.sent or task.content_length or 0  # a file is sent by the loop
        answer = SimpleNamespace(status=task.status, sent=sent, headers=task.response_headers)
        self.log.access(answer, SimpleNamespace(headers=[]), environ, dt.timedelta(seconds=seconds))


def allowed_files() -> int:
    """How many files this process may have open, after asking for as many as it could need."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < FILES:
        soft = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return FILES if soft == resource.RLIM_INFINITY else soft
