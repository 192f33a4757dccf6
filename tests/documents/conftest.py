"""Each test begins with an empty store and without tries."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from people.models import User
from residencies.services.roles import sync_admission
from tests.factories.documents import Invited, invited


@pytest.fixture(autouse=True)
def _empty_store() -> None:
    shutil.rmtree(Path(settings.PRIVATE_MEDIA_ROOT) / "documents", ignore_errors=True)
    cache.clear()


@pytest.fixture
def house(db: None) -> Invited:
    """A cohort that can invite, with two people."""
    return invited(people=2)


@pytest.fixture
def manager_client(house: Invited, client: Client) -> Client:
    """Its manager, in the back office."""
    return enter(client, house.manager)


def enter(client: Client, user: User) -> Client:
    """Somebody who works in the back office, signed in with what it asks for."""
    from allauth.mfa.models import Authenticator

    Authenticator.objects.get_or_create(
        user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "JBSWY3DPEHPK3PXP"}}
    )
    sync_admission(user=user)
    user.refresh_from_db()
    client.force_login(user)
    return client
