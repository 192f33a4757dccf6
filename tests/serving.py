"""The web server in a process of its own, on the database and the files of a test."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings

from tests.product import product_environment


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    text: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Web:
    """The web server, at a port of its own."""

    port: int
    master: subprocess.Popen[bytes]

    def ask(
        self,
        path: str,
        *,
        cookie: str = "",
        form: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
        seconds: float = 60,
    ) -> Answer:
        """Send one request; with a form, as its sending."""
        link = HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        sent = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        try:
            link.request("POST" if form else "GET", path, urlencode(form) if form else None, sent)
            answer = link.getresponse()
            return Answer(answer.status, answer.read().decode(), dict(answer.headers))
        finally:
            link.close()

    def connect(self, first: bytes = b"") -> socket.socket:
        """A connection, on which so much has been sent."""
        link = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        link.sendall(first)
        return link

    def say(self, raw: bytes) -> bytes:
        """All that comes back to these bytes until the server closes."""
        with self.connect(raw) as link:
            return b"".join(iter(lambda: link.recv(65536), b""))

    def processes(self) -> set[int]:
        """The processes that serve."""
        found = subprocess.run(
            ["pgrep", "-P", str(self.master.pid)], capture_output=True, text=True, check=False
        )
        return {int(each) for each in found.stdout.split()}


@contextmanager
def serving(log: Path, *options: str, few_files: int = 0, **settings_of_it: str) -> Iterator[Web]:
    """Start gunicorn with one process on a socket that is listening already, so that nobody has to wait and ask."""
    with socket.socket() as listening, log.open("wb") as output:
        listening.bind(("127.0.0.1", 0))
        listening.listen(512)
        limit = ["prlimit", f"--nofile={few_files}"] if few_files else []
        command = [*limit, sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", *options]
        given = {"WEB_CONCURRENCY": "1", "SECRET_KEY": settings.SECRET_KEY, **settings_of_it}
        server = subprocess.Popen(
            [*command, "-b", f"fd://{listening.fileno()}", "config.wsgi:application"],
            cwd=settings.BASE_DIR,
            env=product_environment(**given),
            pass_fds=[listening.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        try:
            yield Web(listening.getsockname()[1], server)
        finally:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(timeout=30)
            finally:
                if server.poll() is None:
                    os.killpg(server.pid, signal.SIGKILL)
