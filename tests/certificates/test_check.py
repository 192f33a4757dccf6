"""The check of a signed file: nothing but the file as it was signed passes, and nothing makes it fall over."""

import re
from io import BytesIO

import pikepdf
import pytest
from cryptography.hazmat.primitives import serialization
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.pdf.printer import SheetPrinter
from certificates.signing.check import (
    MAX_SIZE,
    Problem,
    SignatureReport,
    check_signed_content,
)
from certificates.signing.keys import KeyMaterial, UnusableKey
from certificates.signing.pades import Signer
from tests.certificates.sheet_samples import ukrainian
from tests.certificates.signing_samples import (
    ORGANISATION,
    SIGNED_AT,
    sheet,
    signed,
    signed_further,
    trial_material,
)

MATERIAL = trial_material()
DOCUMENT = signed(MATERIAL)
RANGE = re.search(rb"/ByteRange \[ 0 (\d+) (\d+) (\d+) ", DOCUMENT)
START, END = int(RANGE[1]), int(RANGE[2])


def check(pdf: bytes, material: KeyMaterial = MATERIAL) -> SignatureReport:
    return check_signed_content(pdf, trusted=[material.certificate])


def flipped(position: int, bit: int = 0) -> bytes:
    changed = bytearray(DOCUMENT)
    changed[position] ^= 1 << bit
    return bytes(changed)


def with_container(container: bytes) -> bytes:
    """The document with another container in the gap of its signature."""
    content = container.hex().encode()
    return DOCUMENT[: START + 1] + content.ljust(END - START - 2, b"0") + DOCUMENT[END - 1 :]


def container() -> bytes:
    return bytes.fromhex(DOCUMENT[START + 1 : END - 1].decode())


# --- what passes -----------------------------------------------------------------------------------------


def test_the_file_as_it_was_signed_is_whole():
    report = check(DOCUMENT)
    assert report.whole
    assert report.problems == ()
    assert report.key_id == MATERIAL.key_id
    assert report.signing_time == SIGNED_AT


def test_trusted_certificates_may_be_given_as_text_or_bytes():
    pem = MATERIAL.certificate.public_bytes(serialization.Encoding.PEM)
    der = MATERIAL.certificate.public_bytes(serialization.Encoding.DER)
    chain = pem + trial_material().certificate.public_bytes(serialization.Encoding.PEM)
    for given_as in (pem, pem.decode(), der, chain):
        assert check_signed_content(DOCUMENT, trusted=[given_as]).whole


def test_a_trusted_certificate_that_is_none_is_an_error_of_the_caller():
    with pytest.raises(UnusableKey):
        check_signed_content(DOCUMENT, trusted=["not a certificate"])


def test_a_former_key_still_verifies_what_it_signed():
    new = trial_material()
    report = check_signed_content(DOCUMENT, trusted=[new.certificate, MATERIAL.certificate])
    assert report.whole


# --- what does not ---------------------------------------------------------------------------------------


def test_one_byte_changed_anywhere_in_the_signed_ranges_is_never_intact():
    signed_positions = [
        *range(0, START, 19),
        *range(START - 400, START + 1),
        *range(END - 1, len(DOCUMENT), 97),
    ]
    for position in signed_positions:
        report = check(flipped(position, position % 8))
        assert not report.intact, position
        assert report.problems


@settings(max_examples=300, deadline=None)
@given(position=st.integers(0, len(DOCUMENT) - 1), value=st.integers(0, 255))
def test_any_byte_replaced_anywhere_never_passes_unless_the_signature_says_the_same(position, value):
    changed = bytearray(DOCUMENT)
    changed[position] = value
    report = check(bytes(changed))
    if changed != DOCUMENT and not START < position < END - 1:
        assert not report.intact
    assert not report.problems or not report.whole


def test_a_byte_changed_inside_the_container_is_reported_and_never_makes_it_fall_over():
    size = len(container().rstrip(b"\x00"))
    for position in range(START + 1, START + 1 + 2 * size, 3):
        changed = bytearray(DOCUMENT)
        changed[position] = ord("0") if changed[position] != ord("0") else ord("7")
        report = check(bytes(changed))
        assert isinstance(report, SignatureReport)


def test_without_trust_a_stranger_could_have_signed_it():
    report = check_signed_content(DOCUMENT, trusted=[])
    assert (report.signed, report.intact, report.trusted, report.whole) == (True, True, False, False)
    assert report.problems == (Problem.UNKNOWN_KEY,)


def test_an_attackers_key_of_the_same_name_is_not_trusted():
    attacker = trial_material(ORGANISATION)
    report = check(signed(attacker))
    assert report.intact
    assert not report.trusted
    assert report.key_id != MATERIAL.key_id


@pytest.mark.parametrize("appended", [b"\n", b" ", b"\x00", b"%%EOF\n", b"1 0 obj <<>> endobj\n" * 50])
def test_bytes_appended_are_seen(appended):
    report = check(DOCUMENT + appended)
    assert report.intact
    assert not report.nothing_appended
    assert not report.whole
    assert Problem.NOT_WHOLE_FILE in report.problems


def test_bytes_before_the_file_are_seen():
    assert not check(b"\n" + DOCUMENT).intact
    assert check(b"junk" + DOCUMENT).problems == (Problem.NOT_PDF,)


def test_an_update_written_after_the_signature_is_seen():
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(BytesIO(DOCUMENT))
    writer.root["/Injected"] = generic.pdf_string("shadow")
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    report = check(out.getvalue())
    assert report.intact
    assert not report.nothing_appended


def test_a_second_signature_is_seen_and_the_first_is_still_read():
    report = check(signed_further(DOCUMENT, trial_material("Other")))
    assert (report.intact, report.trusted, report.key_id) == (True, True, MATERIAL.key_id)
    assert not report.nothing_appended
    assert not report.whole
    assert Problem.SEVERAL_SIGNATURES in report.problems


def test_a_signature_moved_to_another_document_does_not_hold():
    other = Signer(MATERIAL).sign(SheetPrinter().draw(ukrainian(topic="Комунікація")), at=SIGNED_AT)
    place = re.search(rb"/Contents <([0-9a-f]+)>", other)
    report = check(with_container(bytes.fromhex(place[1].decode())))
    assert not report.intact
    assert report.problems == (Problem.CONTENT_CHANGED,)


def test_bytes_hidden_behind_the_container_are_seen():
    report = check(with_container(container()[:-1] + b"\x01"))
    assert not report.intact
    assert report.problems == (Problem.MALFORMED,)


def test_a_weak_hash_is_refused():
    report = check(
        with_container(
            container().replace(bytes.fromhex("608648016503040201"), bytes.fromhex("608648016503040204"))
        )
    )
    assert not report.intact


def test_a_container_without_signed_attributes_is_refused():
    from asn1crypto import cms

    parsed = cms.ContentInfo.load(container())
    info = parsed["content"]["signer_infos"][0]
    info["signed_attrs"] = cms.CMSAttributes([])
    report = check(with_container(parsed.dump(force=True)))
    assert not report.intact


# --- what is no certificate at all -----------------------------------------------------------------------


def encrypted() -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(sheet())) as opened:
        opened.save(out, encryption=pikepdf.Encryption(owner="owner", user="user"))
    return out.getvalue()


@pytest.mark.parametrize(
    ("pdf", "problem"),
    [
        (b"", Problem.NOT_PDF),
        (b"<!doctype html><script>alert(1)</script>", Problem.NOT_PDF),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Problem.NOT_PDF),
        (b"%PDF-1.7", Problem.NO_SIGNATURE),
        (b"%PDF-1.7\n" + b"1 0 obj\n<<>>\nendobj\n" * 200_000, Problem.NO_SIGNATURE),
        (b"%PDF-1.7\n" + b"[" * 1_000_000, Problem.NO_SIGNATURE),
        (b"%PDF-1.7\n/ByteRange [0 1 2 3]", Problem.NO_SIGNATURE),
        (b"%PDF-1.7\n" + b"/ByteRange [0 10 20 30]\n" * 5_000, Problem.SEVERAL_SIGNATURES),
        (b"%PDF-1.7\n/ByteRange [0 9999999999 9999999999 9999999999]", Problem.NO_SIGNATURE),
        (b"%PDF-1.7\n/ByteRange [" + b"9" * 100_000 + b" 1 2 3]", Problem.NO_SIGNATURE),
        (b"%PDF-1.7\n/ByteRange [" + b" " * 1_000_000, Problem.NO_SIGNATURE),
        (b"%PDF-1.7\n" + b"\x00" * MAX_SIZE, Problem.TOO_LARGE),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)} bytes",
)
def test_a_file_that_is_no_certificate_is_reported_as_what_it_is(pdf, problem):
    report = check(pdf)
    assert report.problems == (problem,)
    assert not (report.signed or report.intact or report.trusted or report.nothing_appended)


def test_a_sheet_that_was_not_signed_yet_has_no_signature():
    assert check(sheet()).problems == (Problem.NO_SIGNATURE,)


def test_an_encrypted_file_has_no_signature_of_ours():
    assert check(encrypted()).problems == (Problem.NO_SIGNATURE,)


@pytest.mark.parametrize("share", [0.01, 0.03, 0.2, 0.5, 0.999])
def test_a_truncated_file_is_not_intact(share):
    report = check(DOCUMENT[: int(len(DOCUMENT) * share)])
    assert not report.intact
    assert report.problems


@pytest.mark.parametrize(
    "inside",
    [
        b"\x30\x80" * (len(container()) // 2),
        b"\x30\x84\x7f\xff\xff\xff",
        b"\xff" * 1_000,
        b"\x30\x00",
        b"",
        container()[:200],
    ],
    ids=["nested", "long", "noise", "empty sequence", "zeros", "cut"],
)
def test_a_container_that_is_none_is_malformed(inside):
    assert check(with_container(inside)).problems == (Problem.MALFORMED,)


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=2_000))
def test_noise_never_makes_the_check_fall_over(data):
    for pdf in (data, b"%PDF-1.7\n" + data, with_container(data)):
        assert not check(pdf).intact
