"""A request that makes no sense gets a page that says so, in the language of the request; never a 500."""

import re
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import get_resolver, path
from django.urls.resolvers import RegexPattern
from django.utils import translation
from django.utils.regex_helper import normalize
from django.views.generic import RedirectView

from foundation.errors import views as errors
from tests.factories.people import AdministratorFactory, UserFactory

GIB = 1024**3


# ---------------------------------------------------------------- the pages
@pytest.mark.django_db
@pytest.mark.parametrize("language", ["uk", "en", "pl"])
def test_a_page_that_is_not_there_says_so_in_the_language_of_its_address(client, language) -> None:
    answer = client.get(f"/{language}/nothing/here/")
    assert answer.status_code == 404
    assert f'<html lang="{language}">' in answer.text
    assert answer.templates[0].name == "404.html"


@pytest.mark.parametrize(
    ("handler", "status", "template"),
    [
        (errors.csrf_failure, 403, "403.html"),
        (errors.forbidden, 403, "403.html"),
        (errors.not_found, 404, "404.html"),
        (errors.bad_request, 400, "400.html"),
        (errors.length_required, 411, "400.html"),
        (errors.too_large, 413, "413.html"),
        (errors.too_many, 429, "429.html"),
        (errors.broken, 500, "500.html"),
    ],
)
@pytest.mark.parametrize("language", ["uk", "en", "pl"])
def test_each_page_of_an_error_is_in_the_language_of_the_request_not_of_the_one_before(
    handler, status, template, language
) -> None:
    with translation.override({"uk": "pl", "en": "uk", "pl": "en"}[language]):
        answer = handler(RequestFactory().get(f"/{language}/somewhere/"))
    assert answer.status_code == status
    assert f'<html lang="{language}">' in answer.text


def raise_it(error: Exception):
    def view(request):
        raise error

    return view


class Faulty:
    """Addresses at which something goes wrong."""

    handler400 = "foundation.errors.views.bad_request"
    handler403 = "foundation.errors.views.forbidden"
    handler404 = "foundation.errors.views.not_found"
    handler500 = "foundation.errors.views.broken"
    urlpatterns = [
        path("en/denied/", raise_it(PermissionDenied("inside words"))),
        path("en/missing/", raise_it(Http404("inside words"))),
        path("en/broken/", raise_it(RuntimeError("inside words"))),
        path("en/accounts/login/", RedirectView.as_view(url="/"), name="account_login"),
        path("en/accounts/email/", RedirectView.as_view(url="/"), name="account_email"),
        path("en/accounts/logout/", RedirectView.as_view(url="/"), name="account_logout"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("where", "status"), [("denied", 403), ("missing", 404), ("broken", 500)])
def test_what_went_wrong_inside_is_not_told(settings, where, status) -> None:
    settings.ROOT_URLCONF = Faulty
    answer = Client(raise_request_exception=False).get(f"/en/{where}/")
    assert answer.status_code == status
    assert "inside words" not in answer.text
    assert "Content-Security-Policy" in answer


@pytest.mark.django_db
def test_a_form_without_its_token_is_told_what_to_do() -> None:
    answer = Client(enforce_csrf_checks=True).post("/en/accounts/login/", {"login": "x", "password": "y"})
    assert answer.status_code == 403
    assert "The form was open too long" in answer.text


# ---------------------------------------------------------------- what arrives damaged
DAMAGED = [
    "/en/my/?q=%00",
    "/en/accounts/login/?next=%00//evil.example",
    "/en/%00/",
    "/en/residencies/%00/",
    "/%00",
    "/en/cohorts/%00/",
]


@pytest.mark.django_db
@pytest.mark.parametrize("address", DAMAGED)
def test_a_nul_in_an_address_is_refused(client, address) -> None:
    client.force_login(UserFactory())
    answer = client.get(address)
    assert answer.status_code == 400
    assert answer.templates[0].name == "400.html"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/en/%ff%fe/",
        "/%c0%af",
        "/en/cohorts/%ed%a0%80/",
        "/en/my/?q=%ff%fe",
        "/en/accounts/signup/?email=%ff%00".replace("%00", "%c3"),
        "/en/accounts/login/?next=%ff",
        "/en/residencies/%d0/",
        "/en/residencies/?" + "a=1&" * 6000,
        "/xx/my/",
        "/en//my//",
        "/calendar/not-a-uuid.ics",
        "/en/" + "a/" * 500,
        "/en/verify/%E2%80%AE/",
    ],
)
def test_letters_that_are_none_are_no_fault_of_ours(client, address) -> None:
    client.force_login(UserFactory())
    assert client.get(address, follow=True).status_code in {200, 400, 404}


@pytest.mark.django_db
def test_a_cookie_with_a_nul_is_refused(client) -> None:
    answer = client.get("/en/my/", HTTP_COOKIE='sessionid="\\000\\000\\000\\000\\000\\000\\000\\000\\000"')
    assert answer.status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize(
    "header",
    [
        {"HTTP_HOST": "evil.example"},
        {"HTTP_HOST": "testserver:99999999"},
        {"HTTP_HOST": "test server"},
        {"HTTP_ACCEPT_LANGUAGE": "x" * 20_000},
        {"HTTP_ACCEPT_LANGUAGE": "uk;q=zz,,;;*"},
        {"HTTP_COOKIE": "language=../../etc/passwd; csrftoken=x"},
        {"HTTP_REFERER": "http://[::1"},
        {"HTTP_IF_MODIFIED_SINCE": "yesterday"},
        {"HTTP_X_FORWARDED_FOR": "not an address"},
        {"CONTENT_TYPE": "multipart/form-data"},
    ],
)
@pytest.mark.parametrize("address", ["/en/accounts/login/", "/", "/en/my/", "/en/nothing/", "/admin/"])
def test_a_strange_header_is_no_fault_of_ours(client, header, address) -> None:
    assert client.get(address, **header).status_code in {200, 302, 400, 404}
    assert client.post(address, **header).status_code in {200, 302, 400, 403, 404, 405}


# ---------------------------------------------------------------- what is too large
@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/en/accounts/login/", "/en/my/details/", "/admin/images/add/", "/nowhere"]
)
@pytest.mark.parametrize("length", [str(2 * GIB), "9" * 5000, str(61 * 1024 * 1024)])
def test_a_body_that_is_too_large_is_refused_before_anything_looks_at_it(client, address, length) -> None:
    answer = client.generic("POST", address, b"", CONTENT_LENGTH=length)
    assert answer.status_code == 413
    assert answer.templates[0].name == "413.html"


@pytest.mark.django_db
def test_a_form_with_more_text_than_the_site_takes_is_refused(client) -> None:
    answer = client.post(
        "/en/accounts/login/", "login=" + "a" * 3_000_000, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 413
    many = "&".join(f"f{n}=1" for n in range(5_100))
    answer = client.post("/en/accounts/login/", many, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400


def ask(live_server, head: str) -> bytes:
    """The first line of the answer to a request of which only the head is sent."""
    parts = urlsplit(live_server.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        connection.sendall(head.replace("\n", "\r\n").encode() + b"\r\n\r\n")
        return connection.makefile("rb").readline()


@pytest.mark.django_db(transaction=True)
def test_two_gibibytes_are_refused_before_they_are_sent_and_the_server_lives(live_server) -> None:
    head = "POST /en/accounts/login/ HTTP/1.1\nHost: localhost\nContent-Type: text/plain\n"
    assert b" 413 " in ask(live_server, f"{head}Content-Length: {2 * GIB}")
    assert b" 411 " in ask(live_server, f"{head}Transfer-Encoding: chunked")
    assert b" 200 " in ask(live_server, "GET /healthz HTTP/1.1\nHost: localhost\nConnection: close")


# ---------------------------------------------------------------- every form asks for its token
SAMPLES = {"slug": "x", "str": "x", "path": "x", "int": "1", "uuid": "00000000-0000-4000-8000-000000000000"}


def filled(pattern: object) -> str:
    """A part of an address with something in the place of each variable."""
    if isinstance(pattern, RegexPattern):
        form, names = normalize(str(pattern))[0]
        # "1" is a number, a word and a key; the editor's pages are found by nothing at all.
        return form % dict.fromkeys(names, "" if names == ["_0"] else "1")
    return re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES.get(found[1] or "str", "x"), str(pattern))


def addresses(patterns: list, prefix: str = "/") -> Iterator[str]:
    """Every address of the site, the back office included."""
    for pattern in patterns:
        here = prefix + filled(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns, here)
        else:
            yield here


@pytest.mark.django_db
def test_no_address_takes_a_post_without_the_token() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(AdministratorFactory(language="en"))
    with translation.override("en"):
        everything = sorted(set(addresses(get_resolver().url_patterns)))
    assert len(everything) > 250
    refused = {address: client.post(address, {"action": "x"}) for address in everything}
    others = {
        address: answer.status_code
        for address, answer in refused.items()
        if not (answer.status_code == 403 and "form_expired" in (answer.context or {}))
    }
    # Wagtail's own read-only interface refuses in its own words.
    assert {address: status for address, status in others.items() if "/admin/api/" not in address} == {}
    assert set(others.values()) <= {403, 405}
