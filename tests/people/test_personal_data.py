"""What is held of a person: seen, taken out, erased."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import IntegrityError
from django.test import Client
from wagtail.models import ModelLogEntry

from people.forms import ProfileForm
from people.models import FormerCalendar, User
from people.person import Held, HeldFile
from people.personal_data import services
from people.personal_data.archive import write_archive
from tests.factories.people import AdministratorFactory, UserFactory
from tests.people.signing_in import ASK, CONFIRM_SIGN_IN, NOW, Reader, later, who

pytestmark = pytest.mark.django_db
PAGE, TAKE_OUT, ERASE = "/en/my/data/", "/en/my/data/take-out/", "/en/my/data/erase/"
AGAIN = "/en/accounts/reauthenticate/code/"


@pytest.fixture
def person() -> User:
    return Reader(
        password=None,
        given_name="Olena",
        family_name="Prykladenko",
        phone="+380670000001",
        position="councillor",
        organisation="Sample council",
    )


@pytest.fixture
def sign_in(post: Any) -> Callable[[User], Client]:
    """A browser in which somebody typed the code of a letter a moment ago."""

    def browser(user: User) -> Client:
        client = Client()
        client.post(ASK, {"email": user.email})
        client.post(CONFIRM_SIGN_IN, {"code": post.code(user.email)})
        assert who(client) == user.pk
        return client

    return browser


def archive_of(answer: Any) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


# ---------------------------------------------------------------- seen and taken out
def test_the_page_shows_what_is_held(client: Client, person: User) -> None:
    client.force_login(person)
    body = client.get(PAGE).content.decode()
    assert all(word in body for word in ("Prykladenko", person.email, "councillor", "Sample council"))


def test_my_page_leads_there(client: Client, person: User) -> None:
    client.force_login(person)
    assert f'href="{PAGE}"' in client.get("/en/my/").content.decode()


def test_the_archive_says_the_same_to_a_reader_and_to_machines(sign_in: Any, person: User) -> None:
    answer = sign_in(person).post(TAKE_OUT)
    assert answer["Content-Type"] == "application/zip" and "no-store" in answer["Cache-Control"]
    archive = archive_of(answer)
    told = json.loads(archive.read("data.json"))
    assert told["address"] == person.email
    details = told["data"][0]["rows"][0]
    assert details["Family name"] == "Prykladenko" and details["Position"] == "councillor"
    page = archive.read("data.html").decode()
    assert "Prykladenko" in page and '<html lang="en">' in page


def test_the_archive_is_in_the_persons_language(sign_in: Any) -> None:
    polish = UserFactory(language="pl", password=None)
    page = archive_of(sign_in(polish).post(TAKE_OUT)).read("data.html").decode()
    assert '<html lang="pl">' in page and "Twoje dane" in page


def test_what_was_typed_as_markup_is_text_in_the_archive(sign_in: Any) -> None:
    person = Reader(password=None, organisation='<img src="x" onerror="alert(1)">')
    page = archive_of(sign_in(person).post(TAKE_OUT)).read("data.html").decode()
    assert "<img" not in page and "&lt;img" in page


def test_a_file_of_any_name_is_opened_by_its_link_in_the_archive(person: User) -> None:
    held = HeldFile("Лист № 1 #2, 100%.pdf", lambda: io.BytesIO(b"paper"))
    file = io.BytesIO()
    write_archive(file, person, [Held("Papers", [], [held])])
    archive = zipfile.ZipFile(file)
    [link] = re.findall(r'<a href="([^"]+)"', archive.read("data.html").decode())
    assert urlsplit(link).fragment == "" and archive.read(unquote(link)) == b"paper"


def test_taking_out_is_noted_down(sign_in: Any, person: User) -> None:
    archive_of(sign_in(person).post(TAKE_OUT))
    entry = ModelLogEntry.objects.get(action="people.take_out")
    assert (entry.object_id, entry.user_id, entry.label) == (str(person.pk), person.pk, f"U-{person.pk}")


def test_nothing_is_taken_out_by_opening_an_address(client: Client, person: User) -> None:
    client.force_login(person)
    assert client.get(TAKE_OUT).status_code == 405


@pytest.mark.parametrize("path", [TAKE_OUT, ERASE])
def test_a_browser_left_open_must_show_the_mailbox_first(sign_in: Any, person: User, path: str) -> None:
    with later(NOW):
        browser = sign_in(person)
    with later(NOW, minutes=16):
        answer = browser.post(path)
    assert answer["Location"].startswith(f"{AGAIN}?next=")
    person.refresh_from_db()
    assert person.erased_at is None


def test_nobody_takes_out_or_erases_another_persons_data(person: User) -> None:
    other = UserFactory()
    with pytest.raises(services.NotYours):
        services.take_out(actor=other, user=person, file=io.BytesIO())
    with pytest.raises(services.NotYours):
        services.erase(actor=other, user=person)


# ---------------------------------------------------------------- erased
def test_the_question_says_what_goes_and_changes_nothing(sign_in: Any, person: User) -> None:
    answer = sign_in(person).get(ERASE)
    assert answer.status_code == 200 and "Erase for good" in answer.content.decode()
    person.refresh_from_db()
    assert person.erased_at is None and person.family_name


def test_who_is_erased_is_signed_out_everywhere_and_nothing_of_them_is_left(
    sign_in: Any, person: User, client: Client
) -> None:
    client.force_login(person)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    email, calendar = person.email, person.calendar_token
    answer = sign_in(Reader(password=None))  # somebody else stays as they are
    services.erase(actor=person, user=person)
    row = User.objects.get(pk=person.pk)
    assert row.erased_at is not None and not row.is_active and not row.has_usable_password()
    assert (row.email, row.official_name, row.phone, row.position) == (
        f"u-{row.pk}@erased.invalid",
        "",
        "",
        "",
    )
    assert (row.name_key, row.name_words, row.same_name) != (
        person.name_key,
        person.name_words,
        person.same_name,
    )
    assert not EmailAddress.objects.filter(email=email).exists()
    assert not Authenticator.objects.filter(user=row).exists()
    assert FormerCalendar.objects.filter(token=calendar).exists()
    assert who(answer) and client.get("/en/my/")["Location"].startswith("/en/accounts/login/")


def test_sessions_in_other_browsers_go_and_with_them_the_address_that_they_know(
    sign_in: Any, person: User, django_capture_on_commit_callbacks: Any
) -> None:
    other = Reader(password=None)
    stays, _at_home, _at_work = sign_in(other), sign_in(person), sign_in(person)
    email = person.email
    assert any(email in str(row.get_decoded()) for row in Session.objects.all())
    with django_capture_on_commit_callbacks(execute=True):
        services.erase(actor=AdministratorFactory(), user=person)
    assert not any(email in str(row.get_decoded()) for row in Session.objects.all())
    assert who(stays) == other.pk


def test_a_press_erases_and_says_so(sign_in: Any, person: User) -> None:
    browser = sign_in(person)
    answer = browser.post(ERASE)
    assert answer.status_code == 200 and "erased" in answer.content.decode()
    assert who(browser) is None
    assert ModelLogEntry.objects.get(action="people.erase").label == f"U-{person.pk}"


def test_the_address_is_free_for_a_new_account_that_knows_nothing_of_the_old(person: User) -> None:
    email = person.email
    services.erase(actor=person, user=person)
    new = User.objects.create_user(email)
    assert new.pk != person.pk and new.official_name == ""


def test_details_that_are_saved_while_one_is_erased_in_another_window_are_not_kept(
    client: Client, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(person)
    form = {"given_name": "Olena", "family_name": "Nova", "language": "en", "organisation": "Sample council"}
    is_valid = ProfileForm.is_valid

    def meanwhile(form: ProfileForm) -> bool:
        services.erase(actor=person, user=person)
        return is_valid(form)

    monkeypatch.setattr(ProfileForm, "is_valid", meanwhile)
    assert client.post("/en/my/details/", form).status_code == 302
    row = User.objects.get(pk=person.pk)
    assert (row.family_name, row.organisation) == ("", "")


def test_erasing_twice_changes_nothing_more(person: User) -> None:
    services.erase(actor=person, user=person)
    first = User.objects.get(pk=person.pk)
    services.erase(actor=AdministratorFactory(), user=first)
    assert User.objects.get(pk=person.pk).erased_at == first.erased_at


def test_nobody_can_have_an_erased_account_again(person: User) -> None:
    services.erase(actor=person, user=person)
    with pytest.raises(IntegrityError):
        User.objects.filter(pk=person.pk).update(is_active=True)


def test_the_only_administrator_is_not_erased_and_told_why(sign_in: Any) -> None:
    admin = AdministratorFactory(language="en", password=None)
    with pytest.raises(services.NotNow):
        services.erase(actor=admin, user=admin)
    AdministratorFactory()
    services.erase(actor=admin, user=admin)
    assert User.objects.get(pk=admin.pk).erased_at


@pytest.mark.django_db(transaction=True)
def test_the_page_that_says_so_comes_though_the_session_is_gone(sign_in: Any, person: User) -> None:
    browser = sign_in(person)
    answer = browser.post(ERASE)
    assert answer.status_code == 200 and "erased" in answer.content.decode()
    assert not Session.objects.exists()
