"""The worker's part: draw a document, store its file, write its letters. Any step may be repeated."""

import hashlib
import logging

from django.core.files.base import ContentFile
from django.db import transaction

from foundation import work
from foundation.print.printable import InvalidFacts
from messaging import outbox

from .. import letters
from ..gathering import thawed
from ..models import Document, Drawing
from .invitations import DRAW

logger = logging.getLogger(__name__)


def run(drawing_id: int) -> bool:
    """Draw one document; True if this worker finished it. Twice leaves one file and one letter."""
    row = work.claim(Drawing, drawing_id)
    if row is None:
        return False
    try:
        return _draw(row)
    except Exception as error:  # noqa: BLE001 — whatever breaks, the work waits and is tried again
        # Only the kind: the text of an error may hold a name.
        logger.error("%s stopped: %s", row, type(error).__name__)  # noqa: TRY400
        work.put_off(row, error)
        return False


def _draw(row: Drawing) -> bool:
    """Nothing is drawn or stored inside a transaction; a document that ended meanwhile gets its file, and no letter."""
    from ..pdf.printer import draw

    facts = thawed(row.document)
    if facts is None:
        raise InvalidFacts("facts that cannot be read", field="facts")
    content = draw(facts)
    row.sha256, row.size = hashlib.sha256(content).hexdigest(), len(content)
    row.file.save("document.pdf", ContentFile(content), save=False)
    if _finish(row):
        return True
    row.file.delete(save=False)
    return False


@transaction.atomic
def _finish(row: Drawing) -> bool:
    """Write the file's name and the letters; False if another worker took the row over."""
    if not work.finish(row, file=row.file.name, sha256=row.sha256, size=row.size):
        return False
    document = (
        Document.objects.select_for_update(of=("self",))
        .select_related("participant__user", "participant__cohort__residency")
        .get(pk=row.document_id)
    )
    if document.is_in_force:
        outbox.write(letters.ready(document))
    return True


def sweep() -> int:
    """Send out again what was lost. Returns how many."""
    return work.sweep(Drawing, DRAW)
