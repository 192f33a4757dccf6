"""The key in the link that a coordinator gets: it opens one document, without an account, as long as that is in force.

It is made of the document's public id and a seal with the site's key, so nothing is kept of it.
"""

import uuid

from django.utils.crypto import constant_time_compare, salted_hmac

from .models import Document

_SEAL = 40  # hexadecimal digits: as long as every key in a link, so that kept letters hide it


def _seal(public_id: uuid.UUID) -> str:
    return salted_hmac("documents.coordinator", public_id.hex, algorithm="sha256").hexdigest()[:_SEAL]


def key_of(document: Document) -> str:
    """The key of a document."""
    return f"{document.public_id.hex}-{_seal(document.public_id)}"


def document_by(key: str) -> Document | None:
    """The document that a key opens, in force or not; None for a key of none. One query at most."""
    named, _dash, seal = key.partition("-")
    try:
        public_id = uuid.UUID(hex=named)
    except ValueError:
        return None
    if not constant_time_compare(seal.encode(), _seal(public_id).encode()):
        return None
    rows = Document.objects.filter(public_id=public_id, sent_at__isnull=False)
    return rows.select_related("drawing").first()
