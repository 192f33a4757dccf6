"""Real workers in processes of their own, that a test may kill."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from kombu import Connection

from config.celery import app
from foundation.health import views as health
from tests.product import product_environment

QUEUE = f"svitlytsia-test-{os.getpid()}"
TRIES = 3000
TICK = 0.02


@pytest.fixture(autouse=True)
def _readiness_is_found_out_each_time(monkeypatch) -> None:
    """What a test changes shows at once."""
    monkeypatch.setattr(health, "KEPT", 0)


class Post:
    """A broker and the workers on it. What the test hands over waits until a worker comes."""

    def __init__(self, url: str, folder: Path, *pool: str) -> None:
        self.url, self.folder, self.pool = url, folder, pool
        self.workers: list[subprocess.Popen[bytes]] = []

    def connection(self) -> Connection:
        """The broker, as this process reaches it."""
        messages = str(self.folder / "broker" / "messages")
        files = {
            "data_folder_in": messages,
            "data_folder_out": messages,
            "control_folder": str(self.folder / "broker" / "control"),
        }
        return Connection(self.url, transport_options=files if self.url.startswith("filesystem") else {})

    def hand_over(self, task: str, *arguments: Any) -> None:
        """Give the broker a message."""
        with self.connection() as connection:
            app.send_task(task, args=arguments, queue=QUEUE, connection=connection)

    def start_worker(self) -> subprocess.Popen[bytes]:
        """Start a worker as the product does."""
        command = [sys.executable, "-W", "ignore", "-m", "celery", "--quiet", "-A", "config.celery", "worker"]
        options = ["--loglevel", "WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat"]
        environment = product_environment(CELERY_BROKER_URL=self.url, TEST_QUEUE=QUEUE)
        with (self.folder / "worker.log").open("ab") as log:
            worker = subprocess.Popen(
                [*command, *options, *self.pool],
                cwd=settings.BASE_DIR,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.workers.append(worker)
        return worker

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        """SIGKILL the worker and all its processes: nothing in it gets a chance to tidy up."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(timeout=30)

    def close(self) -> None:
        """End all workers and take the queue away."""
        for worker in self.workers:
            self.kill(worker)
        if not self.url.startswith("filesystem"):
            with self.connection() as connection:
                connection.default_channel.queue_delete(QUEUE)

    def log(self) -> str:
        """What the workers said."""
        return (self.folder / "worker.log").read_text(encoding="utf-8", errors="replace")


def until(holds: Callable[[], bool], post: Post) -> None:
    """Look again and again until something holds; a worker that is gone or a minute that is over is a failure."""
    pause = threading.Event()
    for _try in range(TRIES):
        if holds():
            return
        assert any(worker.poll() is None for worker in post.workers), post.log()
        pause.wait(TICK)
    pytest.fail(f"it did not come to hold:\n{post.log()}")


def _folder() -> Path:
    folder = Path(settings.TEST_DIR)
    shutil.rmtree(folder / "broker", ignore_errors=True)
    shutil.rmtree(Path(settings.PRIVATE_MEDIA_ROOT) / "certificates", ignore_errors=True)
    (folder / "worker.log").unlink(missing_ok=True)
    for name in ("messages", "control"):
        (folder / "broker" / name).mkdir(parents=True)
    return folder


def post_at(url: str, *pool: str) -> Iterator[Post]:
    """A broker's post with an empty store; its workers end with the test."""
    post = Post(url, _folder(), *pool)
    try:
        yield post
    finally:
        post.close()


@pytest.fixture
def embedded() -> Iterator[Post]:
    """The embedded broker with threads, as `make run` has it."""
    yield from post_at("filesystem://localhost", "--pool", "threads", "--concurrency", "4")


@pytest.fixture
def on_redis(redis_url: str) -> Iterator[Post]:
    """Redis with processes."""
    yield from post_at(redis_url, "--pool", "prefork", "--concurrency", "2")


@pytest.fixture
def on_rabbitmq(rabbitmq_url: str) -> Iterator[Post]:
    """RabbitMQ with processes."""
    yield from post_at(rabbitmq_url, "--pool", "prefork", "--concurrency", "2")
