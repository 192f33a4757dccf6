"""Batches: the worker writes the rows, then draws, signs and stores each file. Any step may be repeated.

Killed anywhere, a rerun leaves exactly one certificate for each person and files equal to the register: rows are unique
by constraint, a file is stored under its own hash before its row, and what an interrupted run left is removed.
"""

import hashlib
import logging

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from foundation import work
from foundation.files.storage import private_storage
from foundation.print.printable import InvalidFacts
from messaging import outbox

from .. import letters
from ..drawing import printer
from ..models import Batch, Certificate, DeliveredFile, SigningKey
from ..pdf.facts import CertificateFacts
from . import issuing, keys
from .issuing import RUN_BATCH

logger = logging.getLogger(__name__)

# How many files are made between two looks at the lease.
STRIDE = 10


def run_batch(batch_id: int) -> bool:
    """Do what is left of a batch; True if this worker finished it.

    Side effects: rows, files, a letter to each holder. A failure puts the batch off; after the last try it is set
    aside and the one who started it is told.
    """
    batch = work.claim(Batch, batch_id)
    if batch is None:
        _tell_if_set_aside(batch_id)
        return False
    try:
        if batch.purpose == Batch.Purpose.ISSUE:
            issuing.issue_rows(batch)
        if not _deliver_all(batch):
            return False
    except Exception as error:  # noqa: BLE001 — whatever breaks, the batch waits and goes on where it stopped
        # Only the kind: the text and the trace of a database's error may hold a name.
        logger.error("%s stopped: %s", batch, type(error).__name__)  # noqa: TRY400
        work.put_off(batch, error)
        _tell_if_set_aside(batch_id)
        return False
    work.finish(batch)
    return True


def _deliver_all(batch: Batch) -> bool:
    """Draw and sign what has no file yet; False if the lease was lost to another worker."""
    waiting = _without_file().filter(batch=batch).order_by("pk")
    for done, pk in enumerate(list(waiting.values_list("pk", flat=True))):
        if done % STRIDE == 0 and not work.keep(batch):
            return False
        deliver(pk)
    return True


def _without_file() -> QuerySet[Certificate]:
    """Certificates that are in force and can be printed, but are not drawn yet."""
    return Certificate.objects.filter(delivered__isnull=True, problem="", state=Certificate.State.VALID)


def deliver(certificate_id: int) -> DeliveredFile | None:
    """Draw, sign and store the file of one certificate; twice leaves one file.

    Nothing is drawn or written to storage inside a transaction. A certificate that cannot be drawn keeps the reason
    for the manager and does not hold up the others; one that ended in the meantime gets no file.
    """
    rows = _without_file().select_related("issuer", "participant__user", "participant__cohort__residency")
    certificate = rows.filter(pk=certificate_id).first()
    if certificate is None:
        return None
    try:
        facts = CertificateFacts.from_json(certificate.facts)
        sheet = printer().draw(facts)
    except InvalidFacts as error:
        Certificate.objects.filter(pk=certificate.pk).update(problem=str(error)[:300])
        return None
    key, signer = keys.signer_for(certificate.issuer, is_trial=facts.trial)
    signed = signer.sign(sheet, at=timezone.now())
    return _store(certificate, key, signed)


def _store(certificate: Certificate, key: SigningKey, signed: bytes) -> DeliveredFile | None:
    """Store the file under its hash, then its row with the letter to the holder; without the row, the file goes."""
    _remove_leftovers(certificate)
    delivered = DeliveredFile(
        certificate=certificate,
        key=key,
        sha256=hashlib.sha256(signed).hexdigest(),
        size=len(signed),
    )
    delivered.file.save("certificate.pdf", ContentFile(signed), save=False)
    try:
        is_written = _write_row(delivered)
    except IntegrityError:
        is_written = False  # another worker was first: its file counts
    if not is_written:
        delivered.file.delete(save=False)
        return None
    return delivered


@transaction.atomic
def _write_row(delivered: DeliveredFile) -> bool:
    """Write the row and the letter, unless the certificate ended while it was drawn."""
    certificate = delivered.certificate
    locked = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if locked.state != Certificate.State.VALID:
        return False
    delivered.save()
    outbox.write([letters.issued(certificate)])
    return True


def _remove_leftovers(certificate: Certificate) -> None:
    """Remove files that an interrupted run stored without a row.

    Its lease has run out by now, so such a file is older than half a lease; a younger one may be another worker's,
    about to get its row.
    """
    storage, folder = private_storage(), f"certificates/{certificate.public_id}"
    try:
        _folders, names = storage.listdir(folder)
    except FileNotFoundError:
        return
    kept = set(DeliveredFile.objects.filter(certificate=certificate).values_list("file", flat=True))
    old = timezone.now() - work.LEASE / 2
    for path in (f"{folder}/{name}" for name in names):
        if path not in kept and storage.get_modified_time(path) < old:
            storage.delete(path)


def _tell_if_set_aside(batch_id: int) -> None:
    batch = (
        Batch.objects.select_related("started_by", "cohort__residency")
        .filter(pk=batch_id, state=work.WorkState.FAILED)
        .first()
    )
    if batch is not None:
        outbox.write([letters.failed(batch)])


def sweep() -> int:
    """Send out again batches whose message was lost or whose worker died. Returns how many."""
    return work.sweep(Batch, RUN_BATCH)
