"""Issuing: a row of the register with its number, its code and its frozen facts. Nothing is drawn here."""

import logging
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cohorts.models import Cohort, Participant
from messaging import work
from people.errors import Conflict, DomainError
from people.models import Organisation, User

from ..freezing import CohortFacts, cohort_facts, freeze, printed_name
from ..models import Batch, Certificate, RegisterCounter, new_code
from ..names import surname_key
from ..pdf.facts import CertificateFacts, Holder
from ..pdf.printable import InvalidFacts
from ..queries import CompletionLine, cohorts_with_details, completion_table, rule_of, who_is_ready
from . import keys

logger = logging.getLogger(__name__)

RUN_BATCH = "certificates.run_batch"


def next_number(*, issuer: Organisation, year: int) -> str:
    """The next number of an issuer's register. The counter's row is locked; numbers never repeat.

    Call it inside the transaction that writes the certificate: if that fails, the number is free again.
    """
    counter, _made = RegisterCounter.objects.get_or_create(organisation=issuer, year=year)
    counter = RegisterCounter.objects.select_for_update().get(pk=counter.pk)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{issuer.pk:02d}-{year}-{counter.last:05d}"


def issue_one(
    *, actor: User, batch: Batch, common: CohortFacts, line: CompletionLine, named: Holder | None = None
) -> Certificate | None:
    """Write the row of one certificate, or nothing if another worker was first.

    A batch for all who qualify issues to nobody who ever had one; other batches, to nobody who has a valid one. It is
    asked again under the lock of the counter, which lets one worker of a register in at a time: `line` may be old.
    `named`: whose it is, where that is not what the profile and the application say now.
    Side effects: a row with its number, an audit line. Raises `InvalidFacts` if something cannot be printed.
    """
    issued_at = timezone.now()
    issued_on = issued_at.astimezone(common.cohort.zone).date()
    code = new_code()
    try:
        with transaction.atomic():
            number = next_number(issuer=common.design.issuer, year=issued_on.year)
            if _has_certificate(line.participant, batch):
                transaction.set_rollback(True)  # the number is free again
                return None
            facts = freeze(
                common,
                line,
                number=number,
                code=code,
                issued_on=issued_on,
                named=named,
            )
            certificate = row_of(
                facts,
                participant=line.participant,
                batch=batch,
                issuer=common.design.issuer,
                code=code,
                issued_at=issued_at,
                issued_by=actor,
            )
            certificate.save(force_insert=True)
            log(certificate, "certificates.issue", user=actor)
    except IntegrityError:
        # The constraint stands behind it: one valid certificate.
        if Certificate.objects.filter(participant=line.participant, state=Certificate.State.VALID).exists():
            return None
        raise
    return certificate


def row_of(facts: CertificateFacts, **columns: Any) -> Certificate:
    """The register's row that keeps these facts, not saved; what it is found by is taken from them."""
    return Certificate(
        number=facts.number,
        facts=facts.to_json(),
        surname_key=surname_key(facts.holder.family),
        **columns,
    )


def _has_certificate(participant: Participant, batch: Batch) -> bool:
    """Whether there is a certificate already that keeps this batch from issuing another one."""
    rows = Certificate.objects.filter(participant=participant)
    if batch.purpose != Batch.Purpose.ISSUE:
        rows = rows.filter(state=Certificate.State.VALID)
    return rows.exists()


def issue_rows(batch: Batch) -> None:
    """Write the rows of a batch for all who are ready, each in a transaction of its own; again, only what is missing.

    Side effects: rows with their numbers, audit lines, the batch's total.
    """
    cohort = cohorts_with_details().get(pk=batch.cohort_id)
    rule = rule_of(cohort)
    ready = who_is_ready(cohort) if rule else []
    if rule and ready:
        common = cohort_facts(cohort, rule)
        for line in ready:
            try:
                issue_one(actor=batch.started_by, batch=batch, common=common, line=line)
            except InvalidFacts as error:
                # Changed since it was checked a moment ago: the participants' list shows why.
                logger.warning("%s: %s cannot be printed (%s)", batch, line.participant, error.field)
    Batch.objects.filter(pk=batch.pk).update(total=Certificate.objects.filter(batch=batch).count())


def start_batch(*, actor: User, cohort: Cohort) -> Batch:
    """Have the worker issue certificates to all of a cohort who are ready.

    Raises `DomainError` if the rule or the key is missing or nobody is ready, `Conflict` if a batch is under way.
    Side effects: a row; after commit, a message to the worker; an audit line.
    """
    rule = rule_of(cohort)
    if rule is None:
        raise DomainError(_("Set the completion rule of this cohort first."))
    keys.require_key(rule.design.issuer)
    total = len(who_is_ready(cohort))
    if not total:
        raise DomainError(_("There is nobody to issue to: whoever qualifies has a certificate already."))
    try:
        with transaction.atomic():
            batch = Batch.objects.create(cohort=cohort, started_by=actor, total=total)
            log(batch, "certificates.start_batch", user=actor, data={"total": total})
            work.send_after_commit(RUN_BATCH, batch.pk)
    except IntegrityError as error:
        raise Conflict(_("Certificates of this cohort are being issued already.")) from error
    return batch


def resume_batch(*, actor: User, batch: Batch) -> None:
    """Let a batch that was set aside go on where it stopped.

    Raises `Conflict` if it is not set aside any more, or another batch of the cohort is under way. Side effects: after
    commit, a message to the worker; an audit line.
    """
    try:
        with transaction.atomic():
            if not work.start_anew(batch):
                raise Conflict(_("This batch is under way or done already."))
            log(batch, "certificates.resume_batch", user=actor)
            work.send_after_commit(RUN_BATCH, batch.pk)
    except IntegrityError as error:
        raise Conflict(_("Certificates of this cohort are being issued already.")) from error


def corrected_holder(certificate: Certificate) -> Holder | None:
    """The holder as a manager corrected them when this certificate replaced another; nothing if none did."""
    return CertificateFacts.from_json(certificate.facts).holder if certificate.replaces_id else None


def name_again(certificate: Certificate) -> str:
    """The name that a new certificate after this one would carry."""
    corrected = corrected_holder(certificate)
    if corrected:
        return corrected.printed_name
    return printed_name(certificate.participant.user, CertificateFacts.from_json(certificate.facts).language)


def issue_again(*, actor: User, certificate: Certificate) -> Certificate:
    """Issue a new certificate to somebody whose last one was revoked: a decision of its own, never part of a batch.

    Names that were corrected on the revoked one stay corrected; others are those of the profile and the application.
    Raises `DomainError` if the person does not qualify (any more), `Conflict` if this one was not revoked or they have
    a valid one. Side effects: those of `issue_one`, and a batch of one for the worker.
    """
    # A revocation is for good, so nothing needs to be held.
    if not Certificate.objects.filter(pk=certificate.pk, state=Certificate.State.REVOKED).exists():
        raise Conflict(_("Only who had a certificate revoked gets a new one this way."))
    cohort = cohorts_with_details().get(pk=certificate.participant.cohort_id)
    rule = rule_of(cohort)
    if rule is None:
        raise DomainError(_("Set the completion rule of this cohort first."))
    keys.require_key(rule.design.issuer)
    lines = {line.participant.pk: line for line in completion_table(cohort)}
    line = lines.get(certificate.participant_id)
    if line is None or not line.outcome.qualifies:
        raise DomainError(_("By the completion rule this person gets no certificate."))
    common = cohort_facts(cohort, rule)
    with transaction.atomic():
        batch = Batch.objects.create(cohort=cohort, started_by=actor, total=1, purpose=Batch.Purpose.AGAIN)
        new = issue_one(
            actor=actor, batch=batch, common=common, line=line, named=corrected_holder(certificate)
        )
        if new is None:
            raise Conflict(_("This person has a valid certificate already."))
        work.send_after_commit(RUN_BATCH, batch.pk)
    return new
