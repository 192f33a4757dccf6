"""Keys of issuing organisations: making one for trying out, loading those that the product signs with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.utils.translation import gettext

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

# Half of a SHA-256 in hexadecimal: enough that nobody finds a second key of the same id.
KEY_ID_LENGTH = 32
TRIAL_YEARS = 10
_TRIAL_MARK = " (trial signature)"
# What does not stand before an ellipsis.
_LOOSE = " ,;:.–—-«„“(\"'"
_SMALLEST_RSA = 2048
_CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)


class UnusableKey(ValueError):
    """A key that cannot be loaded or that a certificate must not be signed with; the message says why."""


def key_id(certificate: x509.Certificate) -> str:
    """The id of the key that a certificate speaks for: SHA-256 of its SubjectPublicKeyInfo, shortened.

    It stays the same when a certificate is renewed for the same key.
    """
    return sha256(public_key(certificate)).hexdigest()[:KEY_ID_LENGTH]


def public_key(certificate: x509.Certificate) -> bytes:
    """The key that a certificate speaks for, whole: its SubjectPublicKeyInfo as DER."""
    return certificate.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def load_certificate(data: bytes) -> x509.Certificate:
    """A certificate from PEM or DER. Raises UnusableKey for anything else."""
    try:
        if b"-----BEGIN CERTIFICATE-----" in data:
            return x509.load_pem_x509_certificate(data)
        return x509.load_der_x509_certificate(data)
    except ValueError as error:
        raise UnusableKey(gettext("This is not a certificate in PEM or DER form.")) from error


@dataclass(frozen=True)
class TrialKey:
    """A new key with its certificate, both as PEM; the key is encrypted with the passphrase given."""

    key_pem: bytes = field(repr=False)
    certificate_pem: bytes
    key_id: str


def make_trial_key(
    organisation: str,
    *,
    passphrase: bytes,
    country: str = "UA",
    identifier: str = "",
    now: datetime | None = None,
) -> TrialKey:
    """Make an ECDSA P-256 key and a certificate that it signs itself, for trying out, valid ten years.

    The certificate's subject says that the signature is a trial one. `identifier` is the organisation's
    register code. X.509 limits a name to 64 characters and the library a common name to 64 bytes: longer ones
    are shortened at a word.
    """
    if not passphrase:
        raise UnusableKey(gettext("A signing key is kept with a passphrase; give one."))
    private = ec.generate_private_key(ec.SECP256R1())
    certificate = _self_signed(
        private, _trial_subject(organisation, country, identifier), now or datetime.now(UTC)
    )
    return TrialKey(
        private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(passphrase),
        ),
        certificate.public_bytes(serialization.Encoding.PEM),
        key_id(certificate),
    )


def _self_signed(private: ec.EllipticCurvePrivateKey, subject: x509.Name, now: datetime) -> x509.Certificate:
    """The certificate of a key by itself, from now on for `TRIAL_YEARS`, for signing documents only."""
    start, public = now.replace(microsecond=0), private.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start - timedelta(minutes=5))  # clocks differ
        .not_valid_after(start + timedelta(days=365 * TRIAL_YEARS + TRIAL_YEARS // 4))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_document_signing(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False)
        .sign(private, hashes.SHA256())
    )


def _bytes(text: str) -> int:
    return len(text.encode())


def _shortened(text: str, size: int, measure: Callable[[str], int] = len) -> str:
    """The text if it is of at most `size`, else as many of its words as are, and an ellipsis.

    A first word that is too long by itself is cut between two letters.
    """
    if measure(text) <= size:
        return text
    words = text.split()
    while len(words) > 1 and measure(f"{' '.join(words)}…") > size:
        words.pop()
    kept = " ".join(words)
    while measure(f"{kept}…") > size:
        kept = kept[:-1]
    return f"{kept.rstrip(_LOOSE)}…"


def _trial_subject(organisation: str, country: str, identifier: str) -> x509.Name:
    attributes = [
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, _shortened(organisation, 64)),
        x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "Trial signature"),
        x509.NameAttribute(
            NameOID.COMMON_NAME, _shortened(organisation, 64 - len(_TRIAL_MARK), _bytes) + _TRIAL_MARK
        ),
    ]
    if len(country) == 2:  # ISO 3166; an organisation may have none
        attributes.insert(0, x509.NameAttribute(NameOID.COUNTRY_NAME, country))
    if identifier:
        attributes.append(x509.NameAttribute(NameOID.SERIAL_NUMBER, identifier[:64]))
    return x509.Name(attributes)


def _document_signing() -> x509.KeyUsage:
    """Digital signature and non-repudiation, nothing else."""
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


@dataclass(frozen=True)
class KeyMaterial:
    """An organisation's key with its certificate and the chain above it, checked and ready to sign."""

    private_key: PrivateKey = field(repr=False)
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()

    def __post_init__(self) -> None:
        key = self.private_key
        if isinstance(key, rsa.RSAPrivateKey):
            usable = key.key_size >= _SMALLEST_RSA
        else:
            usable = isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, _CURVES)
        if not usable:
            # Ed25519 too: common PDF readers do not verify it.
            raise UnusableKey(
                gettext("Certificates are signed with ECDSA (P-256 or larger) or RSA (2048 bits or more).")
            )
        if self.certificate.public_key() != key.public_key():
            raise UnusableKey(gettext("The certificate belongs to another key."))

    @property
    def key_id(self) -> str:
        """The id that goes to the register with each certificate."""
        return key_id(self.certificate)

    @classmethod
    def from_pem(
        cls, key_pem: bytes, certificate_pem: bytes, *, passphrase: bytes | None, chain: Sequence[bytes] = ()
    ) -> "KeyMaterial":
        """Load a PEM key and its certificate (PEM or DER). Decrypting is slow by design: load once, keep it.

        Raises UnusableKey for a wrong passphrase, a key of another kind, or a certificate of another key.
        """
        try:
            private = serialization.load_pem_private_key(key_pem, passphrase)
        except (ValueError, TypeError) as error:
            raise UnusableKey(
                gettext("The signing key cannot be opened. Check the file and the passphrase.")
            ) from error
        certificates = tuple(load_certificate(each) for each in chain)
        return cls(private, load_certificate(certificate_pem), certificates)  # type: ignore[arg-type]

    @classmethod
    def from_pkcs12(cls, data: bytes, *, passphrase: bytes | None) -> "KeyMaterial":
        """Load a PKCS#12 file (.p12, .pfx) with key, certificate and chain; raises as `from_pem` does."""
        try:
            private, certificate, chain = pkcs12.load_key_and_certificates(data, passphrase)
        except (ValueError, TypeError) as error:
            raise UnusableKey(
                gettext("The signing key cannot be opened. Check the file and the passphrase.")
            ) from error
        if private is None or certificate is None:
            raise UnusableKey(gettext("The file holds no key with its certificate."))
        return cls(private, certificate, tuple(chain))  # type: ignore[arg-type]
