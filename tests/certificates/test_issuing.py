"""Issuing in batches: rows, numbers, files, and what a killed or doubled worker leaves."""

import datetime as dt
import hashlib
import os
from decimal import Decimal
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import import_string

from certificates.freezing import cohort_facts
from certificates.models import Batch, Certificate, DeliveredFile
from certificates.queries import completion_table, rule_of, who_is_ready
from certificates.services import batches, ending, issuing, keys
from cohorts.models import Cohort
from foundation.errors import Conflict, DomainError
from foundation.files.storage import private_storage
from foundation.work import LEASE, MAX_ATTEMPTS, WorkState
from messaging.models import Letter
from tests.factories.certificates import EndedCohort, ended_cohort
from tests.factories.cohorts import DayFactory, PlaceFactory
from tests.factories.residencies import FundingProjectFactory
from tests.letters import letters, the_letter

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def stored_files() -> set[str]:
    """Every file in the private storage's folder of certificates."""
    storage, found = private_storage(), set()
    for folder in storage.listdir("certificates")[0]:
        found |= {f"certificates/{folder}/{name}" for name in storage.listdir(f"certificates/{folder}")[1]}
    return found


def content_of(delivered: DeliveredFile) -> bytes:
    """The stored file of a row."""
    with delivered.file.open("rb") as file:
        return bytes(file.read())


def registered_files() -> set[str]:
    """Every file that a row names."""
    return set(DeliveredFile.objects.values_list("file", flat=True))


def expire_lease(batch: Batch) -> None:
    """As if the worker that held the batch had died."""
    Batch.objects.filter(pk=batch.pk).update(lease_until=timezone.now() - LEASE)


def test_a_batch_issues_draws_and_signs_for_all_who_qualify(ended: EndedCohort) -> None:
    ended.add_person(attended=1)
    batch = issuing.start_batch(actor=ended.manager, cohort=ended.cohort)
    assert batches.run_batch(batch.pk)
    batch.refresh_from_db()
    assert batch.state == WorkState.DONE
    issued = Certificate.objects.filter(batch=batch)
    assert {row.participant_id for row in issued} == {person.pk for person in ended.people[:3]}
    for row in issued:
        content = content_of(row.delivered)
        assert content.startswith(b"%PDF-")
        assert hashlib.sha256(content).hexdigest() == row.delivered.sha256


def test_numbers_of_a_register_follow_one_another_and_are_never_given_twice(ended: EndedCohort) -> None:
    batch = issuing.start_batch(actor=ended.manager, cohort=ended.cohort)
    batches.run_batch(batch.pk)
    year = timezone.now().year
    issuer = ended.rule.design.issuer
    expected = [f"{issuer.pk:02d}-{year}-{number:05d}" for number in (1, 2, 3)]
    assert sorted(Certificate.objects.values_list("number", flat=True)) == expected


def test_numbers_of_a_batch_follow_the_alphabet(ended: EndedCohort) -> None:
    names = ["Гудзь", "Ґудзь", "Єременко", "Іваненко", "Їжак", "Łoś"]
    for name in reversed(names):
        ended.add_person(family_name=name)
    batch = issuing.start_batch(actor=ended.manager, cohort=ended.cohort)
    batches.run_batch(batch.pk)
    numbered = Certificate.objects.order_by("number").values_list("participant__user__family_name", flat=True)
    assert [name for name in numbered if name in names] == names


def test_a_number_does_not_depend_on_how_many_rows_there_are(ended: EndedCohort) -> None:
    issuer, year = ended.rule.design.issuer, timezone.now().year
    first = issuing.next_number(issuer=issuer, year=year)
    second = issuing.next_number(issuer=issuer, year=year)
    assert Certificate.objects.count() == 0
    assert first != second


def test_each_code_holds_128_random_bits(ended: EndedCohort) -> None:
    batches.run_batch(issuing.start_batch(actor=ended.manager, cohort=ended.cohort).pk)
    codes = set(Certificate.objects.values_list("code", flat=True))
    assert len(codes) == 3
    assert all(len(code) == 32 and int(code, 16) >= 0 for code in codes)


def test_the_same_message_twice_has_no_second_effect(ended: EndedCohort) -> None:
    batch = issuing.start_batch(actor=ended.manager, cohort=ended.cohort)
    assert batches.run_batch(batch.pk)
    hashes = set(DeliveredFile.objects.values_list("sha256", flat=True))
    assert not batches.run_batch(batch.pk)
    assert set(DeliveredFile.objects.values_list("sha256", flat=True)) == hashes
    assert Letter.objects.filter(kind="certificate_issued").count() == 3


@pytest.mark.parametrize("ended_by", ["nobody", "a revocation", "a replacement"])
def test_a_worker_that_comes_late_issues_nothing_again_whatever_became_of_the_first(
    ended: EndedCohort, ended_by: str
) -> None:
    """It read who is ready before another worker issued, and a manager may have ended that certificate since."""
    batch, line = issuing.start_batch(actor=ended.manager, cohort=ended.cohort), who_is_ready(ended.cohort)[0]
    issuing.issue_rows(batch)
    row = Certificate.objects.get(participant=line.participant)
    if ended_by == "a revocation":
        ending.revoke(actor=ended.manager, certificate=row, reason="Помилка")
    elif ended_by == "a replacement":
        ending.replace(actor=ended.manager, certificate=row, changes={"position": "голова"}, reason="Описка")
    before = set(Certificate.objects.values_list("number", flat=True))
    rule = rule_of(ended.cohort)
    assert rule
    common = cohort_facts(ended.cohort, rule)
    assert issuing.issue_one(actor=ended.manager, batch=batch, common=common, line=line) is None
    assert set(Certificate.objects.values_list("number", flat=True)) == before
    assert issuing.next_number(issuer=row.issuer, year=row.issued_at.year).endswith(f"{len(before) + 1:05d}")


def test_the_sheet_names_the_project_of_its_cohort_and_no_other(ended: EndedCohort) -> None:
    programme = ended.cohort.residency.programme
    FundingProjectFactory(programme=programme, title_uk="A first", sentence_uk="За підтримки іншого донора.")
    ended.cohort.project = FundingProjectFactory(programme=programme, sentence_uk="За підтримки донора.")
    ended.cohort.save()
    rule = rule_of(ended.cohort)
    assert rule
    assert cohort_facts(ended.cohort, rule).in_("uk").donor_sentence == "За підтримки донора."


def test_a_second_batch_cannot_start_while_one_is_under_way(ended: EndedCohort) -> None:
    issuing.start_batch(actor=ended.manager, cohort=ended.cohort)
    with pytest.raises(Conflict):
        issuing.start_batch(actor=ended.manager, cohort=ended.cohort)


def test_nobody_to_issue_to_is_said_and_no_batch_is_made(ended: EndedCohort) -> None:
    batches.run_batch(issuing.start_batch(actor=ended.manager, cohort=ended.cohort).pk)
    with pytest.raises(DomainError, match=r"nobody to issue to|Видавати нікому"):
        issuing.start_batch(actor=ended.manager, cohort=ended.cohort)
    assert Batch.objects.count() == 1


def test_no_certificate_is_issued_before_the_day_of_the_cohort_on_its_own_clock(
    ended: EndedCohort, time_machine: Any
) -> None:
    last = DayFactory(cohort=ended.cohort, date=ended.day.date + dt.timedelta(days=1))
    for person in ended.people:
        PlaceFactory(pool=last.pool, participant=person)
    midnight = dt.datetime.combine(last.date, dt.time(), ended.cohort.zone)
    time_machine.move_to(midnight - dt.timedelta(seconds=1), tick=False)
    assert {line.outcome.reasons[0].code for line in completion_table(ended.cohort)} == {"to_come"}
    with pytest.raises(DomainError):
        issuing.start_batch(actor=ended.manager, cohort=ended.cohort)
    assert not Batch.objects.exists()
    time_machine.move_to(midnight, tick=False)
    assert len(who_is_ready(ended.cohort)) == 3
    assert issuing.start_batch(actor=ended.manager, cohort=ended.cohort).total == 3


@pytest.mark.parametrize("state", ["valid", "replaced"])
def test_a_new_one_after_a_revocation_is_for_who_had_one_revoked_only(ended: EndedCohort, state: str) -> None:
    batches.run_batch(issuing.start_batch(actor=ended.manager, cohort=ended.cohort).pk)
    row = Certificate.objects.earliest("pk")
    if state == "replaced":
        ending.replace(actor=ended.manager, certificate=row, changes={"position": "голова"}, reason="Описка")
    before = Certificate.objects.count()
    with pytest.raises(Conflict):
        issuing.issue_again(actor=ended.manager, certificate=row)
    assert Certificate.objects.count() == before


def test_a_name_that_was_corrected_stays_corrected_on_a_new_one_after_a_revocation(
    ended: EndedCohort,
) -> None:
    batches.run_batch(issuing.start_batch(actor=ended.manager, cohort=ended.cohort).pk)
    row = Certificate.objects.earliest("pk")
    changes = {"family": "Виправлена", "given": "Олена"}
    corrected = ending.replace(actor=ended.manager, certificate=row, changes=changes, reason="Описка")
    ending.revoke(actor=ended.manager, certificate=corrected, reason="Не той день")
    assert issuing.again(corrected).holder.printed_name == "Виправлена Олена"
    again = issuing.issue_again(actor=ended.manager, certificate=corrected)
    assert (again.facts["holder"]["family"], again.surname_key) == ("Виправлена", "виправлена")


def test_without_a_signing_key_no_batch_starts() -> None:
    ended = ended_cohort(people=1, with_key=False)
    with pytest.raises(DomainError):
        issuing.start_batch(actor=ended.manager, cohort=ended.cohort)
    assert Batch.objects.count() == 0


@pytest.mark.parametrize("step", ["before the row", "before the file", "after the file", "after the first"])
def test_a_worker_killed_at_any_step_leaves_exactly_one_certificate_each(
    ended: EndedCohort, step: str
) -> None:
    batch = issuing.start_batch(actor=ended.manager, cohort=ended.cohort)
    places = {
        "before the row": "certificates.services.issuing.freeze",
        "before the file": "certificates.services.batches._store",
        "after the file": "certificates.services.batches.DeliveredFile.save",
        "after the first": "certificates.services.batches.work.finish",
    }
    with patch(places[step], side_effect=SystemExit), pytest.raises(SystemExit):
        batches.run_batch(batch.pk)
    expire_lease(batch)
    for path in stored_files() if step not in {"before the row", "before the file"} else ():
        make_old(path)
    assert batches.run_batch(batch.pk)
    assert Certificate.objects.count() == 3
    assert DeliveredFile.objects.count() == 3
    assert stored_files() == registered_files()
    for delivered in DeliveredFile.objects.all():
        assert hashlib.sha256(content_of(delivered)).hexdigest() == delivered.sha256


def make_old(path: str) -> None:
    """As if the file had been stored before the lease ran out."""
    moment = (timezone.now() - 2 * LEASE).timestamp()
    os.utime(private_storage().path(path), (moment, moment))


def test_a_young_file_without_a_row_may_be_another_workers_and_stays(ended: EndedCohort) -> None:
    batch = issuing.start_batch(actor=ended.manager, cohort=ended.cohort)
    issuing.issue_rows(batch)
    certificate = Certificate.objects.first()
    assert certificate
    path = f"certificates/{certificate.public_id}/other.pdf"
    private_storage().save(path, ContentFile(b"%PDF-"))
    batches.deliver(certificate.pk)
    assert private_storage().exists(path)


def test_one_that_cannot_be_drawn_does_not_hold_up_the_others(ended: EndedCohort) -> None:
    batch = issuing.start_batch(actor=ended.manager, cohort=ended.cohort)
    issuing.issue_rows(batch)
    broken = Certificate.objects.order_by("pk").first()
    assert broken
    facts = {**broken.facts, "schema": 99}
    Certificate.objects.filter(pk=broken.pk).update(facts=facts)
    assert batches.run_batch(batch.pk)
    broken.refresh_from_db()
    assert broken.problem
    assert DeliveredFile.objects.count() == 2


def test_a_batch_that_always_breaks_is_set_aside_and_the_manager_is_told_each_time(
    ended: EndedCohort,
) -> None:
    batch = issuing.start_batch(actor=ended.manager, cohort=ended.cohort)
    for times in (1, 2):
        with patch("certificates.services.batches.deliver", side_effect=OSError("disk")):
            for _attempt in range(MAX_ATTEMPTS):
                Batch.objects.filter(pk=batch.pk).update(not_before=timezone.now())
                batches.run_batch(batch.pk)
        batch.refresh_from_db()
        assert (batch.state, batch.last_error) == (WorkState.FAILED, "OSError")
        told = letters(kind="batch_failed", recipient=ended.manager)
        assert len(told) == times
        assert f"/admin/batches/{batch.public_id}/" in told[-1].text
        issuing.resume_batch(actor=ended.manager, batch=batch)


def test_a_poisonous_batch_that_kills_its_worker_is_set_aside_and_the_manager_is_told(
    ended: EndedCohort,
) -> None:
    batch = issuing.start_batch(actor=ended.manager, cohort=ended.cohort)
    with patch("certificates.services.batches.deliver", side_effect=SystemExit):
        for _attempt in range(MAX_ATTEMPTS):
            with pytest.raises(SystemExit):
                batches.run_batch(batch.pk)
            expire_lease(batch)
    assert not batches.run_batch(batch.pk)
    batch.refresh_from_db()
    assert batch.state == WorkState.FAILED
    assert Letter.objects.filter(kind="batch_failed").count() == 1


def test_one_that_is_revoked_while_it_is_drawn_gets_no_file_and_no_letter(ended: EndedCohort) -> None:
    batch = issuing.start_batch(actor=ended.manager, cohort=ended.cohort)
    issuing.issue_rows(batch)
    row = Certificate.objects.earliest("pk")
    store = batches._store

    def revoke_first(certificate: Certificate, *args: object) -> object:
        if certificate == row:
            ending.revoke(actor=ended.manager, certificate=row, reason="Помилка")
        return store(certificate, *args)  # type: ignore[arg-type]

    with patch("certificates.services.batches._store", revoke_first):
        assert batches.run_batch(batch.pk)
    assert DeliveredFile.objects.count() == 2
    assert stored_files() == registered_files()
    assert not Letter.objects.filter(key=f"certificate_issued:{row.pk}").exists()


def test_nothing_is_drawn_signed_or_stored_inside_a_transaction(
    ended: EndedCohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    depth = len(connection.savepoint_ids)
    looked = []

    def watched(name: str) -> None:
        module, _dot, function = name.rpartition(".")
        owner = import_string(module)
        plain = getattr(owner, function)

        def look(*args: Any, **kwargs: Any) -> Any:
            assert len(connection.savepoint_ids) == depth, name
            looked.append(name)
            return plain(*args, **kwargs)

        monkeypatch.setattr(owner, function, look)

    names = {
        "certificates.pdf.printer.SheetPrinter.draw",
        "certificates.signing.pades.Signer.sign",
        "django.core.files.storage.FileSystemStorage.save",
        "django.core.files.storage.FileSystemStorage.delete",
    }
    for name in names:
        watched(name)
    batch = issuing.start_batch(actor=ended.manager, cohort=ended.cohort)
    assert batches.run_batch(batch.pk)
    new = ending.replace(
        actor=ended.manager,
        certificate=Certificate.objects.earliest("pk"),
        changes={"family": "Нова"},
        reason="Описка",
    )
    assert batches.run_batch(new.batch_id)
    assert names - set(looked) == {"django.core.files.storage.FileSystemStorage.delete"}


def test_the_letter_has_one_fact_one_button_and_the_same_words_in_both_forms(ended: EndedCohort) -> None:
    batches.run_batch(issuing.start_batch(actor=ended.manager, cohort=ended.cohort).pk)
    row = Certificate.objects.earliest("pk")
    letter = the_letter(key=f"certificate_issued:{row.pk}")
    url = f"http://testserver/uk/my/certificates/{row.public_id}/"
    assert row.number in letter.subject
    for form in (letter.text, letter.html):
        assert row.number in form
        assert ended.cohort.residency.name_uk in form
        assert url in form
        assert row.code not in form
    assert letter.html.count(f'href="{url}"') == 2  # the button, and the address to copy


@pytest.mark.parametrize(("language", "words"), [("en", "is ready"), ("uk", ""), ("pl", "")])
def test_the_letter_is_in_the_holders_language(ended: EndedCohort, language: str, words: str) -> None:
    person = ended.people[0]
    person.user.language = language
    person.user.save()
    batches.run_batch(issuing.start_batch(actor=ended.manager, cohort=ended.cohort).pk)
    letter = the_letter(recipient=person.user)
    assert letter.language == language
    assert words in letter.subject
    assert f"/{language}/my/certificates/" in letter.text


def test_the_sweeper_sends_out_again_a_batch_whose_message_was_lost(ended: EndedCohort) -> None:
    batch = issuing.start_batch(actor=ended.manager, cohort=ended.cohort)
    long_ago = timezone.now() - 2 * LEASE
    Batch.objects.filter(pk=batch.pk).update(not_before=long_ago)
    with patch("certificates.services.batches.work.send") as send:
        assert batches.sweep() == 1
    send.assert_called_once_with(issuing.RUN_BATCH, batch.pk)


def test_facts_stay_as_they_were_when_the_person_changes_their_name(ended: EndedCohort) -> None:
    batches.run_batch(issuing.start_batch(actor=ended.manager, cohort=ended.cohort).pk)
    person = ended.people[0]
    certificate = Certificate.objects.get(participant=person)
    before = certificate.facts
    person.user.family_name = "Інша"
    person.user.save()
    certificate.refresh_from_db()
    assert certificate.facts == before


def test_only_some_of_the_days_print_those_days_own_hours_and_no_credits() -> None:
    ended = ended_cohort(people=1)
    DayFactory(cohort=ended.cohort)
    line = completion_table(ended.cohort)[0]
    assert not line.outcome.qualifies
    assert line.outcome.reasons[-1].code == "no_hours"
    ended.day.hours = Decimal("5.5")
    ended.day.save()
    line = completion_table(ended.cohort)[0]
    assert line.outcome.qualifies
    assert line.hours == Decimal("5.5")


def test_the_completion_table_takes_as_many_queries_for_one_person_as_for_many(
    django_assert_num_queries: object,
) -> None:
    ended = ended_cohort(people=1)
    for more in (0, 15):
        for _number in range(more):
            ended.add_person()
        cohort = Cohort.objects.get(pk=ended.cohort.pk)
        with django_assert_num_queries(15):  # type: ignore[operator]
            completion_table(cohort)


def test_the_key_is_kept_encrypted_and_for_this_user_only(ended: EndedCohort) -> None:
    path = keys.key_path(keys.require_key(ended.rule.design.issuer).key_id)
    assert b"ENCRYPTED PRIVATE KEY" in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
