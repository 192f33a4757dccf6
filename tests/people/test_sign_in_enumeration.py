"""Nothing tells an address with an account from one without: same status, same body, same work."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.hashers import get_hasher
from django.test import Client
from django.test.client import Client as Browser

from people.models import User
from tests.factories.people import UserFactory

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
    (link,) = re.findall(r"https?://[^/]+(/en/accounts/login/code/\S+)", letter.text)
    assert KNOWN not in link
    assert f'value="{KNOWN}"' in Client().get(link).text
    assert "value=" not in re.findall(r'<input[^>]*name="email"[^>]*>', Client().get(link[:-1]).text)[0]
