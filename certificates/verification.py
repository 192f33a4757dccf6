"""Checking a certificate: by its code, by its number with the surname, by its file.

*Valid* means known, whole and signed: signed by a key of the register **and** the hash of the whole file among those
delivered for that row. A signature alone lets bytes outside its range change. A row whose file is not delivered yet is
issued and nothing more. A delivered file that somebody signed once more is *ours, signed further*: the bytes before
what was added are those delivered, and what was added is one whole signature that changes no page.
"""

import datetime as dt
import enum
import hashlib
from dataclasses import dataclass, replace

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from .comparing import number_key, typed_keys
from .freezing import thawed
from .models import Certificate, SigningKey
from .names import holder_keys
from .pdf.facts import CertificateFacts

MAX_FILE = 10 * 1024 * 1024


class Verdict(enum.Enum):
    """What the check page says in one word."""

    VALID = "valid"
    FURTHER = "further"
    PENDING = "pending"
    REVOKED = "revoked"
    REPLACED = "replaced"
    UNKNOWN = "unknown"
    ALTERED = "altered"


@dataclass(frozen=True)
class Check:
    """The verdict and what may be shown with it. `certificate` is None unless the row is known."""

    verdict: Verdict
    certificate: Certificate | None = None
    # "code", "number", "file", or "further" for a file of ours that was signed further.
    how: str = ""

    @property
    def facts(self) -> CertificateFacts | None:
        """The frozen facts, as printed."""
        return thawed(self.certificate) if self.certificate else None

    @property
    def ended_on(self) -> dt.date | None:
        """When it was revoked or replaced, by the calendar of its cohort."""
        row = self.certificate
        if row is None or row.ended_at is None:
            return None
        return timezone.localdate(row.ended_at, row.participant.cohort.zone)

    @property
    def successor(self) -> str:
        """The number of the certificate that replaced this one; its code stays with its holder."""
        is_replaced = self.verdict is Verdict.REPLACED and self.certificate is not None
        return self.certificate.replaced_by.number if is_replaced else ""  # type: ignore[union-attr]


_STATES = {
    Certificate.State.VALID: Verdict.VALID,
    Certificate.State.REVOKED: Verdict.REVOKED,
    Certificate.State.REPLACED: Verdict.REPLACED,
}


def _rows() -> QuerySet[Certificate]:
    return Certificate.objects.select_related("replaced_by", "participant__cohort", "delivered")


def _known(certificate: Certificate, how: str) -> Check:
    verdict = _STATES[Certificate.State(certificate.state)]
    if verdict is Verdict.VALID and not certificate.is_delivered:
        verdict = Verdict.PENDING
    return Check(verdict, certificate, how)


def by_code(code: str) -> Check:
    """Check by the code of the QR; one query."""
    certificate = _rows().filter(code=code.strip().lower()).first()
    return _known(certificate, "code") if certificate else Check(Verdict.UNKNOWN, how="code")


def by_number(number: str, surname: str) -> Check:
    """Check by register number and surname; one query. A wrong surname answers exactly as an unknown number does."""
    certificate = _rows().filter(number=number_key(number)).first()
    if certificate is None:
        return Check(Verdict.UNKNOWN, how="number")
    holder, language = certificate.facts["holder"], certificate.facts["language"]
    # Every key is compared, so that the time taken tells nothing of which one is nearest.
    matches = [
        constant_time_compare(typed.encode(), key.encode())
        for typed in typed_keys(surname, language)
        for key in holder_keys(holder, language)
    ]
    return _known(certificate, "number") if any(matches) else Check(Verdict.UNKNOWN, how="number")


def by_file(content: bytes) -> Check:
    """Check an uploaded file: its hash must be that of the file delivered, and its signature by a key of the register.

    A file that carries a signature of ours but another hash was altered, and nothing of the row is shown; save that
    one further signature may follow what was delivered.
    """
    from .signing.check import check_signed_content

    keys = list(SigningKey.objects.values_list("certificate_pem", flat=True))
    report = check_signed_content(content, trusted=keys)
    certificate = _delivered(content)
    if certificate is not None:
        return _known(certificate, "file") if report.whole else Check(Verdict.ALTERED, how="file")
    if not (report.signed and report.trusted):
        return Check(Verdict.UNKNOWN, how="file")
    return _signed_further(content, report.ends) or Check(Verdict.ALTERED, how="file")


def _delivered(content: bytes) -> Certificate | None:
    return _rows().filter(delivered__sha256=hashlib.sha256(content).hexdigest()).first()


def _signed_further(content: bytes, ends: tuple[int, ...]) -> Check | None:
    """The check of a file that is a delivered one with one further signature; nothing if it is not that."""
    from .signing.signed_further import is_signed_further

    certificate = _delivered(content[: ends[0]]) if len(ends) == 2 else None
    if certificate is None or not is_signed_further(content, ends[0]):
        return None
    known = _known(certificate, "further")
    return replace(known, verdict=Verdict.FURTHER) if known.verdict is Verdict.VALID else known
