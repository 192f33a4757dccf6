"""The plain way to a signed certificate: ReportLab, segno, pikepdf and pyHanko as their documentation shows.

It prints the same texts in the same font with the same QR code, metadata and kind of signature as ours, without the
ornament: the least that does the same work. The key is loaded once, as pyHanko's documentation does.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import fontpkg
import pikepdf
import segno
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from certificates.pdf.facts import CertificateFacts, Holder, Issuer, PartnerGroup, Programme, Signatory
from certificates.pdf.phrases import ects_phrase, hours_phrase
from certificates.pdf.wording import WORDINGS
from certificates.signing.keys import TrialKey, make_trial_key
from foundation.print.dates import dates_phrase

PASSPHRASE = b"benchmark"
AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
_FONTS = {"Light": 300, "Regular": 400, "SemiBold": 600}
PARTNERS = (
    PartnerGroup(
        role="Організатори",
        names=("Львівська комунальна установа «Інститут міста»", "ГО «Інститут просвіти»"),
    ),
    PartnerGroup(role="За підтримки", names=("Представництво Фонду Ганнса Зайделя в Україні",)),
)


def _holder(number: int) -> Holder:
    return Holder(
        given="Соломія",
        family="Приклад",
        patronymic="Тарасівна",
        printed_name=f"Соломія-{number} Тарасівна Приклад",
        gender="f",
        position="начальниця управління охорони здоров’я",
        organisation="Виконавчий комітет Зразкової міської ради",
        community="Зразкова міська територіальна громада",
    )


def facts(number: int) -> CertificateFacts:
    """An ordinary Ukrainian certificate; each number has another holder."""
    return CertificateFacts(
        kind="qualification",
        language="uk",
        number=f"WOW-2026-{number:06}",
        issued_on=date(2026, 11, 25),
        holder=_holder(number),
        programme=Programme(
            name="WOW-громади", content="special", length="short", approved_by="наказ № 5 (зразок)"
        ),
        topic="Медицина в громаді",
        dates=(date(2026, 11, 20), date(2026, 11, 21)),
        place="Львів",
        hours=Decimal(12),
        minutes_per_hour=45,
        ects=Decimal("0.4"),
        outcomes=(
            "знає, як лікарня відкриває сучасні відділення й переводить до них людей і обладнання",
            "уміє оптимізувати ресурси лікарні, не втрачаючи якості допомоги",
            "складає план залучення лікарів, лікарок та інтернів до своєї громади",
        ),
        partners=PARTNERS,
        issuer=Issuer(
            name="Львівська комунальна установа «Інститут міста»",
            identifier_label="ЄДРПОУ",
            identifier="00000000",
        ),
        signatories=(
            Signatory(name="Зразок Підпису", office="директор"),
            Signatory(name="Приклад Особи", office="керівниця програми"),
        ),
        theme="medicine",
        verify_url=f"https://svitlytsia.example/verify/mzxw6ytboi4dqmrt{number:010}/",
        trial=True,
    )


def trial_key() -> TrialKey:
    """A key of the same kind as ours (ECDSA P-256)."""
    return make_trial_key("Львівська комунальна установа «Інститут міста»", passphrase=PASSPHRASE)


def plain_signer(key: TrialKey) -> signers.SimpleSigner:
    """pyHanko's signer with key and certificate loaded from memory."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.serialization import pkcs12

    from certificates.signing.keys import load_certificate

    private = serialization.load_pem_private_key(key.key_pem, PASSPHRASE)
    bundle = pkcs12.serialize_key_and_certificates(
        b"key",
        private,  # type: ignore[arg-type]
        load_certificate(key.certificate_pem),
        None,
        serialization.BestAvailableEncryption(PASSPHRASE),
    )
    signer = signers.SimpleSigner.load_pkcs12_data(bundle, other_certs=[], passphrase=PASSPHRASE)
    assert signer is not None
    return signer


def register_fonts() -> None:
    """Register the fonts with ReportLab, once."""
    for name, weight in _FONTS.items():
        pdfmetrics.registerFont(TTFont(name, str(fontpkg.path("Fira Sans", weight))))


def texts(facts: CertificateFacts) -> Iterator[tuple[str, str, float]]:
    """Everything printed, as (text, font, size)."""
    words, language, holder = WORDINGS[facts.language], facts.language, facts.holder
    yield facts.issuer.name, "SemiBold", 10
    yield facts.title, "Light", 28
    yield words.intro, "Regular", 11
    yield holder.printed_name, "SemiBold", 38
    yield f"{holder.position}, {holder.organisation}, {holder.community}", "Regular", 11.5
    yield words.acts[facts.kind][holder.gender], "Regular", 11
    yield f"«{facts.programme.name}»", "SemiBold", 18
    yield f"{words.topic} {facts.topic}", "Regular", 13.5
    kind = (
        f"{words.contents[facts.programme.content]} {words.lengths[facts.programme.length]} {words.programme}"
    )
    yield f"{kind}, {words.approved} {facts.programme.approved_by}", "Regular", 9
    for label, value in (
        (words.dates[1], dates_phrase(facts.dates, language)),
        (words.place, facts.place),
        (words.volume, hours_phrase(facts.hours, facts.minutes_per_hour, language)),
        (words.credits, ects_phrase(facts.ects or Decimal(0), language)),
        (words.form, words.forms[facts.form]),
    ):
        yield label, "Regular", 8
        yield value, "SemiBold", 10.5
    yield words.outcomes, "SemiBold", 9
    yield from ((outcome, "Regular", 9) for outcome in facts.outcomes)
    for group in facts.partners:
        yield group.role, "SemiBold", 9
        yield from ((name, "Regular", 9) for name in group.names)
    yield from _foot(facts)


def _foot(facts: CertificateFacts) -> Iterator[tuple[str, str, float]]:
    """Who signs, and by what the certificate is checked."""
    words, language = WORDINGS[facts.language], facts.language
    for person in facts.signatories:
        yield person.name, "SemiBold", 9.5
        yield person.office, "Regular", 8.4
    yield f"{words.trial}: {words.trial_note}", "SemiBold", 8
    yield (
        f"{words.number} {facts.number} · {words.issued} {dates_phrase((facts.issued_on,), language)}",
        "SemiBold",
        8,
    )
    yield (
        f"{facts.issuer.name} · {words.identifier} {facts.issuer.identifier_label} {facts.issuer.identifier}",
        "Regular",
        8,
    )
    yield f"{words.signed} {facts.verify_url}", "Regular", 8


def draw(facts: CertificateFacts) -> bytes:
    """The texts one under another and the QR code, by ReportLab and segno."""
    out = BytesIO()
    width, height = landscape(A4)
    canvas = Canvas(out, pagesize=(width, height), initialFontName="Regular", lang=facts.language)
    canvas.setTitle(facts.title)
    canvas.setAuthor(facts.issuer.name)
    y = height - 40
    for text, font, size in texts(facts):
        canvas.setFont(font, size)
        for line in simpleSplit(text, font, size, width - 80):
            y -= size * 1.1
            canvas.drawString(40, y, line)
    draw_code(canvas, facts.verify_url, width - 110, 40, 70)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def draw_code(canvas: Canvas, url: str, x: float, y: float, side: float) -> None:
    """A QR code, module by module."""
    matrix = segno.make(url, error="m").matrix
    module = side / len(matrix)
    path = canvas.beginPath()
    for row, modules in enumerate(matrix):
        for column, dark in enumerate(modules):
            if dark:
                path.rect(x + column * module, y + side - (row + 1) * module, module, module)
    canvas.drawPath(path, stroke=0, fill=1)


def described(pdf: bytes, facts: CertificateFacts) -> bytes:
    """The file with XMP metadata, by pikepdf."""
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        with document.open_metadata() as metadata:
            metadata["dc:title"] = facts.title
            metadata["dc:identifier"] = facts.number
            metadata["dc:creator"] = [facts.issuer.name]
        document.save(out)
    return out.getvalue()


def plain(facts: CertificateFacts, signer: signers.SimpleSigner) -> bytes:
    """One certificate, drawn and signed."""
    writer = IncrementalPdfFileWriter(BytesIO(described(draw(facts), facts)))
    metadata = signers.PdfSignatureMetadata(
        field_name="Signature", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256", reason="Сертифікат"
    )
    return bytes(signers.sign_pdf(writer, metadata, signer=signer).getbuffer())


def rate(make: Callable[[CertificateFacts], bytes], count: int) -> float:
    """Documents a second of processor time; facts are made before, and the first document is not counted."""
    everyone = [facts(number) for number in range(count + 1)]
    make(everyone[0])
    began = time.process_time()
    for each in everyone[1:]:
        make(each)
    return count / (time.process_time() - began)


def documents_per_second(count: int = 60) -> float:
    """The floor: certificates the plain way, a second of one core."""
    register_fonts()
    signer = plain_signer(trial_key())
    return rate(lambda each: plain(each, signer), count)
