"""What the tests of things that happen at the same time share: threads, a widened window, real server processes."""

import contextlib
import http.client
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection, connections
from django.db.models import Model, QuerySet
from django.db.models.constraints import BaseConstraint
from django.db.models.signals import pre_save
from django.test import Client

from cohorts import places
from cohorts.models import Place, Pool
from people.models import User

ItemT = TypeVar("ItemT")
AT_ONCE = 24  # connections to the database; PostgreSQL takes a hundred by default


@dataclass(frozen=True)
class Outcome:
    """What came of one piece of work: a value or an error."""

    value: Any = None
    error: BaseException | None = None


def at_once(work: Callable[[ItemT], Any], items: Sequence[ItemT], *, threads: int = AT_ONCE) -> list[Outcome]:
    """Do the work for all items in threads with connections of their own, beginning at one moment."""
    threads = min(threads, len(items))
    start = threading.Barrier(threads)
    begun = threading.local()

    def one(item: ItemT) -> Outcome:
        try:
            if not hasattr(begun, "yes"):
                begun.yes = True
                start.wait(timeout=30)
            return Outcome(value=work(item))
        except Exception as error:  # noqa: BLE001 — the test looks at every error
            return Outcome(error=error)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=threads) as pool:
        return list(pool.map(one, items))


def errors(outcomes: list[Outcome]) -> list[BaseException]:
    """What went wrong."""
    return [outcome.error for outcome in outcomes if outcome.error is not None]


@pytest.fixture(params=["lock", "no lock"])
def is_locked(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Once as it is, and once as a control in which pools are read without being locked."""
    if request.param == "no lock":
        monkeypatch.setattr(places, "lock", lambda pool_id: Pool.objects.get(pk=pool_id))
        monkeypatch.setattr(places, "lock_all", lambda pool_ids: Pool.objects.in_bulk(list(pool_ids)))
    return bool(request.param == "lock")


@pytest.fixture
def without_row_locks(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Turns off, for a control, what locks rows by reading them."""
    return lambda: monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_how: rows.all())


@pytest.fixture
def without_constraint(transactional_db: None) -> Iterator[Callable[[type[Model], str], None]]:
    """Takes away, for a control, a constraint of the database; it comes back when the test is over."""
    taken: list[tuple[type[Model], BaseConstraint]] = []

    def take(model: type[Model], name: str) -> None:
        constraint = next(each for each in model._meta.constraints if each.name == name)
        with connection.schema_editor() as editor:
            editor.remove_constraint(model, constraint)
        taken.append((model, constraint))

    yield take
    for model, constraint in taken:
        with connection.schema_editor() as editor:
            editor.execute(f"TRUNCATE {editor.quote_name(model._meta.db_table)} CASCADE")
            editor.add_constraint(model, constraint)


@pytest.fixture
def wide_window() -> Iterator[Callable[..., None]]:
    """Widen the window between reading and writing a row: whoever has read waits for the others."""
    hooks: list[tuple[Callable[..., None], type[Model]]] = []

    def widen(
        parties: int,
        sender: type[Model] = Place,
        *,
        seconds: float = 1,
        before: Callable[[], None] = lambda: None,
    ) -> None:
        meeting = threading.Barrier(parties)

        def wait(**_kwargs: Any) -> None:
            before()
            # It breaks when the others are held back by the lock: that is what the lock is for.
            with contextlib.suppress(threading.BrokenBarrierError):
                meeting.wait(timeout=seconds)

        hooks.append((wait, sender))
        pre_save.connect(wait, sender=sender, weak=False)

    yield widen
    for hook, sender in hooks:
        pre_save.disconnect(hook, sender=sender)


# ---------------------------------------------------------------- real server processes
@dataclass(frozen=True)
class Server:
    """The site, served by two processes with four threads each."""

    port: int

    def ask(
        self, method: str, path: str, cookies: str, form: dict[str, str] | None = None
    ) -> tuple[int, str, str]:
        """Status, `Location` and body of one request."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
            link.request(method, path, urlencode(form) if form else None, headers)
            answer = link.getresponse()
            return answer.status, answer.headers.get("Location", ""), answer.read().decode()
        finally:
            link.close()


def database_url() -> str:
    """The address of the database that this process tests with."""
    values = connection.settings_dict
    user = f"{values['USER']}:{values['PASSWORD']}@" if values["USER"] else ""
    return f"postgres://{user}{values['HOST']}:{values['PORT'] or 5432}/{values['NAME']}"


@pytest.fixture
def server(transactional_db: None) -> Iterator[Server]:
    """Start gunicorn on a socket that is listening already, so that nobody has to wait and ask."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(512)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": database_url(),
        "WEB_CONCURRENCY": "2",
        "WEB_THREADS": "4",
    }
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        "config/gunicorn.py",
        "-b",
        f"fd://{listening.fileno()}",
    ]
    process = subprocess.Popen(
        [*command, "config.wsgi:application"],
        cwd=settings.BASE_DIR,
        env=environment,
        pass_fds=[listening.fileno()],
        stderr=subprocess.DEVNULL,
    )
    try:
        yield Server(port=listening.getsockname()[1])
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
        listening.close()


def cookies_of(user: User) -> tuple[str, str]:
    """The cookies of a person who is signed in, and the token that goes with them in forms."""
    client = Client()
    client.force_login(user)
    token = secrets.token_hex(16)
    return f"sessionid={client.cookies['sessionid'].value}; csrftoken={token}", token


def version_in(body: str) -> str:
    """The version that a form was made from."""
    found = re.search(r'name="version" value="(\d+)"', body)
    assert found, body
    return found.group(1)
