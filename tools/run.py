"""Run the whole product on one machine: the web server, the worker and the scheduler, until Ctrl-C.

Called by `make run`. Prepares what is not prepared, starts the children, says where the site is once it
answers, and ends everything when one child dies or a signal comes. Nothing but the standard library here:
the first line must come at once.
"""

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Mapping, Sequence
from types import FrameType
from typing import IO

import one_run
import prepare

ROOT = prepare.ROOT
PYTHON = sys.executable
LINES_A_SECOND = 20
SECONDS_TO_START = 60
SECONDS_TO_END = 6
ACCOUNTS = ("admin", "manager", "trainer", "participant")

WEB = [PYTHON, "-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi:application"]
WORKER = [
    *[PYTHON, "-W", "ignore:You're running the worker with superuser privileges", "-m", "celery", "--quiet"],
    *[
        "-A",
        "config.celery",
        "worker",
        "--beat",
        "--pool",
        "threads",
        "--concurrency",
        "4",
        "--loglevel",
        "WARNING",
    ],
    *["--without-gossip", "--without-mingle", "--without-heartbeat"],
]


class Stop(Exception):
    """Ctrl-C, or a request to end."""


def say(text: str) -> None:
    """Print one line at once."""
    print(text, flush=True)


class Child:
    """One process of the product: its lines go to the terminal, a few a second, and all of them to its log."""

    def __init__(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], inherited: Sequence[int] = ()
    ) -> None:
        self.name = name
        self.log = prepare.VAR / "log" / f"{name}.log"
        self.log.parent.mkdir(parents=True, exist_ok=True)
        # A session of its own: Ctrl-C reaches this process alone, which ends the children in order.
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, start_new_session=True, text=True, errors="replace", pass_fds=inherited,
        )  # fmt: skip
        assert self.process.stdout is not None
        self.reader = threading.Thread(target=self._pass_on, args=(self.process.stdout,), daemon=True)
        self.reader.start()

    def _pass_on(self, lines: IO[str]) -> None:
        """Copy the child's lines until it closes them; what is too many for the terminal stands in the log."""
        second, printed = 0, 0
        with lines, self.log.open("w", encoding="utf-8", buffering=1) as log:
            for line in lines:
                log.write(line)
                now = int(time.monotonic())
                if now != second:
                    second, printed = now, 0
                printed += 1
                if printed < LINES_A_SECOND:
                    say(f"{self.name} | {line.rstrip()}")
                elif printed == LINES_A_SECOND:
                    say(f"{self.name} | … more in {self.log}")

    def signal_group(self, number: signal.Signals) -> None:
        """Send a signal to the child and to what it started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, number)


class Supervisor:
    """Starts children, watches them and ends them. `inherited` are open files that they keep as long as they live."""

    def __init__(self, environment: Mapping[str, str], inherited: Sequence[int] = ()) -> None:
        self.environment = dict(environment)
        self.inherited = inherited
        self.children: list[Child] = []

    def start(self, name: str, command: Sequence[str]) -> Child:
        """Start one child."""
        child = Child(name, command, self.environment, self.inherited)
        self.children.append(child)
        return child

    def raise_if_one_ended(self) -> None:
        """Raise ChildProcessError as soon as a child is gone: the product is whole or it is not there."""
        for child in self.children:
            code = child.process.poll()
            if code is not None:
                child.reader.join(timeout=1)
                raise ChildProcessError(
                    f"{child.name} has ended by itself (exit code {code}); see {child.log}"
                )

    def watch(self) -> None:
        """Wait; returns only by an exception."""
        while True:
            self.raise_if_one_ended()
            time.sleep(0.5)

    def end(self) -> None:
        """End all children: asked first, killed after SECONDS_TO_END."""
        for child in self.children:
            child.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + SECONDS_TO_END
        for child in self.children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(timeout=max(0.1, deadline - time.monotonic()))
            child.signal_group(signal.SIGKILL)
            child.process.wait()


def prepare_all(environment: Mapping[str, str], inherited: Sequence[int]) -> None:
    """Run both preparations at the same time, unless nothing has changed since the last one.

    Raises CalledProcessError if one fails.
    """
    now = prepare.fingerprint()
    if prepare.is_prepared(now):
        return
    say("Preparing (the first time this takes about a minute) …")
    command = [PYTHON, str(ROOT / "tools" / "prepare.py")]
    parts = [
        subprocess.Popen(
            [*command, part],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=inherited,
        )
        for part in ("data", "static")
    ]
    try:
        for part in parts:
            part.wait()
    finally:
        for part in parts:
            part.kill()
    for part in parts:
        if part.returncode:
            raise subprocess.CalledProcessError(part.returncode, part.args)
    prepare.remember(now)


def port_is_free(host: str, port: int) -> bool:
    """Say whether a server can be bound to this port."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def wait_for_answer(supervisor: Supervisor, url: str) -> None:
    """Wait until the address answers 200; raises ChildProcessError if a child ends or the time is over."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(SECONDS_TO_START * 10):
        supervisor.raise_if_one_ended()
        try:
            with direct.open(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise ChildProcessError(f"{url} does not answer after {SECONDS_TO_START} s; see {prepare.VAR / 'log'}")


def welcome(site: str, began: float) -> None:
    """Print where the site is and who can sign in."""
    accounts = "\n".join(f"      {name}@demo.example" for name in ACCOUNTS)
    say(f"""
  Svitlytsia is ready ({time.monotonic() - began:.1f} s).

    Site         {site}/
    Back office  {site}/admin/
    Check a certificate  {site}/verify/

    Demo accounts, password svitlytsia:
{accounts}

    Letters are written to {prepare.VAR / "letters"}, data to {prepare.VAR}.  Ctrl-C ends everything.
""")


def stop(number: int, frame: FrameType | None) -> None:
    """End on the first signal; a second one must not disturb the ending."""
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    raise Stop


def run(host: str, port: int) -> int:
    """Prepare, start, watch, end; return the exit code. Raises NotAlone if the site runs here already."""
    began = time.monotonic()
    if words := prepare.older_data():
        say(words)
        return 3
    prepare.VAR.mkdir(parents=True, exist_ok=True)
    alone = one_run.OneRun(prepare.VAR, say)
    if not port_is_free(host, port):
        say(f"Port {port} is taken. Another one: make run PORT={port + 1}")
        return 2
    site = f"http://localhost:{port}"
    alone.says(f"{site}/")
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings.local", "SITE_URL": site, "PYTHONUNBUFFERED": "1", **os.environ,
        "PYTHONPATH": str(ROOT), "WEB_HOST": host, "PORT": str(port),
    }  # fmt: skip
    os.environ["DJANGO_SETTINGS_MODULE"] = environment["DJANGO_SETTINGS_MODULE"]
    for name in ("broker", "letters", "log"):
        (prepare.VAR / name).mkdir(parents=True, exist_ok=True)
    supervisor = Supervisor(environment, [alone.inherited])
    try:
        prepare_all(environment, [alone.inherited])
        supervisor.start("web", WEB)
        supervisor.start("worker", WORKER)
        address = "127.0.0.1" if host in ("0.0.0.0", "127.0.0.1") else f"[{host}]" if ":" in host else host
        wait_for_answer(supervisor, f"http://{address}:{port}/healthz")
        welcome(site, began)
        supervisor.watch()
    except Stop:
        say("Ending …")
        return 0
    except (ChildProcessError, subprocess.CalledProcessError) as error:
        say(f"Stopped: {error}")
        return 1
    finally:
        supervisor.end()
    return 0


def port_number(text: str) -> int:
    """A port as it is typed; raises what argparse makes a sentence of."""
    if not text.isdecimal() or not 0 < int(text[:6]) < 65536:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return int(text)


def main() -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default=os.environ.get("WEB_HOST", "127.0.0.1"))
    parser.add_argument("--port", type=port_number, default=os.environ.get("PORT") or "8000")
    arguments = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    try:
        return run(arguments.host, arguments.port)
    except one_run.NotAlone as other:
        say(str(other))
        return 2


if __name__ == "__main__":
    sys.exit(main())
