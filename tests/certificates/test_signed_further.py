"""A file of ours that somebody signed once more: that one signature passes, and nothing else that was appended."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

import certificates.signing.signed_further as module
from certificates.models import Certificate
from certificates.services import ending
from certificates.signing.keys import KeyMaterial
from certificates.signing.signed_further import is_signed_further
from tests.factories.certificates import EndedCohort

from .signing_samples import certified, signed, signed_further, trial_material
from .test_office_completion import text_of

DOCUMENT = signed(trial_material())
END = len(DOCUMENT)
OTHER = trial_material("Somebody Else")


def passes(pdf: bytes) -> bool:
    return is_signed_further(pdf, END)


# ---------------------------------------------------------------- what passes
def test_one_more_signature_that_paints_nothing_passes() -> None:
    assert passes(signed_further(DOCUMENT, OTHER))


def test_whose_it_is_is_not_asked_our_own_key_may_sign_further_too() -> None:
    material = trial_material()
    document = signed(material)
    assert is_signed_further(signed_further(document, material), len(document))


def test_a_field_with_the_trimmings_that_programs_give_it_passes() -> None:
    def dressed(writer: IncrementalPdfFileWriter) -> None:
        append_signature_field(writer, SigFieldSpec("Another"))
        field = writer.root["/AcroForm"]["/Fields"][-1]
        field["/DA"] = pdf_string("/Helv 0 Tf 0 g")
        field["/MK"] = generic.DictionaryObject()
        field["/Border"] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 0)))
        blank = generic.StreamObject(stream_data=b"% DSBlank\n")
        field["/AP"] = generic.DictionaryObject({pdf_name("/N"): writer.add_object(blank)})
        writer.update_container(field)

    assert passes(signed_further(DOCUMENT, OTHER, change=dressed))


# ---------------------------------------------------------------- what is more than a signature
def _page(writer: IncrementalPdfFileWriter) -> Any:
    return writer.root["/Pages"]["/Kids"][0]


def _repainted(writer: IncrementalPdfFileWriter) -> None:
    page = _page(writer)
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"0 0 500 500 re f"))
    writer.update_container(page)


def _second_page(writer: IncrementalPdfFileWriter) -> None:
    pages = writer.root["/Pages"]
    page = generic.DictionaryObject({pdf_name("/Type"): pdf_name("/Page")})
    page["/Parent"] = writer.root.raw_get("/Pages")
    page["/MediaBox"] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 842, 595)))
    pages["/Kids"].append(writer.add_object(page))
    pages["/Count"] = generic.NumberObject(2)
    writer.update_container(pages)


def _note(writer: IncrementalPdfFileWriter) -> None:
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Text"),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (10, 10, 40, 40))),
            pdf_name("/Contents"): pdf_string("Not Olha but Halyna"),
        }
    )
    writer.register_annotation(writer.root["/Pages"]["/Kids"].raw_get(0), writer.add_object(note))


def _title(writer: IncrementalPdfFileWriter) -> None:
    writer.document_meta.title = "Halyna"


def _opens_something(writer: IncrementalPdfFileWriter) -> None:
    action = {pdf_name("/S"): pdf_name("/URI"), pdf_name("/URI"): pdf_string("https://evil.example/")}
    writer.root["/OpenAction"] = generic.DictionaryObject(action)
    writer.update_root()


def _other_field(writer: IncrementalPdfFileWriter) -> None:
    append_signature_field(writer, SigFieldSpec("Empty"))


def _field_with_an_action(writer: IncrementalPdfFileWriter) -> None:
    append_signature_field(writer, SigFieldSpec("Another"))
    field = writer.root["/AcroForm"]["/Fields"][-1]
    field["/AA"] = generic.DictionaryObject()
    writer.update_container(field)


def _field_with_something_to_show(writer: IncrementalPdfFileWriter) -> None:
    append_signature_field(writer, SigFieldSpec("Another"))
    field = writer.root["/AcroForm"]["/Fields"][-1]
    seal = generic.StreamObject(stream_data=b"0 0 500 500 re f")
    field["/AP"] = generic.DictionaryObject({pdf_name("/N"): writer.add_object(seal)})
    writer.update_container(field)


def _our_field_is_gone(writer: IncrementalPdfFileWriter) -> None:
    form = writer.root["/AcroForm"]
    form["/Fields"] = generic.ArrayObject()
    writer.update_container(form)


def _loose_object(writer: IncrementalPdfFileWriter) -> None:
    writer.add_object(generic.StreamObject(stream_data=b"something that nothing leads to"))


@pytest.mark.parametrize(
    "change",
    [
        _repainted,
        _second_page,
        _note,
        _title,
        _opens_something,
        _other_field,
        _field_with_an_action,
        _field_with_something_to_show,
        _our_field_is_gone,
        _loose_object,
    ],
)
def test_a_signature_that_covers_a_change_does_not_pass(
    change: Callable[[IncrementalPdfFileWriter], None],
) -> None:
    assert not passes(signed_further(DOCUMENT, OTHER, change=change))


def test_a_signature_that_is_seen_on_the_page_does_not_pass() -> None:
    assert not passes(signed_further(DOCUMENT, OTHER, box=(100, 100, 300, 200)))


def test_a_second_further_signature_does_not_pass() -> None:
    once = signed_further(DOCUMENT, OTHER)
    assert not passes(signed_further(once, OTHER, name="And another"))
    # Nor if the file before it is given out as ours.
    assert not is_signed_further(signed_further(once, OTHER, name="And another"), len(once))


def _with_a_revision(pdf: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    writer.root["/Injected"] = pdf_string("shadow")
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_revision_without_a_signature_does_not_pass_before_it_after_it_or_alone() -> None:
    assert not passes(_with_a_revision(DOCUMENT))
    assert not passes(signed_further(_with_a_revision(DOCUMENT), OTHER))
    assert not passes(_with_a_revision(signed_further(DOCUMENT, OTHER)))


def test_bytes_before_or_after_the_further_signature_do_not_pass() -> None:
    assert not passes(signed_further(DOCUMENT + b"% a word in between\n", OTHER))
    for tail in (b" ", b"\n", b"%%EOF\n", b"1 0 obj\n<<>>\nendobj\n"):
        assert not passes(signed_further(DOCUMENT, OTHER) + tail)


def test_an_object_that_the_table_of_the_revision_leaves_out_does_not_pass() -> None:
    hidden = b"10 0 obj\n<</Length 0>>\nstream\n\nendstream\nendobj\n"
    assert not passes(signed_further(DOCUMENT + hidden, OTHER))


def test_a_further_signature_with_a_byte_changed_does_not_pass() -> None:
    whole = signed_further(DOCUMENT, OTHER)
    gap = re.search(rb"/Contents <", whole[END:])
    assert gap
    for place in (END + 20, END + gap.end() + 200, len(whole) - 40):
        changed = bytearray(whole)
        changed[place] = ord("0") if changed[place] != ord("0") else ord("1")
        assert not passes(bytes(changed)), place


def test_a_further_signature_made_out_of_its_certificates_time_does_not_pass(time_machine: Any) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    time_machine.move_to(datetime.now(UTC) + timedelta(days=40))
    assert not passes(signed_further(DOCUMENT, KeyMaterial(key, certified(key))))


def test_what_is_too_large_or_takes_too_long_does_not_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = signed_further(DOCUMENT, OTHER)
    monkeypatch.setattr(module, "MAX_ADDED", len(whole) - END - 1)
    assert not passes(whole)
    monkeypatch.undo()
    monkeypatch.setattr(module, "_WAIT", 0.001)
    assert not passes(whole)


# ---------------------------------------------------------------- on the check page
def by_file(content: bytes, language: str = "en") -> tuple[str, str]:
    """The verdict's word, and all that the page says."""
    upload = SimpleUploadedFile("certificate.pdf", content, "application/pdf")
    response = Client().post(f"/{language}/verify/", {"by_file": "1", "file": upload})
    found = re.search(r'<p class="verdict-word">(.+?)</p>', response.content.decode())
    assert found
    return found.group(1), text_of(response)


def content_of(certificate: Certificate) -> bytes:
    with certificate.delivered.file.open("rb") as file:
        content: bytes = file.read()
    return content


@pytest.mark.django_db
def test_the_page_says_ours_signed_further_and_shows_what_the_register_says(
    signed: list[Certificate],
) -> None:
    word, page = by_file(signed_further(content_of(signed[0]), OTHER))
    assert word == "Ours, signed further"
    assert signed[0].number in page
    assert signed[0].facts["holder"]["printed_name"] in page
    assert "this register does not check" in page
    assert 'class="verdict verdict--further"' in page
    assert "Somebody Else" not in page
    # The trial key is still said: it is our signature that this is about.
    assert "Trial signature" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "said"), [("uk", "Наш, із додатковим підписом"), ("pl", "Nasze, z dodatkowym podpisem")]
)
def test_the_verdict_has_a_word_in_each_language(signed: list[Certificate], language: str, said: str) -> None:
    assert by_file(signed_further(content_of(signed[0]), OTHER), language)[0] == said


@pytest.mark.django_db
def test_anything_else_that_was_appended_is_a_change_and_shows_nothing_of_the_row(
    signed: list[Certificate],
) -> None:
    content = content_of(signed[0])
    for changed in (
        signed_further(content, OTHER, box=(100, 100, 300, 200)),
        signed_further(content, OTHER) + b"\n",
        signed_further(content[:-1] + b" ", OTHER),
    ):
        word, page = by_file(changed)
        assert word == "Changed"
        assert signed[0].number not in page


@pytest.mark.django_db
def test_one_that_was_revoked_or_replaced_is_said_to_have_ended_however_it_was_signed(
    signed: list[Certificate], ended: EndedCohort
) -> None:
    further_signed = [signed_further(content_of(each), OTHER) for each in signed[:2]]
    ending.revoke(actor=ended.manager, certificate=signed[0], reason="Помилка")
    new = ending.replace(
        actor=ended.manager, certificate=signed[1], changes={"family": "Нова"}, reason="Описка"
    )
    assert by_file(further_signed[0])[0] == "Revoked"
    word, page = by_file(further_signed[1])
    assert word == "Replaced"
    assert new.number in page


@pytest.mark.django_db
def test_a_file_of_somebody_elses_stays_unknown_however_often_it_was_signed() -> None:
    assert by_file(signed_further(DOCUMENT, OTHER))[0] == "Unknown"
