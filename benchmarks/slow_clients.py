"""Clients in a process of their own: visitors that ask for pages, and strangers that hold connections open."""

import contextlib
import json
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FORM = (
    b"POST /uk/verify/ HTTP/1.1\r\nHost: localhost\r\nCookie: csrftoken=" + b"a" * 32 + b"\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n"
)
HALF_A_BODY = FORM + b"Content-Length: 1000000\r\n\r\nnumber=1"
HALF_A_HEADER = FORM + b"X-Nothing: "
MANY_REQUESTS = b"GET /static/css/site.css HTTP/1.1\r\nHost: localhost\r\n\r\n" * 200  # at once
BETWEEN_BYTES = 3.0  # seconds


# ---------------------------------------------------------------- visitors
@dataclass
class Visits:
    """What visitors saw."""

    seconds: float
    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Pages a second."""
        return len(self.times) / self.seconds

    @property
    def p95(self) -> float:
        """Milliseconds in which nineteen of twenty had their page; endless where nobody had one."""
        return sorted(self.times)[int(len(self.times) * 0.95)] * 1000 if self.times else float("inf")


class Visitor:
    """A client that reads whole answers, on one connection as long as the server keeps it."""

    def __init__(self, port: int, *, keeps: bool) -> None:
        self.port = port
        self.asking = b"\r\n" if keeps else b"Connection: close\r\n\r\n"
        self.link: socket.socket | None = None

    def ask(self, path: str) -> bool:
        """Whether the page came, whole, with status 200; raises OSError where the connection broke."""
        if self.link is None:
            self.link = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n".encode()
        self.link.sendall(head + self.asking)
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._more()
        head, _end, body = answer.partition(b"\r\n\r\n")
        names = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        left = int(names[b"content-length"]) - len(body)
        while left > 0:
            left -= len(self._more())
        if names.get(b"connection") == b"close":
            self.leave()
        return b" 200 " in head[:16]

    def leave(self) -> None:
        """Close the connection."""
        if self.link is not None:
            self.link.close()
            self.link = None

    def _more(self) -> bytes:
        assert self.link is not None
        part = self.link.recv(65536)
        if not part:
            raise ConnectionError("closed without an answer")
        return part


def visit(port: int, seconds: float, visitors: int, paths: list[str], *, keeps: bool) -> Visits:
    """So many visitors ask for these pages in turn, each for the next as soon as it has one."""
    seen = Visits(seconds)
    until = time.perf_counter() + seconds

    def one(number: int) -> None:
        visitor = Visitor(port, keeps=keeps)
        turn = number
        while (began := time.perf_counter()) < until:
            try:
                if visitor.ask(paths[turn % len(paths)]):
                    seen.times.append(time.perf_counter() - began)
                else:
                    seen.errors.append("status")
            except (OSError, ValueError, KeyError) as error:
                seen.errors.append(repr(error))
                visitor.leave()
            turn += 1
        visitor.leave()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(visitors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def visited(
    port: int, seconds: float, visitors: int, paths: list[str], *, keeps: bool = False
) -> "subprocess.Popen[str]":
    """Start visitors in a process of their own; `seen` waits for them."""
    order = json.dumps([port, seconds, visitors, paths, keeps])
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.slow_clients", "visit", order],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def seen(process: "subprocess.Popen[str]") -> Visits:
    """What they saw."""
    return Visits(**json.loads(process.communicate()[0]))


# ---------------------------------------------------------------- strangers
def hold(port: int, count: int, *, dribbles: bool, reads: bool = False) -> None:
    """Hold so many half bodies and so many half headers open, each opened anew when it is closed; never returns.

    With `reads` so many connections that ask for a file two hundred times at once and read a byte now and then at most.
    """
    links: dict[int, tuple[socket.socket, bytes]] = {}
    poll = select.poll()

    def begin(sent: bytes) -> None:
        link = socket.socket()
        if reads:
            link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        link.settimeout(30)
        link.connect(("127.0.0.1", port))
        link.sendall(sent)
        links[link.fileno()] = link, sent
        poll.register(link, select.POLLHUP if reads else select.POLLIN | select.POLLHUP)

    for _each in range(count):
        for sent in [MANY_REQUESTS] if reads else [HALF_A_BODY, HALF_A_HEADER]:
            begin(sent)
    print("held", flush=True)
    due = time.monotonic() + BETWEEN_BYTES
    while True:
        for number, _event in poll.poll(200):
            link, sent = links.pop(number)
            poll.unregister(number)
            link.close()
            with contextlib.suppress(OSError):
                begin(sent)
        if dribbles and time.monotonic() > due:
            due += BETWEEN_BYTES
            for link, _sent in links.values():
                with contextlib.suppress(OSError):
                    link.recv(1, socket.MSG_DONTWAIT) if reads else link.send(b"a")


@contextlib.contextmanager
def held(port: int, count: int, *, dribbles: bool, reads: bool = False) -> Iterator[None]:
    """While this lasts, a process holds so many half bodies and so many half headers open, or readers."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.slow_clients", "hold", json.dumps([port, count, dribbles, reads])],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield
    finally:
        process.kill()
        process.wait()


def main() -> None:
    """`visit ORDER` and `hold ORDER`, the order as JSON."""
    what, order = sys.argv[1], json.loads(sys.argv[2])
    if what == "hold":
        hold(order[0], order[1], dribbles=order[2], reads=order[3])
    else:
        print(json.dumps(asdict(visit(*order[:4], keeps=order[4]))))


if __name__ == "__main__":
    main()
