"""The order of letters for people who read Ukrainian or Polish: one for both, whatever the database thinks.

Ukrainian letters stand before Latin ones, each in the order of its own alphabet: Ґ after Г, Є after Е, І and Ї after И;
Ą after A, Ł after L, Ź and Ż after Z. Apostrophes are passed over, a hyphen counts as a space, case does not count.
"""

import unicodedata
from typing import Any

from django.db import models

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


class OrderKeyField(models.BinaryField):
    """The key of what `of` names, an attribute of the row: kept so that the database orders rows by it.

    Written with the row, be it saved by itself or among many; an UPDATE of columns passes it by.
    """

    def __init__(self, *args: Any, of: str, **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **{"default": b"", "db_default": b"", "editable": False, **kwargs})

    def deconstruct(self) -> Any:
        """With what it is made of."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes:
        """Make the key of what the row says now; rows of migrations have columns only, and keep theirs."""
        if hasattr(model_instance, self.of):
            setattr(model_instance, self.attname, order_key(getattr(model_instance, self.of)))
        return bytes(getattr(model_instance, self.attname))
