"""One run of a folder at a time: two workers, two schedulers over one SQLite file would tread on each other.

Who is there is known by two locks, which the system lets go however a process ends: the supervisor holds one, and what
it starts inherits the other. So a supervisor that was killed is told from one that runs, and what it left is found by
the lock that it holds; no number of a process is believed that may be somebody else's by now.
"""

import contextlib
import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

SECONDS_TO_END = 8
SUPERVISOR, CHILDREN = "run.lock", "run.children.lock"


class NotAlone(Exception):
    """Somebody runs here and stays; the text says who, and what to do."""


class OneRun:
    """The claim to a folder: lasts until this process and everything that inherited `inherited` have ended."""

    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        """Claim the folder; end what a killed supervisor left there, saying so.

        Raises NotAlone if a supervisor runs, or if what was left cannot be found or does not end.
        """
        path = folder.resolve() / CHILDREN
        self._supervisor = (folder / SUPERVISOR).open("a+", encoding="utf-8")
        self._children = path.open("a", encoding="utf-8")
        self.inherited = self._children.fileno()
        try:
            if not _lock(self._supervisor):
                raise NotAlone(_who_runs(self._supervisor))
            self._supervisor.truncate(0)  # what the run before left word of may be anybody's number by now
            if not _lock(self._children):
                say("An earlier run was killed and left its web server and worker; ending them …")
                _end_holders(path, lambda: _lock(self._children))
        except NotAlone:
            self.close()
            raise

    def close(self) -> None:
        """Give the claim back; what inherited it keeps its part."""
        self._supervisor.close()
        self._children.close()

    def says(self, address: str) -> None:
        """Leave word for whoever comes second: where the site is, and which process to end."""
        self._supervisor.truncate(0)
        self._supervisor.write(f"{address} {os.getpid()}\n")
        self._supervisor.flush()


def _lock(file: IO[str]) -> bool:
    """Take the lock of a file; false if somebody has it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _who_runs(file: IO[str]) -> str:
    file.seek(0)
    address, _space, process = file.read().strip().partition(" ")
    return (
        f"Svitlytsia runs here already{f', on {address}' if address else ''}. Ctrl-C in its terminal ends it"
        f"{f'; if that is gone: kill {process}' if process else ''}."
    )


def _end_holders(path: Path, is_free: Callable[[], bool]) -> None:
    """End the processes that hold the lock: asked first, killed after SECONDS_TO_END."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        deadline = time.monotonic() + SECONDS_TO_END
        found = _holders(path)
        for process in found:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(process, number)
        while found and time.monotonic() < deadline:
            if is_free():
                return
            time.sleep(0.1)
    raise NotAlone(
        f"Processes of an earlier run hold {path} and do not end. See which: lsof {path} (or fuser {path});"
        " end them with kill."
    )


def _holders(path: Path) -> list[int]:
    """The processes that have a file open, but for this one: by /proc, or by lsof where there is none (macOS)."""
    found: set[int] = set()
    if Path("/proc/self/fd").is_dir():
        found = {int(each.name) for each in Path("/proc").glob("[0-9]*") if _has_open(each, path)}
    else:
        with contextlib.suppress(FileNotFoundError):
            listed = subprocess.run(["lsof", "-t", path], capture_output=True, text=True, check=False).stdout
            found = {int(line) for line in listed.split()}
    return sorted(found - {os.getpid()})


def _has_open(process: Path, path: Path) -> bool:
    """Whether a process has this file open; not if it is another user's, or ended meanwhile."""
    try:
        return any(opened.readlink() == path for opened in (process / "fd").iterdir())
    except OSError:
        return False
