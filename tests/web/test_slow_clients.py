"""Connections that send slowly, nothing, or too much: other visitors notice nothing, and they do not last."""

import select
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from django.conf import settings

from tests.serving import Web

from .conftest import LARGEST, READ_A_SECOND, SECONDS

MANY = 60
FORM = (
    b"POST /uk/verify/ HTTP/1.1\r\nHost: localhost\r\nCookie: csrftoken=" + b"a" * 32 + b"\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n"
)
HALF_A_BODY = FORM + b"Content-Length: 1000000\r\n\r\nnumber=1"
HALF_A_CHUNK = FORM + b"Transfer-Encoding: chunked\r\n\r\nffff\r\nnumber=1"
HALF_A_HEADER = FORM + b"X-Nothing: "
NOTHING = b""
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
LATE = SECONDS + 1  # what is late is looked for once a second


@contextmanager
def held(web: Web, sent: bytes, count: int = MANY) -> Iterator[None]:
    """So many connections that have sent this and no more."""
    with ExitStack() as stack:
        for _each in range(count):
            stack.enter_context(web.connect(sent))
        yield


@pytest.mark.parametrize("sent", [HALF_A_BODY, HALF_A_CHUNK, HALF_A_HEADER, NOTHING])
def test_pages_are_answered_while_many_connections_send_nothing_more(web: Web, sent: bytes) -> None:
    with held(web, sent):
        assert web.ask("/healthz", seconds=10).status == 200
        assert web.ask("/uk/accounts/login/", seconds=10).status == 200


def test_a_byte_now_and_then_does_not_keep_a_connection(web: Web) -> None:
    """Be it of a body, a header, empty lines before a request, or the next request of a connection kept open."""
    dribbles = {
        "body": (HALF_A_BODY, b"a"),
        "chunk": (HALF_A_CHUNK, b"a"),
        "header": (HALF_A_HEADER, b"a"),
        "empty lines": (NOTHING, b"\r\n\r\n"),
        "second request": (HEALTH + HALF_A_HEADER, b"a"),
    }
    with ExitStack() as stack:
        links = {name: stack.enter_context(web.connect(first)) for name, (first, _next) in dribbles.items()}
        until = time.monotonic() + LATE + 20
        while links and time.monotonic() < until:
            for name, link in list(links.items()):
                readable, _, _ = select.select([link], [], [], 0)
                try:
                    if readable and not link.recv(65536):
                        del links[name]
                    else:
                        link.sendall(dribbles[name][1])
                except ConnectionError:
                    del links[name]
            time.sleep(0.2)
        assert not links


def test_an_upload_that_keeps_coming_is_taken_however_long_it_lasts(web: Web) -> None:
    piece, pieces = b"a" * 12 * 1024, 14
    with web.connect(FORM + b"Content-Length: %d\r\n\r\n" % (len(piece) * pieces)) as link:
        began = time.monotonic()
        for _each in range(pieces):
            link.sendall(piece)
            time.sleep(0.3)
        assert time.monotonic() - began > LATE
        assert b" 403 " in link.makefile("rb").readline()  # as any form whose token is missing


# ---------------------------------------------------------------- readers
@contextmanager
def picture(size: int) -> Iterator[bytes]:
    """The request for a picture of so many bytes."""
    name = "forest.upto-60.0123456789ab.webp"
    file = Path(settings.MEDIA_ROOT, "images", name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"x" * size)
    try:
        yield f"GET /media/images/{name} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    finally:
        file.unlink()


def reader(web: Web, sent: bytes) -> socket.socket:
    """A client whose own system keeps next to nothing for it."""
    link = socket.socket()
    link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    link.connect(("127.0.0.1", web.port))
    link.sendall(sent)
    return link


def files_open(web: Web) -> int:
    return sum(1 for each in web.processes() for _file in Path(f"/proc/{each}/fd").iterdir())


def test_a_client_that_does_not_read_holds_no_thread_and_does_not_stay(web: Web) -> None:
    with picture(40_000_000) as ask, held(web, ask, 8):
        assert web.ask("/healthz", seconds=10).status == 200


def test_readers_of_many_answers_at_once_hold_no_thread_and_few_files_and_do_not_stay(web: Web) -> None:
    """Each asks for a hundred and fifty in one breath, and reads a few bytes now and then."""
    files = files_open(web)
    with picture(400_000) as ask, ExitStack() as stack:
        links = [stack.enter_context(reader(web, ask * (8000 // len(ask)))) for _each in range(8)]
        assert web.ask("/healthz", seconds=5).status == 200
        most = held_open = files_open(web)
        until = time.monotonic() + 30
        while held_open > files and time.monotonic() < until:
            assert web.ask("/healthz", seconds=5).status == 200
            for link in links:
                with suppress(ConnectionError):
                    link.recv(10)
            time.sleep(0.2)
            held_open = files_open(web)
            most = max(most, held_open)
        assert held_open <= files
        assert files < most <= files + 2 * 8 + 2  # for each the connection, and what it is sent


def test_an_answer_that_keeps_being_read_is_sent_however_long_it_lasts(web: Web) -> None:
    size = 500_000
    with (
        picture(size) as ask,
        reader(web, ask.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")) as link,
    ):
        began, read = time.monotonic(), 0
        while part := link.recv(READ_A_SECOND // 4):
            read += len(part)
            time.sleep(len(part) / READ_A_SECOND / 3)
        assert time.monotonic() - began > LATE
        assert read > size


# ---------------------------------------------------------------- too much
LENGTH = b"Content-Length: %d\r\n" % (2 * LARGEST)
PLAIN = LENGTH + b"\r\n" + b"x" * 2 * LARGEST
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n200000\r\n" + b"x" * 2 * LARGEST + b"\r\n0\r\n\r\n"
ASKING_FIRST = LENGTH + b"Expect: 100-continue\r\n\r\n"


@pytest.mark.parametrize("body", [PLAIN, CHUNKED, ASKING_FIRST], ids=["plain", "chunked", "asking first"])
def test_a_body_that_is_too_large_gets_the_page_that_says_so_and_the_process_lives(
    web: Web, body: bytes
) -> None:
    processes = web.processes()
    answer = web.say(FORM + body)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"Connection: close" in answer
    assert 'lang="uk"' in answer.decode()
    assert web.ask("/healthz").status == 200
    assert web.processes() == processes


def test_a_body_as_large_as_is_taken_comes_to_the_site(web: Web) -> None:
    asking = FORM + b"Expect: 100-continue\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % LARGEST
    with web.connect(asking) as link:
        answer = link.makefile("rb")
        assert answer.readline() == b"HTTP/1.1 100 Continue\r\n"
        link.sendall(b"x" * LARGEST)
        assert b" 403 " in answer.read()


def test_a_chunked_form_is_read_as_any_other(web: Web) -> None:
    token = "a" * 32
    body = f"csrfmiddlewaretoken={token}&login=nobody".encode()
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:20], body[20:]))
    head = FORM.replace(b"/uk/verify/", b"/uk/accounts/login/") + b"Connection: close\r\n"
    answer = web.say(head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"nobody" in answer
