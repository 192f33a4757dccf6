"""A stream encrypted and authenticated in chunks, under a key made of a passphrase.

The construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár: “Online Authenticated-Encryption and its Nonce-Reuse
Misuse-Resistance”, CRYPTO 2015): each chunk is sealed with its place in the order and a mark of being the last one as
nonce. So a chunk that was changed, left out, put elsewhere, repeated or added does not open, nor does a stream that
ends too early. Every stream has a salt and so a key of its own.

    MAGIC · salt (16 bytes) · chunks: CHUNK bytes and a tag of 16 each, the last one shorter or as long
"""

import os
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.utils.translation import gettext as _

from foundation.errors import DomainError

MAGIC = b"svitlytsia-sealed-1\n"
SALT, TAG = 16, 16
CHUNK = 64 * 1024
# 32 MiB of memory and a few tenths of a second for each guess at a passphrase.
_COST = {"n": 2**15, "r": 8, "p": 3}


class Sealer:
    """Takes what is written, and writes it sealed to `target`. Only `finish` makes the stream whole."""

    def __init__(self, target: IO[bytes], passphrase: str) -> None:
        salt = os.urandom(SALT)
        self._target, self._header = target, MAGIC + salt
        self._key = _key(passphrase, salt)
        self._place = 0
        self._waiting = bytearray()
        target.write(self._header)

    def write(self, data: bytes) -> int:
        """Seal every chunk that is full; keep back the last one, for the end may follow."""
        self._waiting += data
        while len(self._waiting) > CHUNK:
            self._seal(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def finish(self) -> None:
        """Write the last chunk; nothing may be written after it."""
        self._seal(bytes(self._waiting), is_last=True)
        self._waiting.clear()

    def _seal(self, chunk: bytes, *, is_last: bool) -> None:
        self._target.write(self._key.encrypt(_nonce(self._place, is_last), chunk, self._header))
        self._place += 1


class Opener:
    """Reads a sealed stream as what was sealed.

    Gives nothing out that was not authenticated. Raises `DomainError` for another passphrase and for a stream that was
    changed or cut off, whichever byte it is.
    """

    def __init__(self, source: IO[bytes], passphrase: str) -> None:
        self._source = source
        self._header = source.read(len(MAGIC) + SALT)
        if len(self._header) < len(MAGIC) + SALT or not self._header.startswith(MAGIC):
            raise _broken()
        self._key = _key(passphrase, self._header[len(MAGIC) :])
        self._place = 0
        self._ahead = source.read(CHUNK + TAG)
        self._ended = False
        self._opened = memoryview(b"")

    def read(self, size: int = -1) -> bytes:
        """The next `size` bytes, fewer at the end only; all that is left for -1."""
        parts, wanted = [], size
        while wanted != 0 and (self._opened or self._open_next()):
            part = self._opened if wanted < 0 else self._opened[:wanted]
            self._opened = self._opened[len(part) :]
            wanted -= len(part) if wanted > 0 else 0
            parts.append(part)
        return b"".join(parts)

    def _open_next(self) -> bool:
        if self._ended:
            return False
        chunk, self._ahead = self._ahead, self._source.read(CHUNK + TAG)
        self._ended = not self._ahead
        try:
            opened = self._key.decrypt(_nonce(self._place, self._ended), chunk, self._header)
        except InvalidTag as error:
            if self._place == 0:
                raise DomainError(
                    _("The passphrase does not open this archive, or the archive was changed or cut off.")
                ) from error
            raise _broken() from error
        self._place += 1
        self._opened = memoryview(opened)
        return bool(opened) or self._open_next()


def _key(passphrase: str, salt: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(Scrypt(salt=salt, length=32, **_COST).derive(passphrase.encode()))


def _nonce(place: int, is_last: bool) -> bytes:
    return place.to_bytes(11, "big") + bytes([is_last])


def _broken() -> DomainError:
    return DomainError(
        _("The archive is not whole: it was changed or cut off. Nothing was changed; take another one.")
    )
