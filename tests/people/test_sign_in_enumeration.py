"""Nothing tells an address with an account from one without: same status, same body, same work."""

import datetime as dt
import re
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.hashers import get_hasher
from django.core import signing
from django.test import Client
from django.test.client import Client as Browser
from django.utils import timezone

from people.models import User
from tests.factories.people import UserFactory
from tests.people.signing_in import ASK

pytestmark = pytest.mark.django_db

KNOWN, UNKNOWN = "known@demo.example", "other@demo.example"
Way = Callable[[Browser, str], list]


def sign_in(client: Browser, email: str) -> list:
    return [client.post("/en/accounts/login/", {"login": email, "password": "wrong but long enough"})]


def sign_up(client: Browser, email: str) -> list:
    names = {"given_name": "Олена", "family_name": "Зразкова", "password1": "three towns one table"}
    return steps(client, "/en/accounts/signup/", {"email": email, **names})


def sign_up_without_password(client: Browser, email: str) -> list:
    return steps(
        client, "/en/accounts/signup/", {"email": email, "given_name": "Олена", "family_name": "Зразкова"}
    )


def ask_for_code(client: Browser, email: str) -> list:
    return steps(client, "/en/accounts/login/code/", {"email": email})


def ask_for_link(client: Browser, email: str) -> list:
    return steps(client, "/en/accounts/password/reset/", {"email": email})


def steps(client: Browser, path: str, data: dict[str, str]) -> list:
    """The form, the page after it, a wrong code there, a try to change the address there, and going to another page."""
    answers = [client.post(path, data)]
    page = answers[0]["Location"]
    answers.append(client.get(page))
    if "done" not in page:
        answers.append(client.post(page, {"code": "wrong"}))
        answers.append(client.post(page, {"action": "change", "email": "third@demo.example"}))
        answers.append(client.get("/en/accounts/login/"))
        answers.append(client.get("/en/my/"))
    return answers


WAYS = [sign_in, sign_up, sign_up_without_password, ask_for_code, ask_for_link]


def seen(answers: list, email: str) -> list[tuple[int, str, str]]:
    """What a stranger can compare, without what is new each time."""
    return [
        (
            answer.status_code,
            answer.get("Location", ""),
            re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", answer.text).replace(email, "ADDRESS"),
        )
        for answer in answers
    ]


@pytest.fixture(params=["with a password", "without a password", "never confirmed", "closed"])
def known(request) -> User:
    """An account, in each of the states that might show."""
    return UserFactory(
        email=KNOWN,
        language="en",
        password=None if request.param == "without a password" else "the right one, long",
        verified=request.param != "never confirmed",
        is_active=request.param != "closed",
    )


@pytest.mark.parametrize("way", WAYS)
def test_a_known_address_gets_the_same_pages_as_an_unknown_one(known, way: Way) -> None:
    assert seen(way(Client(), KNOWN), KNOWN) == seen(way(Client(), UNKNOWN), UNKNOWN)


@pytest.mark.parametrize("way", WAYS)
def test_each_way_writes_as_many_letters_to_a_known_address_as_to_an_unknown_one(
    known, post, way: Way
) -> None:
    way(Client(), KNOWN)
    first = post.count()
    way(Client(), UNKNOWN)
    assert post.count() - first == first


@pytest.fixture
def hashed(monkeypatch) -> Iterator[list[str]]:
    """The passwords that went through the hasher: it is the one slow step, so equal counts take equal time."""
    done: list[str] = []
    hasher = type(get_hasher())
    encode = hasher.encode

    def count(self, password: str, salt: str, *args: object) -> str:
        done.append(password)
        return encode(self, password, salt, *args)

    monkeypatch.setattr(hasher, "encode", count)
    return done


@pytest.mark.parametrize("way", WAYS)
def test_each_way_hashes_as_often_for_a_known_address_as_for_an_unknown_one(known, hashed, way: Way) -> None:
    hashed.clear()
    way(Client(), KNOWN)
    for_known = len(hashed)
    hashed.clear()
    way(Client(), UNKNOWN)
    assert len(hashed) == for_known
    if way in {sign_in, sign_up}:
        assert for_known == 1


def test_a_letter_alone_tells_the_owner_that_there_is_an_account(known, post) -> None:
    sign_up(Client(), KNOWN)
    letter = post.last(KNOWN)
    assert "already" in letter.subject
    assert "this letter has none" in letter.text
    assert not re.search(r"^\d{6}$", letter.text, re.MULTILINE)
    link = link_in(letter)
    assert f'value="{KNOWN}"' in Client().get(link).text
    for broken in (link[:-4], f"{link[:-4]}%D0%96", f"{ASK}?to=", f"{ASK}?to={signing.dumps(KNOWN)}"):
        assert told_at(broken) is None


def test_nobody_reads_the_address_in_the_link_of_that_letter(known, post) -> None:
    sign_up(Client(), KNOWN)
    (sealed,) = parse_qs(urlsplit(link_in(post.last(KNOWN))).query)["to"]
    for part in (sealed, *re.split(r"[:.]", sealed)):
        assert KNOWN.encode() not in urlsafe_b64decode(part + "=" * (-len(part) % 4))


@pytest.mark.parametrize(("hours", "is_filled_in"), [(23, True), (25, False)])
def test_the_link_of_that_letter_fills_the_address_in_for_a_day(
    known, post, time_machine, hours: int, is_filled_in: bool
) -> None:
    sign_up(Client(), KNOWN)
    link = link_in(post.last(KNOWN))
    time_machine.move_to(timezone.now() + dt.timedelta(hours=hours))
    assert (told_at(link) == KNOWN) is is_filled_in


def link_in(letter) -> str:
    (link,) = re.findall(r"https?://[^/]+(/en/accounts/login/code/\S+)", letter.text)
    return link


def told_at(link: str) -> str | None:
    """The address that the page asks for a code with."""
    page = Client().get(link)
    assert page.status_code == 200
    (field,) = re.findall(r'<input[^>]*name="email"[^>]*>', page.text)
    value = re.search(r'value="([^"]*)"', field)
    return value[1] if value else None
