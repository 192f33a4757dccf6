"""The end of a certificate: revoked for good, or replaced by a corrected one."""

from dataclasses import replace as with_changes

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from messaging import outbox, work
from people.errors import Conflict, DomainError
from people.models import User

from ..addresses import holder_url, verify_url
from ..models import Batch, Certificate, new_code
from ..pdf.facts import CertificateFacts
from ..pdf.printable import InvalidFacts
from . import issuing, keys
from .issuing import RUN_BATCH


def _lock_valid(certificate: Certificate) -> Certificate:
    locked = (
        Certificate.objects.select_for_update(of=("self",))
        .select_related("participant__user", "participant__cohort__residency__programme", "issuer")
        .get(pk=certificate.pk)
    )
    if locked.state != Certificate.State.VALID:
        raise Conflict(
            _("This certificate is no longer valid: %(state)s.") % {"state": locked.get_state_display()}
        )
    return locked


def _end(certificate: Certificate, *, state: str, actor: User, reason: str) -> None:
    certificate.state = state
    certificate.ended_at = timezone.now()
    certificate.ended_by = actor
    certificate.end_reason = reason
    certificate.save(update_fields=["state", "ended_at", "ended_by", "end_reason"])


@transaction.atomic
def revoke(*, actor: User, certificate: Certificate, reason: str) -> Certificate:
    """Revoke a certificate for good; the check page says so from now on.

    Raises `DomainError` without a reason, `Conflict` if it is not valid any more. Side effects: the row, an audit
    line, a letter to the holder.
    """
    if not reason.strip():
        raise DomainError(_("Give the reason: the holder reads it."), field="reason")
    locked = _lock_valid(certificate)
    _end(locked, state=Certificate.State.REVOKED, actor=actor, reason=reason.strip())
    log(locked, "certificates.revoke", user=actor)
    outbox.write(
        kind="certificate_revoked",
        key=f"certificate_revoked:{locked.pk}",
        recipient=locked.participant.user,
        programme=locked.participant.cohort.residency.programme,
        context={
            "number": locked.number,
            "cohort": locked.participant.cohort,
            "reason": locked.end_reason,
            "ended_on": timezone.localdate(locked.ended_at, locked.participant.cohort.zone),
            "button_url": holder_url(locked),
        },
    )
    return locked


def _corrected(old: Certificate, changes: dict[str, str]) -> CertificateFacts:
    """The facts with what is corrected about the holder."""
    try:
        before = CertificateFacts.from_json(old.facts)
        holder = with_changes(before.holder, **changes)  # type: ignore[arg-type]
        facts = before.but(holder=holder)
    except InvalidFacts as error:
        raise DomainError(str(error), field=error.field) from error
    if holder == before.holder:
        raise DomainError(
            _("Nothing is corrected. Change what was wrong, or leave the certificate as it is.")
        )
    return facts


@transaction.atomic
def replace(*, actor: User, certificate: Certificate, changes: dict[str, str], reason: str) -> Certificate:
    """Replace a certificate by one with corrected facts about its holder; the old one points to the new one.

    `changes` may hold printed_name, family, given, patronymic, position, organisation, community. Raises
    `DomainError` for a missing reason, for nothing corrected, or for something that cannot be printed; `Conflict` if it
    is not valid any more.
    Side effects: the old row ends, a new row with its own number, a batch of one for the worker, an audit line.
    """
    if not reason.strip():
        raise DomainError(_("Give the reason: the holder reads it."), field="reason")
    old = _lock_valid(certificate)
    keys.require_key(old.issuer)
    code, issued_at = new_code(), timezone.now()
    issued_on = issued_at.astimezone(old.participant.cohort.zone).date()
    facts = _corrected(old, changes)
    _end(old, state=Certificate.State.REPLACED, actor=actor, reason=reason.strip())
    facts = facts.but(
        number=issuing.next_number(issuer=old.issuer, year=issued_on.year),
        issued_on=issued_on,
        verify_url=verify_url(code),
        trial=keys.is_trial(old.issuer),
        replaces=old.number,
    )
    batch = Batch.objects.create(
        cohort=old.participant.cohort, started_by=actor, total=1, purpose=Batch.Purpose.REPLACE
    )
    new = issuing.row_of(
        facts,
        participant=old.participant,
        batch=batch,
        issuer=old.issuer,
        code=code,
        issued_at=issued_at,
        issued_by=actor,
        replaces=old,
    )
    new.save(force_insert=True)
    log(new, "certificates.replace", user=actor, data={"replaces": old.number})
    work.send_after_commit(RUN_BATCH, batch.pk)
    return new
