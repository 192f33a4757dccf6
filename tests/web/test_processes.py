"""The processes of the web server: replaced without a loss, killed when stuck, and silent about who asked."""

import os
import signal
import threading
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from tests.serving import Web, serving


def visit(web: Web, ended: threading.Event, answered: list[int], lost: list[str], *, keep: bool) -> None:
    """Ask until it is over, on one connection or each time on a new one, as a browser: again where one was closed."""
    link = HTTPConnection("127.0.0.1", web.port, timeout=30)
    while not ended.is_set():
        try:
            link.request("GET", "/healthz", headers={} if keep else {"Connection": "close"})
            answer = link.getresponse()
            answer.read()
            answered.append(answer.status)
        except (OSError, HTTPException) as error:
            lost.append(repr(error))
            link.close()
    link.close()


@pytest.mark.usefixtures("transactional_db")
def test_new_processes_take_the_place_of_old_ones_under_load_without_losing_a_request(tmp_path: Path) -> None:
    answered: list[int] = []
    lost: list[str] = []
    ended = threading.Event()
    with serving(tmp_path / "web.log", WEB_CONCURRENCY="2") as web:
        assert web.ask("/healthz").status == 200
        first = web.processes()
        visitors = [
            threading.Thread(
                target=visit, args=(web, ended, answered, lost), kwargs={"keep": number % 2 == 0}
            )
            for number in range(8)
        ]
        for visitor in visitors:
            visitor.start()
        web.master.send_signal(signal.SIGHUP)
        until = time.monotonic() + 120
        # For a moment there may be one more, where an old one ended before the new ones were counted.
        while (first & (later := web.processes()) or len(later) != 2) and time.monotonic() < until:
            time.sleep(0.1)
        ended.set()
        for visitor in visitors:
            visitor.join()
    assert not first & later
    assert len(later) == 2
    assert lost == []
    assert set(answered) == {200}


@pytest.mark.usefixtures("transactional_db")
def test_a_process_whose_loop_stands_still_is_killed_and_replaced(tmp_path: Path) -> None:
    with serving(tmp_path / "web.log", "--timeout", "3") as web:
        assert web.ask("/healthz").status == 200
        (stuck,) = web.processes()
        os.kill(stuck, signal.SIGSTOP)
        assert web.ask("/healthz").status == 200
        assert stuck not in web.processes()


@pytest.mark.usefixtures("transactional_db")
def test_a_process_that_may_open_few_files_serves_and_says_so(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    with serving(log, few_files=200) as web:
        assert web.ask("/healthz", seconds=30).status == 200
    assert "may have 200 files open, which is too few" in log.read_text()


def test_the_access_log_names_neither_addresses_nor_browsers_nor_keys(web: Web, log: Path) -> None:
    key = "abcdefgh12345678abcdefgh12345678"
    web.ask(f"/calendar/{key}.ics?who=someone", headers={"User-Agent": "a browser"})
    web.say(f"GET /calendar/{key}.ics HTTP/1.1\r\nHost: localhost\r\nno header\r\n\r\n".encode())
    until = time.monotonic() + 20
    while "GET /calendar/" not in (lines := log.read_text()) and time.monotonic() < until:
        time.sleep(0.1)  # a line is written once the answer is on its way
    assert "GET /calendar/*.ics 404 " in lines
    assert "- - 400 " in lines
    for word in (key, "someone", "a browser", "127.0.0.1"):
        assert word not in lines
