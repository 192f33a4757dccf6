"""Writes about people's own accounts."""

import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError

from .models import Community, FormerCalendar, User

_NAMES = ("given_name", "family_name", "has_one_name", "patronymic", "latin_name")
_DETAILS = (
    "phone",
    "community",
    "country",
    "organisation",
    "organisation_kind",
    "position",
    "language",
    "digest",
)


def hold_account(user: User) -> User:
    """The account, held until the transaction ends; before anything new is written of the person.

    Raises `Erased` if it was erased after they came to the page.
    """
    held = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if held.erased_at is not None:
        raise Erased
    return held


class Erased(DomainError):
    """Nothing is kept of who was erased."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("This account was erased: nobody can have it again."))


@transaction.atomic
def save_profile(
    *,
    actor: User,
    given_name: str,
    family_name: str,
    has_one_name: bool,
    patronymic: str,
    latin_name: str,
    phone: str,
    community: Community | None,
    country: str,
    organisation: str,
    position: str,
    language: str,
    organisation_kind: str = "",
    digest: str = "",
) -> User:
    """Save what one says of oneself. Certificates issued and applications sent before keep what they say.

    `digest` stays as it is where it is not asked for.
    Raises `DomainError` if one of the two names is missing, unless there is one only, and `Erased`.
    """
    user = hold_account(actor)
    user.given_name, user.family_name, user.patronymic = given_name, family_name, patronymic
    user.has_one_name = has_one_name and not (given_name and family_name)
    if not user.is_named:
        raise DomainError(_("Write your name."), field="family_name" if given_name else "given_name")
    user.latin_name, user.phone, user.language = latin_name, phone, language
    user.community, user.country = community, community.country if community else country
    user.organisation, user.position = organisation, position
    user.organisation_kind = organisation_kind
    user.digest = digest or user.digest
    user.save(update_fields=[*_NAMES, *_DETAILS])
    return user


@transaction.atomic
def renew_calendar_token(*, actor: User) -> User:
    """Give one's calendar a new address; the old one stops at once, and is remembered as one that is gone."""
    FormerCalendar.objects.create(token=actor.calendar_token)
    actor.calendar_token = uuid.uuid4()
    actor.save(update_fields=["calendar_token"])
    return actor


@transaction.atomic
def forget_unproven_password(*, user: User) -> bool:
    """Take away a password that was set before the address was confirmed by another way. True if there was one.

    Without this, whoever makes an account with somebody else's address and a password of their own would share the
    account with its owner, who comes later and signs in by a code.
    """
    if not user.has_usable_password():
        return False
    user.set_unusable_password()
    user.save(update_fields=["password"])
    return True
