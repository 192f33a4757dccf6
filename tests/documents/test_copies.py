"""Signed copies: their kind by content, the signer read and not checked, kept privately."""

import base64
import contextlib
import datetime as dt
import io
import zipfile

import pytest
from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from documents import containers
from documents.models import Document, SignedCopy
from foundation.errors import DomainError

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def signature() -> bytes:
    """A detached signature of «ПЕТРЕНКО Соломія»."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, "Петренко Соломія Зразківна"),
            x509.NameAttribute(NameOID.SURNAME, "Петренко"),
            x509.NameAttribute(NameOID.GIVEN_NAME, "Соломія Зразківна"),
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
    kept = manager_client.get(reverse("documents_signed", args=[document.public_id, copy.public_id]))
    assert b"".join(kept.streaming_content) == signature
    assert kept["Content-Disposition"].startswith("attachment")


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
