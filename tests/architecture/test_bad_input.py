"""Whatever is typed into an address or a form, the answer is an answer: no address of the site breaks."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast
from unittest.mock import patch
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.urls import Resolver404, resolve
from pytest_django.plugin import DjangoDbBlocker

from office.middleware import is_wagtails
from tests.architecture.test_permissions import ALL, QUERIES
from tests.architecture.world import World, make_world

# Wagtail leaves the file in which it draws a thumbnail to the collector.
pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file <tempfile:ResourceWarning")

# No number, one that no column holds, one below zero, what is no text, too much of it, and signs that mean something.
BAD = ("abc", str(2**64), "-1", "\ud800", "9" * 5_000, "[{'\"<%=&", "9999-99-99")
# No database takes it; in an address it is refused at the door.
NUL = "a\x00b"
FORM = "application/x-www-form-urlencoded"
PARAMETER = re.compile(r"<\w+>")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Two programmes with everything in them; whatever a visit does is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@contextmanager
def names_looked_for() -> Iterator[set[str]]:
    """What the code looks for in addresses and forms meanwhile."""
    names: set[str] = set()

    def noting(plain: Callable[..., Any]) -> Callable[..., Any]:
        def note(self: QueryDict, name: Any, *rest: Any, **more: Any) -> Any:
            names.add(str(name))
            return plain(self, name, *rest, **more)

        return note

    methods = ("get", "getlist", "__getitem__", "__contains__")
    with patch.multiple(QueryDict, **{name: noting(getattr(QueryDict, name)) for name in methods}):
        yield names


def typed(names: Iterable[str], values: tuple[str, ...], turn: int) -> str:
    """Each name with one of the values, another one at each turn."""
    pairs = enumerate(sorted(names), turn)
    return urlencode(
        [(name, values[at % len(values)].encode("utf-8", "surrogatepass")) for at, name in pairs],
    )


def visits(
    client: Client, address: str, turns: Sequence[int]
) -> Iterator[tuple[str, Callable[[], HttpResponse]]]:
    """Ways of asking that may go wrong, with what asks."""
    path, _mark, query = address.partition("?")
    with names_looked_for() as names:
        yield "GET", lambda: client.get(path)
    in_address = set(names)
    for turn in turns if in_address else ():
        yield f"GET {turn}", lambda turn=turn: client.get(f"{path}?{typed(in_address, BAD, turn * 3)}")
    with names_looked_for() as names:
        yield "POST of nothing", lambda: client.post(path)
    in_form = set(names)
    for turn in turns:
        body = typed(in_form, (*BAD, NUL), turn * 3)
        yield f"POST {turn}", lambda body=body: client.post(f"{path}?{query}", body, content_type=FORM)
    yield "POST of no form", lambda: client.post(path, b"{", content_type="application/json")


def is_ours(address: str) -> bool:
    """Whether the address leads to a view of the project or of allauth."""
    try:
        return not is_wagtails(resolve(address.partition("?")[0]).func)
    except Resolver404:
        return True


def broken_at(world: World, client: Client, address: str, turns: Sequence[int]) -> Iterator[str]:
    """What breaks at an address."""
    for what, ask in visits(client, address, turns):
        with world.undone(client):
            answer = ask()
            if answer.streaming:
                b"".join(cast(Iterator[bytes], answer))
        if answer.status_code >= 500:
            error = getattr(answer, "exc_info", (None, None))[1]
            yield f"{what} {address}: {answer.status_code} {error!r:.200}"


def impossible(route: str) -> str:
    """The address with what no row is called."""
    return PARAMETER.sub(str(2**64), route).replace("\\", "")


@pytest.mark.parametrize(("role", "turn"), [("administrator", 0), ("manager", 1)])
def test_no_address_breaks_whatever_is_typed(world: World, role: str, turn: int) -> None:
    client, wrong = world.client(role), []
    for route in ALL:
        address = world.address(route + QUERIES.get(route, ""), own=True)
        if role == "administrator" or is_ours(address):  # managers have none of Wagtail's
            wrong += broken_at(world, client, address, [turn])
        if "<" in route:
            wrong += broken_at(world, client, impossible(route), [])
    assert not wrong, "\n".join(wrong)
