"""Addresses of erased accounts: nobody signs in with one, gets one, or is written to there."""

import pytest
from django.test import Client

from messaging.models import Letter
from people.models import User
from people.personal_data import services
from tests.factories.people import PASSWORD, UserFactory
from tests.people.signing_in import ASK, RESET, SIGN_IN, SIGN_UP, who

pytestmark = pytest.mark.django_db
NAMES = {"given_name": "Олена", "family_name": "Зразкова", "password1": "three towns one table"}


@pytest.fixture
def nobody() -> User:
    user = UserFactory()
    services.erase(actor=user, user=user)
    Letter.objects.all().delete()
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize(
    ("path", "field", "more"),
    [
        (SIGN_IN, "login", {"password": PASSWORD}),
        (ASK, "email", {}),
        (RESET, "email", {}),
        (SIGN_UP, "email", NAMES),
    ],
)
def test_an_erased_address_is_answered_as_any_other_and_nothing_comes_of_it(
    client: Client, nobody: User, path: str, field: str, more: dict[str, str]
) -> None:
    accounts = User.objects.count()
    answer = client.post(path, {field: nobody.email, **more})
    stranger = Client().post(path, {field: "stranger@demo.example", **more})
    assert answer.status_code == stranger.status_code and answer.get("Location") == stranger.get("Location")
    assert who(client) is None
    assert not Letter.objects.exclude(address="stranger@demo.example").exists()
    assert User.objects.exclude(email="stranger@demo.example").count() == accounts


def test_nobody_takes_the_address_that_an_account_would_have_if_it_were_erased(client: Client) -> None:
    person = UserFactory()
    client.post(SIGN_UP, {"email": f"u-{person.pk}@erased.invalid", **NAMES})
    assert User.objects.count() == 1 and not Letter.objects.exists()
    services.erase(actor=person, user=person)
    assert User.objects.get().erased_at
