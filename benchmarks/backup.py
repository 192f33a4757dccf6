"""A backup under visitors and its restore on a clean host: time, growth of memory, and whether all of it is the same.

The floor is what a careful administrator would type: `tar` and `sha256sum` of the same private files, and back.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from benchmarks.figure import Figure
from benchmarks.servers import ROOT, demo_home, pages, server

MEGABYTES = int(os.environ.get("BENCH_BACKUP_MB", "2048"))
VISITORS, PAUSE = 20, 0.25
POSTGRES = os.environ.get("BENCH_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
MOST_MEMORY = 60


@dataclass
class Visits:
    """What visitors saw: seconds of each page, and answers that were none."""

    seconds: list[float] = field(default_factory=list)
    errors: int = 0

    def p95(self) -> float:
        """The time that 95 of 100 pages came within."""
        return sorted(self.seconds)[int(len(self.seconds) * 0.95)] if self.seconds else 0.0


def figures() -> list[Figure]:
    """The way there and back for both kinds of database; PostgreSQL is left out where none answers."""
    found = _of("sqlite", None)
    try:
        with psycopg.connect(POSTGRES, connect_timeout=3):
            pass
    except psycopg.OperationalError:
        print(
            "  no PostgreSQL answers at BENCH_POSTGRES_URL: measured on SQLite only",
            file=sys.stderr,
        )
        return found
    with _database("svitlytsia_bench_from") as source, _database("svitlytsia_bench_to") as target:
        return found + _of("postgresql", (source, target))


def _of(kind: str, databases: tuple[str, str] | None) -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="svitlytsia-bench-") as folder:
        site, host, archive = Path(folder, "site"), Path(folder, "host"), Path(folder, "site.backup")
        site.mkdir()
        more = {"BACKUP_PASSPHRASE": "a passphrase for benchmarks"}
        with _environment({"DATABASE_URL": databases[0]} if databases else {}):
            home = {**demo_home(site), **more, **({"DATABASE_URL": databases[0]} if databases else {})}
        clean = {**home, "VAR_DIR": str(host / "var")}
        if databases:
            clean["DATABASE_URL"] = databases[1]
        _rows(home, "fill", str(MEGABYTES))
        idle = _measured(home, "backup", "--help")[1]
        with server(home, "/uk/") as (address, _pid, _seconds):
            with _visitors(address) as visits:
                there, peak_there = _measured(home, "backup", str(archive))
            with _visitors(address):
                floor_there = _floor_there(site / "var/private", Path(folder, "floor.tar"))
        back, peak_back = _measured(clean, "restore", str(archive))
        floor_back = _floor_back(Path(folder, "floor.tar"), Path(folder, "floor"))
        same = _are_same(json.loads(_rows(home, "digest")), json.loads(_rows(clean, "digest")))
    name = f"defects-backup-{kind}"
    return [
        Figure(f"{name}-there", there, "s", "lower", floor=floor_there),
        Figure(f"{name}-back", back, "s", "lower", floor=floor_back),
        Figure(f"{name}-there-growth", peak_there - idle, "MiB", "lower", target=MOST_MEMORY),
        Figure(f"{name}-back-growth", peak_back - idle, "MiB", "lower", target=MOST_MEMORY),
        Figure(f"{name}-same", float(same), "1 = all of it", "higher", target=1),
        Figure(f"{name}-visitors-errors", visits.errors, f"of {len(visits.seconds)}", "lower", target=0),
        Figure(f"{name}-visitors-p95", visits.p95(), "s", "lower"),
    ]


def _are_same(before: dict[str, dict[str, object]], after: dict[str, dict[str, object]]) -> bool:
    """Whether everything is the same; says which tables, files or certificates are not."""
    for kind, found in before.items():
        for name in found.keys() | after[kind].keys():
            if found.get(name) != after[kind].get(name):
                print(f"  {kind}: {name} differs", file=sys.stderr)
    return before == after


# ---------------------------------------------------------------- commands
def _measured(environment: dict[str, str], *command: str) -> tuple[float, float]:
    """Seconds that a command took, and the most memory that it had with the programs that it started, in MiB."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "manage.py", *command],
        env={**os.environ, **environment},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, sum(map(_high_water, [process.pid, *_started_by(process.pid)])))
        time.sleep(0.05)
    if process.returncode:
        raise RuntimeError(f"{command} ended with {process.returncode}")
    return time.perf_counter() - began, peak


def _high_water(pid: int) -> float:
    """The most memory that the process had since it began, in MiB; what `wait4` says counts its parent's too."""
    try:
        found = re.search(r"^VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    except OSError:
        return 0.0
    return int(found.group(1)) / 1024 if found else 0.0


def _started_by(pid: int) -> list[int]:
    """The programs that a process has started and that still run: `pg_dump`, `pg_restore`."""
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for thread in threads for child in (thread / "children").read_text().split()]
    except OSError:
        return []


def _rows(environment: dict[str, str], *words: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks.backup_rows", *words],
        env={**os.environ, **environment},
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout


def _floor_there(folder: Path, tar: Path) -> float:
    began = time.perf_counter()
    subprocess.run(["tar", "--create", "--file", tar, "--directory", folder, "."], check=True)
    subprocess.run(["sync", tar], check=True)
    _sums(folder)
    return time.perf_counter() - began


def _floor_back(tar: Path, folder: Path) -> float:
    began = time.perf_counter()
    folder.mkdir()
    subprocess.run(["tar", "--extract", "--file", tar, "--directory", folder], check=True)
    subprocess.run(["sync"], check=True)
    _sums(folder)
    seconds = time.perf_counter() - began
    shutil.rmtree(folder)
    return seconds


def _sums(folder: Path) -> None:
    names = [path for path in folder.rglob("*") if path.is_file()]
    subprocess.run(["sha256sum", *map(str, names)], check=True, stdout=subprocess.DEVNULL)


# ---------------------------------------------------------------- visitors
@contextmanager
def _visitors(address: str) -> Iterator[Visits]:
    """Twenty people who open one page after the other."""
    visits, stop = Visits(), threading.Event()
    addresses = pages(address)

    def visit(number: int) -> None:
        while not stop.is_set():
            path = addresses[number % len(addresses)]
            number += 7
            began = time.perf_counter()
            try:
                with urllib.request.urlopen(address + path, timeout=30) as answer:
                    answer.read()
                visits.seconds.append(time.perf_counter() - began)
            except OSError:
                visits.errors += 1
            stop.wait(PAUSE)

    threads = [threading.Thread(target=visit, args=(number,)) for number in range(VISITORS)]
    for thread in threads:
        thread.start()
    try:
        yield visits
    finally:
        stop.set()
        for thread in threads:
            thread.join()


# ---------------------------------------------------------------- databases
@contextmanager
def _environment(more: dict[str, str]) -> Iterator[None]:
    """The environment with these variables too, for processes that are started meanwhile."""
    before = dict(os.environ)
    os.environ.update(more)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def _database(name: str) -> Iterator[str]:
    """An empty database of this name on the server, and its address."""
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(drop)
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield urlsplit(POSTGRES)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(drop)
