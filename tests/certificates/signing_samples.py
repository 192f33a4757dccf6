"""Keys and signed files for the tests."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certificates.pdf.printer import SheetPrinter
from certificates.signing.keys import KeyMaterial, make_trial_key
from certificates.signing.pades import Signer
from tests.certificates.sheet_samples import ukrainian

PASSPHRASE = b"not a secret"
ORGANISATION = "Львівська комунальна установа «Інститут міста»"
SIGNED_AT = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)


def trial_material(organisation: str = ORGANISATION) -> KeyMaterial:
    """A new trial key, loaded."""
    made = make_trial_key(organisation, passphrase=PASSPHRASE)
    return KeyMaterial.from_pem(made.key_pem, made.certificate_pem, passphrase=PASSPHRASE)


def certified(
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | None = None,
    *,
    name: str = "Institute of the City",
    issuer: str = "",
) -> x509.Certificate:
    """A certificate for the key, signed by the issuer's key or by itself."""
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer or name)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(SIGNED_AT - timedelta(days=1))
        .not_valid_after(SIGNED_AT + timedelta(days=1))
        .sign(issuer_key or key, hashes.SHA256())
    )


def sheet() -> bytes:
    """A drawn, unsigned certificate."""
    return SheetPrinter().draw(ukrainian())


def signed(material: KeyMaterial) -> bytes:
    """A drawn certificate signed with the key."""
    return Signer(material).sign(sheet(), at=SIGNED_AT, reason="Видано сертифікат", location="Львів")


def signed_further(
    pdf: bytes,
    material: KeyMaterial,
    *,
    change: Callable[[IncrementalPdfFileWriter], None] | None = None,
    box: tuple[int, int, int, int] | None = None,
    name: str = "Another",
) -> bytes:
    """The file with one more signature as another program appends it, along with a change in the same revision."""
    own = material.certificate.public_bytes(serialization.Encoding.DER)
    secret = material.private_key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    signer = signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(own),
        signing_key=asn1_keys.PrivateKeyInfo.load(secret),
        cert_registry=SimpleCertificateStore(),
    )
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    if change is not None:
        change(writer)
    signed = signers.sign_pdf(
        writer,
        signers.PdfSignatureMetadata(field_name=name),
        signer=signer,
        new_field_spec=SigFieldSpec(name, box=box) if box else None,
    )
    content: bytes = signed.getvalue()
    return content
