"""Two hundred clients for thirty places of an open day, by the real form; and the managers' list of 20 and 20,000 rows.

On PostgreSQL, two server processes with four threads each. `BENCH_DATABASE_URL` names a server on which a database
may be made for the run; without one that answers there are no figures.
"""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.admission_rows import CLIENTS, PLACES, ROUNDS
from benchmarks.figure import Figure

ROOT = Path(__file__).resolve().parent.parent
SERVER = os.environ.get("BENCH_DATABASE_URL", "postgres://root@127.0.0.1:5432/postgres")
THREADS = 16
FLOOR_SETTINGS = 'from config.settings.local import *\nROOT_URLCONF = "benchmarks.admission_floor"\n'


def has_database() -> bool:
    """Whether a PostgreSQL server answers."""
    import psycopg

    try:
        psycopg.connect(SERVER, connect_timeout=2).close()
    except psycopg.Error:
        return False
    return True


@contextmanager
def database() -> Iterator[dict[str, str]]:
    """The environment of a run with a database of its own."""
    import psycopg

    name = f"svitlytsia_bench_{os.getpid()}"
    with psycopg.connect(SERVER, autocommit=True) as link:
        link.execute(f'CREATE DATABASE "{name}"')
    try:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "floor_settings.py").write_text(FLOOR_SETTINGS)
            environment = {
                **os.environ,
                "DATABASE_URL": urlsplit(SERVER)._replace(path=f"/{name}").geturl(),
                "DJANGO_SETTINGS_MODULE": "config.settings.local",
                "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}",
                "VAR_DIR": str(Path(folder, "var")),
            }
            run(environment, "-m", "django", "migrate", "-v0")
            run(environment, "-m", "django", "collectstatic", "--noinput", "-v0")
            yield environment
    finally:
        with psycopg.connect(SERVER, autocommit=True) as link:
            link.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def run(environment: dict[str, str], *command: str) -> str:
    """The output of a Python command."""
    done = subprocess.run(
        [sys.executable, *command], env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


@dataclass(frozen=True)
class Server:
    """Where a server listens, and its first process."""

    port: int
    pid: int


@contextmanager
def server(environment: dict[str, str]) -> Iterator[Server]:
    """A server with two processes; it listens before it starts, so nobody has to wait and ask."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(512)
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py"),
            *("-b", f"fd://{listening.fileno()}", "config.wsgi:application"),
        ],
        env={**environment, "WEB_CONCURRENCY": "2", "WEB_THREADS": "4"},
        cwd=ROOT,
        pass_fds=[listening.fileno()],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield Server(int(listening.getsockname()[1]), process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(15)
        listening.close()


def post_all(port: int, forms: list[dict[str, str]]) -> tuple[float, Counter[int]]:
    """Requests per second, and the answers by status, of all forms sent by clients at once."""
    start = threading.Barrier(THREADS + 1)
    here = threading.local()

    def one(form: dict[str, str]) -> int:
        if not hasattr(here, "begun"):
            here.begun = True
            start.wait()
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        link.request(
            "POST",
            form["path"],
            form["body"],
            {"Cookie": form["cookies"], "Content-Type": "application/x-www-form-urlencoded"},
        )
        status = link.getresponse().status
        link.close()
        return status

    with ThreadPoolExecutor(max_workers=THREADS) as pool:
        waiting = [pool.submit(one, form) for form in forms]
        start.wait()
        began = time.perf_counter()
        statuses = Counter(each.result() for each in waiting)
        return len(forms) / (time.perf_counter() - began), statuses


@dataclass(frozen=True)
class Round:
    """What one round of claims came to: requests per second, and CPU time of server and database a request in ms."""

    rate: float
    cpu: float


def claims() -> tuple[list[Round], list[Round]]:
    """Rounds of ours and of the floor, which take turns, moments apart; who begins changes with every round.

    Raises if a place too many was given, or anybody was refused.
    """
    ours: list[Round] = []
    floor: list[Round] = []
    with database() as environment:
        floor_environment = {**environment, "DJANGO_SETTINGS_MODULE": "floor_settings"}
        prepared = {
            kind: json.loads(run(environment, "-m", "benchmarks.admission_rows", "prepare", kind))
            for kind in ("ours", "floor")
        }
        with server(environment) as our_server, server(floor_environment) as floor_server:
            sides = [("ours", our_server, ours), ("floor", floor_server, floor)]
            for number in range(ROUNDS + 1):
                for kind, at, rounds in sides if number % 2 else reversed(sides):
                    rounds.append(one_round(environment, at, prepared[kind][number]))
    return ours[1:], floor[1:]  # the first round warms


def one_round(environment: dict[str, str], at: Server, claims: dict[str, Any]) -> Round:
    """One round; raises unless everybody was answered and exactly all places were taken."""
    before = cpu_seconds(environment, at)
    rate, statuses = post_all(at.port, claims["forms"])
    after = cpu_seconds(environment, at)
    held = int(run(environment, "-m", "benchmarks.admission_rows", "held", str(claims["pool"])))
    if statuses != {302: CLIENTS} or held != PLACES:
        raise RuntimeError(f"{dict(statuses)}, {held} places held")
    spent = sum(seconds - before.get(pid, 0) for pid, seconds in after.items())
    return Round(rate, spent / CLIENTS * 1000)


def cpu_seconds(environment: dict[str, str], at: Server) -> dict[int, float]:
    """CPU time so far of each process of the server, and of each that serves the run's database if it is here."""
    import psycopg

    children = Path(f"/proc/{at.pid}/task/{at.pid}/children").read_text().split()
    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as link:
        rows = link.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        backends = [row[0] for row in rows]
    seconds = {}
    for pid in (*map(int, children), *backends):
        with contextlib.suppress(FileNotFoundError):
            user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
            seconds[pid] = (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    return seconds


def middle(ours: list[Round], floor: list[Round], what: str) -> tuple[float, float]:
    """Ours and the floor's in the round whose ratio is the median one."""
    pairs = [(getattr(one, what), getattr(other, what)) for one, other in zip(ours, floor, strict=True)]
    return sorted(pairs, key=lambda pair: pair[0] / pair[1])[len(pairs) // 2]


def list_costs() -> dict[int, tuple[int, float]]:
    """For 20 and for 20,000 applications: queries of the managers' list, and milliseconds (best of five)."""
    costs = {}
    with database() as environment:
        for rows in (20, 20_000):
            answer = json.loads(run(environment, "-m", "benchmarks.admission_rows", "list", str(rows)))
            costs[rows] = (answer["queries"], answer["milliseconds"])
    return costs


def figures() -> list[Figure]:
    """Claims by the real form against the floor, and the list at twenty and at twenty thousand rows."""
    if not has_database():
        print("no PostgreSQL answers; BENCH_DATABASE_URL says where it is", file=sys.stderr)
        return []
    ours, floor = claims()
    rate, floor_rate = middle(ours, floor, "rate")
    cpu, floor_cpu = middle(ours, floor, "cpu")
    costs = list_costs()
    return [
        Figure("main-apply-200-clients", rate, "requests/s", "higher", floor=floor_rate, target=0.35),
        Figure("main-apply-200-clients-cpu", cpu, "ms/request", "lower", floor=floor_cpu, target=1 / 0.35),
        Figure(
            "main-applications-list-queries",
            costs[20_000][0],
            "queries",
            "lower",
            floor=costs[20][0],
            target=1,
        ),
        Figure("main-applications-list", costs[20_000][1], "ms", "lower", floor=costs[20][1]),
    ]
