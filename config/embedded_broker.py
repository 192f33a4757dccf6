"""The embedded broker: messages as files, for one machine with no server to install.

Kombu's own file transport writes a message, and the table of who listens, in place: a reader that comes in between,
or a process killed there, leaves half a file, and every worker that reads it afterwards ends
(https://github.com/celery/kombu/issues/1551). Here a file appears whole or not at all, and one that cannot be read
is left out: the row behind the message is sent out again by the sweeper.
"""

import fcntl
import logging
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kombu.transport import filesystem, virtual
from kombu.utils.json import dumps

logger = logging.getLogger(__name__)

Binding = filesystem.exchange_queue_t


def write_whole(file: Path, text: str) -> None:
    """Write a file under another name first, so that nobody ever sees a part of it under its own."""
    part = file.with_name(f"{file.name}.{uuid.uuid4().hex}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(file)


class Channel(filesystem.Channel):
    """Kombu's file channel with whole files."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Put a message onto a queue. Names sort by time, across restarts of the machine too."""
        write_whole(
            Path(self.data_folder_out) / f"{time.time_ns()}_{uuid.uuid4()}.{queue}.msg", dumps(payload)
        )

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        """Take the next message that can be read; raises Empty if there is none."""
        while True:
            try:
                return super()._get(queue)
            except ValueError:
                logger.warning("a message that could not be read was left out")

    def get_table(self, exchange: str) -> list[Any]:
        """Return who listens; a table that cannot be read is made anew by the next one who binds."""
        try:
            return list(super().get_table(exchange))
        except ValueError:
            return []

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        """Write down that a queue listens."""
        binding = Binding(routing_key or "", pattern or "", queue or "")
        with self._changing_tables():
            table = self.get_table(exchange)
            if binding not in table:
                write_whole(self._exchange_file(exchange), dumps([binding, *table]))

    def _delete(
        self, queue: str, exchange: str, routing_key: str, pattern: str, *args: Any, **kwargs: Any
    ) -> None:
        """Take a queue and what says that it listens away."""
        virtual.Channel._delete(self, queue, exchange, routing_key, pattern, *args, **kwargs)
        binding = Binding(routing_key or "", pattern or "", queue or "")
        with self._changing_tables():
            table = self.get_table(exchange)
            if binding in table:
                write_whole(self._exchange_file(exchange), dumps([each for each in table if each != binding]))

    @contextmanager
    def _changing_tables(self) -> Iterator[None]:
        """One process at a time changes tables; the lock of a killed one is let go by the system."""
        folder: Path = self.control_folder
        folder.mkdir(exist_ok=True)
        with (folder / "lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


class Transport(filesystem.Transport):
    """Reached by broker addresses that begin with `filesystem://`: see `config.celery`."""

    Channel = Channel
