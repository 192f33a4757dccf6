"""The order of letters for people who read Ukrainian or Polish: one for both, whatever the database thinks.

Ukrainian letters stand before Latin ones, each in the order of its own alphabet: Ґ after Г, Є after Е, І and Ї after И;
Ą after A, Ł after L, Ź and Ż after Z. Apostrophes are passed over, a hyphen counts as a space, case does not count.
"""

import unicodedata

from django.db import models

from .derived import Derived
from .fields import APOSTROPHES

_UKRAINIAN = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
_POLISH = "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż"
_ORDER = {letter: place for place, letter in enumerate(f" 0123456789{_UKRAINIAN}{_POLISH}", start=1)}
_DROPPED = dict.fromkeys(map(ord, APOSTROPHES + '"«»„“”\u00ad'))
_SPACES = "-‐‑‒–—_/.,"
# After everything that has a place of its own, by its number among all characters.
_AFTER_ALL = 0xFE


def order_key(text: str) -> bytes:
    """A key that sorts as the text should; the same bytes on every database.

    A letter of neither alphabet stands where its plain form does (é as e); what has none stands last.
    """
    folded = unicodedata.normalize("NFC", str(text).casefold().translate(_DROPPED))
    return b"".join(map(_place_of, " ".join("".join(map(_spaced, folded)).split())))


def _spaced(letter: str) -> str:
    return " " if letter in _SPACES else letter


def _place_of(letter: str) -> bytes:
    place = _ORDER.get(letter) or _ORDER.get(unicodedata.normalize("NFD", letter)[0])
    return bytes([place]) if place else bytes([_AFTER_ALL]) + ord(letter).to_bytes(3, "big")


class OrderKeyField(Derived, models.BinaryField):
    """The key by which the database orders rows: of what `of` names."""

    nothing = b""

    def derive(self, said: str) -> bytes:
        """Its key."""
        return order_key(said)
