"""Each test of the register begins with an empty store; its people come by the front door."""

import copy
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from certificates.drafts import drafts_of, marks_by_participant
from certificates.models import Certificate
from certificates.services import batches, issuing
from foundation.stale import mark_of
from people.models import User
from residencies.services.roles import sync_admission
from tests.factories.certificates import EndedCohort, ended_cohort
from tests.made_once import taken_back


def store() -> Path:
    """Where the files of certificates are."""
    return Path(settings.PRIVATE_MEDIA_ROOT) / "certificates"


@pytest.fixture(autouse=True)
def _empty_store() -> None:
    """Remove the files that an earlier test of this process left, and forget who tried how often."""
    shutil.rmtree(store(), ignore_errors=True)
    cache.clear()


@dataclass(frozen=True)
class Issued:
    """A cohort whose certificates are signed, and what lay in the store then."""

    ended: EndedCohort
    files: dict[Path, bytes]


@pytest.fixture(scope="module")
def issued_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Issued]:
    """Three people with their certificates. Drawing and signing take ten times as long as what a test does then."""
    with taken_back(django_db_blocker):
        ended = ended_cohort(people=3)
        issue_to_all(ended)
        yield Issued(ended, {path: path.read_bytes() for path in store().rglob("*") if path.is_file()})


@pytest.fixture
def ended(request: pytest.FixtureRequest, db: None) -> EndedCohort:
    """Three people who qualify; those with the certificates, if the test asks for these."""
    if "signed" in request.fixturenames:
        return copy.deepcopy(request.getfixturevalue("issued_once").ended)
    return ended_cohort(people=3)


@pytest.fixture
def signed(issued_once: Issued, ended: EndedCohort) -> list[Certificate]:
    """Their three certificates, drawn and signed, by number."""
    for path, content in issued_once.files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return list(Certificate.objects.filter(batch__cohort=ended.cohort).order_by("number"))


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
