"""Checking a signed file without a network and without a register: is its signed content whole, and by whose
key.

The check reads bytes, not PDF objects. A certificate of ours is signed once, over the whole file but the gap
that holds the signature; so it is enough to find that gap, hash everything else, and verify the container. No
parser of PDF meets a stranger's file here. What this cannot say is whether a certificate was revoked or
replaced: that is in the register alone (the status is *unknown* offline).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import new as new_hash
from typing import TYPE_CHECKING

from cryptography import x509

from certificates.signing.keys import key_id, load_certificate, public_key

if TYPE_CHECKING:
    from asn1crypto import cms

# Ours take about 100 KB; with attachments they will not come near this.
MAX_SIZE = 16 * 1024 * 1024
_MAX_CONTAINER = 64 * 1024
_MAX_RANGES = 50
_HASHES = frozenset(("sha256", "sha384", "sha512"))
_SIGNATURES = frozenset(("ecdsa", "rsassa_pkcs1v15", "rsassa_pss"))

_RANGE = re.compile(
    rb"/ByteRange\s{0,9}\[\s{0,9}(\d{1,10})\s{1,40}(\d{1,10})\s{1,40}(\d{1,10})\s{1,40}(\d{1,10})\s{0,60}\]"
)
_TIME = re.compile(rb"/M\s{0,9}\(D:(\d{14})(Z|[+-]\d\d'\d\d)?")
# Some programs write every mark of a date as an octal escape.
_OCTAL = re.compile(rb"\\([0-3][0-7]{2})")
_HEX = re.compile(rb"(?:[0-9A-Fa-f]{2})+")


class Problem(StrEnum):
    """Why a file is not whole, not signed, or not to be trusted."""

    TOO_LARGE = "too_large"
    NOT_PDF = "not_pdf"
    TRUNCATED = "truncated"
    NO_SIGNATURE = "no_signature"
    SEVERAL_SIGNATURES = "several_signatures"
    MALFORMED = "malformed"
    ALGORITHM = "algorithm"
    CONTENT_CHANGED = "content_changed"
    SIGNATURE_WRONG = "signature_wrong"
    NOT_WHOLE_FILE = "not_whole_file"
    UNKNOWN_KEY = "unknown_key"
    OUTSIDE_VALIDITY = "outside_validity"


@dataclass(frozen=True)
class SignatureReport:
    """What the signature of a file says.

    signed: there is a signature that can be read. intact: the bytes it covers are those that were signed, by
    the key of the certificate in it. trusted: that certificate is among those trusted. nothing_appended: it
    is the only signature and covers every byte but its own. Only all four together mean that the file is ours
    as it was signed. signing_time is the time that the signer claims, given only when the content is intact.
    ends: where the bytes end that each signature in the file covers, the first signature first.
    """

    signed: bool = False
    intact: bool = False
    trusted: bool = False
    nothing_appended: bool = False
    key_id: str = ""
    signing_time: datetime | None = None
    problems: tuple[Problem, ...] = ()
    ends: tuple[int, ...] = ()

    @property
    def whole(self) -> bool:
        """Signed by a trusted key, unchanged, and nothing added."""
        return self.signed and self.intact and self.trusted and self.nothing_appended


class _Refused(Exception):
    """The check ends here."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True)
class _Gap:
    """Where the container stands in the file (with its brackets), and where the signed bytes end."""

    start: int
    end: int
    last: int


def check_signed_content(
    pdf: bytes, *, trusted: Iterable[x509.Certificate | str | bytes], last: bool = False
) -> SignatureReport:
    """Check a file's signature against the certificates trusted. Whatever the file is, it reports and never raises.

    Of several signatures the first is read, for what stands before it is ours if anything is; or the `last`, which
    covers what was added. None of them makes the file whole.

    Trust is by the certificate's key, not by who issued it: the register (or a person offline) names the keys. So a
    certificate that has run out or was renewed since the signing, or a key that was replaced, still verifies what it
    signed. Trusted certificates come loaded, as PEM (of a chain, the first counts) or as DER; UnusableKey if one is
    none.
    """
    known = {_public_key(each) for each in trusted}
    try:
        _precheck(pdf)
        gaps = _gaps(pdf)
        if not gaps:
            raise _Refused(Problem.NO_SIGNATURE)
        return _report(pdf, gaps, known, last=last)
    except _Refused as refused:
        return SignatureReport(problems=(refused.problem,))
    except Exception:  # noqa: BLE001 - a stranger's file: whatever breaks in reading it, it cannot be read
        return SignatureReport(problems=(Problem.MALFORMED,))


def _public_key(certificate: x509.Certificate | str | bytes) -> bytes:
    if not isinstance(certificate, x509.Certificate):
        certificate = load_certificate(certificate.encode() if isinstance(certificate, str) else certificate)
    return public_key(certificate)


def _precheck(pdf: bytes) -> None:
    if len(pdf) > MAX_SIZE:
        raise _Refused(Problem.TOO_LARGE)
    if not pdf.startswith(b"%PDF-"):
        raise _Refused(Problem.NOT_PDF)


def _gaps(pdf: bytes) -> list[_Gap]:
    """The gaps that byte ranges leave for signatures, by what they cover; what only looks like one leaves none."""
    candidates: dict[_Gap, None] = {}
    for number, match in enumerate(_RANGE.finditer(pdf)):
        if number >= _MAX_RANGES:
            raise _Refused(Problem.SEVERAL_SIGNATURES)
        zero, first, second, length = map(int, match.groups())
        if zero == 0:
            candidates[_Gap(first, second, second + length)] = None
    return sorted(
        (gap for gap in candidates if _is_container(pdf, gap)), key=lambda gap: (gap.last, gap.start)
    )


def _is_container(pdf: bytes, gap: _Gap) -> bool:
    """Whether the gap lies in the file and holds nothing but one string of hexadecimal digits."""
    if not 0 < gap.start < gap.end <= gap.last <= len(pdf) or gap.end - gap.start > 2 * _MAX_CONTAINER:
        return False
    brackets = pdf[gap.start] == ord("<") and pdf[gap.end - 1] == ord(">")
    return brackets and _HEX.fullmatch(pdf, gap.start + 1, gap.end - 1) is not None


def _report(pdf: bytes, gaps: list[_Gap], trusted: set[bytes], *, last: bool) -> SignatureReport:
    gap = gaps[-1 if last else 0]
    problems: list[Problem] = []
    if len(gaps) > 1:
        problems.append(Problem.SEVERAL_SIGNATURES)
    if gap.last != len(pdf):
        problems.append(Problem.NOT_WHOLE_FILE)
    nothing_appended = not problems
    if nothing_appended and not pdf.endswith((b"%%EOF\n", b"%%EOF", b"%%EOF\r\n")):
        problems.append(Problem.TRUNCATED)

    info, certificate = _signer(pdf, gap)
    intact = _verify(pdf, gap, info, certificate, problems)
    own = x509.load_der_x509_certificate(certificate.dump())
    known = public_key(own) in trusted
    if not known:
        problems.append(Problem.UNKNOWN_KEY)
    time = _claimed_time(pdf, gap) if intact else None
    if time and not own.not_valid_before_utc <= time <= own.not_valid_after_utc:
        problems.append(Problem.OUTSIDE_VALIDITY)
    ends = tuple(each.last for each in gaps)
    return SignatureReport(True, intact, known, nothing_appended, key_id(own), time, tuple(problems), ends)


def _signer(pdf: bytes, gap: _Gap) -> tuple["cms.SignerInfo", "cms.Certificate"]:
    """The one signer of the container and the certificate that it names."""
    # tsp adds names to those of cms, which are looked up once: whoever signs later in this process needs them there.
    from asn1crypto import cms, parser, tsp  # noqa: F401

    raw = bytes.fromhex(pdf[gap.start + 1 : gap.end - 1].decode("ascii"))
    _, _, _, header, content, trailer = parser.parse(raw)
    size = len(header) + len(content) + len(trailer)
    if any(raw[size:]):
        raise _Refused(Problem.MALFORMED)
    container = cms.ContentInfo.load(raw[:size], strict=True)
    if container["content_type"].native != "signed_data":
        raise _Refused(Problem.MALFORMED)
    signed = container["content"]
    if len(signed["signer_infos"]) != 1 or signed["encap_content_info"]["content"].native is not None:
        raise _Refused(Problem.MALFORMED)
    info = signed["signer_infos"][0]
    # Said twice in a container, signed once: the two must agree.
    if [each.dump() for each in signed["digest_algorithms"]] != [info["digest_algorithm"].dump()]:
        raise _Refused(Problem.MALFORMED)
    wanted = info["sid"].chosen
    for choice in signed["certificates"]:
        certificate = choice.chosen
        same = isinstance(wanted, cms.IssuerAndSerialNumber) and (
            certificate.issuer == wanted["issuer"]
            and certificate.serial_number == wanted["serial_number"].native
        )
        if same:
            return info, certificate
    raise _Refused(Problem.MALFORMED)


def _verify(
    pdf: bytes, gap: _Gap, info: "cms.SignerInfo", certificate: "cms.Certificate", problems: list[Problem]
) -> bool:
    """Whether the bytes are those that the certificate's key signed; what is wrong goes to the problems."""
    algorithm = info["digest_algorithm"]["algorithm"].native
    if algorithm not in _HASHES or info["signature_algorithm"].signature_algo not in _SIGNATURES:
        problems.append(Problem.ALGORITHM)
        return False
    if not len(info["signed_attrs"]):
        problems.append(Problem.MALFORMED)
        return False
    # Loaded here: a web process that checks no file does without pyHanko.
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    digest = new_hash(algorithm, memoryview(pdf)[: gap.start])
    digest.update(memoryview(pdf)[gap.end : gap.last])
    try:
        same, right = validate_sig_integrity(info, certificate, "data", digest.digest())
    except SignatureValidationError:
        same = right = False
    if not right:
        problems.append(Problem.SIGNATURE_WRONG)
    elif not same:
        problems.append(Problem.CONTENT_CHANGED)
    return bool(same and right)


def _claimed_time(pdf: bytes, gap: _Gap) -> datetime | None:
    """The time in the signature's dictionary, which stands around the container."""
    around = pdf[max(0, gap.start - 1024) : gap.start] + b" " + pdf[gap.end : gap.end + 2048]
    match = _TIME.search(_OCTAL.sub(lambda escaped: bytes([int(escaped[1], 8)]), around))
    if match is None:
        return None
    digits, zone = match.group(1).decode("ascii"), (match.group(2) or b"Z").decode("ascii").replace("'", "")
    try:
        return datetime.strptime(digits + ("+0000" if zone == "Z" else zone), "%Y%m%d%H%M%S%z")
    except ValueError:
        return None
