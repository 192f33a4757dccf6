"""One server for all tests of the door: one process of two threads, and short times."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import Web, serving

SECONDS = 2  # for a request, besides one for each 16 KiB of it
READ_A_SECOND = 32 * 1024  # bytes of an answer, at least
LARGEST = 1024 * 1024


@pytest.fixture(scope="package")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the server writes."""
    return tmp_path_factory.mktemp("web") / "web.log"


@pytest.fixture(scope="package")
def web(django_db_setup: None, log: Path) -> Iterator[Web]:
    """The server; it believes no proxy."""
    with serving(
        log,
        WEB_THREADS="2",
        WEB_ACCESS_LOG="1",
        REQUEST_SECONDS=str(SECONDS),
        REQUEST_BYTES_A_SECOND=str(16 * 1024),
        ANSWER_BYTES_A_SECOND=str(READ_A_SECOND),
        MAX_REQUEST_BYTES=str(LARGEST),
    ) as server:
        assert server.ask("/healthz").status == 200
        yield server
