"""Keys and signed files for the tests."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from certificates.pdf.sheet import SheetPrinter
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
