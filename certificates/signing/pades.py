"""Signing a PDF at level PAdES B-B (ETSI EN 319 142-1), with key, chain and signature container kept ready.

pyHanko's documented way parses the file, builds the container's ASN.1 and checks the key anew for every
document. Here pyHanko builds the container once for a key; from one document to the next only the digest and
the signature in it change, and those are put in their places. The file is written by qpdf (pikepdf).
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO

import pikepdf
from asn1crypto import cms
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.serialization import Encoding
from pikepdf import Array, Dictionary, Name, String
from pyhanko.sign.signers import ExternalSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certificates.signing.keys import KeyMaterial

FIELD_NAME = "Signature"
_LAST = 9_999_999_999  # holds the place of a file offset
_NO_RANGE = f"[ 0 {_LAST} {_LAST} {_LAST} ]".encode("ascii")
# Stand for the two things that change; each occurs once in a container.
_ANY_DIGEST = sha256(b"the digest of a document stands here").digest()


class CannotSign(ValueError):
    """The file is not a PDF that can be signed: not one at all, encrypted, or signed already."""


class _Container:
    """The CMS structure of one key's signatures, made by pyHanko, with places for digest and signature."""

    def __init__(self, material: KeyMaterial) -> None:
        own, *others = (
            Certificate.load(each.public_bytes(Encoding.DER))
            for each in (material.certificate, *material.chain)
        )
        self._certificate, self._store = own, SimpleCertificateStore.from_certs(others)
        self._sign = _signing(material)
        attributes: cms.CMSAttributes = asyncio.run(
            self._signer(b"").signed_attrs(_ANY_DIGEST, "sha256", use_pades=True)
        )
        self._attributes = attributes
        self._before, self._after = attributes.dump().split(_ANY_DIGEST)
        self._forms: dict[int, tuple[bytes, bytes, bytes]] = {}
        longest = _longest_signature(material)
        self.room = sum(map(len, self._form(longest))) + longest + len(_ANY_DIGEST)

    def signed(self, digest: bytes) -> bytes:
        """The container, in DER, with a signature of the document that has this SHA-256."""
        signature = self._sign(self._before + digest + self._after)
        first, middle, last = self._form(len(signature))
        return b"".join((first, digest, middle, signature, last))

    def _form(self, length: int) -> tuple[bytes, bytes, bytes]:
        """What stands around digest and signature, for a signature of this length (ECDSA's vary by a byte)."""
        if length not in self._forms:
            place = (b"\xa5\x5a" * length)[:length]
            whole = asyncio.run(
                self._signer(place).async_sign_prescribed_attributes("sha256", self._attributes)
            ).dump()
            first, rest = whole.split(_ANY_DIGEST)
            middle, last = rest.split(place)
            self._forms[length] = (first, middle, last)
        return self._forms[length]

    def _signer(self, signature: bytes) -> ExternalSigner:
        return ExternalSigner(self._certificate, self._store, signature_value=signature)


def _signing(material: KeyMaterial) -> Callable[[bytes], bytes]:
    key = material.private_key
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return lambda data: key.sign(data, ec.ECDSA(hashes.SHA256()))
    return lambda data: key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def _longest_signature(material: KeyMaterial) -> int:
    """The most bytes that a signature of the key takes; ECDSA's are two numbers in DER and vary."""
    size = (material.private_key.key_size + 7) // 8
    return 2 * size + 9 if isinstance(material.private_key, ec.EllipticCurvePrivateKey) else size


class Signer:
    """Signs documents with one organisation's key. Make it once for a batch, outside of an event loop.

    Safe to use from several threads.
    """

    def __init__(self, material: KeyMaterial) -> None:
        self.key_id = material.key_id
        self._container = _Container(material)

    def sign(self, pdf: bytes, *, at: datetime, reason: str = "", location: str = "") -> bytes:
        """The file with a signature over all of it, in its empty signature field or else in an invisible one.

        `at` is the claimed time of signing (aware). Raises CannotSign for what is not a PDF, is encrypted, or
        holds a signature: a signature goes over the whole file and is the last thing done to it.
        """
        if at.tzinfo is None:
            raise ValueError("the time of signing has no time zone")
        signature = Dictionary(
            Type=Name.Sig,
            Filter=Name("/Adobe.PPKLite"),
            SubFilter=Name("/ETSI.CAdES.detached"),
            ByteRange=Array([0, _LAST, _LAST, _LAST]),
            Contents=String(bytes(self._container.room)),
            M=String(at.astimezone(UTC).strftime("D:%Y%m%d%H%M%S+00'00'")),
        )
        if reason:
            signature.Reason = String(reason)
        if location:
            signature.Location = String(location)
        return self._filled(_with_signature(pdf, signature))

    def _filled(self, file: bytearray) -> bytes:
        """Put byte range and container in the places held for them."""
        gap = b"<" + b"00" * self._container.room + b">"
        start = file.rindex(gap)
        end = start + len(gap)
        # qpdf writes keys in order: /ByteRange is the last thing before /Contents, no text comes in between.
        place = file.rindex(_NO_RANGE, 0, start)
        ranges = f"[ 0 {start} {end} {len(file) - end} ]".encode("ascii")
        file[place : place + len(_NO_RANGE)] = ranges.ljust(len(_NO_RANGE))
        digest = sha256(memoryview(file)[:start])
        digest.update(memoryview(file)[end:])
        content = self._container.signed(digest.digest()).hex().encode("ascii")
        file[start + 1 : start + 1 + len(content)] = content
        return bytes(file)


def _with_signature(pdf: bytes, signature: Dictionary) -> bytearray:
    """The file written anew with the signature's dictionary in its field."""
    out = BytesIO()
    try:
        with pikepdf.open(BytesIO(pdf)) as document:
            if document.is_encrypted:
                raise CannotSign("the file is encrypted")
            if not document.pages:
                raise CannotSign("the file has no page")
            field = _signature_field(document)
            field.V = document.make_indirect(signature)
            document.Root.AcroForm.SigFlags = 3  # signatures exist; append only
            document.save(
                out,
                min_version="1.7",
                fix_metadata_version=False,  # the metadata are as they were drawn
                object_stream_mode=pikepdf.ObjectStreamMode.disable,
                deterministic_id=True,
            )
    except pikepdf.PdfError as error:
        raise CannotSign("this is not a PDF that can be signed") from error
    return bytearray(out.getbuffer())


def _signature_field(document: pikepdf.Pdf) -> pikepdf.Object:
    """The document's empty signature field, made (invisible, on the first page) if there is none."""
    if "/AcroForm" not in document.Root:
        document.Root.AcroForm = document.make_indirect(Dictionary(Fields=Array()))
    fields = document.Root.AcroForm.Fields
    for field in fields:
        if field.get("/FT") == Name.Sig:
            if "/V" in field:
                raise CannotSign("the file is signed already")
            return field
    page = document.pages[0]
    field = document.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=String(FIELD_NAME),
            F=132,  # print, locked
            Rect=Array([0, 0, 0, 0]),
            P=page.obj,
        )
    )
    fields.append(field)
    if "/Annots" not in page:
        page.Annots = Array()
    page.Annots.append(field)
    return field
