"""Signed copies that come in: kept as they are, with what their signature says of itself."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from courses.materials import safe_file_name
from foundation.errors import Conflict, DomainError
from people.models import User

from ..containers import MAX_FILE, read
from ..models import Document, SignedCopy
from ..states import NEXT
from .locking import locked

State = Document.State
MOST_COPIES = 10


def take_in(*, actor: User, document: Document, file: UploadedFile) -> SignedCopy:
    """Keep a signed copy of a document that was sent.

    The file is checked and stored first, outside of the transaction; without its row it goes. Raises `DomainError` for
    a file that is empty, too large or of no kind that can be kept, `Conflict` for a draft, a void document and a copy
    that is here already. Side effects: the row, the document's state, an audit line.
    """
    if not file.size:
        raise DomainError(_("The file is empty."), field="file")
    if file.size > MAX_FILE:
        raise DomainError(
            _("The file is larger than %(limit)s MB.") % {"limit": MAX_FILE // 1024**2}, field="file"
        )
    name, content = file.name or "", file.read()
    found = read(content, name)
    copy = SignedCopy(
        document=document,
        file_name=safe_file_name(name),
        content_type=found.content_type,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        signer=found.signer,
        signed_at=found.signed_at,
        added_by=actor,
    )
    copy.file.save(copy.file_name, ContentFile(content), save=False)
    try:
        return _write(actor, copy)
    except Exception:
        copy.file.delete(save=False)
        raise


def note_opening(*, actor: User, copy: SignedCopy) -> None:
    """Note that somebody opens a signed copy: it names a person and who signed. Side effect: an audit line."""
    log(copy.document, "documents.open_copy", user=actor, data={"copy": copy.pk})


@transaction.atomic
def _write(actor: User, copy: SignedCopy) -> SignedCopy:
    present = Document.objects.get(pk=copy.document.pk)
    # A copy that comes after the order leaves the order received.
    row = locked(copy.document, State.ORDERED if present.state == State.ORDERED else State.SIGNED)
    if row.copies.filter(sha256=copy.sha256).exists():
        raise Conflict(_("This file is here already."), field="file")
    if row.copies.count() >= MOST_COPIES:
        raise DomainError(_("There are enough copies of this document."), field="file")
    copy.document = row
    copy.save()
    if State.SIGNED in NEXT[row.state]:
        row.state = State.SIGNED
    row.version += 1
    row.save(update_fields=["state", "version"])
    log(row, "documents.copy", user=actor)
    return copy
