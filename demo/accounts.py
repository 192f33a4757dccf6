"""Makes the demo's accounts: one password for all, addresses verified."""

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from people.models import User

from .content.people import ADMINISTRATOR, EVERYBODY, Person, email_of

PASSWORD = "svitlytsia"  # noqa: S105 — printed in the README: it opens the demo and nothing else


def make_accounts() -> dict[str, User]:
    """Everybody's account by key. Side effects: rows of accounts and of their verified addresses."""
    # Hashing is slow by design; one hash for all is what one password for all is worth.
    password = make_password(PASSWORD)
    people = [_account(key, person, password) for key, person in EVERYBODY.items()]
    User.objects.bulk_create(people)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, primary=True, verified=True) for user in people
    )
    return dict(zip(EVERYBODY, people, strict=True))


def _account(key: str, person: Person, password: str) -> User:
    user = User(
        email=email_of(key),
        password=password,
        given_name=person.given,
        family_name=person.misspelt or person.family,
        patronymic=person.patronymic,
        latin_name=person.latin,
        language=person.language,
        phone=person.phone,
        is_staff=key == ADMINISTRATOR,
        is_superuser=key == ADMINISTRATOR,
    )
    user.full_clean(exclude=["password"])
    return user
