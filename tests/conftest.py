"""What all tests share: the database, and which tests this machine can run."""

import gc
import os
import shutil
import socket
from collections import Counter
from collections.abc import Iterator
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation

MUST_RUN = os.environ.get("REQUIRE_SERVICES") == "1"
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/9")
RABBITMQ = os.environ.get("TEST_RABBITMQ_URL", "amqp://guest:guest@127.0.0.1:5672//")
# Who names one has that one and no other. The shell draws the same pages without windows, for two thirds of the work.
CHROMIUM_NAMES = (
    [os.environ["CHROMIUM"]]
    if os.environ.get("CHROMIUM")
    else ["chromium-headless-shell", "chromium", "chromium-browser"]
)
CHROMIUM = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


# ---------------------------------------------------------------- which tests can run here
def answers(url: str) -> bool:
    """Say whether a server takes connections at this address."""
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 0), timeout=1):
            return True
    except OSError:
        return False


def reasons_not_to_run() -> dict[str, str]:
    """Return, for each marker that this machine cannot serve, why."""
    reasons = {}
    if connection.vendor != "postgresql":
        reasons["postgres"] = "needs PostgreSQL; DATABASE_URL names none"
    if not answers(REDIS):
        reasons["redis"] = "Redis does not answer; TEST_REDIS_URL says where it is"
    if not answers(RABBITMQ):
        reasons["rabbitmq"] = "RabbitMQ does not answer; TEST_RABBITMQ_URL says where it is"
    if CHROMIUM is None:
        reasons["browser"] = "there is no Chromium; CHROMIUM says where it is"
    return reasons


def has_real_transactions(item: pytest.Item) -> bool:
    """Whether a test commits, and so leaves the tables empty."""
    marker = item.get_closest_marker("django_db")
    asked = getattr(item, "fixturenames", ())
    return "transactional_db" in asked or bool(marker and marker.kwargs.get("transaction"))


def shared_with(item: pytest.Item) -> str:
    """What a test shares with others that is made once for a module or a folder; empty if there is nothing.

    Two processes would each make it, and making it is dear: a world, the demo, a server.
    """
    known = getattr(item, "_fixtureinfo", None)
    for name, definitions in sorted(known.name2fixturedefs.items()) if known else ():
        if definitions[-1].scope in {"module", "package"}:
            return f"{name} of {definitions[-1].baseid}"
    return ""


def group_of(item: pytest.Item) -> str:
    """The group that a test was put into; empty if into none."""
    marker = item.get_closest_marker("xdist_group")
    return str(marker.args[0]) if marker else ""


def touches_database(item: pytest.Item) -> bool:
    """Whether a test may ask the database anything."""
    asked = {"db", "transactional_db", "django_db_setup"}.intersection(getattr(item, "fixturenames", ()))
    return bool(asked or item.get_closest_marker("django_db"))


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    """Mark the tests of tests/browser and those that touch the database; skip with a reason what cannot run here.

    Tests that share something stay together, groups with slow ones first, then the larger ones, after those that share
    nothing and would see what is shared. Tests that empty the tables come last, after those too that open the database
    by themselves, again the slow ones first: what takes minutes must not be begun when all else is done.
    """
    for item in items:
        if "browser" in item.path.relative_to(config.rootpath).parts[:-1]:
            item.add_marker("browser")
        if touches_database(item):
            item.add_marker("database")
        if (shared := shared_with(item)) and not has_real_transactions(item):
            item.add_marker(pytest.mark.xdist_group(shared))
    wanted = {
        name
        for item in items
        for name in ("postgres", "redis", "rabbitmq", "browser")
        if item.get_closest_marker(name)
    }
    for name, reason in (reasons_not_to_run() if wanted else {}).items():
        for item in items:
            if item.get_closest_marker(name):
                item.add_marker(pytest.mark.skip(reason=reason))
    yield
    size = Counter(map(group_of, items))
    slow = {group_of(item) or item.nodeid for item in items if item.get_closest_marker("slow")}

    def turn(item: pytest.Item) -> tuple[object, ...]:
        group = group_of(item)
        return (
            has_real_transactions(item),
            group != "",
            (group or item.nodeid) not in slow,
            -size[group],
            group,
        )

    items.sort(key=turn)


@pytest.hookimpl(wrapper=True)
def pytest_collection_finish(session: pytest.Session) -> Iterator[None]:
    """Tell who hands out the tests which belong together, and look no more for garbage among what was collected.

    pytest-xdist 3.8 writes the groups where pytest 9 does not read them, and so hands every test out by itself.
    Looking for garbage would cost a tenth of the time.
    """
    items = session.items
    if hasattr(session.config, "workerinput"):
        names = [f"{item.nodeid}@{group}" if (group := group_of(item)) else item.nodeid for item in items]
        session.items = [SimpleNamespace(nodeid=name) for name in names]  # type: ignore[misc]
    yield
    session.items = items
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """With REQUIRE_SERVICES=1 a skipped test is a failed one."""
    report = yield
    if MUST_RUN and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{reason} (REQUIRE_SERVICES=1 lets nothing be skipped: {item.nodeid})"
    return report


# ---------------------------------------------------------------- the database
@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker) -> Iterator[None]:
    """A database of this process's own: see `tests.database`."""
    from tests import database

    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: database.put_back())
    with django_db_blocker.unblock():
        database.make(worker)
    yield
    monkeypatch.undo()
    with django_db_blocker.unblock():
        database.drop()


def pytest_sessionfinish() -> None:
    """Leave no files of the tests behind."""
    shutil.rmtree(settings.TEST_DIR, ignore_errors=True)


# ---------------------------------------------------------------- servers that tests talk to
@pytest.fixture(scope="session")
def redis_url() -> str:
    """Where Redis is; for tests marked `redis`."""
    return REDIS


@pytest.fixture(scope="session")
def rabbitmq_url() -> str:
    """Where RabbitMQ is; for tests marked `rabbitmq`."""
    return RABBITMQ


@pytest.fixture(scope="session", autouse=True)
def no_waiting_for_a_worker() -> Iterator[None]:
    """`doctor` waits two seconds for the answer of a worker, and so does every restore: no worker is here to answer."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("messaging.doctor.SECONDS_FOR_A_WORKER", 0.05)
        yield


# ---------------------------------------------------------------- the browser
@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Start the Chromium of this machine; it may run as root in a container, where its sandbox cannot."""
    return {
        "executable_path": CHROMIUM,
        "args": ["--no-sandbox", "--disable-dev-shm-usage"],
        "headless": True,
    }


# ---------------------------------------------------------------- the cache of public pages
@pytest.fixture(autouse=True)
def no_kept_pages() -> None:
    """Begin each test without kept pages: the rows that they showed are rolled back, the files are not."""
    caches["pages"].clear()


@pytest.fixture(autouse=True)
def no_tries_counted() -> None:
    """Begin each test with no tries counted, here or by the product's own processes.

    A test before had the same address, and perhaps the same person; a quick machine does both within a minute.
    """
    caches["default"].clear()
    shutil.rmtree(settings.TEST_DIR / "cache" / "limits", ignore_errors=True)


# ---------------------------------------------------------------- the language
@pytest.fixture(autouse=True)
def site_language() -> None:
    """Begin each test in the site's own language: the last request of the test before leaves its own behind."""
    translation.deactivate()
