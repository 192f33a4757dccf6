"""What was typed into a form that was refused is kept, and is in the form again; for nobody else, and no secrets."""

import datetime as dt
import re

import html5lib
import pytest
import time_machine
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from pages.models import HomePage
from pages.tree import prepare_tree
from people.models import User
from tests.factories.people import AdministratorFactory
from tests.people.signing_in import SIGN_IN, SIGN_UP, Reader, who

pytestmark = pytest.mark.django_db

PROFILE = "/en/my/details/"
TYPED = {
    "given_name": "Соломія",
    "family_name": "Щойно",
    "position": "Text that took an hour “<&>”",
    "language": "en",
    "community": "",
    "country": "DE",
}
SAYS_SO = "What you typed before is in this form again"


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    for name in ("default", "kept"):
        caches[name].clear()


@pytest.fixture
def at() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def user(at: Client) -> User:
    user = Reader()
    at.force_login(user)
    return user


def token_on(page) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
    assert found
    return found[1]


def sends(at: Client, url: str, token: str, **typed: str):
    """As a browser sends a form that it drew at that address."""
    return at.post(
        url,
        {**TYPED, **typed, "csrfmiddlewaretoken": token},
        headers={"Origin": "http://testserver", "Referer": f"http://testserver{url}"},
    )


def has_text(page) -> bool:
    """Whether the form has all that was typed, ready to be sent."""
    return (
        SAYS_SO in page.text
        and 'value="Соломія"' in page.text
        and 'value="Text that took an hour “&lt;&amp;&gt;”"' in page.text
        and re.search(r'<option value="DE" selected', page.text) is not None
    )


def test_after_the_session_is_over_the_form_is_there_with_the_text(at: Client, user: User) -> None:
    token = token_on(at.get(PROFILE))
    at.session.flush()
    answer = sends(at, PROFILE, token)
    assert answer.status_code == 302 and answer["Location"].startswith(SIGN_IN)
    sign_in = at.get(answer["Location"])
    assert "What you typed is kept for half an hour" in sign_in.text
    assert "Соломія" not in sign_in.text
    at.force_login(user)
    page = at.get(PROFILE)
    assert has_text(page) and "no-store" in page["Cache-Control"]
    assert sends(at, PROFILE, token_on(page)).status_code == 302
    user.refresh_from_db()
    assert user.family_name == "Щойно"
    assert SAYS_SO not in at.get(PROFILE).text


def test_after_the_token_changed_the_page_leads_back_to_the_text(at: Client, user: User) -> None:
    token = token_on(at.get(PROFILE))
    del at.cookies["csrftoken"]
    at.get(PROFILE)
    refused = sends(at, PROFILE, token)
    assert refused.status_code == 403 and f'href="{PROFILE}"' in refused.text
    assert "reload the page" not in refused.text
    assert has_text(at.get(PROFILE))
    user.refresh_from_db()
    assert user.family_name != "Щойно"


@pytest.mark.parametrize("is_over", [True, False], ids=["signed out", "signed in as another"])
def test_another_account_in_the_same_browser_gets_nothing(at: Client, user: User, is_over: bool) -> None:
    token = token_on(at.get(PROFILE))
    other = Reader()
    if is_over:
        at.session.flush()
        sends(at, PROFILE, token)
    at.force_login(other)
    del at.cookies["csrftoken"]
    mine = at.get(PROFILE)
    if not is_over:
        assert sends(at, PROFILE, token).status_code == 403
        mine = at.get(PROFILE)
    assert SAYS_SO not in mine.text and "Соломія" not in mine.text
    at.force_login(user)
    assert has_text(at.get(PROFILE))


def test_the_text_alone_without_the_cookie_is_nobodys(at: Client, user: User) -> None:
    token = token_on(at.get(PROFILE))
    at.session.flush()
    sends(at, PROFILE, token)
    cookie = at.cookies["kept_form"]
    assert cookie["httponly"] and len(cookie.value) > 40 and cookie["max-age"] == 1800
    elsewhere = Client()
    elsewhere.force_login(user)
    assert SAYS_SO not in elsewhere.get(PROFILE).text


def test_what_nobody_signed_in_typed_is_kept_without_passwords_and_files(at: Client) -> None:
    names = {"email": "olena@demo.example", "given_name": "Соломія", "family_name": "Щойно"}
    data = {**names, "password1": "three towns one table", "csrfmiddlewaretoken": "x"}
    data["file"] = SimpleUploadedFile("a.txt", b"secret in a file")
    refused = at.post(SIGN_UP, data)
    assert refused.status_code == 403 and f'href="{SIGN_UP}"' in refused.text
    page = at.get(SIGN_UP)
    assert 'value="Соломія"' in page.text and 'value="olena@demo.example"' in page.text
    assert "three towns" not in page.text and "secret in a file" not in page.text


def test_signing_in_itself_keeps_nothing(at: Client) -> None:
    at.post(SIGN_IN, {"login": "olena@demo.example", "password": "three towns one table"})
    assert "kept_form" not in at.cookies


def test_what_is_kept_cannot_be_read_where_it_lies(at: Client, user: User, monkeypatch) -> None:
    stored: list[bytes] = []
    cache = type(caches["kept"])
    plain = cache.set
    monkeypatch.setattr(
        cache,
        "set",
        lambda self, key, value, *args, **more: (stored.append(value), plain(self, key, value, *args))[1],
    )
    token = token_on(at.get(PROFILE))
    at.session.flush()
    sends(at, PROFILE, token)
    kept = [value for value in stored if isinstance(value, bytes)]
    assert kept and not any("Соломія".encode() in value or b"Text that took" in value for value in kept)


@pytest.mark.parametrize(("minutes", "is_there"), [(29, True), (31, False)])
def test_it_is_kept_for_half_an_hour(at: Client, user: User, minutes: int, is_there: bool) -> None:
    token = token_on(at.get(PROFILE))
    at.session.flush()
    sends(at, PROFILE, token)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=minutes)):
        at.force_login(user)
        assert (SAYS_SO in at.get(PROFILE).text) is is_there


def test_too_much_is_not_kept_and_the_page_does_not_send_people_to_reload(at: Client, user: User) -> None:
    at.get(PROFILE)
    refused = sends(at, PROFILE, "x", position="Щ" * 70_000)
    assert refused.status_code == 403 and "kept_form" not in at.cookies
    assert "Copy it before you open the page again" in refused.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Referer": "https://evil.example/form"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_another_site_puts_nothing_into_our_forms(at: Client, user: User, headers) -> None:
    refused = at.post(PROFILE, TYPED, headers=headers)
    assert refused.status_code == 403 and "kept_form" not in at.cookies


def test_a_form_of_the_back_office_has_its_text_again(at: Client) -> None:
    manager = AdministratorFactory(language="en")
    at.force_login(manager)
    url = "/admin/organisations/new/"
    token = token_on(at.get(url))
    at.session.flush()
    typed = {"name_uk": "Рада «Щойно»", "kind": "council", "country": "DE"}
    answer = sends(at, url, token, **typed)
    assert answer.status_code == 302 and "next=%2Fadmin%2Forganisations%2Fnew%2F" in answer["Location"]
    at.force_login(manager)
    page = at.get(url)
    assert "notice--info" in page.text and "Рада «Щойно»" in page.text
    assert re.search(r'<option value="council" selected', page.text)
    assert who(at) == manager.pk


def test_the_answer_of_a_form_is_not_waited_for_on_other_pages(at: Client, user: User) -> None:
    token = token_on(at.get(PROFILE))
    at.session.flush()
    sends(at, PROFILE, token)
    at.force_login(user)
    assert SAYS_SO not in at.get("/en/my/").text


# ---------------------------------------------------------------- rows that a script added
def inputs(page, name: str):
    """The fields of that name, as a browser reads the page."""
    tree = html5lib.parse(page.text, namespaceHTMLElements=False)
    return (each for each in tree.iter("input") if each.get("name") == name)


def test_rows_that_a_script_had_added_are_there_again_with_what_was_typed(at: Client) -> None:
    prepare_tree()
    boss = AdministratorFactory(language="en")
    at.force_login(boss)
    url = "/admin/groups/new/"
    page = at.get(url)
    home = HomePage.objects.get(locale__language_code="uk")
    change = next(inputs(page, "page_permissions-__prefix__-permissions")).get("value")
    typed = {
        "name": "Редакція",
        "page_permissions-TOTAL_FORMS": "2",
        "page_permissions-0-page": "",
        "page_permissions-1-page": str(home.pk),
        "page_permissions-1-permissions": change,
    }
    at.session.flush()
    sends(at, url, token_on(page), **typed)
    at.force_login(boss)
    page = at.get(url)
    assert next(inputs(page, "page_permissions-TOTAL_FORMS")).get("value") == "2"
    assert next(inputs(page, "page_permissions-1-page")).get("value") == str(home.pk)
    boxes = inputs(page, "page_permissions-1-permissions")
    assert [each.get("value") for each in boxes if "checked" in each.attrib] == [change]
    assert list(inputs(page, "page_permissions-__prefix__-page"))  # a next one can be added
