"""Each test of the register begins with an empty store; its people come by the front door."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from certificates.drafts import drafts_of, marks_by_participant
from certificates.models import Certificate
from certificates.services import batches, issuing
from foundation.stale import mark_of
from people.models import User
from residencies.services.roles import sync_admission
from tests.factories.certificates import EndedCohort, ended_cohort


@pytest.fixture(autouse=True)
def _empty_store() -> None:
    """Remove the files that an earlier test of this process left, and forget who tried how often."""
    shutil.rmtree(Path(settings.PRIVATE_MEDIA_ROOT) / "certificates", ignore_errors=True)
    cache.clear()


@pytest.fixture
def ended(db: None) -> EndedCohort:
    """Three people who qualify."""
    return ended_cohort(people=3)


@pytest.fixture
def signed(ended: EndedCohort) -> list[Certificate]:
    """Their three certificates, drawn and signed, by number."""
    return issue_to_all(ended)


def issue_to_all(ended: EndedCohort) -> list[Certificate]:
    """Issue, draw and sign for all who are ready."""
    batch = issuing.start_batch(actor=ended.manager, cohort=ended.cohort)
    assert batches.run_batch(batch.pk)
    return list(Certificate.objects.filter(batch=batch).order_by("number"))


def seen_of(ended: EndedCohort) -> dict[str, str]:
    """What the page sends along that shows the sheets of all who are ready."""
    return {"seen": mark_of(marks_by_participant(drafts_of(ended.cohort)))}


def browser_of(user: User | None, language: str = "en") -> Client:
    """A browser in which this person is signed in, in that language."""
    client = Client()
    if user is not None:
        client.force_login(user)
    client.cookies["language"] = language
    return client


def manager_browser(ended: EndedCohort) -> Client:
    """The browser of the cohort's manager, who may enter the back office."""
    sync_admission(user=ended.manager)
    ended.manager.refresh_from_db()
    secret = {"secret": "only-for-tests"}
    Authenticator.objects.get_or_create(
        user=ended.manager, type=Authenticator.Type.TOTP, defaults={"data": secret}
    )
    return browser_of(ended.manager)


@pytest.fixture
def office(ended: EndedCohort) -> Client:
    """The manager's browser."""
    return manager_browser(ended)


@pytest.fixture
def foreign() -> Callable[[], Client]:
    """Makes the browser of a manager of another programme."""
    return lambda: manager_browser(ended_cohort())
