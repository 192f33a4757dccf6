"""A door before a server: connections go through it until it is shut, or until it lets in and says nothing."""

import contextlib
import select
import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit


class Door:
    """Listens on a port of its own and passes on what it hears, both ways."""

    def __init__(self, url: str, default_port: int) -> None:
        self.parts = urlsplit(url)
        self.behind = (self.parts.hostname or "127.0.0.1", self.parts.port or default_port)
        self.is_silent = False
        self._inside: list[socket.socket] = []
        self._listener: socket.socket | None = None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])

    @property
    def url(self) -> str:
        """The server's address by way of this door."""
        user = self.parts.netloc.rpartition("@")[0]
        return urlunsplit(
            self.parts._replace(netloc=f"{user}@127.0.0.1:{self.port}" if user else f"127.0.0.1:{self.port}")
        )

    def open(self) -> None:
        """Let connections through."""
        listener = socket.create_server(("127.0.0.1", self.port))
        self._listener = listener
        threading.Thread(target=self._let_in, args=(listener,), daemon=True).start()

    def shut(self) -> None:
        """Refuse connections and end those that are inside."""
        if self._listener is not None:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
        for inside in self._inside:
            with contextlib.suppress(OSError):
                inside.shutdown(socket.SHUT_RDWR)
            inside.close()
        self._inside.clear()

    def _let_in(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                visitor, _address = listener.accept()
                server = socket.create_connection(self.behind)
                self._inside += [visitor, server]
                threading.Thread(target=self._pass_on, args=(visitor, server), daemon=True).start()

    def _pass_on(self, visitor: socket.socket, server: socket.socket) -> None:
        other = {visitor: server, server: visitor}
        with contextlib.suppress(OSError, ValueError):
            while True:
                for speaks in select.select([visitor, server], [], [], 0.1)[0]:
                    data = speaks.recv(65536)
                    if not data:
                        raise OSError("one side is gone")
                    if not self.is_silent:
                        other[speaks].sendall(data)
        visitor.close()
        server.close()


@contextlib.contextmanager
def door_to(url: str, default_port: int) -> Iterator[Door]:
    """An open door, shut at the end."""
    door = Door(url, default_port)
    door.open()
    try:
        yield door
    finally:
        door.shut()
