"""What a newcomer waits for: `make run` on a fresh clone until the first page is served, and again later.

The clone holds the project as it stands here, with nothing that git ignores: no environment, no database, no compiled
texts. It is run with an empty home and an environment of two variables, so packages come from wherever the machine's
own settings for pip say.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from benchmarks.figure import Figure
from benchmarks.servers import ROOT, answers, free_port

FIRST_PAGE = "/uk/"
LATER_STARTS = 3
WAIT, WAIT_TO_END = 600, 20
BARE_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def figures() -> list[Figure]:
    """Seconds from the command to the first page: the first time, and the median of some later starts."""
    with tempfile.TemporaryDirectory() as folder:
        clone, home = Path(folder, "clone"), Path(folder, "home")
        home.mkdir()
        copy_project(clone)
        seconds = []
        for _start in range(1 + LATER_STARTS):
            with running(clone, home) as waited:
                seconds.append(waited)
    first, *later = seconds
    return [
        Figure("main-run-first", first, "s", "lower", target=120),
        Figure("main-run-again", median(later), "s", "lower", target=8),
    ]


def copy_project(to: Path) -> None:
    """Copy what a commit of the present state would hold."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, to / name)


@contextmanager
def running(clone: Path, home: Path) -> Iterator[float]:
    """`make run` until Ctrl-C; gives the seconds until the first page came."""
    port, log = free_port(), home / "make-run.log"
    environment = {"PATH": os.environ.get("BENCH_PATH", BARE_PATH), "HOME": str(home)}
    began = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["make", "run", f"PORT={port}"],
            cwd=clone,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        while answers(f"http://127.0.0.1:{port}{FIRST_PAGE}") != 200:
            if process.poll() is not None or time.perf_counter() - began > WAIT:
                raise RuntimeError(f"no page is served:\n{log.read_text(errors='replace')}")
            time.sleep(0.05)
        yield time.perf_counter() - began
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(WAIT_TO_END)
