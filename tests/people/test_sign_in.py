"""Making an account, signing in by code, password and letter, changing what one signs in with."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.test import Client

from people.models import User
from tests.factories.people import PASSWORD
from tests.people.signing_in import (
    ASK,
    CONFIRM_EMAIL,
    CONFIRM_SIGN_IN,
    NOW,
    RESET,
    SIGN_IN,
    SIGN_UP,
    Reader,
    later,
    who,
)

pytestmark = pytest.mark.django_db


def sign_up(client: Client, **changes):
    data = {"email": "olena@demo.example", "given_name": "Олена", "family_name": "Зразкова", **changes}
    return client.post(SIGN_UP, data)


# ---------------------------------------------------------------- making an account
def test_who_signs_up_on_the_way_to_an_application_comes_back_to_it(client, post) -> None:
    wanted = "/en/cohorts/communication-2027/apply/"
    page = client.get(SIGN_UP, {"next": wanted})
    assert f'name="next" value="{wanted}"' in page.text
    answer = sign_up(client, next=wanted)
    assert (answer.status_code, answer["Location"]) == (302, CONFIRM_EMAIL)
    assert who(client) is None
    answer = client.post(CONFIRM_EMAIL, {"code": post.code("olena@demo.example")})
    assert (answer.status_code, answer["Location"]) == (302, wanted)
    user = User.objects.get(email="olena@demo.example")
    assert who(client) == user.pk
    assert (user.given_name, user.family_name, user.language) == ("Олена", "Зразкова", "en")
    assert not user.has_usable_password()
    assert EmailAddress.objects.get(user=user).verified


def test_who_signs_up_with_a_password_signs_in_with_it(client, post) -> None:
    sign_up(client, password1="three towns one table")
    client.post(CONFIRM_EMAIL, {"code": post.code()})
    client.post("/en/accounts/logout/")
    assert who(client) is None
    answer = client.post(SIGN_IN, {"login": "Olena@Demo.Example", "password": "three towns one table"})
    assert answer["Location"] == "/en/my/"
    assert who(client) == User.objects.get(email="olena@demo.example").pk


@pytest.mark.parametrize(
    "typed", ["olena@xn--80aahf2bln.xn--j1amh", "Olena@Громада.УКР", "\u202aolena@громада.укр\u202c\u00a0"]
)
def test_a_domain_in_cyrillic_and_its_other_form_are_one_account(client, post, typed: str) -> None:
    kept = "olena@xn--80aahf2bln.xn--j1amh"
    sign_up(client, email="olena@громада.укр", password1="three towns one table")
    client.post(CONFIRM_EMAIL, {"code": post.code(kept)})
    client.post("/en/accounts/logout/")
    sign_up(client, email=typed)
    user = User.objects.get()
    assert (
        user.email == EmailAddress.objects.get().email == kept == User.objects.get_by_natural_key(typed).email
    )
    client.post(SIGN_IN, {"login": typed, "password": "three towns one table"})
    assert who(client) == user.pk
    client.post("/en/accounts/logout/")
    client.post(ASK, {"email": typed})
    client.post(CONFIRM_SIGN_IN, {"code": post.code(kept)})
    assert who(client) == user.pk


def test_without_the_code_nobody_gets_in(client) -> None:
    sign_up(client, password1="three towns one table")
    for path in ("/en/my/", "/en/my/details/"):
        assert client.get(path)["Location"].startswith(SIGN_IN)
    other = Client()
    answer = other.post(SIGN_IN, {"login": "olena@demo.example", "password": "three towns one table"})
    # The right password leads to the code at most; a second letter within seconds is refused.
    assert answer.status_code in {302, 429}
    assert who(other) is None


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("email", "", "required"),
        ("email", "not an address", "whole address"),
        ("email", f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.example", "254"),
        ("given_name", "", "Write your given name, or say below that you have one name only"),
        ("given_name", "О" * 300, "100 characters"),
        ("given_name", "Оле\x00на", "ull characters"),
        ("family_name", "Зраз\u202eкова", "cannot be seen"),
        ("family_name", "Зразкова\nBcc: x@demo.example", "one line"),
        ("password1", "short", "at least 10 characters"),
        ("password1", "1234567890", "too common"),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field_and_the_rest_is_kept(client, field, value, words) -> None:
    answer = sign_up(client, **{"given_name": "Олена", "password1": "three towns one table", field: value})
    assert answer.status_code == 200
    form = answer.context["form"]
    assert words in " ".join(form.errors[field])
    assert f'href="#id_{field}"' in answer.text
    kept = "Зразкова" if field != "family_name" else "Олена"
    assert f'value="{kept}"' in answer.text
    assert not User.objects.exists()


def test_letters_are_composed_before_they_are_kept(client) -> None:
    sign_up(client, given_name="Andrii\u0306", family_name="Й" + "о\u0308")
    user = User.objects.get()
    assert (user.given_name, user.family_name) == ("Andri\u012d", "Йӧ")


def test_an_address_is_one_whatever_its_case(client, post) -> None:
    Reader(email="olena@demo.example")
    sign_up(client, email="OLENA@demo.example")
    assert User.objects.count() == 1
    assert "already" in post.last("olena@demo.example").subject
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email="Olena@demo.example")])


@pytest.mark.both_databases
def test_two_sign_ups_at_once_make_one_account(client, monkeypatch) -> None:
    """Both looked before either wrote: the database refuses the second, and it is answered like a known address."""
    Reader(email="olena@demo.example")
    monkeypatch.setattr(
        "allauth.account.forms.flows.manage_email.email_already_exists", lambda email: (email, False)
    )
    answer = sign_up(client)
    assert (answer.status_code, answer["Location"]) == (302, CONFIRM_EMAIL)
    assert User.objects.count() == 1


def test_extra_fields_on_signing_up_are_ignored(client) -> None:
    sign_up(
        client,
        is_staff="on",
        is_superuser="on",
        is_active="",
        patronymic="X",
        language="pl",
        groups="1",
        id="77",
    )
    user = User.objects.get()
    assert (user.is_staff, user.is_superuser, user.is_active, user.patronymic) == (False, False, True, "")
    assert user.language == "en"
    assert user.pk != 77


# ---------------------------------------------------------------- codes
def test_a_code_signs_in_and_leads_back(client, post) -> None:
    user = Reader(language="pl")
    answer = client.post(ASK, {"email": user.email, "next": "/en/my/details/"})
    assert answer["Location"] == f"{CONFIRM_SIGN_IN}?next=%2Fen%2Fmy%2Fdetails%2F"
    answer = client.post(answer["Location"], {"code": post.code(user.email)})
    assert (answer.status_code, answer["Location"]) == (302, "/en/my/details/")
    assert who(client) == user.pk
    assert client.cookies["language"].value == "pl"


@pytest.mark.parametrize("typed", ["{} {}", "{}-{}", "{}–{}.", " {}{}. ", "\u202a{}{}\u202c", "{}\u00a0{}"])
def test_a_code_is_understood_as_it_is_typed_or_pasted(client, post, typed) -> None:
    user = Reader()
    client.post(ASK, {"email": user.email})
    code = post.code(user.email)
    client.post(CONFIRM_SIGN_IN, {"code": typed.format(code[:3], code[3:])})
    assert who(client) == user.pk


def test_the_code_stands_in_the_subject_of_its_letter_so_that_a_phone_shows_it(client, post) -> None:
    user = Reader(language="en")
    client.post(ASK, {"email": user.email})
    assert post.last(user.email).subject.startswith(f"{post.code(user.email)} ")


def test_the_sign_in_page_sends_a_code_to_the_address_that_was_typed_there(client, post) -> None:
    user = Reader()
    answer = client.post(ASK, {"login": user.email, "password": ""})
    assert answer.status_code == 302
    assert post.code(user.email)


def test_a_code_works_once(client, post) -> None:
    user = Reader()
    client.post(ASK, {"email": user.email})
    code = post.code()
    client.post(CONFIRM_SIGN_IN, {"code": code})
    client.post("/en/accounts/logout/")
    answer = client.post(CONFIRM_SIGN_IN, {"code": code})
    assert answer["Location"] == ASK
    assert who(client) is None


def test_a_code_is_good_only_in_the_browser_that_asked(client, post) -> None:
    user = Reader()
    client.post(ASK, {"email": user.email})
    stranger = Client()
    stranger.post(CONFIRM_SIGN_IN, {"code": post.code()})
    assert who(stranger) is None


@pytest.mark.parametrize(("minutes", "signed_in"), [(14, True), (16, False)])
def test_a_code_is_good_for_a_quarter_of_an_hour(client, post, minutes, signed_in) -> None:
    user = Reader()
    with later(NOW):
        client.post(ASK, {"email": user.email})
    with later(NOW, minutes=minutes):
        client.post(CONFIRM_SIGN_IN, {"code": post.code()})
    assert (who(client) == user.pk) is signed_in


@pytest.mark.parametrize(("minutes", "signed_in"), [(14, True), (16, False)])
def test_the_code_that_confirms_an_address_runs_out_too(client, post, minutes, signed_in) -> None:
    with later(NOW):
        sign_up(client)
    with later(NOW, minutes=minutes):
        client.post(CONFIRM_EMAIL, {"code": post.code()})
    assert (who(client) is not None) is signed_in


def test_a_new_code_replaces_the_old_one(client, post) -> None:
    user = Reader()
    client.post(ASK, {"email": user.email})
    old = post.code()
    page = client.post(CONFIRM_SIGN_IN, {"action": "resend"}, follow=True)
    assert "A new code is on its way" in page.text
    client.post(CONFIRM_SIGN_IN, {"code": old})
    assert who(client) is None
    client.post(CONFIRM_SIGN_IN, {"code": post.code()})
    assert who(client) == user.pk


def test_three_wrong_codes_end_the_attempt(client, post) -> None:
    user = Reader()
    client.post(ASK, {"email": user.email})
    for _try in range(3):
        answer = client.post(CONFIRM_SIGN_IN, {"code": "wrong"})
    assert answer["Location"] == ASK
    client.post(CONFIRM_SIGN_IN, {"code": post.code()})
    assert who(client) is None


def test_a_password_that_a_stranger_chose_for_my_address_does_not_count_once_i_come(client, post) -> None:
    """Somebody makes an account with my address and a password of theirs; later I sign in by a code."""
    stranger = Client()
    sign_up(stranger, password1="chosen by a stranger")
    client.post(ASK, {"email": "olena@demo.example"})
    answer = client.post(CONFIRM_SIGN_IN, {"code": post.code()}, follow=True)
    assert "does not count any more" in answer.text
    assert not User.objects.get().has_usable_password()
    stranger = Client()
    stranger.post(SIGN_IN, {"login": "olena@demo.example", "password": "chosen by a stranger"})
    assert who(stranger) is None


def test_my_own_password_stays_when_i_confirm_my_address(client, post) -> None:
    sign_up(client, password1="three towns one table")
    client.post(CONFIRM_EMAIL, {"code": post.code()})
    assert User.objects.get().has_usable_password()


# ---------------------------------------------------------------- a new password by letter
def ask_for_link(client: Client, post, user: User) -> str:
    client.post(RESET, {"email": user.email})
    return post.link(user.email).removeprefix("http://testserver")


def test_a_link_from_a_letter_sets_a_new_password_once(client, post) -> None:
    user = Reader()
    link = ask_for_link(client, post, user)
    form = client.get(link)["Location"]
    answer = client.post(form, {"password1": "four towns one table"})
    assert (answer.status_code, answer["Location"]) == (302, "/en/my/")
    assert who(client) == user.pk
    user.refresh_from_db()
    assert user.check_password("four towns one table")
    again = Client().get(link)
    assert again.status_code == 200
    assert "no longer works" in again.text


@pytest.mark.parametrize(("minutes", "works"), [(179, True), (181, False)])
def test_a_link_works_for_three_hours(client, post, minutes, works) -> None:
    user = Reader()
    with later(NOW):
        link = ask_for_link(client, post, user)
    with later(NOW, minutes=minutes):
        answer = client.get(link)
    assert (answer.status_code == 302) is works
    assert ("no longer works" in answer.text) is not works


def test_a_link_of_another_person_or_a_made_up_one_is_refused(client, post) -> None:
    user, other = Reader(), Reader()
    link = ask_for_link(client, post, user)
    key = link.rstrip("/").rpartition("/")[2].partition("-")[2]
    for made_up in (
        f"{RESET}key/{other.pk}-{key}/",
        f"{RESET}key/zzzzzzzzzzzzzzzzzz-x/",
        f"{RESET}key/1-set-password/",
    ):
        answer = client.get(made_up)
        assert answer.status_code == 200
        assert "no longer works" in answer.text


def test_a_link_stops_working_when_the_password_was_changed_meanwhile(client, post) -> None:
    user = Reader()
    link = ask_for_link(client, post, user)
    user.set_password("changed meanwhile 1")
    user.save()
    assert "no longer works" in client.get(link).text


# ---------------------------------------------------------------- what one signs in with
def sign_in_by_code(client: Client, post, user: User) -> None:
    client.post(ASK, {"email": user.email})
    client.post(CONFIRM_SIGN_IN, {"code": post.code(user.email)})


def test_an_address_changes_only_after_password_and_code(client, post) -> None:
    user = Reader()
    client.force_login(user)
    answer = client.post("/en/accounts/email/", {"email": "new@demo.example", "action_add": ""})
    assert answer["Location"].startswith("/en/accounts/reauthenticate/")
    assert post.count() == 0
    answer = client.post(answer["Location"], {"password": PASSWORD})
    assert answer["Location"] == CONFIRM_EMAIL
    user.refresh_from_db()
    assert user.email != "new@demo.example"
    old = user.email
    client.post(CONFIRM_EMAIL, {"code": post.code("new@demo.example")})
    user.refresh_from_db()
    assert user.email == "new@demo.example"
    assert list(EmailAddress.objects.filter(user=user).values_list("email", "verified", "primary")) == [
        ("new@demo.example", True, True)
    ]
    told = post.last(old).text
    assert "The address of your account was changed." in told
    assert "new@demo.example" not in told  # the old address is nobody's any more who has shown it


def test_an_address_of_another_account_is_not_given_away_by_changing_to_it(client, post) -> None:
    user, other = Reader(password=None), Reader()
    sign_in_by_code(client, post, user)
    pages = []
    for address in (other.email, "free@demo.example"):
        client.post("/en/accounts/email/", {"email": address, "action_add": ""})
        pages.append(client.get(CONFIRM_EMAIL).text.replace(address, "ADDRESS"))
    assert without_tokens(pages[0]) == without_tokens(pages[1])


def test_a_password_is_set_and_changed(client, post) -> None:
    user = Reader(password=None)
    sign_in_by_code(client, post, user)
    assert client.get("/en/accounts/password/change/")["Location"] == "/en/accounts/password/set/"
    answer = client.post("/en/accounts/password/set/", {"password1": "five towns one table"})
    assert answer["Location"] == "/en/my/"
    assert "password was set" in post.last(user.email).text
    wrong = client.post(
        "/en/accounts/password/change/", {"oldpassword": "no", "password1": "six towns one table"}
    )
    assert "not your present password" in wrong.text
    client.post(
        "/en/accounts/password/change/",
        {"oldpassword": "five towns one table", "password1": "six towns one table"},
    )
    user.refresh_from_db()
    assert user.check_password("six towns one table")
    assert "password of your account was changed" in post.last(user.email).text


# ---------------------------------------------------------------- letters
def test_a_letter_comes_in_the_persons_language_wherever_they_asked(client, post) -> None:
    user = Reader(language="pl")
    client.post(ASK, {"email": user.email})
    letter = post.last(user.email)
    assert letter.language == "pl"
    client.post(RESET, {"email": user.email})
    assert "/pl/accounts/password/reset/key/" in post.last(user.email).text


def test_a_letter_to_somebody_unknown_comes_in_the_language_of_the_page(client, post) -> None:
    client.post(ASK.replace("/en/", "/pl/"), {"email": "nobody@demo.example"})
    letter = post.last("nobody@demo.example")
    assert letter.language == "pl"
    assert "/pl/accounts/signup/" in letter.text


def test_a_name_cannot_write_markup_into_a_letter(client, post) -> None:
    person = Reader(given_name="<b Петренко", family_name='<img src="/etc/passwd">')
    client.post(ASK, {"email": person.email})
    letter = post.last()
    assert "<b Петренко" in letter.text
    assert "&lt;b Петренко" in letter.html
    assert "<img" not in letter.html


# ---------------------------------------------------------------- hosts and where one is led
def test_a_forged_host_is_refused_and_no_letter_carries_it(client, post, settings) -> None:
    user = Reader()
    settings.SITE_URL = "https://svitlytsia.example"
    answer = client.post(RESET, {"email": user.email}, HTTP_HOST="evil.example")
    assert answer.status_code == 400
    assert post.count() == 0
    client.post(RESET, {"email": user.email}, HTTP_HOST="localhost", HTTP_X_FORWARDED_HOST="evil.example")
    letter = post.last(user.email)
    assert post.link(user.email).startswith("https://svitlytsia.example/en/accounts/password/reset/key/")
    for part in (letter.text, letter.html):
        assert "localhost" not in part
        assert "evil" not in part


EVIL = [
    "//evil.example",
    "https://evil.example/",
    "http:///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "//evil.example/%2e%2e",
    " //evil.example",
    "\t//evil.example",
    "http://testserver@evil.example/",
    "/%09/evil.example/\x00",
    "https://testserver.evil.example/",
]


@pytest.mark.parametrize("target", EVIL)
def test_nobody_is_led_away_after_signing_in(client, post, target) -> None:
    user = Reader()
    answer = client.post(SIGN_IN, {"login": user.email, "password": PASSWORD, "next": target})
    assert is_local(answer["Location"]), answer["Location"]
    # Signed in already.
    assert is_local(client.get(SIGN_IN, {"next": target}).get("Location", "/"))
    answer = client.post("/en/accounts/logout/", {"next": target})
    assert is_local(answer["Location"])
    client.post(ASK, {"email": user.email, "next": target})
    answer = client.post(CONFIRM_SIGN_IN, {"code": post.code(), "next": target})
    assert who(client) == user.pk
    assert is_local(answer["Location"])


def is_local(location: str) -> bool:
    """Whether a browser stays on the site: one slash, then no slash, backslash or white space."""
    return location.startswith("/") and location[1:2] not in {"/", "\\", "\t", "\n", " "}


def test_the_back_office_and_wagtails_own_sign_in_lead_to_the_one_sign_in(client) -> None:
    client.cookies["language"] = "en"
    answer = client.get("/admin/pages/", follow=True)
    assert answer.redirect_chain[-1][0] == "/en/accounts/login/?next=/admin/pages/"
    assert answer.templates[0].name == "account/login.html"
    assert (
        client.get("/admin/login/?next=/admin/pages/")["Location"] == "/en/accounts/login/?next=/admin/pages/"
    )
    assert client.get("/en/_util/login/?next=/en/")["Location"] == "/en/accounts/login/?next=/en/"
    user = Reader()
    for path in ("/admin/login/", "/en/_util/login/"):
        client.post(path, {"username": user.email, "password": PASSWORD})
        assert who(client) is None


# ---------------------------------------------------------------- numbers
def test_signing_in_takes_the_same_number_of_queries_however_many_accounts_there_are(
    client, django_assert_num_queries
) -> None:
    user = Reader()
    data = {"login": user.email, "password": PASSWORD}
    with django_assert_num_queries(SIGN_IN_QUERIES):
        client.post(SIGN_IN, data)
    Reader.create_batch(20)
    fresh = Client()
    with django_assert_num_queries(SIGN_IN_QUERIES):
        fresh.post(SIGN_IN, data)


SIGN_IN_QUERIES = 12


def without_tokens(html: str) -> str:
    """A page without what differs each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html)
