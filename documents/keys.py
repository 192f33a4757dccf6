"""The key in the link that a coordinator gets: it opens one document, without an account, as long as that is in force
and for a month after the days.

It is made of the document's public id and a seal with the site's key, so nothing is kept of it.
"""

import datetime as dt
import uuid

from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from .models import Document

# After the last day of the cohort: until then reports on trips are handed in.
LINK_LIVES_ON = dt.timedelta(days=30)

_SEAL = 40  # hexadecimal digits: as long as every key in a link, so that kept letters hide it


def _seal(public_id: uuid.UUID) -> str:
    return salted_hmac("documents.coordinator", public_id.hex, algorithm="sha256").hexdigest()[:_SEAL]


def key_of(document: Document) -> str:
    """The key of a document."""
    return f"{document.public_id.hex}-{_seal(document.public_id)}"


def document_by(key: str) -> Document | None:
    """The document that a key opens, in force or not; None for a key of none, and for one whose person was erased.

    One query at most.
    """
    named, _dash, seal = key.partition("-")
    try:
        public_id = uuid.UUID(hex=named)
    except ValueError:
        return None
    if not constant_time_compare(seal.encode(), _seal(public_id).encode()):
        return None
    rows = Document.objects.filter(public_id=public_id, sent_at__isnull=False)
    found = rows.select_related("drawing", "participant__cohort").first()
    return found if found is not None and found.facts else None


def link_has_ended(document: Document) -> bool:
    """Whether a coordinator's link to the document opens it no more; the person's own page still does. One query."""
    cohort = document.participant.cohort
    last = max(cohort.days.values_list("date", flat=True), default=None)
    return last is not None and timezone.localdate(timezone.now(), cohort.zone) > last + LINK_LIVES_ON
