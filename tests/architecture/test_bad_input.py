"""Whatever is typed into an address or a form, the answer is an answer: no address of the site breaks."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast
from unittest.mock import patch
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse, QueryDict
from django.test import Client

from tests.architecture.test_permissions import ALL, QUERIES, rule_for
from tests.architecture.world import ROLES, World, is_ours

# Wagtail leaves the file in which it draws a thumbnail to the collector.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore:Unclosed file <tempfile:ResourceWarning")]

# No number, one that no column holds, one below zero, what is no text, too much of it, and signs that mean something.
BAD = ("abc", str(2**64), "-1", "\ud800", "9" * 5_000, "[{'\"<%=&", "9999-99-99")
# No database takes it; in an address it is refused at the door.
NUL = "a\x00b"
FORM = "application/x-www-form-urlencoded"
PARAMETER = re.compile(r"<\w+>")


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


def visitors(route: str) -> Iterator[tuple[str, list[int]]]:
    """Who types something there, and how often: whoever needs no account, and the first of those to whom it opens."""
    rule = rule_for(route)
    assert rule
    if rule.answers["anyone"] == "yes":
        yield "anyone", [0]
    insiders = ("manager", "participant", "trainer", "administrator")
    yield next((role for role in insiders if rule.answers[role] in {"yes", "own"}), "manager"), [0, 1]


@pytest.mark.parametrize("ours", [True, False], ids=["ours", "Wagtail's"])
def test_no_address_breaks_whatever_is_typed(world: World, ours: bool) -> None:
    wrong: list[str] = []
    clients = {role: world.client(role) for role in ROLES}
    for route in ALL:
        address = world.address(route + QUERIES.get(route, ""), own=True)
        if is_ours(address) is not ours:
            continue
        for role, turns in visitors(route) if ours else [("administrator", [0])]:
            wrong += broken_at(world, clients[role], address, turns)
        if "<" in route:
            wrong += broken_at(world, clients["manager" if ours else "administrator"], impossible(route), [])
    assert not wrong, "\n".join(wrong)
