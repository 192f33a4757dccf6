"""What a stranger writes into the head of a request: two servers never read two requests, and no header is believed."""

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from config.web.forwarded import TOO_FEW, Proxies
from tests.factories.cohorts import CohortFactory
from tests.serving import Web, serving

HOST = "Host: localhost\r\n"
CHUNK = "0\r\n\r\n"
NEXT = f"GET /healthz HTTP/1.1\r\n{HOST}\r\n"


# ---------------------------------------------------------------- where a body ends
@pytest.mark.parametrize(
    "head",
    [
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        "Transfer-Encoding: chunked, chunked\r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
        "Transfer-Encoding: identity\r\n",
        "Transfer-Encoding: \x0bchunked\r\n",
        "Transfer-Encoding : chunked\r\n",
        "Transfer-Encoding:\r\n chunked\r\n",
        " Transfer-Encoding: chunked\r\n",
        "X-A: b\nTransfer-Encoding: chunked\r\n",
        "X-A: b\rTransfer-Encoding: chunked\r\n",
        "X-A: b\r\n folded\r\n",
        "X-A: b\x00c\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n",
        "Content-Length: 5\r\nContent-Length: 5\r\n",
        "Content-Length: 5, 5\r\n",
        "Content-Length: +5\r\n",
        "Content-Length: -5\r\n",
        "Content-Length: 0x5\r\n",
        "Content-Length: 5 \x0b\r\n",
    ],
)
def test_what_could_be_read_as_two_requests_is_refused(web: Web, head: str) -> None:
    answer = web.say(f"POST /healthz HTTP/1.1\r\n{HOST}{head}\r\n{CHUNK}{NEXT}".encode("latin-1"))
    assert re.match(rb"HTTP/1\.\d (400|501) ", answer), answer
    assert answer.count(b"HTTP/1.") == 1
    assert b"Connection: close" in answer


def test_chunks_in_an_old_protocol_are_refused(web: Web) -> None:
    assert b" 400 " in web.say(f"POST / HTTP/1.0\r\n{HOST}Transfer-Encoding: chunked\r\n\r\n{CHUNK}".encode())


@pytest.mark.parametrize(
    "body", ["zz\r\n", "3\r\nabcX0\r\n\r\n", "3 \r\nabc\r\n", "+3\r\nabc\r\n", "0" * 20_000]
)
def test_a_chunk_that_is_none_is_refused(web: Web, body: str) -> None:
    answer = web.say(f"POST /healthz HTTP/1.1\r\n{HOST}Transfer-Encoding: chunked\r\n\r\n{body}".encode())
    assert b" 400 " in answer.splitlines()[0]
    assert answer.count(b"HTTP/1.") == 1


def test_two_requests_sent_at_once_get_two_answers_in_order(web: Web) -> None:
    last = f"GET /uk/nowhere/ HTTP/1.1\r\n{HOST}Connection: close\r\n\r\n"
    answer = web.say((NEXT + last).encode())
    assert re.findall(rb"HTTP/1\.1 (\d+)", answer) == [b"200", b"404"]


def test_many_requests_sent_at_once_are_answered_one_after_another(web: Web) -> None:
    body = f"POST /uk/nowhere/ HTTP/1.1\r\n{HOST}Content-Length: 5\r\n\r\n12345"
    ended = NEXT.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")
    answer = web.say((("\r\n" + NEXT) * 400 + body + ended + NEXT).encode())
    assert re.findall(rb"HTTP/1\.1 (\d+)", answer) == [b"200"] * 400 + [b"403", b"200"]


@pytest.mark.parametrize("path", ["/healthz", "/uk/accounts/login/", "/uk/nowhere/"])
def test_an_answer_to_head_has_no_body(web: Web, path: str) -> None:
    answer = web.say(f"HEAD {path} HTTP/1.1\r\n{HOST}\r\n{NEXT[:-2]}Connection: close\r\n\r\n".encode())
    assert answer.count(b"HTTP/1.1 ") == 2
    first, _sign, second = answer.partition(b"\r\n\r\n")
    assert second.startswith(b"HTTP/1.1 200 ")
    assert re.search(rb"Content-Length: [1-9]", first)


# ---------------------------------------------------------------- what a stranger says of the site and of themselves
MADE_UP = {
    "SCRIPT_NAME": "/evil",
    "Script-Name": "/evil",
    "X-Script-Name": "/evil",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Server": "evil.example",
    "X-Forwarded-Port": "666",
    "X-Forwarded-Proto": "evil",
    "X_FORWARDED_HOST": "evil.example",
    "X-Forwarded-For": "evil",
    "Forwarded": "for=evil;host=evil.example;proto=https",
    "X-Original-URL": "/evil",
    "X-Rewrite-URL": "/evil",
    "X-Real-IP": "evil",
    "Remote-User": "evil",
    "REMOTE_USER": "evil",
    "PATH_INFO": "/evil",
}


@pytest.mark.django_db(transaction=True)
def test_a_made_up_header_changes_no_page_and_nothing_that_is_kept(web: Web) -> None:
    slugs = [CohortFactory(slug=f"slova-{uuid4().hex[:12]}").slug for _each in range(2)]
    addresses = [f"/uk/cohorts/{slug}/" for slug in slugs]
    attacked = web.ask(addresses[0], headers=MADE_UP)
    next_visitor = web.ask(addresses[0])
    quiet = web.ask(addresses[1])
    assert attacked.status == next_visitor.status == quiet.status == 200
    assert attacked.text == next_visitor.text
    assert "evil" not in attacked.text
    assert attacked.headers.keys() == quiet.headers.keys()


@pytest.mark.parametrize("header", MADE_UP)
def test_a_made_up_header_breaks_nothing(web: Web, header: str) -> None:
    for path in ("/uk/accounts/login/", "/uk/nowhere/", "/admin/"):
        plain, attacked = web.ask(path), web.ask(path, headers={header: MADE_UP[header]})
        assert attacked.status == plain.status
        assert attacked.headers.get("Location") == plain.headers.get("Location")
        assert "evil" not in attacked.text


def guess(web: Web, visitor: str) -> int:
    """The status of a guess at a certificate's code, by somebody who says to come from this address."""
    told = {"X-Forwarded-For": visitor, "X-Forwarded-Proto": "https"}
    return web.ask(f"/uk/verify/{'0' * 32}/", headers=told).status


@pytest.mark.django_db(transaction=True)
def test_no_address_that_a_visitor_makes_up_is_counted(web: Web) -> None:
    assert 429 in {guess(web, f"198.51.100.{number}") for number in range(35)}


@pytest.mark.django_db(transaction=True)
def test_what_the_trusted_proxy_says_of_a_visitor_holds(tmp_path: Path) -> None:
    """Where everybody is sent to HTTPS, only the proxy can say that it is HTTPS already; it appends what it saw."""
    proxied = {"TRUSTED_PROXIES": "1", "FORWARDED_ALLOW_IPS": "127.0.0.0/8", "TEST_HTTPS": "1"}
    with serving(tmp_path / "web.log", **proxied) as web:
        plain = web.ask("/uk/my/")
        assert (plain.status, plain.headers["Location"]) == (301, f"https://127.0.0.1:{web.port}/uk/my/")
        brought = web.ask("/uk/my/", headers={"X-Forwarded-Proto": "https"})
        assert (brought.status, brought.headers["Location"][:19]) == (302, "/uk/accounts/login/")
        assert {guess(web, f"203.0.113.{number}") for number in range(35)} == {404}
        assert 429 in {guess(web, f"198.51.100.{number}, 192.0.2.7") for number in range(35)}


# ---------------------------------------------------------------- who is believed, without a process
XFF, PROTO = "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"


@pytest.mark.parametrize(
    ("count", "addresses", "peer", "sent", "seen"),
    [
        (1, ["*"], "10.0.0.9", {XFF: "192.0.2.1", PROTO: "https"}, ("192.0.2.1", "https")),
        (1, ["10.0.0.0/8"], "10.0.0.9", {XFF: "192.0.2.1"}, ("192.0.2.1", "http")),
        (1, ["10.0.0.0/8"], "::ffff:10.0.0.9", {XFF: "192.0.2.1"}, ("192.0.2.1", "http")),
        (1, ["10.0.0.9"], "10.0.0.8", {XFF: "192.0.2.1", PROTO: "https"}, ("10.0.0.8", "http")),
        (0, ["*"], "10.0.0.9", {XFF: "192.0.2.1", PROTO: "https"}, ("10.0.0.9", "http")),
        (1, ["*"], "10.0.0.9", {XFF: "192.0.2.66, 192.0.2.1", PROTO: "http, https"}, ("192.0.2.1", "https")),
        (2, ["*"], "10.0.0.9", {XFF: "192.0.2.66, 192.0.2.1, 10.0.0.7"}, ("192.0.2.1", "http")),
        (2, ["*"], "10.0.0.9", {XFF: "192.0.2.1"}, ("192.0.2.1", "http")),
        (3, ["*"], "10.0.0.9", {XFF: "192.0.2.66, 192.0.2.1"}, ("192.0.2.1", "http")),
        (3, ["*"], "10.0.0.9", {XFF: "192.0.2.1, "}, ("192.0.2.1", "http")),
        (1, ["*"], "10.0.0.9", {XFF: "192.0.2.1:5555"}, ("192.0.2.1", "http")),
        (1, ["*"], "10.0.0.9", {XFF: "[2001:db8::7]:5555"}, ("2001:db8::7", "http")),
        (1, ["*"], "10.0.0.9", {XFF: "::ffff:192.0.2.1"}, ("192.0.2.1", "http")),
        (1, ["*"], "10.0.0.9", {XFF: "2001:db8::7"}, ("2001:db8::7", "http")),
        (1, ["*"], "10.0.0.9", {XFF: "[2001:db8::7]"}, ("2001:db8::7", "http")),
        (1, ["*"], "10.0.0.9", {XFF: "somebody", PROTO: "gopher"}, ("10.0.0.9", "http")),
        (1, ["*"], "10.0.0.9", {XFF: ""}, ("10.0.0.9", "http")),
        (1, ["*"], "localhost", {}, ("localhost", "http")),
    ],
)
def test_what_is_read_of_forwarded_headers(
    count: int, addresses: list[str], peer: str, sent: dict[str, str], seen: tuple[str, str]
) -> None:
    environ: dict[str, Any] = {
        "REMOTE_ADDR": peer,
        "wsgi.url_scheme": "http",
        "HTTP_HOST": "localhost",
        **sent,
    }
    environ["HTTP_X_FORWARDED_HOST"] = environ["HTTP_FORWARDED"] = "evil.example"
    Proxies(count, addresses).read(environ)
    assert (environ["REMOTE_ADDR"], environ["wsgi.url_scheme"]) == seen
    assert {name for name in environ if "FORWARDED" in name} == set()


def test_a_count_of_proxies_that_is_too_high_is_logged_once_a_minute_without_addresses(
    caplog: pytest.LogCaptureFixture,
) -> None:
    proxies = Proxies(2, ["*"])
    for _each in range(3):
        proxies.read({"REMOTE_ADDR": "10.0.0.9", XFF: "192.0.2.1"})
    assert caplog.messages == [TOO_FEW % (1, 2)]
    assert "192.0.2.1" not in caplog.text


def test_an_address_of_a_proxy_that_is_none_is_said() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        Proxies(1, ["nonsense"])
