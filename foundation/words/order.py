"""The order of letters for people who read Ukrainian or Polish: one for both, whatever the database thinks.

Ukrainian letters stand before Latin ones, each in the order of its own alphabet: Ґ after Г, Є after Е, І and Ї after И;
Ą after A, Ł after L, Ź and Ż after Z. Apostrophes are passed over, a hyphen counts as a space, case does not count.
"""

import itertools
import unicodedata
from functools import cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Coalesce, Collate, NullIf
from django.utils.translation import get_language

from .derived import Derived
from .fields import APOSTROPHES, LineField
from .translated import LANGUAGES

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


# ---------------------------------------------------------------- lists that are short enough to be sorted when read
class InOrder(Func):
    """Orders rows by the words of a field in the reader's language, by the same key on every database.

    For lists of hundreds, which are sorted each time; people, who are thousands, have a column of their own. What is
    not written in the reader's language stands where the words are that stand in for it.
    """

    function = "order_key"  # of SQLite: `teach_sqlite`
    arity = 1
    output_field = TextField()

    def resolve_expression(self, query: Any = None, *args: Any, **kwargs: Any) -> Any:
        """Look at the columns of the language in which the list is read."""
        resolved = self.copy()
        (source,) = resolved.get_source_expressions()
        if isinstance(source, F):
            name: str = source.name  # type: ignore[attr-defined]
            resolved.set_source_expressions([_in_readers_language(query.model, name)])
        return super(InOrder, resolved).resolve_expression(query, *args, **kwargs)

    def as_postgresql(self, compiler: Any, connection: Any, **_context: Any) -> Any:
        """Each letter becomes the sign of its place, by whatever locale the database was made."""
        (source,) = self.get_source_expressions()
        letters, places = _letters_and_places()
        key: Any = Func(source, Value(letters), Value(places), function="translate", output_field=TextField())
        key = Func(key, Value(f"{_SPACE}+"), Value(_SPACE), Value("g"), function="regexp_replace")
        key = Func(key, Value(_SPACE), function="btrim", output_field=TextField())
        return compiler.compile(Collate(key, "C"))


def as_read(model: type[models.Model], name: str) -> Any:
    """What `order_by` is to be given for a field's name: words in the reader's order, anything else as it is."""
    *steps, last = name.removeprefix("-").split("__")
    for step in steps:
        model = model._meta.get_field(step).related_model  # type: ignore[assignment]
    try:
        is_words = isinstance(model._meta.get_field(last), LineField)
    except FieldDoesNotExist:  # a column of the query
        return name
    if not is_words:
        return name
    words = InOrder(name.removeprefix("-"))
    return words.desc() if name.startswith("-") else words


def teach_sqlite(*, connection: Any, **_signal: Any) -> None:
    """Give a new connection to SQLite the function by which `InOrder` sorts. No index may stand on it."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("order_key", 1, _key_or_nothing, deterministic=True)


def _key_or_nothing(text: str | None) -> bytes:
    return order_key(text or "")


def _in_readers_language(model: Any, name: str) -> Any:
    """The words behind a name: for a translated field, the first of the three columns that has any."""
    *steps, last = name.split("__")
    for step in steps:
        model = model._meta.get_field(step).related_model
    if f"{last}_{LANGUAGES[0]}" not in {field.name for field in model._meta.fields}:
        return F(name)
    in_turn = dict.fromkeys((get_language() or LANGUAGES[0], *LANGUAGES))
    written = (NullIf(F(f"{name}_{code}"), Value("")) for code in in_turn if code in LANGUAGES)
    return Coalesce(*written, Value(""))


_SPACE = chr(_ORDER[" "])
_KNOWN = (range(0x20, 0x7F), range(0xA0, 0x250), range(0x400, 0x530))


@cache
def _letters_and_places() -> tuple[str, str]:
    """What PostgreSQL translates into what: letters that have a place, then those that are dropped."""
    places: dict[str, str] = {}
    signs = itertools.count(len(_ORDER) + 1)
    for letter in (*(chr(code) for known in _KNOWN for code in known), *_SPACES):
        folded = letter.casefold()
        if letter in map(chr, _DROPPED) or len(folded) != 1:
            continue
        place = _place_of(_spaced(folded))
        if len(place) == 1:
            places[letter] = chr(place[0])
        elif letter.isascii():
            # After every letter and before whatever is not ASCII, as in `order_key`.
            places[letter] = chr(next(signs))
    return "".join([*places, *map(chr, _DROPPED)]), "".join(places.values())
