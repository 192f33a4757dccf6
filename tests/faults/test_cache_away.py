"""The cache is away: pages are made without it, limits hold, nothing waits, and nothing of before comes back."""

import threading
import time
import uuid
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.test import Client

from cohorts.models import Cohort
from foundation.cache import backends
from foundation.cache.pages import forget_public_pages
from foundation.health import views as health
from tests.door import Door, door_to
from tests.factories.cohorts import CohortFactory, DayFactory
from tests.factories.people import PASSWORD, UserFactory

SIGN_IN = "/en/accounts/login/"


@pytest.fixture
def address() -> str:
    return f"/en/cohorts/{DayFactory(cohort=CohortFactory(town_en='Brovary')).cohort.slug}/"


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch) -> None:
    """A cache that failed is asked again after a tenth of a second; nothing is known of any cache."""
    monkeypatch.setattr(backends, "PAUSE", 0.1)
    monkeypatch.setattr(backends, "_known", {})


@pytest.fixture
def redis(redis_url: str, settings) -> Iterator[Door]:
    """The caches in Redis, behind a door that a test may shut."""
    with door_to(redis_url, 6379) as door:
        mine = {"BACKEND": "foundation.cache.backends.SharedRedis", "LOCATION": door.url}
        prefix = f"away-{uuid.uuid4()}"
        settings.CACHES = {
            **settings.CACHES,
            "default": {**mine, **settings.LIMITS, "KEY_PREFIX": f"{prefix}-limits"},
            "pages": {**mine, **settings.PAGES, "KEY_PREFIX": f"{prefix}-pages"},
        }
        yield door


@pytest.fixture
def files(settings, tmp_path) -> Path:
    """The caches in a folder that a test may spoil."""
    folder = tmp_path / "cache"
    mine = {"BACKEND": "foundation.cache.backends.SharedFiles"}
    settings.CACHES = {
        **settings.CACHES,
        "default": {**mine, **settings.LIMITS, "LOCATION": str(folder / "limits")},
        "pages": {**mine, **settings.PAGES, "LOCATION": str(folder / "pages")},
    }
    return folder


def spoil(folder: Path) -> None:
    """Put a file where the folder was: nothing can be read or written there, by root either."""
    if folder.exists():
        folder.rename(folder.with_name("was"))
    folder.write_text("")


def after_the_pause() -> None:
    time.sleep(0.15)


def wrong_passwords(count: int) -> list[int]:
    client = Client()
    return [
        client.post(SIGN_IN, {"login": "a@demo.example", "password": "x"}).status_code for _ in range(count)
    ]


# ---------------------------------------------------------------- pages without it
@pytest.mark.redis
@pytest.mark.django_db
def test_pages_are_made_while_redis_is_away_and_kept_again_after_it(
    redis, address, django_assert_num_queries
) -> None:
    before = Client().get(address)
    redis.shut()
    away = [Client().get(path).status_code for path in (address, "/en/", SIGN_IN, address)]
    assert away[0] == away[2] == away[3] == 200
    assert Client().get(address).content == before.content
    redis.open()
    after_the_pause()
    Client().get(address)
    with django_assert_num_queries(0):
        assert Client().get(address).content == before.content


@pytest.mark.redis
@pytest.mark.django_db
def test_a_redis_that_lets_in_and_says_nothing_holds_nobody_up(redis, address, monkeypatch) -> None:
    monkeypatch.setattr(backends, "PAUSE", 60)
    Client().get(address)
    redis.is_silent = True
    began = time.monotonic()
    assert Client().get(address).status_code == 200
    first = time.monotonic() - began
    assert first < 3 * backends.TO_ANSWER
    began = time.monotonic()
    for _visitor in range(20):
        assert Client().get(address).status_code == 200
    assert (time.monotonic() - began) / 20 < first


@pytest.mark.django_db
def test_pages_are_made_where_the_folder_of_the_cache_cannot_be_used(files, address) -> None:
    spoil(files)
    assert Client().get(address).status_code == 200
    assert Client().get(address).status_code == 200
    assert Client().get(SIGN_IN).status_code == 200


@pytest.mark.redis
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("store", ["redis", "files"])
def test_a_change_made_while_the_cache_was_away_shows_once_it_is_back(store, request, address) -> None:
    where = request.getfixturevalue(store)
    assert "Brovary" in Client().get(address).text
    if store == "redis":
        where.shut()
    else:
        spoil(where)
    with transaction.atomic():
        Cohort.objects.update(town_en="Fastiv")
        forget_public_pages()
    assert "Fastiv" in Client().get(address).text
    if store == "redis":
        where.open()
    else:
        where.unlink()
        where.with_name("was").rename(where)
    after_the_pause()
    assert "Fastiv" in Client().get(address).text


@pytest.mark.parametrize(
    "content",
    [b"", b"\x80\x05N.", b"\x80\x05N.x\x9c", b"garbage", b"\x80\x05N." + zlib.compress(b"cnowhere\nX\n.")],
)
@pytest.mark.parametrize("ask", ["get", "touch", "get_many"])
def test_an_entry_that_cannot_be_read_was_not_found_and_the_cache_goes_on(files, content, ask) -> None:
    cache = caches["pages"]
    cache.set("a", "b")
    next((files / "pages").glob("*.djcache")).write_bytes(content)
    cache.set("other", "c")
    assert not (cache.get_many(["a"]) if ask == "get_many" else getattr(cache, ask)("a"))
    assert cache.get("a") is None
    assert cache.get("other") == "c"
    assert len(list((files / "pages").glob("*.djcache"))) == 1


@pytest.mark.redis
@pytest.mark.parametrize("ask", ["get", "get_many"])
def test_an_entry_of_redis_that_cannot_be_read_was_not_found(redis, ask) -> None:
    cache = caches["pages"]
    cache._cache.get_client(None, write=True).set(cache.make_key("a"), b"garbage", ex=5)
    assert not (cache.get_many(["a"]) if ask == "get_many" else cache.get("a"))
    cache.set("a", "b", 5)
    assert cache.get("a") == "b"


def test_one_asks_a_cache_that_is_away_however_long_that_takes(files, monkeypatch) -> None:
    cache, asked, answer = caches["pages"], [], threading.Event()
    cache._went_away(OSError())

    def slowly(*_arguments: object, **_more: object) -> None:
        asked.append(1)
        answer.wait(10)

    monkeypatch.setitem(type(cache)._real, "set", slowly)
    after_the_pause()
    first = threading.Thread(target=cache.get, args=("a",))
    first.start()
    after_the_pause()
    began = time.monotonic()
    assert cache.get("a") is None
    assert time.monotonic() - began < 1
    answer.set()
    first.join()
    assert asked == [1]
    assert not cache.presence.is_away


# ---------------------------------------------------------------- limits
@pytest.mark.redis
@pytest.mark.django_db
@pytest.mark.parametrize("store", ["redis", "files"])
def test_guessing_passwords_is_limited_more_narrowly_without_the_cache(store, request) -> None:
    """Six tries with it; each of two processes lets three through without it."""
    where = request.getfixturevalue(store)
    UserFactory(email="a@demo.example")
    where.shut() if store == "redis" else spoil(where)
    assert wrong_passwords(5) == [200, 200, 200, 429, 429]


@pytest.mark.redis
@pytest.mark.django_db
def test_limits_count_in_the_cache_again_once_it_is_back(redis) -> None:
    UserFactory(email="a@demo.example")
    redis.shut()
    assert wrong_passwords(4)[-1] == 429
    redis.open()
    after_the_pause()
    assert wrong_passwords(7) == [200] * 6 + [429]


@pytest.mark.redis
@pytest.mark.django_db
def test_who_knows_the_password_signs_in_without_the_cache(redis) -> None:
    UserFactory(email="a@demo.example")
    redis.shut()
    answer = Client().post(SIGN_IN, {"login": "a@demo.example", "password": PASSWORD})
    assert answer.status_code == 302


# ---------------------------------------------------------------- what is said of it
@pytest.mark.redis
@pytest.mark.django_db
def test_readiness_names_the_cache_and_the_site_is_alive(redis) -> None:
    assert Client().get("/readyz").text == "ready"
    redis.shut()
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.text) == (503, "not ready\ncache does not answer")
    assert Client().get("/healthz").text == "ok"
    redis.open()
    assert Client().get("/readyz").status_code == 200


@pytest.mark.redis
def test_it_is_logged_once_when_it_goes_and_once_when_it_is_back(redis, caplog) -> None:
    redis.shut()
    for _try in range(3):
        caches["pages"].get("a")
        after_the_pause()
    redis.open()
    after_the_pause()
    caches["pages"].get("a")
    said = [record.getMessage() for record in caplog.records if record.name == "foundation.cache.backends"]
    assert said == ["a cache is away: SharedRedis, ConnectionError", "a cache is back: SharedRedis"]
    assert str(settings.VAR_DIR) not in "".join(said)


# ---------------------------------------------------------------- readiness is asked by everybody
@pytest.mark.django_db
def test_readiness_is_found_out_once_in_a_while_by_one_at_a_time(monkeypatch) -> None:
    asked, answer = [], threading.Event()

    def slowly() -> bool:
        asked.append(1)
        return answer.wait(10)

    monkeypatch.setattr(health, "_NEEDED", {"broker": slowly})
    monkeypatch.setattr(health, "_readiness", health._Readiness())
    monkeypatch.setattr(health, "KEPT", 60)
    first = threading.Thread(target=Client().get, args=("/readyz",))
    first.start()
    while not asked:
        time.sleep(0.01)
    assert Client().get("/readyz").text == "not ready\nbroker does not answer"  # nothing is known yet
    answer.set()
    first.join()
    assert [Client().get("/readyz").text for _visitor in range(3)] == ["ready"] * 3
    assert asked == [1]
