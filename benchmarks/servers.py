"""Real server processes: how soon they answer, what memory they take, beside an empty Wagtail project's.

The floor is a project with the same third-party apps and middleware, Wagtail's own addresses and no line of ours,
under the same gunicorn with the same number of processes.
"""

import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarks.figure import Figure

ROOT = Path(__file__).resolve().parent.parent
WAIT = 60

EMPTY_SETTINGS = """
from config.settings.local import *
from config.settings.local import INSTALLED_APPS, MIDDLEWARE
OURS = {ours!r}
INSTALLED_APPS = [app for app in INSTALLED_APPS if app.split(".")[0] not in OURS] + ["django.contrib.auth"]
INSTALLED_APPS = list(dict.fromkeys(INSTALLED_APPS))
MIDDLEWARE = [name for name in MIDDLEWARE if name.split(".")[0] not in OURS]
AUTH_USER_MODEL = "auth.User"
ROOT_URLCONF = "empty_urls"
TEMPLATES[0]["DIRS"] = []
TEMPLATES[0]["OPTIONS"] = {{"context_processors": [
    "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages"]}}
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
ACCOUNT_ADAPTER = "allauth.account.adapter.DefaultAccountAdapter"
for name in ("ACCOUNT_SIGNUP_FORM_CLASS", "ACCOUNT_USER_DISPLAY", "CSRF_FAILURE_VIEW", "WAGTAILADMIN_LOGIN_URL"):
    globals().pop(name, None)
ACCOUNT_LOGIN_METHODS = {{"email"}}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
"""
EMPTY_URLS = """
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
urlpatterns = [path("admin/", include(wagtailadmin_urls)), path("accounts/", include("allauth.urls")),
               path("", include(wagtail_urls))]
"""


def our_apps() -> set[str]:
    """The folders of our own rooms."""
    return {path.parent.name for path in ROOT.glob("*/apps.py")}


def free_port() -> int:
    """A port that nobody listens on; `BENCH_PORTS=18200-18299` says from which."""
    first, _dash, last = os.environ.get("BENCH_PORTS", "0-0").partition("-")
    for port in random.sample(range(int(first), int(last) + 1), int(last) + 1 - int(first)):
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    raise RuntimeError("no port of the range is free")


def answers(url: str) -> int | None:
    """The status of an answer, or None while there is none."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


@contextmanager
def server(environment: dict[str, str], first_path: str) -> Iterator[tuple[str, int, float]]:
    """A server with two processes: its address, its pid, the seconds until its first answer."""
    port = free_port()
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", str(ROOT / "config/gunicorn.py"), "django_wsgi:application"],
        env={**os.environ, **environment, "PORT": str(port), "WEB_CONCURRENCY": "2"},
        cwd=environment["HOME_OF_RUN"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        while answers(address + first_path) is None:
            if process.poll() is not None or time.perf_counter() - began > WAIT:
                raise RuntimeError("the server did not answer")
            time.sleep(0.02)
        yield address, process.pid, time.perf_counter() - began
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(15)


def summed_pss(pid: int) -> float:
    """Memory of a process and its children in MiB, shared pages counted once."""
    children = subprocess.run(
        ["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False
    ).stdout.split()
    kib = 0
    for each in (str(pid), *children):
        text = Path(f"/proc/{each}/smaps_rollup").read_text()
        kib += int(re.search(r"^Pss:\s+(\d+)", text, re.M).group(1))  # type: ignore[union-attr]
    return kib / 1024


EMPTY_WSGI = "from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n"
OUR_WSGI = "from config.wsgi import application\n"


def _home(folder: Path, settings: str, wsgi: str) -> dict[str, str]:
    (folder / "django_wsgi.py").write_text(wsgi)
    return {
        "HOME_OF_RUN": str(folder),
        "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}",
        "VAR_DIR": str(folder / "var"),
        "DJANGO_SETTINGS_MODULE": settings,
    }


def _manage(environment: dict[str, str], *command: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "django", *command],
        env={**os.environ, **environment},
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def demo_home(folder: Path) -> dict[str, str]:
    """The environment of a server of ours with the demo on a database in this folder."""
    environment = _home(folder, "config.settings.local", OUR_WSGI)
    _manage(environment, "migrate", "-v0")
    _manage(environment, "demo")
    _manage(environment, "collectstatic", "--noinput", "-v0")
    return environment


def _empty(folder: Path) -> dict[str, str]:
    (folder / "empty_settings.py").write_text(EMPTY_SETTINGS.format(ours=our_apps()))
    (folder / "empty_urls.py").write_text(EMPTY_URLS)
    environment = _home(folder, "empty_settings", EMPTY_WSGI)
    _manage(environment, "migrate", "-v0")
    _manage(environment, "collectstatic", "--noinput", "-v0")
    return environment


def pages(address: str, most: int = 20) -> list[str]:
    """Addresses of the site's own pages, found by following links from the home pages."""
    found: list[str] = []
    waiting = ["/uk/", "/en/", "/pl/"]
    while waiting and len(found) < most:
        path = waiting.pop(0)
        if path in found:
            continue
        found.append(path)
        with urllib.request.urlopen(address + path, timeout=20) as response:
            text = response.read().decode("utf-8", "replace")
        links = re.findall(r'href="(/(?:uk|en|pl)/[^"#?]*)"', text)
        waiting += [link for link in links if link not in found and "/my/" not in link]
    return found


def start_and_memory() -> list[Figure]:
    """Seconds from the command to the first answer (best of three), and memory after a walk over twenty pages."""
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        ours, empty = demo_home(Path(one)), _empty(Path(other))
        starts: dict[str, list[float]] = {"ours": [], "empty": []}
        memory: dict[str, float] = {}
        for _round in range(3):
            with server(empty, "/admin/") as (_address, pid, seconds):
                starts["empty"].append(seconds)
                memory["empty"] = summed_pss(pid)
            with server(ours, "/uk/") as (address, pid, seconds):
                starts["ours"].append(seconds)
                for path in pages(address):
                    answers(address + path)
                memory["ours"] = summed_pss(pid)
    return [
        Figure(
            "main-server-start", min(starts["ours"]), "s", "lower", floor=min(starts["empty"]), target=1.3
        ),
        Figure("main-server-memory", memory["ours"], "MiB PSS", "lower", target=260),
        Figure("main-server-memory-of-empty-wagtail", memory["empty"], "MiB PSS", "lower"),
    ]
