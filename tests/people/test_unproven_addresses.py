"""Nothing that a stranger typed goes into a letter to an address that nobody has shown to be theirs, by any road."""

import email
import email.policy
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from allauth.core import context
from django.core import mail
from django.core.cache import caches
from django.test import Client

from cohorts.admission import letters
from cohorts.admission.models import DayRequest
from messaging import outbox
from messaging.adapters import AccountAdapter
from messaging.models import Letter
from people.models import User
from residencies.services.accounts import save_account
from tests.factories.admission import request_of, sent_for
from tests.factories.cohorts import DayFactory
from tests.factories.people import PASSWORD, AdministratorFactory
from tests.letters import letters as letters_to
from tests.people.signing_in import ASK, CONFIRM_EMAIL, RESET, SIGN_IN, SIGN_UP, Reader

pytestmark = pytest.mark.django_db

VICTIM = "victim@demo.example"
TYPED = "Winner"
# What else of a request could get into a letter.
HEADERS = {"HTTP_USER_AGENT": f"{TYPED}/1.0", "HTTP_REFERER": f"http://testserver/{TYPED}"}


def browser() -> Client:
    """A stranger's."""
    return Client(**HEADERS)


def sign_up(client: Client) -> None:
    """With somebody else's address."""
    client.post(
        SIGN_UP,
        {
            "email": VICTIM,
            "given_name": TYPED,
            "family_name": TYPED,
            "password1": PASSWORD,
            "next": f"/{TYPED}",
        },
    )


def again(client: Client) -> None:
    """After the first letter: the address is known by now, the account is not confirmed."""
    sign_up(client)
    caches["default"].clear()  # the limits: some minutes have passed
    sign_up(browser())
    assert "already" in letters_to(address=VICTIM)[-1].text


def send_another_code(client: Client) -> None:
    """From the page after signing up."""
    sign_up(client)
    client.post(CONFIRM_EMAIL, {"action": "resend"})


def sign_in(client: Client) -> None:
    """With the password that was chosen with somebody else's address."""
    sign_up(client)
    browser().post(SIGN_IN, {"login": VICTIM, "password": PASSWORD})


def ask_for_a_code(client: Client) -> None:
    """For the account that was made with somebody else's address."""
    sign_up(client)
    browser().post(ASK, {"email": VICTIM})


def ask_for_a_link(client: Client) -> None:
    """The same, for a new password."""
    sign_up(client)
    browser().post(RESET, {"email": VICTIM})


def ask_for_a_code_to_nowhere(client: Client) -> None:
    """There is no account."""
    client.post(ASK, {"email": VICTIM, "name": TYPED})


def ask_for_a_link_to_nowhere(client: Client) -> None:
    """There is no account."""
    client.post(RESET, {"email": VICTIM, "name": TYPED})


def change_to_it(client: Client) -> None:
    """From an account with an address of one's own."""
    person = Reader(given_name=TYPED, family_name=TYPED)
    client.force_login(person)
    asked = client.post("/en/accounts/email/", {"email": VICTIM, "action_add": ""})
    client.post(asked["Location"], {"password": PASSWORD})


def decline(client: Client) -> None:
    """A letter about a residency to an account that nobody has confirmed."""
    sign_up(client)
    day = DayFactory()
    sent = sent_for(day)
    sent.participant.user = User.objects.get(email=VICTIM)
    request = request_of(sent, day)
    request.application, request.state = sent, DayRequest.State.DECLINED
    outbox.write([letters.decided(request)])


WAYS: list[Callable[[Client], None]] = [
    sign_up,
    again,
    send_another_code,
    sign_in,
    ask_for_a_code,
    ask_for_a_link,
    ask_for_a_code_to_nowhere,
    ask_for_a_link_to_nowhere,
    change_to_it,
    decline,
]


@pytest.mark.parametrize("way", WAYS)
def test_a_letter_to_an_address_that_is_not_confirmed_carries_nothing_of_what_was_typed(way) -> None:
    way(browser())
    letters = list(Letter.objects.filter(address=VICTIM))
    assert letters
    for letter in letters:
        assert outbox.deliver(letter.pk)
    for message in mail.outbox:
        whole = email.message_from_bytes(message.message().as_bytes(), policy=email.policy.default)
        assert whole["To"] == VICTIM
        head = "\n".join(f"{name}: {value}" for name, value in whole.items())
        plain, formatted = (part.get_content() for part in whole.walk() if not part.is_multipart())
        for text in (head, plain, formatted):
            assert TYPED not in text
        assert plain.replace("\r", "").startswith("Good day,\n")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("email_changed", "The address of your account was changed."),
        ("email_deleted", "An address was removed from your account."),
    ],
)
def test_nor_does_it_carry_another_address_which_can_be_made_of_words(rf, post, name: str, said: str) -> None:
    person = Reader()
    EmailAddress.objects.filter(user=person).update(verified=False)
    typed = dict.fromkeys(("from_email", "to_email", "deleted_email"), f"{TYPED}@demo.example")
    with context.request_context(rf.get("/en/")):
        AccountAdapter().send_notification_mail(f"account/email/{name}", person, typed)
    letter = post.last(person.email)
    for text in (letter.subject, letter.text, letter.html):
        assert TYPED not in text
    assert said in letter.text
    assert said in letter.html


def test_once_the_address_is_confirmed_letters_greet_by_name(client, post) -> None:
    sign_up(client)
    client.post(CONFIRM_EMAIL, {"code": post.code(VICTIM)})
    assert EmailAddress.objects.get(email=VICTIM).verified
    Client().post(RESET, {"email": VICTIM})
    assert f"Good day, {TYPED}," in post.last(VICTIM).text


def test_an_address_that_an_administrator_changed_is_not_confirmed_by_that(client, post) -> None:
    person = Reader(given_name=TYPED)
    person.email = VICTIM
    save_account(actor=AdministratorFactory(), account=person)
    client.post(ASK, {"email": VICTIM})
    assert TYPED not in post.last(VICTIM).text + post.last(VICTIM).html


def test_somebody_without_a_name_is_not_greeted_by_the_address(client, post) -> None:
    person = Reader(given_name="", family_name="")
    client.post(ASK, {"email": person.email})
    assert "Good day,\n" in post.last().text


@pytest.mark.parametrize(
    "name",
    ["Win 1000 EUR http://evil", "www.evil", "Win at evil.example", "//evil", "x@evil"],
)
@pytest.mark.parametrize("field", ["given_name", "family_name"])
def test_a_name_with_a_link_in_it_is_refused_at_its_field(client, field: str, name: str) -> None:
    names = {"given_name": "Олена", "family_name": "Зразкова", field: name}
    answer = client.post(SIGN_UP, {"email": VICTIM, **names})
    assert "without a link or an e-mail address" in " ".join(answer.context["form"].errors[field])
    assert f'value="{name}"' in answer.text
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "name", ["О’Гренко", "St. John", "J.R.", "Нечуй-Левицька", "Jan III", "Łęcka (Żak)", "Ст.Коваль"]
)
def test_names_of_people_are_taken(client, name: str) -> None:
    client.post(SIGN_UP, {"email": VICTIM, "given_name": "Олена", "family_name": name})
    assert User.objects.get().family_name == name


@pytest.mark.parametrize("name", ["Jan 3", "Іван2", "٣"])
@pytest.mark.parametrize("field", ["given_name", "family_name"])
def test_a_name_with_a_figure_in_it_is_refused_at_its_field(client, field: str, name: str) -> None:
    names = {"given_name": "Олена", "family_name": "Зразкова", field: name}
    answer = client.post(SIGN_UP, {"email": VICTIM, **names})
    assert "Write the name in letters" in " ".join(answer.context["form"].errors[field])
    assert not User.objects.exists()


def test_who_has_a_figure_in_their_name_from_before_can_change_what_else_there_is(client) -> None:
    user = Reader(family_name="Зразкова", given_name="Олена2")
    client.force_login(user)
    details = {"given_name": "Олена2", "family_name": "Зразкова", "latin_name": "", "language": "en"}
    assert client.post("/en/my/details/", {**details, "position": "Голова"}).status_code == 302
    user.refresh_from_db()
    assert (user.given_name, user.position) == ("Олена2", "Голова")


@pytest.mark.parametrize("anew", [{"given_name": "Олена3"}, {"family_name": "Олена2"}])
def test_a_name_with_a_figure_is_refused_when_it_is_written_anew(client, anew: dict[str, str]) -> None:
    client.force_login(Reader(family_name="Зразкова", given_name="Олена2"))
    details = {"given_name": "Олена2", "family_name": "Зразкова", "latin_name": "", "language": "en"}
    answer = client.post("/en/my/details/", {**details, **anew})
    assert answer.status_code == 422
    assert "Write the name in letters, without figures." in answer.text
    assert list(answer.context["form"].errors) == list(anew)


def test_one_s_own_page_refuses_such_a_name_too(client) -> None:
    client.force_login(Reader(family_name="Зразкова"))
    names = {"given_name": "Олена", "family_name": "evil.example", "latin_name": "", "language": "en"}
    answer = client.post("/en/my/details/", names)
    assert answer.status_code == 422
    assert "without a link" in answer.text
