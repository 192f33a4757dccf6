"""The end of a paper, an invitation or an attestation, for good."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from foundation.errors import DomainError
from foundation.stale import require_seen
from messaging import outbox
from people.models import User

from .. import letters
from ..models import Document
from .locking import Stale, locked

State = Document.State


@transaction.atomic
def void(
    *, actor: User | None, document: Document, reason: str, seen: int | None = None, tell: bool = True
) -> Document:
    """End a document for good; the check page says so from now on. Another one may take its place.

    Raises `DomainError` without a reason, `Conflict` if it is void already, `Stale` if it was changed. Side effects:
    the row, an audit line, a letter to the person if they had been sent it (unless another letter tells them).
    """
    if not reason.strip():
        raise DomainError(_("Give the reason: the person reads it."), field="reason")
    row = locked(document, State.VOID)
    require_seen(row.version, seen, Stale())
    was_sent = row.state != State.DRAFT
    row.state, row.void_at, row.void_by = State.VOID, timezone.now(), actor
    row.void_reason, row.version = reason.strip(), row.version + 1
    row.save(update_fields=["state", "void_at", "void_by", "void_reason", "version"])
    log(row, "documents.void", user=actor)
    if was_sent and tell:
        outbox.write([letters.voided(row)])
    return row
