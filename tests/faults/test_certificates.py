"""A real worker, killed in the middle of a batch: started again, it leaves exactly one certificate each."""

import datetime as dt
import hashlib
import os
from collections import Counter

import pytest
from django.db.models import F
from django.utils import timezone

from certificates.models import Batch, Certificate, DeliveredFile
from certificates.services import issuing
from foundation.files.storage import private_storage
from foundation.work import LEASE, WorkState
from messaging.models import Letter
from tests.factories.certificates import EndedCohort, ended_cohort
from tests.factories.timetable import SessionFormatFactory

from .conftest import Post, until

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 30
AGE = LEASE + dt.timedelta(minutes=3)


@pytest.fixture
def ended() -> EndedCohort:
    SessionFormatFactory()
    return ended_cohort(people=PEOPLE)


def delivered() -> int:
    return DeliveredFile.objects.count()


def stored_files() -> set[str]:
    """Every file in the store of certificates."""
    storage, found = private_storage(), set()
    for folder in storage.listdir("certificates")[0]:
        found |= {f"certificates/{folder}/{name}" for name in storage.listdir(f"certificates/{folder}")[1]}
    return found


def let_the_lease_run_out(batch: Batch) -> None:
    """As if five minutes had passed: for the row, for its letters, and for the files in the store."""
    past = timezone.now() - AGE
    Batch.objects.filter(pk=batch.pk).update(
        lease_until=past, not_before=F("not_before") - AGE, swept_at=None
    )
    Letter.objects.filter(state=WorkState.RUNNING).update(lease_until=past)
    Letter.objects.update(not_before=F("not_before") - AGE, swept_at=None)
    for path in stored_files():
        os.utime(private_storage().path(path), (past.timestamp(), past.timestamp()))


def assert_exactly_one_each(ended: EndedCohort) -> None:
    """One valid certificate, one file and one letter for each person; files equal to the register."""
    rows = Certificate.objects.filter(participant__cohort=ended.cohort)
    assert Counter(rows.values_list("participant", flat=True)) == {person.pk: 1 for person in ended.people}
    assert len(set(rows.values_list("number", flat=True))) == len(ended.people)
    assert Counter(DeliveredFile.objects.values_list("certificate", flat=True)) == {row.pk: 1 for row in rows}
    assert stored_files() == set(DeliveredFile.objects.values_list("file", flat=True))
    for row in DeliveredFile.objects.all():
        with row.file.open("rb") as file:
            content = file.read()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (row.sha256, row.size)
    letters = Letter.objects.filter(kind="certificate_issued")
    assert Counter(letters.values_list("recipient", flat=True)) == {
        person.user_id: 1 for person in ended.people
    }


def test_a_worker_killed_three_times_in_the_middle_of_a_batch_leaves_exactly_one_certificate_each(
    ended: EndedCohort, embedded: Post
) -> None:
    batch = issuing.start_batch(actor=ended.manager, cohort=ended.cohort)
    embedded.hand_over("certificates.run_batch", batch.pk)
    for already in (3, 10, 18):
        worker = embedded.start_worker()
        until(lambda wanted=already: delivered() >= wanted, embedded)  # type: ignore[misc]
        embedded.kill(worker)
        assert delivered() < PEOPLE, "the worker was faster than the kill"
        let_the_lease_run_out(batch)
        embedded.hand_over("certificates.sweep")
    embedded.start_worker()
    until(lambda: Batch.objects.filter(pk=batch.pk, state=WorkState.DONE).exists(), embedded)
    assert_exactly_one_each(ended)


def test_two_workers_with_the_same_message_leave_exactly_one_certificate_each(
    ended: EndedCohort, embedded: Post
) -> None:
    batch = issuing.start_batch(actor=ended.manager, cohort=ended.cohort)
    for _copy in range(6):
        embedded.hand_over("certificates.run_batch", batch.pk)
    embedded.start_worker()
    embedded.start_worker()
    until(lambda: Batch.objects.filter(pk=batch.pk, state=WorkState.DONE).exists(), embedded)
    assert_exactly_one_each(ended)


def way_works(ended: EndedCohort, post: Post) -> None:
    """A batch handed over is issued, drawn and signed, and its letters leave, by messages alone."""
    batch = issuing.start_batch(actor=ended.manager, cohort=ended.cohort)
    post.hand_over("certificates.run_batch", batch.pk)
    post.start_worker()
    letters = Letter.objects.filter(kind="certificate_issued", state=WorkState.DONE)
    until(lambda: letters.count() == PEOPLE, post)
    assert_exactly_one_each(ended)


@pytest.mark.redis
def test_the_way_works_on_redis(ended: EndedCohort, on_redis: Post) -> None:
    way_works(ended, on_redis)


@pytest.mark.rabbitmq
def test_the_way_works_on_rabbitmq(ended: EndedCohort, on_rabbitmq: Post) -> None:
    way_works(ended, on_rabbitmq)
