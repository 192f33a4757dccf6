"""The end of a certificate: revoked for good, or replaced by a corrected one."""

from collections.abc import Mapping
from dataclasses import asdict
from dataclasses import replace as with_changes

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from foundation import work
from foundation.errors import Conflict, DomainError
from foundation.print.printable import InvalidFacts
from foundation.stale import require_seen
from messaging import outbox
from people.models import User

from .. import letters
from ..addresses import verify_url
from ..freezing import NO_CODE, NO_NUMBER, sheet_mark
from ..models import Batch, Certificate, new_code
from ..names import parts_to_correct, refuse_unfit
from ..pdf.facts import CertificateFacts
from . import issuing, keys
from .issuing import RUN_BATCH


def _lock_valid(certificate: Certificate) -> Certificate:
    locked = (
        Certificate.objects.select_for_update(of=("self",))
        .select_related("participant__user", "participant__cohort__residency", "issuer")
        .get(pk=certificate.pk)
    )
    if locked.state != Certificate.State.VALID:
        raise _ended(locked)
    return locked


def _ended(certificate: Certificate) -> Conflict:
    return Conflict(
        _("This certificate is no longer valid: %(state)s.") % {"state": certificate.get_state_display()}
    )


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
    outbox.write([letters.revoked(locked)])
    return locked


def replacement(certificate: Certificate, changes: Mapping[str, str]) -> CertificateFacts:
    """What a replacement would say if it were issued today: all but its number and its code. Nothing is written.

    `changes` may hold family, given, patronymic (in the letters of the document; the printed name is made of them),
    position, organisation, community. Raises `DomainError` for nothing corrected and for what cannot be printed,
    `Conflict` if the certificate is not valid any more.
    """
    if certificate.state != Certificate.State.VALID:
        raise _ended(certificate)
    try:
        before = CertificateFacts.from_json(certificate.facts)
        start = parts_to_correct(asdict(before.holder), before.language)
        holder = with_changes(before.holder, **{**start, **changes, "printed_name": ""})  # type: ignore[arg-type]
        facts = before.but(
            holder=holder,
            number=NO_NUMBER,
            issued_on=timezone.localdate(timezone.now(), certificate.participant.cohort.zone),
            verify_url=verify_url(NO_CODE),
            trial=keys.is_trial(certificate.issuer),
            replaces=certificate.number,
        )
        refuse_unfit(asdict(facts.holder), facts.language)
    except InvalidFacts as error:
        raise DomainError(str(error), field=error.field) from error
    if facts.holder == with_changes(before.holder, **start):  # type: ignore[arg-type]
        raise DomainError(
            _("Nothing is corrected. Change what was wrong, or leave the certificate as it is.")
        )
    return facts


@transaction.atomic
def replace(
    *,
    actor: User,
    certificate: Certificate,
    changes: Mapping[str, str],
    reason: str,
    seen: str | None = None,
) -> Certificate:
    """Replace a certificate by one with corrected facts about its holder; the old one points to the new one.

    `changes`: see `replacement`. `seen`: the word of the sheet that the manager looked at (None: whatever it says).
    Raises what `replacement` raises, `DomainError` for a missing reason, `Unseen` if the sheet says another thing now.
    Side effects: the old row ends, a new row with its own number, a batch of one for the worker, an audit line.
    """
    if not reason.strip():
        raise DomainError(_("Give the reason: the holder reads it."), field="reason")
    old = _lock_valid(certificate)
    facts = replacement(old, changes)
    require_seen(sheet_mark(facts), seen, issuing.Unseen())
    _end(old, state=Certificate.State.REPLACED, actor=actor, reason=reason.strip())
    batch = Batch.objects.create(
        cohort=old.participant.cohort, started_by=actor, total=1, purpose=Batch.Purpose.REPLACE
    )
    new = _successor(old, facts, batch, actor)
    new.save(force_insert=True)
    log(new, "certificates.replace", user=actor, data={"replaces": old.number})
    work.send_after_commit(RUN_BATCH, batch.pk)
    return new


def _successor(old: Certificate, facts: CertificateFacts, batch: Batch, actor: User) -> Certificate:
    """The row that takes an old one's place, not saved, with a number and a code of its own."""
    code, issued_at = new_code(), timezone.now()
    issued_on = issued_at.astimezone(old.participant.cohort.zone).date()
    return issuing.row_of(
        facts.but(
            number=issuing.next_number(issuer=old.issuer, year=issued_on.year),
            issued_on=issued_on,
            verify_url=verify_url(code),
        ),
        participant=old.participant,
        batch=batch,
        issuer=old.issuer,
        code=code,
        issued_at=issued_at,
        issued_by=actor,
        replaces=old,
    )
