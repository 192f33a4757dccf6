"""Letters as what is held of a person: shown to them, taken from them, and none written any more."""

from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from foundation.work import WorkState
from messaging import outbox
from messaging.models import Letter
from messaging.person import Letters
from people.models import User
from people.personal_data import services
from tests.factories.messaging import LetterFactory
from tests.factories.people import UserFactory
from tests.held import said_in
from tests.traces import tables_with

from .sample import composed, private, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_kind")]
SECRET = "Лист про Соломію"


@pytest.fixture
def person() -> User:
    return UserFactory(email="solomiia@demo.example")


def letter_to(person: User | None, **more: Any) -> Letter:
    """A letter that has left."""
    more = {"address": person.email if person else "", "text": SECRET, **more}
    return LetterFactory(recipient=person, state=WorkState.DONE, finished_at=timezone.now(), **more)


def erased() -> User:
    user = UserFactory()
    services.erase(actor=user, user=user)
    return User.objects.get(pk=user.pk)


# ---------------------------------------------------------------- held
def test_letters_are_held_with_subject_date_and_text(person: User) -> None:
    letter_to(person, subject="Запрошення")
    letter_to(UserFactory(), text="чужий лист")
    held = said_in(Letters().held(person))
    assert "Запрошення" in held and SECRET in held and "чужий лист" not in held


def test_a_letter_about_signing_in_is_named_and_its_words_are_not_told(person: User) -> None:
    private(code="123456", address=person.email)
    held = said_in(Letters().held(person))
    assert person.email in held and "123456" not in held


def test_a_key_in_a_letter_is_not_told(person: User) -> None:
    key = "0123456789abcdef" * 2 + "01234567"
    letter_to(person, kind="invitation_for_coordinator", text=f"http://testserver/uk/papers/{key}/")
    assert key not in said_in(Letters().held(person))


def test_many_letters_cost_as_many_queries_as_one(person: User, django_assert_num_queries: Any) -> None:
    for _number in range(2):
        letter_to(person)
        with django_assert_num_queries(1):
            said_in(Letters().held(person))


# ---------------------------------------------------------------- erased
def test_who_is_erased_is_in_no_letter_and_that_letters_left_stays(person: User) -> None:
    sent, other = letter_to(person, html=SECRET, calendar=SECRET), letter_to(UserFactory())
    letter_to(None, address=person.email.upper())
    waiting = written(person, key="waits")
    Letters().erase(person)
    sent.refresh_from_db()
    assert (sent.recipient, sent.address, sent.state) == (None, "", WorkState.DONE) and sent.finished_at
    assert not Letter.objects.filter(pk=waiting.pk).exists()
    assert tables_with(person.email, "messaging") == set()
    assert [row.pk for row in Letter.objects.filter(text=SECRET)] == [other.pk]


@pytest.mark.both_databases
def test_no_letter_is_written_to_who_is_erased_and_it_costs_no_query_more(
    django_assert_num_queries: Any,
) -> None:
    nobody, reader = erased(), UserFactory()
    letters = [composed(nobody), composed(reader)]
    with django_assert_num_queries(1):
        assert [letter.recipient for letter in outbox.write(letters)] == [reader]
    assert list(Letter.objects.values_list("recipient", flat=True)) == [reader.pk]


def test_nothing_is_written_to_the_address_of_an_erased_account() -> None:
    letter = composed(UserFactory())
    letter.recipient, letter.address = None, erased().email
    assert outbox.write([letter]) == []


def test_a_letter_that_was_written_while_somebody_was_erased_does_not_leave(person: User) -> None:
    before = composed(User.objects.get(pk=person.pk))
    services.erase(actor=person, user=person)
    [letter] = outbox.write([before])
    assert not outbox.deliver(letter.pk)
    assert mail.outbox == [] and not Letter.objects.filter(pk=letter.pk).exists()


def test_of_two_letters_whose_keys_begin_alike_one_is_forgotten(person: User) -> None:
    one, twelve = letter_to(None, key="paper:1"), letter_to(None, key="paper:12")
    outbox.forget_one("paper:1")
    assert [Letter.objects.get(pk=row.pk).text for row in (one, twelve)] == ["", SECRET]
