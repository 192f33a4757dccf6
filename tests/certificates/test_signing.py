"""Keys of organisations and signatures on certificates."""

import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from io import BytesIO

import pikepdf
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.utils import translation
from pikepdf import Array, Dictionary, Name, String

from certificates.pdf.facts import Holder
from certificates.pdf.printer import SheetPrinter
from certificates.signing.check import check_signed_content
from certificates.signing.keys import KeyMaterial, UnusableKey, key_id, load_certificate, make_trial_key
from certificates.signing.pades import FIELD_NAME, CannotSign, Signer
from tests.certificates.sheet_samples import ukrainian
from tests.certificates.signing_samples import (
    ORGANISATION,
    PASSPHRASE,
    SIGNED_AT,
    certified,
    sheet,
    signed,
    trial_material,
)
from tests.tools import need


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Messages are compared in English, whatever catalogues are compiled on this machine."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="module")
def material() -> KeyMaterial:
    return trial_material()


@pytest.fixture(scope="module")
def document(material) -> bytes:
    return signed(material)


# --- keys ------------------------------------------------------------------------------------------------


def test_a_trial_key_is_encrypted_and_its_certificate_says_that_it_is_a_trial():
    made = make_trial_key(ORGANISATION, passphrase=PASSPHRASE, identifier="00000000")
    certificate = load_certificate(made.certificate_pem)
    assert b"ENCRYPTED PRIVATE KEY" in made.key_pem
    assert "trial signature" in certificate.subject.rfc4514_string()
    assert ORGANISATION in certificate.subject.rfc4514_string()
    assert "00000000" in certificate.subject.rfc4514_string()
    assert made.key_id == key_id(certificate)
    certificate.verify_directly_issued_by(certificate)


def test_a_trial_certificate_is_for_signing_documents_for_ten_years(material):
    certificate = material.certificate
    usage = certificate.extensions.get_extension_for_class(
        type(next(each.value for each in certificate.extensions if each.oid.dotted_string == "2.5.29.15"))
    ).value
    assert (usage.digital_signature, usage.content_commitment) == (True, True)
    assert not (usage.key_cert_sign or usage.key_encipherment or usage.crl_sign)
    assert isinstance(material.private_key.curve, ec.SECP256R1)
    years = (certificate.not_valid_after_utc - certificate.not_valid_before_utc).days / 365.25
    assert years == pytest.approx(10, abs=0.01)


@pytest.mark.parametrize("organisation", ["Ї" * 300, "Short", "Комунальна установа " * 5])
def test_a_trial_key_can_be_made_for_a_name_of_any_length(organisation):
    assert trial_material(organisation).key_id


@pytest.mark.parametrize(
    ("organisation", "common", "whole"),
    [
        (ORGANISATION, "Львівська комунальна…", ORGANISATION),
        (
            "Комунальна установа «Центр професійного розвитку працівників громади»",
            "Комунальна установа…",
            "Комунальна установа «Центр професійного розвитку працівників…",
        ),
        ("Рада", "Рада", "Рада"),
        ("Ї" * 300, f"{'Ї' * 21}…", f"{'Ї' * 63}…"),
    ],
)
def test_the_name_of_a_trial_key_is_shortened_at_a_word(organisation, common, whole):
    subject = trial_material(organisation).certificate.subject
    [name] = subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    [issuer] = subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    assert (name.value, issuer.value) == (f"{common} (trial signature)", whole)


def test_a_key_without_a_passphrase_is_not_made():
    with pytest.raises(UnusableKey):
        make_trial_key(ORGANISATION, passphrase=b"")


def test_a_wrong_passphrase_is_said_plainly():
    made = make_trial_key(ORGANISATION, passphrase=PASSPHRASE)
    with pytest.raises(UnusableKey, match="passphrase"):
        KeyMaterial.from_pem(made.key_pem, made.certificate_pem, passphrase=b"another")
    with pytest.raises(UnusableKey, match="passphrase"):
        KeyMaterial.from_pem(made.key_pem, made.certificate_pem, passphrase=None)


def test_a_certificate_of_another_key_is_refused():
    one, other = (make_trial_key(ORGANISATION, passphrase=PASSPHRASE) for _ in range(2))
    with pytest.raises(UnusableKey, match="another key"):
        KeyMaterial.from_pem(one.key_pem, other.certificate_pem, passphrase=PASSPHRASE)


@pytest.mark.parametrize("key", [ed25519.Ed25519PrivateKey.generate(), rsa.generate_private_key(65537, 1024)])
def test_a_key_that_readers_do_not_verify_is_refused(key, material):
    with pytest.raises(UnusableKey, match="ECDSA"):
        KeyMaterial(key, material.certificate)


@pytest.mark.parametrize(
    "data", [b"", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", b"%PDF-1.7"]
)
def test_what_is_not_a_certificate_is_refused(data):
    with pytest.raises(UnusableKey):
        load_certificate(data)


def test_the_key_id_belongs_to_the_key_not_to_its_certificate():
    key = ec.generate_private_key(ec.SECP256R1())
    assert key_id(certified(key)) == key_id(certified(key, name="Renewed"))
    assert key_id(certified(key)) != key_id(certified(ec.generate_private_key(ec.SECP256R1())))
    assert re.fullmatch("[0-9a-f]{32}", key_id(certified(key)))


def test_a_key_does_not_show_when_its_holder_is_written_to_a_log(material):
    made = make_trial_key(ORGANISATION, passphrase=PASSPHRASE)
    assert "private_key" not in repr(material)
    assert "PRIVATE KEY" not in repr(made)


# --- signatures ------------------------------------------------------------------------------------------


def test_the_links_of_the_sheet_are_in_the_signed_file_beside_the_signature(material):
    with pikepdf.open(BytesIO(signed(material))) as document:
        kinds = [str(each.Subtype) for each in document.pages[0].Annots]
    assert sorted(kinds) == ["/Link", "/Link", "/Widget"]


def test_pdfsig_calls_it_valid_and_the_whole_document_signed(document, tmp_path):
    path = tmp_path / "signed.pdf"
    path.write_bytes(document)
    said = subprocess.run(
        [need("pdfsig"), str(path)], capture_output=True, check=True, timeout=60
    ).stdout.decode()
    assert "Signature Validation: Signature is Valid." in said
    assert "Total document signed" in said
    assert "Signature Type: ETSI.CAdES.detached" in said
    assert said.count("Signature #") == 1


def test_qpdf_finds_no_fault_in_the_signed_file(document, tmp_path):
    path = tmp_path / "signed.pdf"
    path.write_bytes(document)
    said = subprocess.run(
        [need("qpdf"), "--check", str(path)], capture_output=True, check=True, timeout=60
    ).stdout
    assert b"No syntax or stream encoding errors found" in said


def test_pyhanko_validates_it_as_pades_over_the_entire_file(document, material):
    from pyhanko.keys import load_certs_from_pemder_data
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    pem = material.certificate.public_bytes(serialization.Encoding.PEM)
    context = ValidationContext(trust_roots=list(load_certs_from_pemder_data(pem)), moment=SIGNED_AT)
    [embedded] = PdfFileReader(BytesIO(document)).embedded_regular_signatures
    status = validate_pdf_signature(embedded, context)
    assert status.bottom_line
    assert status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    attributes = {each["type"].native for each in embedded.signer_info["signed_attrs"]}
    # PAdES: the certificate is bound in, the time stands in the dictionary and not here (EN 319 142-1, 6.3).
    assert attributes == {"content_type", "message_digest", "signing_certificate_v2"}
    assert len(embedded.signed_data["certificates"]) == 1


def test_reason_place_and_time_stand_in_the_signature(document):
    with pikepdf.open(BytesIO(document)) as opened:
        [field] = opened.Root.AcroForm.Fields
        assert field.T == FIELD_NAME
        assert field.V.Reason == "Видано сертифікат"
        assert field.V.Location == "Львів"
        assert str(field.V.M) == SIGNED_AT.strftime("D:%Y%m%d%H%M%S+00'00'")


def test_signatures_of_every_length_that_ecdsa_gives_verify(material):
    signer, pdf, lengths = Signer(material), sheet(), set()
    for _ in range(60):
        file = signer.sign(pdf, at=SIGNED_AT)
        report = check_signed_content(file, trusted=[material.certificate])
        assert report.whole
        gap = re.search(rb"/Contents <([0-9a-f]+)>", file)
        lengths.add(len(gap[1].rstrip(b"0")))
    assert len(lengths) > 1


@pytest.mark.parametrize(
    "key",
    [ec.generate_private_key(ec.SECP384R1()), rsa.generate_private_key(65537, 2048)],
    ids=["P-384", "RSA-2048"],
)
def test_an_organisations_own_key_comes_as_pkcs12_with_its_chain(key, tmp_path):
    authority = ec.generate_private_key(ec.SECP256R1())
    root = certified(authority, name="Authority")
    own = certified(key, authority, issuer="Authority")
    bundle = pkcs12.serialize_key_and_certificates(
        b"signing", key, own, [root], serialization.BestAvailableEncryption(PASSPHRASE)
    )
    with pytest.raises(UnusableKey, match="passphrase"):
        KeyMaterial.from_pkcs12(bundle, passphrase=b"another")
    loaded = KeyMaterial.from_pkcs12(bundle, passphrase=PASSPHRASE)
    file = signed(loaded)
    assert check_signed_content(file, trusted=[own]).whole
    path = tmp_path / "signed.pdf"
    path.write_bytes(file)
    said = subprocess.run([need("pdfsig"), str(path)], capture_output=True, check=True, timeout=60).stdout
    assert b"Signature is Valid" in said


def test_an_empty_field_that_is_there_already_is_used(material):
    prepared = BytesIO()
    with pikepdf.open(BytesIO(sheet())) as opened:
        field = opened.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Sig,
                T=String("Tagged"),
                Rect=Array([0, 0, 0, 0]),
            )
        )
        opened.Root.AcroForm = Dictionary(Fields=Array([field]))
        opened.pages[0].Annots = Array([field])
        opened.save(prepared)
    file = Signer(material).sign(prepared.getvalue(), at=SIGNED_AT)
    assert check_signed_content(file, trusted=[material.certificate]).whole
    with pikepdf.open(BytesIO(file)) as opened:
        assert [str(each.T) for each in opened.Root.AcroForm.Fields] == ["Tagged"]


@pytest.mark.parametrize("pdf", [b"", b"<html></html>", b"%PDF-1.7\n%%EOF"])
def test_what_is_not_a_pdf_is_not_signed(material, pdf):
    with pytest.raises(CannotSign):
        Signer(material).sign(pdf, at=SIGNED_AT)


def test_a_signed_file_is_not_signed_again(material, document):
    with pytest.raises(CannotSign, match="already"):
        Signer(material).sign(document, at=SIGNED_AT)


def test_an_encrypted_file_is_not_signed(material):
    encrypted = BytesIO()
    with pikepdf.open(BytesIO(sheet())) as opened:
        opened.save(encrypted, encryption=pikepdf.Encryption(owner="owner", user=""))
    with pytest.raises(CannotSign, match="encrypted"):
        Signer(material).sign(encrypted.getvalue(), at=SIGNED_AT)


def test_a_time_without_a_zone_is_refused(material):
    with pytest.raises(ValueError, match="time zone"):
        Signer(material).sign(sheet(), at=datetime(2026, 11, 25, 12))


def test_names_that_imitate_the_inside_of_a_signature_do_no_harm(material):
    hostile = "/ByteRange [ 0 9999999999 9999999999 9999999999 ] /Contents <00>"
    holder = Holder(given="А", family="Б", printed_name=hostile)
    pdf = SheetPrinter().draw(ukrainian(holder=holder, topic="/ByteRange [0 1 2 3]"))
    report = check_signed_content(
        Signer(material).sign(pdf, at=SIGNED_AT, reason=hostile, location=hostile),
        trusted=[material.certificate],
    )
    assert report.whole
    assert report.problems == ()


def test_threads_that_draw_and_sign_together_give_what_one_gives(material):
    printer, signer = SheetPrinter(), Signer(material)
    everyone = [ukrainian(number=f"WOW-2026-{number:06}", topic=f"Ἀθήνα {number}") for number in range(40)]
    expected = [printer.draw(facts) for facts in everyone]
    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(printer.draw, everyone))
        files = list(pool.map(lambda pdf: signer.sign(pdf, at=SIGNED_AT), drawn))
    assert drawn == expected
    assert all(check_signed_content(file, trusted=[material.certificate]).whole for file in files)


def test_signing_does_not_change_what_is_printed(document):
    with pikepdf.open(BytesIO(sheet())) as before, pikepdf.open(BytesIO(document)) as after:
        assert before.pages[0].Contents.read_bytes() == after.pages[0].Contents.read_bytes()
        assert after.Root.Lang == "uk"
        assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()


def test_a_key_signs_within_its_time_only_by_the_check_not_by_the_signature(material):
    late = material.certificate.not_valid_after_utc + timedelta(days=1)
    report = check_signed_content(Signer(material).sign(sheet(), at=late), trusted=[material.certificate])
    assert report.whole
    assert report.problems == ("outside_validity",)
