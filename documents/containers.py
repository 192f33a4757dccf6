"""Signed copies as they come in: what kind of file it is, by its content, and whose signature it holds, and when.

A signature is read and not checked: Ukraine's own algorithm (ДСТУ 4145) is checked by the centres of its providers. A
stranger's file meets no parser of PDF or XML here, is never unpacked to disk, and is read up to a limit.
"""

import base64
import binascii
import datetime as dt
import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError

MAX_FILE = 20 * 1024 * 1024
MAX_PARTS = 200
MAX_SIGNATURE = 2 * 1024 * 1024
ENDINGS = (".pdf", ".p7s", ".asice", ".sce", ".zip")
PDF, CMS, ASIC = "application/pdf", "application/pkcs7-signature", "application/vnd.etsi.asic-e+zip"
_ENDING_OF = {PDF: ".pdf", CMS: ".p7s", ASIC: ".asice"}
_CERTIFICATE = re.compile(rb"<(?:\w+:)?X509Certificate[^>]{0,200}>([A-Za-z0-9+/=\s]{100,40000})<")
_TIME = re.compile(rb"<(?:\w+:)?SigningTime[^>]{0,200}>\s{0,20}([0-9T:.+Z-]{10,40})\s{0,20}<")
# What a signature in a PDF covers, and when it was made: in a dictionary around it, of which so much is looked at.
_RANGES = re.compile(
    rb"/ByteRange\s{0,20}\[\s{0,20}" + rb"\s{1,20}".join([rb"(\d{1,10})"] * 4) + rb"\s{0,20}\]"
)
_TIME_OF_PDF = re.compile(rb"/M\s{0,20}\(D:(\d{14})(?:Z|([+-])(\d\d)'?(\d\d)?)")
_ESCAPED = re.compile(rb"\\([01][0-7][0-7])")
_BESIDE = 4096


@dataclass(frozen=True)
class Signed:
    """What a file is, and what its signature says of itself; empty where it says nothing that can be read."""

    content_type: str
    signer: str = ""
    signed_at: dt.datetime | None = None

    @property
    def ending(self) -> str:
        """The ending that fits its content."""
        return _ENDING_OF[self.content_type]


def _refused() -> DomainError:
    return DomainError(
        _("This is no signed copy that can be kept. Use PDF, or a КЕП container: .p7s, .asice, .zip."),
        field="file",
    )


def read(content: bytes, name: str) -> Signed:
    """What a signed copy is. Raises `DomainError` for a file of another kind, or one that is not what its name says."""
    ending = PurePosixPath(name).suffix.lower()
    if content.startswith(b"%PDF-"):
        found = Signed(PDF, *_signer_of_pdf(content))
    elif content.startswith(b"PK\x03\x04"):
        found = _asic(content)
    else:
        found = _cms(content)
    fits = {PDF: {".pdf"}, CMS: {".p7s"}, ASIC: {".asice", ".sce", ".zip"}}[found.content_type]
    if ending not in fits:
        raise DomainError(
            _(
                "By its content this is a %(kind)s file, but its name says otherwise. Rename it or save it again."
            )
            % {"kind": found.ending},
            field="file",
        )
    return found


# ---------------------------------------------------------------- signatures inside a PDF
def _signer_of_pdf(content: bytes) -> tuple[str, dt.datetime | None]:
    """Who signed last, and when; nothing of a PDF that nobody signed, or whose signature cannot be read.

    A signature stands in the file in plain, between the two ranges of bytes that it names: that is found without
    reading the PDF. A stamp of time is nobody's signature.
    """
    ranges = list(islice(_RANGES.finditer(content), MAX_PARTS))
    for found in reversed(ranges):
        first, length, second, rest = (int(figures) for figures in found.groups())
        begins = first + length
        if not begins < second <= second + rest <= len(content) or second - begins > 2 * MAX_SIGNATURE:
            continue
        try:
            info = _cms_of(bytes.fromhex(content[begins:second].strip(b"<> \r\n").decode("ascii")))
            if info["content"]["encap_content_info"]["content_type"].native == "tst_info":
                continue
            name, when = _signer_of(info)
        except Exception:  # noqa: BLE001, S112 — a stranger's file: what cannot be read is no signature
            continue
        return name, when or _time_beside(content, begins, second)
    return "", None


def _time_beside(content: bytes, begins: int, ends: int) -> dt.datetime | None:
    """The time that a PDF keeps beside the signature: PAdES has none inside."""
    before = content[max(0, begins - _BESIDE) : begins].rpartition(b" obj")[2]
    after = content[ends : ends + _BESIDE].partition(b"endobj")[0]
    plain = _ESCAPED.sub(lambda escaped: bytes([int(escaped.group(1), 8)]), before + after)
    found = _TIME_OF_PDF.search(plain)
    if found is None:
        return None
    figures, sign, hours, minutes = (part.decode("ascii") if part else "" for part in found.groups())
    zone = f"{sign}{hours}{minutes or '00'}" if sign in {"+", "-"} else "+0000"
    try:
        return dt.datetime.strptime(f"{figures}{zone}", "%Y%m%d%H%M%S%z")
    except ValueError:
        return None


# ---------------------------------------------------------------- CMS (.p7s)
def _cms(content: bytes) -> Signed:
    try:
        return Signed(CMS, *_signer_of_cms(content))
    except Exception as error:
        # A stranger's file: whatever the parser stumbles over, it is no signature.
        raise _refused() from error


def _signer_of_cms(content: bytes) -> tuple[str, dt.datetime | None]:
    """The first signer's name and time. Raises whatever the parser does where there is none."""
    return _signer_of(_cms_of(content))


def _cms_of(content: bytes) -> Any:
    # tsp adds names to those of cms, which are looked up once: whoever signs later in this process needs them there.
    from asn1crypto import cms, pem, tsp  # noqa: F401

    if content.lstrip().startswith(b"-----BEGIN"):
        _name, _headers, content = pem.unarmor(content)
    info = cms.ContentInfo.load(content, strict=False)
    if info["content_type"].native != "signed_data":
        raise ValueError("no signature")
    return info


def _signer_of(info: Any) -> tuple[str, dt.datetime | None]:
    signed = info["content"]
    signer = signed["signer_infos"][0]
    found = [each.chosen for each in signed["certificates"] if each.name == "certificate"]
    own = [each for each in found if _is_signers(each, signer["sid"])]
    certificate = next(iter(own or found), None)
    return (_name_of(certificate) if certificate is not None else ""), _time_of(signer)


def _is_signers(certificate: Any, sid: Any) -> bool:
    if sid.name == "issuer_and_serial_number":
        return bool(certificate.serial_number == sid.chosen["serial_number"].native)
    return bool(certificate.key_identifier == sid.chosen.native)


def _time_of(signer: Any) -> dt.datetime | None:
    for attribute in signer["signed_attrs"] or ():
        if attribute["type"].native == "signing_time":
            moment = attribute["values"][0].native
            return moment if isinstance(moment, dt.datetime) and moment.tzinfo else None
    return None


def _name_of(certificate: Any) -> str:
    """The person of a certificate: family name and given names where they stand apart, or else the common name."""
    subject = certificate.subject.native
    parts = [subject.get("surname"), subject.get("given_name")]
    name = " ".join(str(part) for part in parts if part) or str(subject.get("common_name") or "")
    return "".join(letter for letter in name if letter.isprintable())[:250]


# ---------------------------------------------------------------- ASiC-E (.asice, .zip)
def _asic(content: bytes) -> Signed:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _signer_of_asic(archive)
    except DomainError:
        raise
    except Exception as error:
        # A stranger's file: whatever the unpacker stumbles over, it is no container.
        raise _refused() from error


def _signer_of_asic(archive: zipfile.ZipFile) -> Signed:
    entries = archive.infolist()
    if len(entries) > MAX_PARTS:
        raise _refused()
    signatures = [entry for entry in entries if _is_signature(entry.filename)]
    if not signatures or _part(archive, "mimetype").strip() != ASIC.encode():
        raise _refused()
    content = _part(archive, signatures[0].filename)
    if signatures[0].filename.lower().endswith(".p7s"):
        return Signed(ASIC, *_signer_of_cms(content))
    return Signed(ASIC, *_signer_of_xades(content))


def _is_signature(name: str) -> bool:
    small = name.lower()
    return small.startswith("meta-inf/") and "signature" in small and small.endswith((".xml", ".p7s"))


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    """A short part of the container, however large it says that it is."""
    with archive.open(name) as part:
        content = part.read(MAX_SIGNATURE + 1)
    if len(content) > MAX_SIGNATURE:
        raise _refused()
    return content


def _signer_of_xades(content: bytes) -> tuple[str, dt.datetime | None]:
    """By two patterns and not by a parser: entities and the like of a stranger's XML mean nothing here."""
    from asn1crypto import x509

    name, when = "", None
    if found := _CERTIFICATE.search(content):
        try:
            name = _name_of(x509.Certificate.load(base64.b64decode(found.group(1)), strict=False))
        except (ValueError, TypeError, binascii.Error):
            name = ""
    if found := _TIME.search(content):
        try:
            when = dt.datetime.fromisoformat(found.group(1).decode("ascii"))
        except ValueError:
            when = None
    return name, when if when is not None and when.tzinfo else None
