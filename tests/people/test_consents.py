"""Consents: which words, of which version, when; withdrawn, and given anew."""

import hashlib
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from people.consents import queries, services
from people.consents.models import Consent
from people.models import User
from people.personal_data import services as personal_data
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
WHAT: dict[str, Any] = {"kind": "photo", "about": "cohort:7"}


@pytest.fixture
def person() -> User:
    found: User = UserFactory()
    return found


def give(person: User, text: str = "You may take my picture.", version: int = 1) -> Consent:
    return services.give(actor=person, version=version, text=text, **WHAT)


@pytest.mark.both_databases
def test_a_consent_keeps_the_words_as_they_were_read(person: User) -> None:
    with translation.override("pl"):
        row = give(person, "Można mi robić zdjęcia.")
    assert (row.text, row.language, row.version) == ("Można mi robić zdjęcia.", "pl", 1)
    assert row.text_hash == hashlib.sha256(row.text.encode()).hexdigest() and row.given_at
    assert queries.holds(person, **WHAT) and queries.holding(person, **WHAT) == row


def test_given_twice_it_is_one_row_and_of_the_first_hour(person: User) -> None:
    first = give(person)
    assert give(person, "Other words of the same version.") == first
    assert Consent.objects.get().text == first.text


@pytest.mark.both_databases
def test_withdrawn_it_holds_no_more_and_given_anew_it_is_a_new_row(person: User) -> None:
    first = give(person)
    assert services.withdraw(actor=person, **WHAT)
    assert not services.withdraw(actor=person, **WHAT)
    assert not queries.holds(person, **WHAT) and queries.who_agrees([person.pk], **WHAT) == set()
    second = give(person)
    first.refresh_from_db()
    assert second.pk != first.pk and first.withdrawn_at is not None and second.withdrawn_at is None
    assert queries.who_agrees([person.pk], **WHAT) == {person.pk}


def test_who_agrees_to_newer_words_agrees_to_the_older_ones_no_more(person: User) -> None:
    old, new = give(person), give(person, "You may take my picture and print it.", 2)
    old.refresh_from_db()
    assert old.withdrawn_at is not None and queries.holding(person, **WHAT) == new


def test_a_consent_is_of_one_person_for_one_matter(person: User) -> None:
    give(person)
    other: User = UserFactory()
    assert not queries.holds(other, **WHAT)
    assert not queries.holds(person, kind="photo", about="cohort:8")
    assert not queries.holds(person, kind="film", about="cohort:7")
    assert not services.withdraw(actor=other, **WHAT)
    assert queries.holds(person, **WHAT)


@pytest.mark.both_databases
def test_nobody_has_two_open_ones_of_one_matter_nor_one_without_its_words(person: User) -> None:
    row = give(person)
    same = {"user": person, "text": row.text, "text_hash": row.text_hash, **WHAT}
    for bad in ({**same, "version": 2}, {"user": person, "version": 1, "kind": "film", "about": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Consent.objects.create(**bad)


def test_the_person_takes_them_out_with_their_words_and_they_go_with_the_account(person: User) -> None:
    other: User = UserFactory()
    give(other, "Somebody else’s words.")
    give(person)
    services.withdraw(actor=person, **WHAT)
    give(person)
    with translation.override("en"):
        part = next(each for each in personal_data.held(person) if each.title == "What you agreed to")
    assert [row["Words"] for row in part.rows] == ["You may take my picture."] * 2
    assert "Withdrawn" in part.rows[0] and "Withdrawn" not in part.rows[1] and part.rows[1]["Given"]
    personal_data.erase(actor=person, user=person)
    assert [row.user for row in Consent.objects.all()] == [other]
