"""Redis and PostgreSQL stopped, silenced and started again under twenty visitors: what they are answered meanwhile.

A server with two processes, a worker and a scheduler on a Redis and a PostgreSQL of their own. Visitors ask for pages
that are kept, pages that are not, a page of somebody's own and a form, one after the other, all the time. Nothing but
200, and while the database is away 503, is right; "well again" counts from the moment at which the server that was away
takes connections to the last answer that is no 200, over all visitors.
"""

import http.client
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.figure import Figure
from benchmarks.servers import OUR_WSGI, ROOT, free_port, server

VISITORS = 20
STEADY, AWAY, AFTER = 4.0, 6.0, 8.0
WAIT = 30.0


def figures() -> list[Figure]:
    """What twenty visitors met while each server was away, and how soon all was well again."""
    if shutil.which("redis-server") is None or _postgres_tool("initdb") is None:
        print("… redis-server or PostgreSQL is not installed here: nothing was measured", file=sys.stderr)
        return []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        redis, database = Redis(folder), PostgreSQL(folder)
        for each in (redis, database):
            each.start()
            stack.callback(each.stop)
        environment = home(folder, redis, database)
        address, _pid, _seconds = stack.enter_context(server(environment, "/uk/"))
        stack.enter_context(background(environment))
        return [
            *_figures("redis-stopped", during(address, environment, redis.stop, redis.start)),
            *_figures("redis-silent", during(address, environment, redis.pause, redis.go_on)),
            *_figures("postgres-stopped", during(address, environment, database.stop, database.start)),
            *_figures("postgres-killed", during(address, environment, database.kill, database.start)),
            Figure("defects-away-worker", worked_again(environment), "s", "lower", target=60),
        ]


# ---------------------------------------------------------------- servers of their own
def _until(holds: Callable[[], bool], what: str) -> None:
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > WAIT:
            raise RuntimeError(f"waited in vain: {what}")
        time.sleep(0.02)


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


class Redis:
    """A Redis that keeps nothing on the disk."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        command = ["redis-server", "--port", str(self.port), "--save", "", "--dir", str(self.folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _until(lambda: _listens(self.port), "Redis")

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(WAIT)

    def pause(self) -> None:
        """It lets in and says nothing."""
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """It speaks again."""
        self.process.send_signal(signal.SIGCONT)


def _postgres_tool(name: str) -> str | None:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name)


class PostgreSQL:
    """A cluster of its own; root hands it to the user `postgres`, as PostgreSQL does not run as root."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.data = folder / "postgres"
        self.user: str | None = None
        self.data.mkdir()
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            self.user = account.pw_name
            folder.chmod(0o755)
            os.chown(self.data, account.pw_uid, account.pw_gid)
        self._run("initdb", "-D", str(self.data), "-U", "bench", "-A", "trust", "-E", "UTF8", "--no-sync")

    def _run(self, tool: str, *options: str) -> None:
        command = [str(_postgres_tool(tool)), *options]
        subprocess.run(
            command, check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, user=self.user
        )

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-p {self.port} -k /tmp -c listen_addresses=127.0.0.1 -c fsync=off"
        self._run("pg_ctl", "-D", str(self.data), "-o", options, "-w", "start")

    def stop(self) -> None:
        """Stop it; who is connected is thrown out."""
        with suppress(subprocess.CalledProcessError):
            self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop")

    def kill(self) -> None:
        """Stop it without any tidying: the next start recovers from its log."""
        self._run("pg_ctl", "-D", str(self.data), "-m", "immediate", "-w", "stop")


def home(folder: Path, redis: Redis, database: PostgreSQL) -> dict[str, str]:
    """The environment of a server of ours, with the demo, on these two."""
    (folder / "django_wsgi.py").write_text(OUR_WSGI)
    environment = {
        "HOME_OF_RUN": str(folder),
        "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}",
        "VAR_DIR": str(folder / "var"),
        "DJANGO_SETTINGS_MODULE": "config.settings.local",
        "DATABASE_URL": f"postgres://bench@127.0.0.1:{database.port}/postgres",
        "REDIS_URL": f"redis://127.0.0.1:{redis.port}/0",
        "CELERY_BROKER_URL": f"redis://127.0.0.1:{redis.port}/1",
    }
    for command in (["migrate", "-v0"], ["demo"], ["collectstatic", "--noinput", "-v0"]):
        _python(environment, "-m", "django", *command)
    return environment


def _python(environment: dict[str, str], *command: str) -> str:
    done = subprocess.run(
        [sys.executable, *command],
        env={**os.environ, **environment},
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout.strip().rpartition("\n")[2]


@contextmanager
def background(environment: dict[str, str]) -> Iterator[None]:
    """A worker and a scheduler, ended at the end."""
    folder = environment["HOME_OF_RUN"]
    celery = [sys.executable, "-m", "celery", "--quiet", "-A", "config.celery"]
    with Path(folder, "celery.log").open("ab") as log:
        processes = [
            subprocess.Popen(
                [*celery, *options],
                env={**os.environ, **environment},
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )
            for options in (
                ["worker", "--concurrency", "1", "--loglevel", "WARNING"],
                ["beat", "--loglevel", "WARNING", "--schedule", f"{folder}/beat"],
            )
        ]
    try:
        yield
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(WAIT)


# ---------------------------------------------------------------- visitors
@dataclass
class Met:
    """What visitors were answered: the moment, the status (0: no answer at all), the seconds it took."""

    answers: list[tuple[float, int, float]] = field(default_factory=list)
    away: float = 0.0
    back: float = 0.0

    @property
    def wrong(self) -> int:
        """Answers that nobody should get: a fault, or none at all."""
        return sum(status not in (200, 503) for _at, status, _took in self.answers)

    @property
    def until_well(self) -> float:
        """Seconds from the server's return to the last answer that was not a page."""
        return max([at + took - self.back for at, status, took in self.answers if status != 200], default=0.0)

    def slowest(self, share: float) -> float:
        """Seconds within which that share of the answers came while the server was away."""
        took = sorted(took for at, _status, took in self.answers if self.away <= at <= self.back)
        return took[min(len(took) - 1, int(len(took) * share))] if took else 0.0


def during(
    address: str, environment: dict[str, str], away: Callable[[], None], back: Callable[[], None]
) -> Met:
    """Take a server away under visitors, bring it back, and see what they meet all the while."""
    met, ended = Met(), threading.Event()
    cookie = _signed_in(environment)
    visitors = [
        threading.Thread(target=_visit, args=(address, cookie, n, met, ended)) for n in range(VISITORS)
    ]
    for visitor in visitors:
        visitor.start()
    time.sleep(STEADY)
    met.away = time.monotonic()
    away()
    time.sleep(AWAY)
    back()
    met.back = time.monotonic()
    time.sleep(AFTER)
    ended.set()
    for visitor in visitors:
        visitor.join()
    return met


def _signed_in(environment: dict[str, str]) -> str:
    """The cookie of somebody who is signed in."""
    code = (
        "import django; django.setup();"
        "from django.test import Client; from people.models import User; client = Client();"
        "client.force_login(User.objects.get(email='participant@demo.example'));"
        "print(client.cookies['sessionid'].value)"
    )
    return f"sessionid={_python(environment, '-c', code)}"


def _visit(address: str, cookie: str, number: int, met: Met, ended: threading.Event) -> None:
    kept = ("/uk/", "/en/residencies/")
    own = ("/uk/my/", "/en/verify/", "/uk/?anew", "/en/my/details/")
    paths = (*kept, own[number % len(own)])
    host, _colon, port = address.removeprefix("http://").partition(":")
    turn = number
    while not ended.is_set():
        turn += 1
        began = time.monotonic()
        status = 0
        connection = http.client.HTTPConnection(host, int(port), timeout=20)
        with suppress(OSError, http.client.HTTPException):
            connection.request("GET", paths[turn % len(paths)], headers={"Cookie": cookie})
            response = connection.getresponse()
            response.read()
            status = response.status
        connection.close()
        met.answers.append((began, status, time.monotonic() - began))
        ended.wait(0.2)


# ---------------------------------------------------------------- the worker
LETTER = """
import django; django.setup()
from messaging import outbox
from messaging.letters import SignIn
facts = dict(letter="account/login_code", code="x")
outbox.write([outbox.compose(SignIn, key="{key}", recipient=None, address="reader@demo.example", facts=facts)])
"""
LEFT = """
import django; django.setup()
from messaging.models import Letter
print(Letter.objects.filter(key="{key}", state="done").count())
"""


def worked_again(environment: dict[str, str]) -> float:
    """Seconds until a letter written after all of it has left, by the worker and scheduler of before."""
    _python(environment, "-c", LETTER.format(key="after"))
    began = time.monotonic()
    while _python(environment, "-c", LEFT.format(key="after")) != "1":
        if time.monotonic() - began > 3 * WAIT:
            raise RuntimeError(Path(environment["HOME_OF_RUN"], "celery.log").read_text()[-3000:])
    return time.monotonic() - began


def _figures(name: str, met: Met) -> list[Figure]:
    print(f"  {name}: {dict(Counter(status for _at, status, _took in met.answers))}", file=sys.stderr)
    return [
        Figure(f"defects-away-{name}-wrong", met.wrong, "answers", "lower", target=0),
        Figure(f"defects-away-{name}-well", met.until_well, "s", "lower", target=5),
        Figure(f"defects-away-{name}-p95", met.slowest(0.95), "s", "lower", target=1),
    ]
