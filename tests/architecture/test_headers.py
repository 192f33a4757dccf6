"""How every address answers whoever asks for its headers alone, and what may be kept of it."""

from collections.abc import Iterator
from typing import cast

import pytest
from django.db import transaction
from django.urls import resolve
from pytest_django.plugin import DjangoDbBlocker

from office.middleware import is_wagtails
from tests.architecture.test_permissions import ALL
from tests.architecture.world import World, make_world

# Wagtail leaves the file in which it draws a thumbnail to the collector.
pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file <tempfile:ResourceWarning")
# What is the same for everybody says itself how long it may be kept.
PUBLIC = (
    "/sitemap.xml",
    "/uk/<page>",
    "/uk/cohorts/<slug>/",
    "/cohorts/<slug>/programme.ics",
    "/media/images/<name>",
    "/calendar/",
)
ROLES = ("anyone", "participant", "manager")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Two programmes with everything in them; whatever a visit does is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


def is_ours(address: str) -> bool:
    """Whether the address leads to a view of the project or of allauth."""
    return not is_wagtails(resolve(address).func)


def is_personal(route: str) -> bool:
    """Whether what stands there may be about somebody."""
    return not route.startswith(PUBLIC) or "/apply/" in route


@pytest.mark.parametrize("role", ROLES)
def test_headers_alone_are_answered_as_the_page_is_and_what_may_be_personal_is_not_kept(
    world: World, role: str
) -> None:
    client, wrong = world.client(role), []
    for route in ALL:
        address = world.address(route, own=True)
        if not is_ours(address):
            continue
        answers = []
        for ask in (client.get, client.head):
            with world.undone(client):
                answers.append(ask(address))
            if answers[-1].streaming:
                b"".join(cast(Iterator[bytes], answers[-1]))
        page, head = answers
        if page.status_code != head.status_code:
            wrong.append(f"{address}: {page.status_code}, and {head.status_code} to HEAD")
        wrong += [
            f"{address}: {answer.status_code} is kept: {answer.get('Cache-Control')}"
            for answer in answers
            if is_personal(route) and "no-store" not in answer.get("Cache-Control", "")
        ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["/uk/accounts/login/", "/uk/accounts/2fa/", "/uk/accounts/nowhere/", "/uk/my/", "/admin/", "/nowhere/"],
)
def test_pages_of_an_account_are_kept_by_nobody_whatever_they_answer(client, path: str) -> None:
    assert "no-store" in client.get(path)["Cache-Control"]
    assert "no-store" in client.post(path)["Cache-Control"]
