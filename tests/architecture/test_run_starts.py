"""`make run` as a whole: it prepares, serves, works and ends. Once only, for preparing is what takes long here."""

import http.cookiejar
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection

from tests import database

pytestmark = pytest.mark.sqlite  # `make run` brings its own database
READER = "participant@demo.example"
TICK = 0.1
# The supervisor, the web server with two processes, the worker, and the scheduler that the worker starts last.
WHOLE = 6
SECONDS_TO_PREPARE, SECONDS_TO_WORK, SECONDS_TO_END = 300, 60, 20


@dataclass(frozen=True)
class Product:
    """The site, the worker and the scheduler, with a folder of their own."""

    process: subprocess.Popen[bytes]
    address: str
    folder: Path

    @property
    def said(self) -> str:
        """What stands on the terminal."""
        return (self.folder / "terminal").read_text(encoding="utf-8", errors="replace")

    def until(self, holds: Callable[[], bool], seconds: float) -> None:
        """Look again and again until something holds; that the product ended, or the time, is a failure."""
        pause = threading.Event()
        for _try in range(int(seconds / TICK)):
            if holds():
                return
            assert self.process.poll() is None, self.said
            pause.wait(TICK)
        pytest.fail(f"it did not come to hold in {seconds} s:\n{self.said}")

    def processes(self) -> set[int]:
        """Every process of this machine that was started with this folder."""
        mark = f"VAR_DIR={self.folder}".encode()
        return {int(each.name) for each in Path("/proc").iterdir() if mark in _environment(each)}


def _environment(process: Path) -> list[bytes]:
    try:
        return (process / "environ").read_bytes().split(b"\0")
    except OSError:  # no process, not ours, or gone
        return []


def free_port() -> int:
    """A port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def migrated_database(to: Path) -> None:
    """Put an empty, migrated database there: migrations run in tests of their own, and for many seconds."""
    template = database.KEPT / f"{database.fingerprint()}.sqlite3"
    if connection.vendor == "sqlite":
        shutil.copyfile(template, to)


def run(folder: Path, port: int) -> Product:
    """Start as `make run` does, with an environment that says where the files go and nothing else.

    Except where Python's bytecode is: six processes at once that compile every library are no part of what is tested.
    """
    bare = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8", "VAR_DIR": str(folder)}
    bare |= {name: os.environ[name] for name in ("PYTHONPYCACHEPREFIX",) if name in os.environ}
    with (folder / "terminal").open("wb") as terminal:
        process = subprocess.Popen(
            [sys.executable, str(Path(settings.BASE_DIR, "tools", "run.py")), "--port", str(port)],
            cwd=folder,
            env=bare,
            stdin=subprocess.DEVNULL,
            stdout=terminal,
            stderr=terminal,
            start_new_session=True,
        )
    return Product(process, f"http://127.0.0.1:{port}", folder)


@pytest.fixture
def product(django_db_setup: None, tmp_path: Path) -> Iterator[Product]:
    """The first start in a folder."""
    folder = tmp_path / "var"
    folder.mkdir()
    migrated_database(folder / "db.sqlite3")
    started = run(folder, free_port())
    try:
        yield started
    finally:
        for left in started.processes():
            os.kill(left, signal.SIGKILL)
        started.process.wait(timeout=30)


def visitor() -> urllib.request.OpenerDirector:
    """Somebody who asks over the network, with cookies."""
    jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    return urllib.request.build_opener(urllib.request.ProxyHandler({}), jar)


def answers(product: Product, path: str) -> bool:
    """Whether a page comes, whole."""
    try:
        with visitor().open(product.address + path, timeout=30) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def ask_for_a_code(product: Product) -> None:
    """On the page for it, as a browser does: the worker will send the letter."""
    somebody, address = visitor(), f"{product.address}/uk/accounts/login/code/"
    with somebody.open(address, timeout=30) as page:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
    assert token
    form = urlencode({"csrfmiddlewaretoken": token[1], "email": READER}).encode()
    with somebody.open(address, form, timeout=30) as page:
        assert page.url.endswith("/login/code/confirm/")


def letters_to_reader(product: Product) -> int:
    """How many letters to the reader have left the house."""
    files = (product.folder / "letters").glob("*")
    return sum(f"To: {READER}" in each.read_text(encoding="utf-8", errors="replace") for each in files)


def is_ready(product: Product) -> bool:
    """Whether it has said so."""
    return "Svitlytsia is ready" in product.said


def refuse_a_second_one_beside(product: Product) -> None:
    """Also on another port: it would share the worker's files and the database."""
    second = run(product.folder, free_port())
    assert second.process.wait(timeout=SECONDS_TO_END) == 2
    port = product.address.rpartition(":")[2]
    assert f"Svitlytsia runs here already, on http://localhost:{port}/" in second.said
    assert f"kill {product.process.pid}" in second.said
    assert "Another one" not in second.said


def kill_and_start_again(product: Product) -> Product:
    """What a killed supervisor leaves is ended by the next start, at the same address."""
    product.until(lambda: len(product.processes()) == WHOLE, SECONDS_TO_WORK)
    before = product.processes() - {product.process.pid}
    product.process.kill()
    product.process.wait()
    assert product.processes() == before, "a killed supervisor leaves its children"
    again = run(product.folder, int(product.address.rpartition(":")[2]))
    again.until(lambda: is_ready(again), SECONDS_TO_PREPARE)
    assert "An earlier run was killed" in again.said
    assert not before & again.processes()
    again.until(lambda: len(again.processes()) == WHOLE, SECONDS_TO_WORK)
    return again


def test_the_product_starts_serves_works_and_ends_with_nothing_left_behind(product: Product) -> None:
    product.until(lambda: is_ready(product), SECONDS_TO_PREPARE)
    assert answers(product, "/uk/")
    assert answers(product, "/readyz")

    before = letters_to_reader(product)
    ask_for_a_code(product)
    product.until(lambda: letters_to_reader(product) == before + 1, SECONDS_TO_WORK)

    refuse_a_second_one_beside(product)
    product = kill_and_start_again(product)
    assert answers(product, "/readyz")

    # Ctrl-C.
    product.process.send_signal(signal.SIGINT)
    assert product.process.wait(timeout=SECONDS_TO_END) == 0, product.said
    assert "Ending …" in product.said
    assert product.processes() == set()
    assert not answers(product, "/healthz")
