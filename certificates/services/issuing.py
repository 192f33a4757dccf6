"""Issuing: a row of the register with its number, its code and its frozen facts. Nothing is drawn here."""

import logging
from dataclasses import asdict
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cohorts.models import Cohort, Participant
from foundation import work
from foundation.errors import Conflict, DomainError
from foundation.print.printable import InvalidFacts
from foundation.stale import mark_of, require_seen
from people.models import Organisation, User

from ..candidates import CompletionLine
from ..comparing import compared, surname_key
from ..drafts import drafts_of, marks_by_participant
from ..freezing import CohortFacts, cohort_facts, drafted, freeze, sheet_mark
from ..models import Batch, Certificate, RegisterCounter, new_code
from ..names import refuse_unfit
from ..pdf.facts import CertificateFacts, Holder
from ..queries import cohorts_with_details, completion_table, rule_of, who_is_ready
from . import keys

logger = logging.getLogger(__name__)

RUN_BATCH = "certificates.run_batch"
UNDER_WAY = (work.WorkState.QUEUED, work.WorkState.RUNNING)


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
    try:
        with transaction.atomic():
            return _numbered_row(actor, batch, common, line, named)
    except IntegrityError:
        # The constraint stands behind it: one valid certificate.
        if Certificate.objects.filter(participant=line.participant, state=Certificate.State.VALID).exists():
            return None
        raise


def _numbered_row(
    actor: User, batch: Batch, common: CohortFacts, line: CompletionLine, named: Holder | None
) -> Certificate | None:
    """The row under the lock of the counter, written; nothing, and no number used, for who has a certificate."""
    code, issued_at = new_code(), timezone.now()
    issued_on = issued_at.astimezone(common.cohort.zone).date()
    number = next_number(issuer=common.design.issuer, year=issued_on.year)
    if _has_certificate(line.participant, batch):
        transaction.set_rollback(True)  # the number is free again
        return None
    certificate = row_of(
        freeze(common, line, number=number, code=code, issued_on=issued_on, named=named),
        participant=line.participant,
        batch=batch,
        issuer=common.design.issuer,
        code=code,
        issued_at=issued_at,
        issued_by=actor,
    )
    certificate.save(force_insert=True)
    log(certificate, "certificates.issue", user=actor)
    return certificate


def row_of(facts: CertificateFacts, **columns: Any) -> Certificate:
    """The register's row that keeps these facts, not saved; what it is found by is taken from them.

    Raises `InvalidFacts` where it would be printed, registered and checked under different names.
    """
    refuse_unfit(asdict(facts.holder), facts.language)
    return Certificate(
        number=facts.number,
        facts=facts.to_json(),
        surname_key=surname_key(compared(facts.holder.family, facts.holder.given)),
        **columns,
    )


class Unseen(Conflict):
    """What would be printed is not what the manager looked at."""

    def __init__(self) -> None:
        super().__init__(
            _("What would be printed has changed since you looked at it. Look again, then issue.")
        )


def _has_certificate(participant: Participant, batch: Batch) -> bool:
    """Whether there is a certificate already that keeps this batch from issuing another one."""
    rows = Certificate.objects.filter(participant=participant)
    if batch.purpose != Batch.Purpose.ISSUE:
        rows = rows.filter(state=Certificate.State.VALID)
    return rows.exists()


def issue_rows(batch: Batch) -> None:
    """Write the rows of a batch for all who are ready, each in a transaction of its own; again, only what is missing.

    Whoever would be printed otherwise than when the batch was started gets none: nobody has looked at that sheet. Side
    effects: rows with their numbers, audit lines, the batch's total.
    """
    cohort = cohorts_with_details().get(pk=batch.cohort_id)
    rule = rule_of(cohort)
    ready = who_is_ready(cohort) if rule else []
    if rule and ready:
        common = cohort_facts(cohort, rule)
        for line in ready:
            try:
                if batch.seen.get(str(line.participant.pk)) == sheet_mark(drafted(common, line)):
                    issue_one(actor=batch.started_by, batch=batch, common=common, line=line)
            except InvalidFacts as error:
                # Changed since it was checked a moment ago: the participants' list shows why.
                logger.warning("%s: %s cannot be printed (%s)", batch, line.participant, error.field)
    Batch.objects.filter(pk=batch.pk).update(total=Certificate.objects.filter(batch=batch).count())


def start_batch(*, actor: User, cohort: Cohort, seen: str | None = None) -> Batch:
    """Have the worker issue certificates to all of a cohort who are ready, as they would be printed now.

    `seen`: the mark of the sheets that the manager looked at (None: whatever they say now). Raises `DomainError` if the
    rule or the key is missing or nobody is ready, `Conflict` if a batch is under way or a sheet says something else by
    now.
    Side effects: a row; after commit, a message to the worker; an audit line.
    """
    rule = rule_of(cohort)
    if rule is None:
        raise DomainError(_("Set the completion rule of this cohort first."))
    keys.require_key(rule.design.issuer)
    under_way = Conflict(_("Certificates of this cohort are being issued already."))
    if Batch.objects.filter(cohort=cohort, state__in=UNDER_WAY, purpose=Batch.Purpose.ISSUE).exists():
        raise under_way
    drafts = drafts_of(cohort)
    if not drafts:
        raise DomainError(_("There is nobody to issue to: whoever qualifies has a certificate already."))
    marks = marks_by_participant(drafts)
    require_seen(mark_of(marks), seen, Unseen())
    try:
        with transaction.atomic():
            batch = Batch.objects.create(cohort=cohort, started_by=actor, total=len(marks), seen=marks)
            log(batch, "certificates.start_batch", user=actor, data={"total": len(marks)})
            work.send_after_commit(RUN_BATCH, batch.pk)
    except IntegrityError as error:
        raise under_way from error
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


def corrected_holder(certificate: Certificate, language: str) -> Holder | None:
    """The holder as a manager corrected them when this certificate replaced another; nothing if none did.

    Nothing too for a document in another language: what was corrected is in the letters of this one.
    """
    facts = CertificateFacts.from_json(certificate.facts)
    if not certificate.replaces_id or facts.language != language:
        return None
    return facts.holder


def _line_again(certificate: Certificate) -> tuple[CohortFacts, CompletionLine]:
    """What a new certificate after a revoked one is made of. Raises `DomainError`, `Conflict`: see `issue_again`."""
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
    if line is not None and line.certificate is not None:
        raise Conflict(_("This person has a valid certificate already."))
    if line is None or not line.outcome.qualifies:
        raise DomainError(_("By the completion rule this person gets no certificate."))
    return cohort_facts(cohort, rule), line


def again(certificate: Certificate) -> CertificateFacts:
    """What a new certificate after a revoked one would say; nothing is written.

    Raises `DomainError` if the person does not qualify (any more) or it cannot be printed, `Conflict` if the
    certificate was not revoked or the person has a valid one.
    """
    common, line = _line_again(certificate)
    try:
        return drafted(
            common, line, named=corrected_holder(certificate, common.language_of(line.participant.user))
        )
    except InvalidFacts as error:
        raise DomainError(str(error)) from error


def issue_again(*, actor: User, certificate: Certificate, seen: str | None = None) -> Certificate:
    """Issue a new certificate to somebody whose last one was revoked: a decision of its own, never part of a batch.

    Names that were corrected on the revoked one stay corrected; others are those of the profile and the application.
    `seen`: the word of the sheet that the manager looked at (None: whatever it says now). Raises what `again` raises,
    and `Unseen` if it says something else by now.
    Side effects: those of `issue_one`, and a batch of one for the worker.
    """
    common, line = _line_again(certificate)
    named = corrected_holder(certificate, common.language_of(line.participant.user))
    try:
        require_seen(sheet_mark(drafted(common, line, named=named)), seen, Unseen())
        with transaction.atomic():
            batch = Batch.objects.create(
                cohort=common.cohort, started_by=actor, total=1, purpose=Batch.Purpose.AGAIN
            )
            new = issue_one(actor=actor, batch=batch, common=common, line=line, named=named)
            if new is None:
                raise Conflict(_("This person has a valid certificate already."))
            work.send_after_commit(RUN_BATCH, batch.pk)
    except InvalidFacts as error:
        raise DomainError(str(error)) from error
    return new
