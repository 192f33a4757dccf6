"""How what a person retypes from a certificate is compared with the register: a family name, a number.

What differs between keyboards and typists is forgiven: case, apostrophes, hyphens, accents of Latin letters, “l” for
“ł” and «г» for «ґ», letters of two alphabets that look the same, and marks between the parts of a number. Nothing else
is.
"""

import re

from foundation.words.folding import folded_words
from people.communities.romanise import romanise

MAX_LENGTH = 120
# The Turkish ı and İ: in capitals, and out of them again, they are an i with or without a dot of its own.
_ONE_I = str.maketrans({"ı": "i", "\u0307": None})
_BEFORE_NUMBER = re.compile(r"^\s*(?:№|No\b\.?|nr\b\.?)", re.IGNORECASE)
# Letters that are typed for the figures that they look like, in both alphabets.
_FIGURES = str.maketrans("OoОоIlІі|", "000011111")
# Issuer, year, number within it; whoever reads a number out may leave the marks between them away.
_RUN_TOGETHER = re.compile(r"(\d{2,}?)((?:19|20)\d\d)(\d{5,})")


def compared(family: str, given: str) -> str:
    """The name that the check page asks for: the family name, or the only one."""
    return family or given


def surname_key(name: str) -> str:
    """The key of a family name; the same key means the same name."""
    return "".join(folded_words(name.translate(_ONE_I)))[:MAX_LENGTH]


def number_key(number: str) -> str:
    """A register number as it stands in the register, however its parts were set apart, or not at all.

    What is only the beginning of a number comes back as the beginning of one, and nothing of what is none.
    """
    typed = _BEFORE_NUMBER.sub("", number)
    figures = typed.translate(_FIGURES)
    if not re.search(r"\d", typed) or re.search(r"[^\W\d_]", figures):
        return ""
    groups = re.findall(r"\d+", figures)
    if len(groups) == 1:
        whole = _RUN_TOGETHER.fullmatch(groups[0])
        groups = list(whole.groups()) if whole else [groups[0][:2], groups[0][2:6], groups[0][6:]]
    return "-".join(filter(None, groups))


def typed_keys(surname: str, language: str) -> set[str]:
    """Keys of a family name that somebody typed; for a sheet in Latin letters also in those, by the official table."""
    return (
        {surname_key(surname)} if language == "uk" else {surname_key(surname), surname_key(romanise(surname))}
    )
