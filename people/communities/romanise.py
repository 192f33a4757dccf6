"""Ukrainian names in Latin letters, by resolution 55 of the Cabinet of Ministers of 27 January 2010."""

import re
import unicodedata

from foundation.words.fields import APOSTROPHES

_LETTERS = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh", "з": "z",
    "и": "y", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p",
    "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ю": "iu", "я": "ia", "ь": "",
}  # fmt: skip
_AT_START = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
# A word begins after anything that is not a letter, a hyphen included, but not after an apostrophe.
_WORD = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{APOSTROPHES}](?=[^\W\d_]))*")
_UKRAINIAN = re.compile("[а-щьюяєіїґ]", re.IGNORECASE)


def romanise(text: str) -> str:
    """The text with every Ukrainian word in Latin letters; what is not Ukrainian stays as it is.

    «зг» becomes “zgh”, the soft sign and the apostrophe are left out; a word in capitals stays in capitals.
    """
    return _WORD.sub(lambda found: _romanised(found.group()), unicodedata.normalize("NFC", text))


def _romanised(word: str) -> str:
    if not _UKRAINIAN.search(word):
        return word
    letters = [letter for letter in word if letter not in APOSTROPHES]
    capitals = len(letters) > 1 and all(letter == letter.upper() for letter in letters)
    latin = "".join(_romanised_letter(letters, place) for place in range(len(letters)))
    return latin.upper() if capitals else latin


def _romanised_letter(letters: list[str], place: int) -> str:
    letter = letters[place]
    small = letter.lower()
    latin = _AT_START.get(small) if place == 0 else None
    if latin is None:
        latin = _LETTERS.get(small, letter)
    if small == "г" and place and letters[place - 1].lower() == "з":
        latin = "gh"
    return latin.capitalize() if letter != small and small in _LETTERS else latin
