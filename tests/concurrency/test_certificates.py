"""The register when several workers issue at once. On PostgreSQL; with controls in which what guards it is off.

Two things keep a completion from having two certificates: the lock on the register's counter, under which a worker
asks again, and a constraint. The controls take away the one, the other, and both; with both away the fault shows.
"""

import hashlib
import shutil
import threading
import uuid
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from wagtail.models import ModelLogEntry

from certificates.candidates import CompletionLine
from certificates.freezing import cohort_facts
from certificates.models import Batch, Certificate, DeliveredFile, RegisterCounter
from certificates.queries import rule_of, who_is_ready
from certificates.services import batches, ending, issuing
from foundation import work
from foundation.errors import Conflict
from foundation.files.storage import private_storage
from foundation.work import Work, WorkState
from messaging.models import Letter
from people.models import Organisation
from tests.factories.certificates import EndedCohort, ended_cohort
from tests.factories.people import OrganisationFactory
from tests.factories.timetable import SessionFormatFactory

from .conftest import at_once, errors

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WORKERS = 8
PEOPLE = 6
YEAR = 2026
STATE = Certificate.State
# Seconds for which who has read waits for the others: in a control they all come, on a slow machine too.
WAIT, WAIT_IN_CONTROL = 1, 5
NO_FAULT = "the control does not show the fault, so the test proves nothing"


class Broken(Exception):
    """What is written after the number was taken cannot be written."""


@pytest.fixture
def ended() -> EndedCohort:
    """A cohort that is over, all of whose people qualify; nothing in the store."""
    shutil.rmtree(Path(settings.PRIVATE_MEDIA_ROOT) / "certificates", ignore_errors=True)
    SessionFormatFactory()
    return ended_cohort(people=PEOPLE)


@pytest.fixture(params=["as it is", "no lock", "no constraint", "neither"])
def is_guarded(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, without_constraint: Callable[..., None]
) -> bool:
    """With one guard away the other one holds; with both away it is the control: False."""
    if request.param in {"no lock", "neither"}:
        monkeypatch.setattr(issuing, "next_number", lambda **_register: f"N-{uuid.uuid4().hex}")
    if request.param in {"no constraint", "neither"}:
        without_constraint(Certificate, "one_valid_certificate")
    return bool(request.param != "neither")


@pytest.fixture(params=["row locks", "no row locks"])
def has_row_locks(request: pytest.FixtureRequest, without_row_locks: Callable[[], None]) -> bool:
    """Once as it is, and once as a control in which no row is locked by being read."""
    if request.param == "no row locks":
        without_row_locks()
    return bool(request.param == "row locks")


def started(ended: EndedCohort) -> Batch:
    """A batch that waits for a worker."""
    return issuing.start_batch(actor=ended.manager, cohort=ended.cohort)


def issued_to_all(ended: EndedCohort) -> list[Certificate]:
    """The rows of a batch that is over, in the order of their numbers."""
    batch = started(ended)
    issuing.issue_rows(batch)
    Batch.objects.filter(pk=batch.pk).update(state=WorkState.DONE)
    return list(Certificate.objects.order_by("number"))


def issue(ended: EndedCohort, batch: Batch, line: CompletionLine) -> Certificate | None:
    """What a worker does for one person after it has read who is ready."""
    rule = rule_of(ended.cohort)
    assert rule
    common = cohort_facts(ended.cohort, rule)
    return issuing.issue_one(actor=ended.manager, batch=batch, common=common, line=line)


def numbers() -> set[str]:
    """All numbers in the register."""
    return set(Certificate.objects.values_list("number", flat=True))


def running_parts(of: list[str] | set[str]) -> list[int]:
    """What counts up in numbers, in order."""
    return sorted(int(number.rpartition("-")[2]) for number in of)


# ---------------------------------------------------------------- one completion, one certificate
def test_workers_who_have_all_read_that_a_person_has_none_write_one_certificate(
    ended: EndedCohort, is_guarded: bool, wide_window: Callable[..., None]
) -> None:
    batch, line = started(ended), who_is_ready(ended.cohort)[0]
    wide_window(WORKERS, sender=Certificate, seconds=WAIT if is_guarded else WAIT_IN_CONTROL)
    outcomes = at_once(lambda _worker: issue(ended, batch, line), range(WORKERS))
    assert errors(outcomes) == []
    valid = list(Certificate.objects.filter(participant=line.participant, state=STATE.VALID))
    if is_guarded:
        assert [outcome.value for outcome in outcomes if outcome.value is not None] == valid
        assert len(valid) == ModelLogEntry.objects.filter(action="certificates.issue").count() == 1
    else:
        assert len(valid) > 1, NO_FAULT


def test_workers_who_all_hold_the_same_batch_leave_one_certificate_one_file_and_one_letter_each(
    ended: EndedCohort,
    is_guarded: bool,
    wide_window: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As if every lease had been lost: nothing but the register itself keeps the workers apart."""
    all_hold = threading.Barrier(WORKERS)

    def claim(model: type[Work], pk: int) -> Work:
        rows = model._default_manager.filter(pk=pk)
        lease = timezone.now() + work.LEASE
        rows.update(state=WorkState.RUNNING, lease_until=lease, attempts=F("attempts") + 1)
        all_hold.wait(timeout=30)
        return rows.get()

    monkeypatch.setattr(work, "claim", claim)
    batch = started(ended)
    wide_window(WORKERS, sender=Certificate, seconds=WAIT if is_guarded else WAIT_IN_CONTROL)
    assert errors(at_once(lambda _worker: batches.run_batch(batch.pk), range(WORKERS))) == []
    each = Counter(Certificate.objects.values_list("participant", flat=True))
    if is_guarded:
        assert each == {person.pk: 1 for person in ended.people}
        assert_files_and_letters_equal_the_register(ended)
    else:
        assert max(each.values()) > 1, NO_FAULT


def assert_files_and_letters_equal_the_register(ended: EndedCohort) -> None:
    """A row, its file and its letter for each person, and nothing else in the store."""
    storage, stored = private_storage(), set()
    for folder in storage.listdir("certificates")[0]:
        stored |= {f"certificates/{folder}/{name}" for name in storage.listdir(f"certificates/{folder}")[1]}
    delivered = list(DeliveredFile.objects.select_related("certificate"))
    assert {row.file.name for row in delivered} == stored
    assert len(delivered) == len(ended.people)
    for row in delivered:
        with row.file.open("rb") as file:
            assert hashlib.sha256(file.read()).hexdigest() == row.sha256
    letters = Letter.objects.filter(kind="certificate_issued").values_list("recipient", flat=True)
    assert Counter(letters) == {person.user_id: 1 for person in ended.people}


@pytest.mark.parametrize("is_claimed", [True, False], ids=["claimed", "read without being claimed"])
def test_of_workers_who_get_the_same_message_one_does_the_work(
    ended: EndedCohort, is_claimed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_claimed:
        monkeypatch.setattr(work, "claim", lambda model, pk: model._default_manager.get(pk=pk))
    worked = []
    write_rows = issuing.issue_rows
    monkeypatch.setattr(issuing, "issue_rows", lambda batch: worked.append(batch) or write_rows(batch))
    batch = started(ended)
    outcomes = at_once(lambda _worker: batches.run_batch(batch.pk), range(WORKERS))
    assert errors(outcomes) == []
    if is_claimed:
        assert Counter(outcome.value for outcome in outcomes) == {True: 1, False: WORKERS - 1}
        assert len(worked) == 1
        assert_files_and_letters_equal_the_register(ended)
    else:
        assert len(worked) > 1, NO_FAULT


@pytest.mark.parametrize("is_constrained", [True, False], ids=["constraint", "no constraint"])
def test_managers_who_press_at_once_start_one_batch(
    ended: EndedCohort,
    is_constrained: bool,
    without_constraint: Callable[..., None],
    wide_window: Callable[..., None],
) -> None:
    if not is_constrained:
        without_constraint(Batch, "one_batch_at_a_time")
    wide_window(WORKERS, sender=Batch, seconds=WAIT if is_constrained else WAIT_IN_CONTROL)
    refused = errors(at_once(lambda _press: started(ended), range(WORKERS)))
    if is_constrained:
        assert Batch.objects.count() == 1
        assert [type(error) for error in refused] == [Conflict] * (WORKERS - 1)
    else:
        assert Batch.objects.count() > 1, NO_FAULT


def test_managers_who_issue_again_at_once_after_a_revocation_write_one_certificate(
    ended: EndedCohort, is_guarded: bool, wide_window: Callable[..., None]
) -> None:
    revoked = ending.revoke(actor=ended.manager, certificate=issued_to_all(ended)[0], reason="Помилка")
    wide_window(WORKERS, sender=Certificate, seconds=WAIT if is_guarded else WAIT_IN_CONTROL)
    refused = errors(
        at_once(lambda _press: issuing.issue_again(actor=ended.manager, certificate=revoked), range(WORKERS))
    )
    valid = Certificate.objects.filter(participant=revoked.participant, state=STATE.VALID)
    if is_guarded:
        assert valid.count() == Batch.objects.filter(purpose=Batch.Purpose.AGAIN).count() == 1
        assert [type(error) for error in refused] == [Conflict] * (WORKERS - 1)
    else:
        assert valid.count() > 1, NO_FAULT


def test_a_certificate_ends_once_whoever_replaces_and_revokes_it_at_once(
    ended: EndedCohort, has_row_locks: bool, wide_window: Callable[..., None]
) -> None:
    row = issued_to_all(ended)[0]

    def end(number: int) -> Certificate:
        if number % 2:
            return ending.revoke(actor=ended.manager, certificate=row, reason="Помилка")
        changes = {"position": f"спеціалістка {number}"}
        return ending.replace(actor=ended.manager, certificate=row, changes=changes, reason="Описка")

    wide_window(WORKERS, sender=Certificate)
    refused = errors(at_once(end, range(WORKERS)))
    entries = ModelLogEntry.objects.filter(action__in=["certificates.revoke", "certificates.replace"])
    if has_row_locks:
        assert [type(error) for error in refused] == [Conflict] * (WORKERS - 1)
        assert entries.count() == 1
        row.refresh_from_db()
        successors = list(Certificate.objects.filter(replaces=row))
        assert (row.state, len(successors)) in {(STATE.REVOKED, 0), (STATE.REPLACED, 1)}
    else:
        assert entries.count() > 1 or any(isinstance(error, IntegrityError) for error in refused), NO_FAULT


def test_somebody_who_is_replaced_while_a_late_worker_issues_has_one_and_nobody_waits_in_a_ring(
    ended: EndedCohort, wide_window: Callable[..., None]
) -> None:
    batch, lines = started(ended), who_is_ready(ended.cohort)
    issuing.issue_rows(batch)
    rows = {row.participant_id: row for row in Certificate.objects.all()}

    def one(number: int) -> Certificate | None:
        line = lines[number // 2]
        if number % 2:
            return issue(ended, batch, line)
        row = rows[line.participant.pk]
        return ending.replace(
            actor=ended.manager, certificate=row, changes={"position": "голова"}, reason="Описка"
        )

    outcomes = at_once(one, range(2 * PEOPLE))
    assert errors(outcomes) == []
    states = Counter(Certificate.objects.values_list("participant", "state"))
    assert states == {(pk, state): 1 for pk in rows for state in (STATE.VALID, STATE.REPLACED)}
    assert running_parts(numbers()) == list(range(1, 2 * PEOPLE + 1))


# ---------------------------------------------------------------- numbers
def take(issuer: Organisation, *, is_broken: bool = False) -> str:
    """Take a number and write what it is for, or fail to."""
    with transaction.atomic():
        number = issuing.next_number(issuer=issuer, year=YEAR)
        if is_broken:
            raise Broken
    return number


def test_numbers_taken_at_once_never_repeat_and_those_of_broken_transactions_leave_no_gap(
    has_row_locks: bool, wide_window: Callable[..., None]
) -> None:
    issuer = OrganisationFactory()
    RegisterCounter.objects.create(organisation=issuer, year=YEAR)
    wide_window(WORKERS, sender=RegisterCounter, seconds=WAIT if has_row_locks else WAIT_IN_CONTROL)
    outcomes = at_once(
        lambda number: take(issuer, is_broken=number % 3 == 0), range(5 * WORKERS), threads=WORKERS
    )
    assert {type(error) for error in errors(outcomes)} == {Broken}
    taken = [outcome.value for outcome in outcomes if outcome.error is None]
    if has_row_locks:
        assert running_parts(taken) == list(range(1, len(taken) + 1))
    else:
        assert len(set(taken)) < len(taken), NO_FAULT


@pytest.mark.parametrize("is_constrained", [True, False], ids=["constraint", "no constraint"])
def test_the_first_numbers_of_a_year_taken_at_once_never_repeat(
    is_constrained: bool, without_constraint: Callable[..., None], wide_window: Callable[..., None]
) -> None:
    """There is no counter yet: each of them would make it."""
    issuer = OrganisationFactory()
    if not is_constrained:
        without_constraint(RegisterCounter, "counter_once")
    wide_window(WORKERS, sender=RegisterCounter, seconds=WAIT if is_constrained else WAIT_IN_CONTROL)
    outcomes = at_once(lambda _worker: take(issuer), range(WORKERS))
    assert errors(outcomes) == []
    taken = [outcome.value for outcome in outcomes]
    if is_constrained:
        assert running_parts(taken) == list(range(1, WORKERS + 1))
    else:
        assert len(set(taken)) < len(taken), NO_FAULT


def test_registers_of_two_organisations_count_apart_and_do_not_wait_for_each_other() -> None:
    issuers = [OrganisationFactory(), OrganisationFactory()]
    both_inside = threading.Barrier(2)

    def hold(issuer: Organisation) -> str:
        with transaction.atomic():
            number = issuing.next_number(issuer=issuer, year=YEAR)
            both_inside.wait(timeout=30)
        return number

    outcomes = at_once(hold, issuers)
    assert [outcome.value for outcome in outcomes] == [f"{issuer.pk:02d}-{YEAR}-00001" for issuer in issuers]


def test_two_batches_that_issue_into_one_register_at_once_share_its_numbers_out(
    ended: EndedCohort, has_row_locks: bool, wide_window: Callable[..., None]
) -> None:
    other = ended_cohort(people=PEOPLE, with_key=False)
    other.rule.design.issuer = ended.rule.design.issuer
    other.rule.design.save()
    both = [started(ended), started(other)]
    RegisterCounter.objects.create(organisation=ended.rule.design.issuer, year=timezone.now().year)
    wide_window(len(both), sender=RegisterCounter, seconds=WAIT if has_row_locks else WAIT_IN_CONTROL)
    broken = errors(at_once(issuing.issue_rows, both))
    if has_row_locks:
        assert broken == []
        assert running_parts(numbers()) == list(range(1, 2 * PEOPLE + 1))
        assert Counter(Certificate.objects.values_list("batch", flat=True)) == {
            batch.pk: PEOPLE for batch in both
        }
    else:
        # Only the uniqueness of numbers is left: it stops a batch in the middle.
        assert [type(error) for error in broken] == [IntegrityError], NO_FAULT


@pytest.mark.parametrize("is_counted", [False, True], ids=["as it is", "numbers by counting rows"])
def test_rows_that_are_gone_do_not_bring_their_numbers_back(
    ended: EndedCohort, is_counted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows are never deleted; but a table that was restored or repaired by hand may lack some."""
    if is_counted:
        monkeypatch.setattr(
            issuing,
            "next_number",
            lambda issuer, year: f"{issuer.pk:02d}-{year}-{Certificate.objects.count() + 1:05d}",
        )
    before = [row.number for row in issued_to_all(ended)]
    Certificate.objects.filter(number__in=before[-2:]).delete()
    kept = numbers()
    batch = started(ended)
    lines = who_is_ready(ended.cohort)
    broken = errors(at_once(lambda line: issue(ended, batch, line), lines))
    new = numbers() - kept
    if is_counted:
        assert new & set(before), NO_FAULT
    else:
        assert broken == []
        assert running_parts(new) == [PEOPLE + 1, PEOPLE + 2]
