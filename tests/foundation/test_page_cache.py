"""The cache of public pages: fast, the same for everybody, never stale, never somebody's own."""

import datetime as dt
import gzip
import subprocess
import sys
from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from cohorts.models import Cohort
from foundation.cache.pages import (
    PublicPageMiddleware,
    forget_public_pages,
    generation,
    mark_public,
    takes_gzip,
)
from pages.models import ContentPage
from pages.tree import prepare_tree
from tests.factories.cohorts import CohortFactory, DayFactory

factory = RequestFactory()
# What another server process does when it commits a change, with nothing of this process in its memory.
OTHER_PROCESS = """
import sys
from django.conf import settings
settings.configure(CACHES={"pages": {"BACKEND": sys.argv[1], "LOCATION": sys.argv[2]}}, DATABASES={})
from foundation.cache import pages
pages._end_generation()
"""


@pytest.fixture
def address() -> str:
    """The address of a cohort's page."""
    return f"/en/cohorts/{DayFactory(cohort=CohortFactory(town_en='Brovary')).cohort.slug}/"


def serving(make: Callable[[HttpRequest], HttpResponse]) -> tuple[PublicPageMiddleware, list[str]]:
    """The middleware around a view, and the paths for which the view was asked."""
    asked: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        asked.append(request.path)
        return make(request)

    return PublicPageMiddleware(view), asked


def public(body: str = "page") -> HttpResponse:
    """A page that may be kept."""
    return mark_public(HttpResponse(body))  # type: ignore[no-any-return]


# ------------------------------------------------------------------ kept and forgotten
@pytest.mark.django_db
def test_a_kept_page_costs_no_query(client, address, django_assert_num_queries) -> None:
    first = client.get(address)
    with django_assert_num_queries(0):
        again = Client().get(address)
    assert again.status_code == 200
    assert again.content == first.content


@pytest.mark.django_db(transaction=True)
def test_a_change_shows_at_once_after_its_commit(client, address) -> None:
    client.get(address)
    with transaction.atomic():
        Cohort.objects.update(town_en="Fastiv")
        forget_public_pages()
        assert "Brovary" in client.get(address).text
    assert "Fastiv" in client.get(address).text


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_forgets_nothing(client, address, django_assert_num_queries) -> None:
    client.get(address)
    with transaction.atomic():
        forget_public_pages()
        transaction.set_rollback(True)
    with django_assert_num_queries(0):
        client.get(address)


@pytest.mark.django_db
def test_a_change_made_in_another_process_shows_at_once(client, address) -> None:
    client.get(address)
    Cohort.objects.update(town_en="Fastiv")
    config = settings.CACHES["pages"]
    subprocess.run(
        [sys.executable, "-c", OTHER_PROCESS, config["BACKEND"], str(config["LOCATION"])],
        check=True,
        cwd=settings.BASE_DIR,
    )
    assert "Fastiv" in client.get(address).text


def test_a_page_rendered_before_a_change_is_not_served_after_it() -> None:
    bodies = iter(["old", "new"])

    def slow(request: HttpRequest) -> HttpResponse:
        body = next(bodies)
        if body == "old":  # somebody commits while this page is being rendered
            caches["pages"].set("generation", "a later one", None)
        return public(body)

    middleware, asked = serving(slow)
    assert middleware(factory.get("/en/")).content == b"old"
    assert middleware(factory.get("/en/")).content == b"new"
    assert middleware(factory.get("/en/")).content == b"new"
    assert len(asked) == 2


def test_a_slow_process_does_not_bring_an_old_page_back() -> None:
    """One process renders for so long that another has put the new page away before it."""
    fast, _asked = serving(lambda request: public("new"))

    def slow(request: HttpRequest) -> HttpResponse:
        caches["pages"].set("generation", "a later one", None)
        assert fast(factory.get("/en/")).content == b"new"
        return public("old")

    middleware, _asked = serving(slow)
    middleware(factory.get("/en/"))
    assert fast(factory.get("/en/")).content == b"new"


def test_a_lost_generation_never_comes_back() -> None:
    first = generation()
    caches["pages"].clear()
    assert generation() != first


def test_a_page_is_kept_no_longer_than_until_its_deadline(time_machine) -> None:
    start = dt.datetime(2026, 11, 12, 17, 59, 50, tzinfo=dt.UTC)
    time_machine.move_to(start, tick=False)
    middleware, asked = serving(
        lambda request: mark_public(HttpResponse("open"), until=start + dt.timedelta(seconds=10))
    )
    middleware(factory.get("/en/"))
    time_machine.move_to(start + dt.timedelta(seconds=9), tick=False)
    middleware(factory.get("/en/"))
    assert len(asked) == 1
    time_machine.move_to(start + dt.timedelta(seconds=11), tick=False)
    middleware(factory.get("/en/"))
    assert len(asked) == 2


def test_a_page_is_never_older_than_a_minute(time_machine) -> None:
    start = dt.datetime(2026, 11, 12, 12, tzinfo=dt.UTC)
    time_machine.move_to(start, tick=False)
    middleware, asked = serving(lambda request: public())
    middleware(factory.get("/en/"))
    time_machine.move_to(start + dt.timedelta(seconds=61), tick=False)
    middleware(factory.get("/en/"))
    assert len(asked) == 2


# ------------------------------------------------------------------ what may not be kept
@pytest.mark.parametrize(
    "answer",
    [
        lambda: HttpResponse("not marked"),
        lambda: mark_public(HttpResponse("gone", status=404)),
        lambda: mark_public(HttpResponse(status=302, headers={"Location": "/en/"})),
        lambda: mark_public(HttpResponse("mine", headers={"Vary": "Accept-Encoding, Cookie"})),
    ],
    ids=["not marked", "404", "redirect", "looked at a cookie"],
)
def test_only_whole_pages_for_everybody_are_kept(answer) -> None:
    middleware, asked = serving(lambda request: answer())
    middleware(factory.get("/en/"))
    middleware(factory.get("/en/"))
    assert len(asked) == 2


def test_a_page_that_sets_a_cookie_is_not_kept() -> None:
    def with_cookie(request: HttpRequest) -> HttpResponse:
        response = public()
        response.set_cookie("sessionid", "secret")
        return response

    middleware, asked = serving(with_cookie)
    middleware(factory.get("/en/"))
    assert "sessionid" in middleware(factory.get("/en/")).cookies
    assert len(asked) == 2


def test_addresses_with_a_query_are_neither_kept_nor_answered_from_what_is_kept() -> None:
    middleware, asked = serving(lambda request: public())
    middleware(factory.get("/en/"))
    middleware(factory.get("/en/?x=1"))
    middleware(factory.get("/en/?x=1"))
    assert asked == ["/en/"] * 3


def test_a_form_that_is_sent_goes_through() -> None:
    middleware, asked = serving(lambda request: public())
    middleware(factory.get("/en/"))
    middleware(factory.post("/en/"))
    assert len(asked) == 2


@pytest.mark.django_db
def test_hostile_addresses_do_not_fill_the_cache(client, address) -> None:
    client.get(address)
    before = len(caches["pages"]._list_cache_files())
    for path in (
        "/en/" + "x" * 4000,
        address + "?" + "y" * 300,
        address.replace("/en/", "/en//"),
        address + "%00/",
    ):
        client.get(path)
        client.get(path.replace("/en/", "/pl/"))
    assert len(caches["pages"]._list_cache_files()) == before


def test_one_address_has_one_place_in_the_cache() -> None:
    middleware, _asked = serving(lambda request: public())
    for word in "abc":
        caches["pages"].set("generation", word, None)
        middleware(factory.get("/en/"))
    assert len(caches["pages"]._list_cache_files()) == 2  # the generation and the page


# ------------------------------------------------------------------ how it is answered
@pytest.mark.django_db
def test_a_public_page_sets_no_cookie_and_varies_by_encoding_only(client, address) -> None:
    for response in (client.get(address), client.get(address)):
        assert not response.cookies
        assert response["Vary"] == "Accept-Encoding"
        assert response["Cache-Control"] == "public, no-cache"
        assert response["X-Frame-Options"] == "DENY"
        assert response["Content-Language"] == "en"
        assert "Content-Security-Policy" in response


@pytest.mark.django_db
def test_who_is_signed_in_gets_the_same_page(client, address, admin_user) -> None:
    plain = client.get(address)
    client.force_login(admin_user)
    assert client.get(address).content == plain.content
    caches["pages"].clear()
    assert client.get(address).content == plain.content


@pytest.mark.django_db
def test_each_language_has_its_own_page(client, address) -> None:
    english, polish = client.get(address), client.get(address.replace("/en/", "/pl/"))
    assert '<html lang="en">' in english.text
    assert '<html lang="pl">' in polish.text
    assert client.get(address).content == english.content


@pytest.mark.django_db
def test_the_page_is_sent_compressed_to_those_who_read_it_so(client, address) -> None:
    plain = client.get(address)
    packed = client.get(address, headers={"accept-encoding": "br, gzip;q=0.8"})
    refused = client.get(address, headers={"accept-encoding": "gzip;q=0, identity"})
    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content == refused.content
    assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content)
    assert "Content-Encoding" not in refused


@pytest.mark.parametrize(
    ("header", "expected"),
    [("", False), ("gzip", True), ("GZIP", True), ("br", False), ("gzip;q=0", False), ("gzip; q=0.000", False),
     ("br;q=1.0, gzip;q=0.1", True), ("x-gzip-like", False), ("deflate, gzip;q=1.0", True)],
)  # fmt: skip
def test_accept_encoding_is_read_as_written(header, expected) -> None:
    assert takes_gzip(header) is expected


@pytest.mark.django_db
def test_who_has_the_page_already_gets_304_without_a_body(client, address, django_assert_num_queries) -> None:
    etag = client.get(address)["ETag"]
    strong = etag.removeprefix("W/")
    for ask in (client.get, client.head):
        for sent in (etag, strong, f'"other", {etag}', f'"other",{strong}', "*"):
            with django_assert_num_queries(0):
                response = ask(address, headers={"if-none-match": sent})
            assert response.status_code == 304
            assert response.content == b""
            assert response["ETag"] == etag
            assert response["Cache-Control"] == "public, no-cache"
            assert response["Vary"] == "Accept-Encoding"
            assert "Content-Encoding" not in response
        for sent in ('"other"', "", etag.strip('"'), etag[:-2] + '"'):
            assert ask(address, headers={"if-none-match": sent}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_who_has_an_older_page_gets_the_new_one(client, address) -> None:
    etag = client.get(address)["ETag"]
    with transaction.atomic():
        Cohort.objects.update(town_en="Fastiv")
        forget_public_pages()
    response = client.get(address, headers={"if-none-match": etag})
    assert response.status_code == 200
    assert "Fastiv" in response.text
    assert response["ETag"] != etag


@pytest.mark.django_db
def test_the_tag_says_that_it_stands_for_the_page_both_compressed_and_plain(client, address) -> None:
    plain = client.get(address)
    packed = client.get(address, headers={"accept-encoding": "gzip"})
    assert plain["ETag"] == packed["ETag"]
    assert plain["ETag"].startswith('W/"')


@pytest.mark.django_db
def test_head_is_answered_from_the_cache_with_the_length_of_the_page(client, address) -> None:
    cold = client.head(address)
    body = client.get(address)
    warm = client.head(address)
    assert warm.content == cold.content == b""
    assert int(warm["Content-Length"]) == int(cold["Content-Length"]) == len(body.content)
    assert warm["ETag"] == body["ETag"]


@pytest.mark.django_db
def test_head_tells_of_the_compressed_page_to_those_who_read_it_so(client, address) -> None:
    compressed = {"accept-encoding": "gzip"}
    cold = client.head(address, headers=compressed)
    body = client.get(address, headers=compressed)
    warm = client.head(address, headers=compressed)
    assert warm.content == cold.content == b""
    assert warm.headers == cold.headers == body.headers
    assert warm["Content-Encoding"] == "gzip"


def test_a_page_asked_for_by_head_alone_is_not_kept_without_its_body() -> None:
    middleware, asked = serving(lambda request: public("" if request.method == "HEAD" else "page"))
    assert middleware(factory.head("/en/")).content == b""
    assert middleware(factory.get("/en/")).content == b"page"
    assert len(asked) == 2


# ------------------------------------------------------------------ who asks makes no difference
FORGED = [
    "evil.example",
    "testserver.evil.example",
    "testserver:80:80",
    "test server",
    "testserver@evil.example",
]


@pytest.mark.django_db
@pytest.mark.parametrize("host", FORGED)
@pytest.mark.parametrize("is_kept", [False, True], ids=["not kept", "kept"])
def test_a_forged_host_is_refused_whether_the_page_is_kept_or_not(client, address, host, is_kept) -> None:
    page = client.get(address)
    for more in ({}, {"if-none-match": page["ETag"]}, {"accept-encoding": "gzip"}):
        for ask in (client.get, client.head):
            if not is_kept:
                caches["pages"].clear()
            answer = ask(address, headers={"host": host, **more})
            assert answer.status_code == 400
            assert "Brovary" not in answer.text
            assert host not in answer.text
            assert "ETag" not in answer
    again = client.get(address)
    assert again.status_code == 200
    assert again.content == page.content


ASKED_WITH = {
    "language asked for": {"accept-language": "pl, uk;q=0.5"},
    "cookies": {"cookie": f"language=pl; sessionid={'a' * 32}; csrftoken={'b' * 32}"},
    "another name of the site": {"host": "localhost:8123"},
    "proxy": {
        "x-forwarded-host": "evil.example",
        "x-forwarded-proto": "https",
        "x-forwarded-for": "192.0.2.1",
    },
    "browser": {"user-agent": "Googlebot", "referer": "https://evil.example/", "accept": "application/json"},
}


@pytest.mark.django_db(transaction=True)
def test_what_an_editor_publishes_shows_at_once(client) -> None:
    prepare_tree()
    page = ContentPage.objects.get(slug="about", locale__language_code="en")
    client.get("/en/about/")
    page.title = "A new title"
    page.save_revision().publish()
    assert "A new title" in client.get("/en/about/").text
    page.unpublish()
    assert client.get("/en/about/").status_code == 404


@pytest.mark.django_db
def test_whoever_asks_first_the_same_page_is_kept_for_all(client, address) -> None:
    """Nothing but the address decides what a page says; so nobody can have a page of their making kept."""
    prepare_tree()
    rest = (
        "",
        "residencies/",
        "about/",
        address.removeprefix("/en/"),
        address.removeprefix("/en/") + "programme/",
    )
    wrong = []
    for path in (*(f"/{language}/{end}" for language in ("uk", "en", "pl") for end in rest), "/sitemap.xml"):
        plain = client.get(path)
        assert plain.headers["Vary"] == "Accept-Encoding", f"{path} is not kept"
        for name, headers in ASKED_WITH.items():
            caches["pages"].clear()
            first = Client().get(path, headers=headers)
            kept = Client().get(path)
            if not (first.content == kept.content == plain.content and first.headers == plain.headers):
                wrong.append(f"{path}: {name}")
    assert wrong == []
