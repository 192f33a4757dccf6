"""Signing keys of issuing organisations: a row with the certificate, and a file with the secret outside the database.

The web process asks only whether there is a key; the libraries that sign are loaded by the worker.
"""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError
from foundation.words.translated import words
from people.models import Organisation

from ..models import SigningKey

if TYPE_CHECKING:
    from ..signing.pades import Signer


def active_key(organisation: Organisation) -> SigningKey | None:
    """The key that signs for an organisation now."""
    return SigningKey.objects.filter(organisation=organisation, is_active=True).first()


def require_key(organisation: Organisation) -> SigningKey:
    """The organisation's key, or `DomainError` that says what to do if there is none or it has run out."""
    key = active_key(organisation)
    if key is None:
        raise DomainError(
            _("%(organisation)s has no signing key. An administrator adds one with “manage.py signing_key”.")
            % {"organisation": organisation}
        )
    return _in_time(key)


def _in_time(key: SigningKey) -> SigningKey:
    if key.expires_at <= timezone.now():
        raise DomainError(
            _(
                "The signing key of %(organisation)s has run out. An administrator adds a new one with"
                " “manage.py signing_key”."
            )
            % {"organisation": key.organisation}
        )
    return key


def is_trial(organisation: Organisation) -> bool:
    """Whether the organisation's key was made for trying out; the sheet and the check page say so."""
    return require_key(organisation).is_trial


def key_path(key_id: str) -> Path:
    """Where the secret part of a key lies, encrypted."""
    return Path(settings.SIGNING_KEYS_DIR) / f"{key_id}.key.pem"


def _passphrase() -> bytes:
    return str(settings.SIGNING_PASSPHRASE).encode()


def split_pem(text: str) -> list[bytes]:
    """The certificates of a PEM text, the key's own first."""
    end = "-----END CERTIFICATE-----"
    return [f"{part.strip()}\n{end}\n".encode() for part in text.split(end) if part.strip()]


@lru_cache(maxsize=8)
def _signer(key_id: str, certificate_pem: str) -> "Signer":
    from ..signing.keys import KeyMaterial
    from ..signing.pades import Signer

    own, *chain = split_pem(certificate_pem)
    secret = key_path(key_id).read_bytes()
    return Signer(KeyMaterial.from_pem(secret, own, passphrase=_passphrase(), chain=chain))


def signer_for(organisation: Organisation, *, is_trial: bool) -> tuple[SigningKey, "Signer"]:
    """The organisation's key and a signer that keeps it loaded: opening a key is slow by design.

    `is_trial` is what the sheet says of its signature. If a key of the other kind signs since the sheet was issued, the
    former one is taken: what is printed stays true.
    """
    key = require_key(organisation)
    if key.is_trial != is_trial:
        former = SigningKey.objects.filter(organisation=organisation, is_trial=is_trial).order_by("pk").last()
        key = _in_time(former) if former else key
    return key, _signer(key.key_id, key.certificate_pem)


def make_trial_key(organisation: Organisation) -> SigningKey:
    """Make a key for trying out, unless the organisation has one. Side effects: a file, a row."""
    from ..signing.keys import make_trial_key as make

    present = active_key(organisation)
    if present is not None:
        return present
    made = make(
        words(organisation, "name").in_("uk").text,
        passphrase=_passphrase(),
        country=organisation.country,
        identifier=organisation.identifier,
        now=timezone.now(),
    )
    return _add(organisation, made.key_pem, made.certificate_pem.decode(), is_trial=True)


def add_key(organisation: Organisation, pkcs12: bytes, passphrase: str) -> SigningKey:
    """Take in the organisation's own key (a PKCS#12 file, opened by its passphrase) as the one that signs from now on.

    Earlier certificates go on verifying with their own key. Raises `DomainError` if it cannot be opened or is of a kind
    that readers do not verify. Side effects: a file that only this user may read, encrypted with the passphrase of the
    installation; a row; the former key no longer signs.
    """
    from cryptography.hazmat.primitives import serialization

    from ..signing.keys import KeyMaterial, UnusableKey

    try:
        material = KeyMaterial.from_pkcs12(pkcs12, passphrase=passphrase.encode())
    except UnusableKey as error:
        raise DomainError(str(error)) from error
    if material.certificate.not_valid_after_utc <= timezone.now():
        raise DomainError(_("The certificate of this key has run out. Ask its issuer for a new one."))
    secret = material.private_key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(_passphrase()),
    )
    certificates = "".join(
        each.public_bytes(serialization.Encoding.PEM).decode()
        for each in (material.certificate, *material.chain)
    )
    return _add(organisation, secret, certificates, is_trial=False)


def _add(organisation: Organisation, secret: bytes, certificates: str, *, is_trial: bool) -> SigningKey:
    from ..signing.keys import key_id as id_of
    from ..signing.keys import load_certificate

    own = load_certificate(split_pem(certificates)[0])
    key_id = id_of(own)
    if SigningKey.objects.filter(key_id=key_id).exclude(organisation=organisation).exists():
        raise DomainError(_("Another organisation signs with this key. Each has one of its own."))
    _write_secret(key_path(key_id), secret)
    with transaction.atomic():
        SigningKey.objects.filter(organisation=organisation, is_active=True).update(is_active=False)
        key, _made = SigningKey.objects.update_or_create(
            key_id=key_id,
            defaults={
                "organisation": organisation,
                "certificate_pem": certificates,
                "expires_at": own.not_valid_after_utc,
                "is_trial": is_trial,
                "is_active": True,
            },
        )
    return key


def _write_secret(path: Path, secret: bytes) -> None:
    """Write the file for this user only, whole or not at all."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    unfinished.write_bytes(secret)
    unfinished.replace(path)
