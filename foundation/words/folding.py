"""One spelling for many ways of typing: what a register says and what a person types meet here."""

import re
import unicodedata

from django.db import models

from .derived import Derived
from .fields import APOSTROPHES

# Ukrainian spelling keeps sounds apart with an apostrophe; searching does not need it, nor what hides in
# texts that are pasted: soft hyphens, joiners, marks of byte order.
_DROP = dict.fromkeys(map(ord, APOSTROPHES + '"“”' + "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_LATIN_LOOKS = "aceiopxykmthbACEIOPXYKMTHBïÏ"
_CYRILLIC_LOOKS = "асеіорхукмтнвАСЕІОРХУКМТНВїЇ"
_TO_CYRILLIC = str.maketrans(_LATIN_LOOKS, _CYRILLIC_LOOKS)
_TO_LATIN = str.maketrans(_CYRILLIC_LOOKS, _LATIN_LOOKS)
# Letters without a decomposition that Poles leave out when they type in haste, and a Ukrainian pair.
_PLAIN = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ґ": "г"})
_CYRILLIC = re.compile("[\u0400-\u052f]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_WORD = re.compile(r"\w+", re.UNICODE)


def unmixed(text: str) -> str:
    """The same text in which no word mixes Cyrillic with Latin letters that look the same.

    A word goes the way of its letters that cannot be mistaken: «Львiв» with a Latin i becomes Cyrillic,
    “Krakоw” with a Cyrillic о becomes Latin. In doubt it is Cyrillic.
    """
    return _WORD.sub(lambda found: _unmixed_word(found.group()), text)


def _unmixed_word(word: str) -> str:
    if not (_CYRILLIC.search(word) and _LATIN.search(word)):
        return word
    surely_cyrillic = any(_CYRILLIC.match(letter) and letter not in _CYRILLIC_LOOKS for letter in word)
    surely_latin = any(_LATIN.match(letter) and letter not in _LATIN_LOOKS for letter in word)
    return word.translate(_TO_LATIN if surely_latin and not surely_cyrillic else _TO_CYRILLIC)


def folded_words(text: str) -> list[str]:
    """The words of a text without case, apostrophes, accents of Latin letters, and mixed alphabets.

    Folding what is folded changes nothing. Only letters and digits are left, so no sign of a search pattern
    is.
    """
    # Signs are dropped first: NFKC makes a space of an accent that stands alone (´), which people type for ’.
    text = unicodedata.normalize("NFKC", text.translate(_DROP)).casefold()
    text = unmixed(unicodedata.normalize("NFKC", text).translate(_DROP)).translate(_PLAIN)
    return [word for word in map(_plain_word, re.split(r"[\W_]+", _without_stray_marks(text))) if word]


def _without_stray_marks(text: str) -> str:
    """Drop combining marks that stayed apart: they belong to the letter before and do not end a word."""
    return "".join(letter for letter in text if not unicodedata.category(letter).startswith("M"))


def _plain_word(word: str) -> str:
    """A Latin word without its diacritics; й and ї are letters of their own and stay."""
    if not _LATIN.search(word):
        return word
    return "".join(
        letter if _CYRILLIC.match(letter) else unicodedata.normalize("NFKD", letter)[:1] for letter in word
    ).translate(_PLAIN)


def folded_sign(text: str) -> str:
    """A number plate, or another sign of letters and figures, in one spelling: without case, spaces, dashes, and the
    difference between letters of two alphabets that look the same.
    """
    plain = unicodedata.normalize("NFKC", text).upper().translate(_TO_LATIN)
    return "".join(letter for letter in plain if letter.isalnum())


class FoldedField(Derived, models.CharField):
    """The folded words by which a row is searched for: of what `of` names."""

    def derive(self, said: str) -> str:
        """Folded, and as many of them as there is room for."""
        return " ".join(folded_words(said))[: self.max_length]
