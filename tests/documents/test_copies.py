"""Signed copies: their kind by content, the signer read and not checked, kept privately."""

import base64
import contextlib
import datetime as dt
import io
import subprocess
import sys
import zipfile

import pytest
from asn1crypto import cms, keys, tsp  # noqa: F401 — it adds names to those of cms before any is looked up
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from documents import containers
from documents.models import Document, SignedCopy
from foundation.errors import DomainError

pytestmark = pytest.mark.database


def key_of(whose: str) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """A key, and a certificate that names its bearer: family name first."""
    key = ec.generate_private_key(ec.SECP256R1())
    family, _space, given_names = whose.partition(" ")
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, whose),
            x509.NameAttribute(NameOID.SURNAME, family),
            x509.NameAttribute(NameOID.GIVEN_NAME, given_names),
        ]
    )
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    return key, certificate


@pytest.fixture(scope="module")
def signature() -> bytes:
    """A detached signature of «ПЕТРЕНКО Соломія»."""
    key, certificate = key_of("Петренко Соломія Зразківна")
    builder = pkcs7.PKCS7SignatureBuilder().set_data(b"paper").add_signer(certificate, key, hashes.SHA256())
    return builder.sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.DetachedSignature])


def certificate_of(signature: bytes) -> asn1_x509.Certificate:
    return cms.ContentInfo.load(signature)["content"]["certificates"][0].chosen


def asic(signature: bytes, name="META-INF/signature001.p7s", mimetype=containers.ASIC) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", mimetype)
        archive.writestr("paper.pdf", b"%PDF-1.7")
        archive.writestr(name, signature)
    return out.getvalue()


def xades(signature: bytes) -> bytes:
    body = base64.b64encode(certificate_of(signature).dump()).decode()
    return (
        f'<?xml version="1.0"?><asic:XAdESSignatures><ds:X509Certificate>{body}</ds:X509Certificate>'
        "<xades:SigningTime>2026-11-20T10:00:00+02:00</xades:SigningTime></asic:XAdESSignatures>"
    ).encode()


def test_a_p7s_says_who_signed_and_when(signature):
    found = containers.read(signature, "Запрошення.pdf.p7s")
    assert found.content_type == containers.CMS
    assert found.signer == "Петренко Соломія Зразківна"
    assert found.signed_at is not None and found.signed_at.tzinfo is not None


def test_a_container_says_it_too_by_either_form_of_signature(signature):
    assert containers.read(asic(signature), "paper.asice").signer == "Петренко Соломія Зразківна"
    found = containers.read(asic(xades(signature), "META-INF/signatures001.xml"), "paper.zip")
    assert found.signer == "Петренко Соломія Зразківна"
    assert found.signed_at == dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC)


# ---------------------------------------------------------------- signed inside a PDF
def pdf_around(signature: bytes, more: bytes = b"", covered: int | None = None) -> bytes:
    """A PDF with this signature as far as one is read: the bytes, the two ranges, what stands beside."""
    head = b"%PDF-1.7\n5 0 obj << /Type /Sig " + more + b" /Contents "
    hole = b"<" + signature.hex().encode() + b"0" * 64 + b">"
    tail = b" /ByteRange [0 %d %d %08d] >> endobj\n%%%%EOF\n"
    whole = tail % (len(head), len(head) + len(hole), 0)
    rest = len(whole) if covered is None else covered
    return head + hole + tail % (len(head), len(head) + len(hole), rest)


def test_a_signature_inside_a_pdf_is_read(signature):
    found = containers.read(pdf_around(signature), "paper.pdf")
    assert (found.content_type, found.signer) == (containers.PDF, "Петренко Соломія Зразківна")
    assert found.signed_at is not None and found.signed_at.tzinfo is not None


def test_a_pades_signature_has_its_time_beside_it_and_the_last_who_signed_is_named():
    content = pades_signed("Перший Підпис", "Друга Голова")
    found = containers.read(content, "paper.pdf")
    assert found.signer == "Друга Голова"
    assert found.signed_at is not None
    assert abs(found.signed_at - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=5)


@pytest.mark.parametrize("zone", [b"+02'00'", b"+02'00", b"+0200", b"+02"])
def test_the_time_of_a_pdf_is_read_in_each_form_that_there_is(signature, zone):
    info = cms.ContentInfo.load(signature)
    info["content"]["signer_infos"][0]["signed_attrs"] = None
    content = pdf_around(info.dump(force=True), b"/M (D:20261120100000" + zone + b")")
    assert containers.read(content, "a.pdf").signed_at == dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: content[:-40],
        lambda content: content.replace(b"/ByteRange [0", b"/ByteRange [9999999999"),
        lambda content: content.replace(b"<30", b"<zz"),
        lambda content: content.replace(b"<30", b"<99"),
        lambda content: b"%PDF-1.7 nobody signed this",
        lambda content: b"%PDF-1.7" + b"/ByteRange [0 1 2 3]" * 10_000,
    ],
)
def test_a_pdf_that_is_cut_or_spoiled_is_kept_as_one_that_nobody_signed(signature, spoil):
    found = containers.read(spoil(pdf_around(signature)), "paper.pdf")
    assert found == containers.Signed(containers.PDF)


@given(st.binary(max_size=300), st.integers(0, 2**33), st.integers(0, 2**33), st.integers(0, 2**33))
def test_no_pdf_breaks_the_reader(tail, first, second, third):
    named = f"/ByteRange [{first % 40} {second % 400} {third % 600} {first % 600}]".encode()
    found = containers.read(b"%PDF-1.7 /M (D:20269999999999Z) <" + tail + b">" + named, "copy.pdf")
    assert found.content_type == containers.PDF


def pades_signed(*names: str) -> bytes:
    """A PDF that these people signed one after another, as PAdES asks, by keys of their own."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(100, 100, "paper")
    canvas.save()
    for number, name in enumerate(names):
        key, certificate = key_of(name)
        signer = signers.SimpleSigner(
            signing_cert=asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
            signing_key=keys.PrivateKeyInfo.load(
                key.private_bytes(
                    serialization.Encoding.DER,
                    serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption(),
                )
            ),
            cert_registry=SimpleCertificateStore(),
        )
        about = signers.PdfSignatureMetadata(
            field_name=f"Signature{number}", subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256"
        )
        out = signers.sign_pdf(IncrementalPdfFileWriter(out), about, signer=signer)
    return out.getvalue()


def test_xml_with_entities_is_no_danger(signature):
    bomb = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb">]><SigningTime>2026-99-99</SigningTime>&b;'
    found = containers.read(asic(bomb, "META-INF/signatures001.xml"), "paper.asice")
    assert (found.signer, found.signed_at) == ("", None)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "copy.pdf"),
        (b"MZ program", "copy.pdf"),
        (b"%PDF-1.7 paper", "copy.exe"),
        (b"PK\x03\x04 nothing", "copy.asice"),
        (b"0\x82 nonsense", "copy.p7s"),
        (asic(b"", mimetype="text/plain"), "copy.asice"),
    ],
)
def test_anything_else_is_refused_in_words(content, name):
    with pytest.raises(DomainError) as refusal:
        containers.read(content, name)
    assert refusal.value.field == "file"


@given(st.binary(max_size=400), st.sampled_from(["", "PK\x03\x04", "0\x82"]))
def test_no_bytes_break_the_reader(tail, head):
    with contextlib.suppress(DomainError):
        containers.read(head.encode("latin-1") + tail, "copy.p7s")


@pytest.mark.django_db
def test_a_copy_is_kept_and_shown_as_not_checked(house, manager_client, signature):
    document = house.send(house.people[0])
    url = reverse("documents_copy", args=[document.public_id])
    answer = manager_client.post(url, {"file": SimpleUploadedFile("Запрошення.p7s", signature)})
    assert answer.status_code == 302
    document.refresh_from_db()
    assert document.state == Document.State.SIGNED
    page = manager_client.get(answer["Location"]).content.decode()
    assert "Петренко Соломія" in page and "Ми цього не перевіряли" in page
    copy = SignedCopy.objects.get()
    file = reverse("documents_signed", args=[document.public_id, copy.public_id])
    assert manager_client.get(file)["Content-Type"].startswith("text/html")
    assert not ModelLogEntry.objects.filter(action="documents.open_copy").exists()
    kept = manager_client.post(file)
    assert b"".join(kept.streaming_content) == signature
    assert kept["Content-Disposition"].startswith("attachment")
    opened = ModelLogEntry.objects.get(action="documents.open_copy")
    assert (opened.user, opened.object_id) == (house.manager, str(document.pk))


@pytest.mark.django_db
def test_the_same_file_twice_and_a_wrong_one_are_refused(house, manager_client, signature):
    document = house.send(house.people[0])
    url = reverse("documents_copy", args=[document.public_id])
    manager_client.post(url, {"file": SimpleUploadedFile("a.p7s", signature)})
    again = manager_client.post(url, {"file": SimpleUploadedFile("b.p7s", signature)})
    assert again.status_code == 409
    assert manager_client.post(url, {"file": SimpleUploadedFile("a.pdf", b"MZ")}).status_code == 422
    assert SignedCopy.objects.count() == 1


@pytest.mark.django_db
def test_a_copy_of_another_document_is_not_found_by_this_ones_address(house, manager_client, signature):
    first, second = (house.send(person) for person in house.people)
    url = reverse("documents_copy", args=[first.public_id])
    manager_client.post(url, {"file": SimpleUploadedFile("a.p7s", signature)})
    copy = SignedCopy.objects.get()
    mixed = reverse("documents_signed", args=[second.public_id, copy.public_id])
    assert manager_client.get(mixed).status_code == 404


def test_whoever_signs_after_a_copy_was_read_has_all_names_of_attributes() -> None:
    """asn1crypto looks its names up once, and has more of them from the moment its tsp is there."""
    code = (
        "import django; django.setup()\n"
        "from contextlib import suppress\n"
        "from documents.containers import read\n"
        "from foundation.errors import DomainError\n"
        "with suppress(DomainError): read(b'0\\x03\\x02\\x01\\x00', 'x.p7s')\n"
        "from asn1crypto import cms\n"
        "cms.CMSAttributeType('signing_time')\n"
        "from pyhanko.sign import signers\n"
        "cms.CMSAttributeType('signing_certificate_v2')\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=settings.BASE_DIR)
