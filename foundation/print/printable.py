"""Which texts a document can print: composed, without hidden characters, every letter in the font of print.

The rule is applied when facts freeze, so that what is stored is what is drawn, and no row is ever issued that
the printer cannot draw.
"""

import re
import unicodedata

from django.utils.translation import gettext

# What every weight of Fira Sans in use has a glyph for (a test compares this with the font files), without
# control, private and invisible characters. It stands here because a web process does not open fonts.
_RANGES = """
20-7E A0-AC AE-2B2 2B4 2B7-2BC 2BF-2C0 2C6-2C8 2CA-2CC 2CE-2D1 2D4 2D6-2DE 2E0-2E9 2EE 300-304 306-30D 30F 311-313
316-321 323-32D 32F-332 334-336 339-33D 342 345 35C 361 370-377 37A-37F 384-38A 38C 38E-3A1 3A3-3E1 3F0-479 48A-52F
E3F 1D4A 1D6C-1D76 1D91 1DBF 1DC4-1DC9 1E02-1E05 1E0A-1E0F 1E12-1E13 1E1E-1E1F 1E24-1E25 1E2E-1E2F 1E36-1E37
1E3C-1E41 1E44-1E47 1E4A-1E4D 1E50-1E57 1E5A-1E5B 1E60-1E63 1E6A-1E71 1E78-1E79 1E80-1E85 1E92-1E93 1E9E 1EA0-1EF9
1F00-1F15 1F18-1F1D 1F20-1F45 1F48-1F4D 1F50-1F57 1F59 1F5B 1F5D 1F5F-1F7D 1F80-1FB4 1FB6-1FC4 1FC6-1FD3 1FD6-1FDB
1FDD-1FEF 1FF2-1FF4 1FF6-1FFE 2012-2016 2018-201A 201C-201E 2020-2022 2026 2030 2039-203A 203F 2044 204A 2070
2074-208E 20A1 20A6 20A9-20AC 20AF 20B4 20B9-20BA 20BD 210A 2113 2116 2122 2126 212E 2153-215F 2190-2193 21E6-21EA
2202 2205-2206 220F 2211-2212 2215 2219-221A 221E 222B 2248 2260 2264-2265 22C5 2326-2328 232B 23CE 25AF 25CA
2C64-2C66 2C6D 2C71-2C73 A789-A78D A7AA A7AD-A7AE A7B2-A7B7 AB53 FB01-FB02
"""


def _expanded(ranges: str) -> frozenset[int]:
    points: set[int] = set()
    for part in ranges.split():
        first, _, last = part.partition("-")
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(points)


PRINTABLE = _expanded(_RANGES)

# Invisible helps for line breaking that the sheet does not need: dropped.
_DROPPED = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
# Spaces and hyphens that differ from plain ones only by where a line may break.
_ALIKE = {
    0x2007: 0xA0,
    0x202F: 0xA0,
    0x2009: 0xA0,
    0x200A: 0xA0,
    0x2010: 0x2D,
    0x2011: 0x2D,
}
_BREAKING_SPACE = re.compile("[\t\n\v\f\r \u1680\u2000-\u2006\u2008\u2028\u2029\u205f\u3000\x85]+")
# Two marks above or below one letter exist in living orthographies; towers of them print over other lines.
_TOWER = re.compile("[\u0300-\u036f]{3,}")


class InvalidFacts(ValueError):
    """These facts cannot be printed; the message says why, `field` names the fact."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


class UnprintableText(InvalidFacts):
    """A text holds characters that cannot be printed; `characters` are they."""

    def __init__(self, characters: str, *, field: str, label: object) -> None:
        named = ", ".join(f"U+{ord(character):04X}" for character in characters)
        message = gettext(
            "“%(what)s” holds characters that cannot be printed (%(characters)s). Type it again."
        )
        super().__init__(message % {"what": label, "characters": named}, field=field)
        self.characters = characters


def printable(text: str, *, field: str, label: object = "") -> str:
    """The text as the sheet prints it: NFC, single spaces, no line breaks, trimmed.

    `field` and `label` (for a person; the field's name if empty) say which text it is, should it be refused.
    Raises UnprintableText for controls, characters that turn the direction of what follows, towers of marks,
    and letters that the font lacks: nothing is replaced by a look-alike or an empty box.
    """
    folded = (
        _BREAKING_SPACE.sub(" ", unicodedata.normalize("NFC", text)).translate(_DROPPED).translate(_ALIKE)
    )
    folded = unicodedata.normalize("NFC", folded).strip(" \xa0")
    strange = "".join(dict.fromkeys(c for c in folded if ord(c) not in PRINTABLE))
    tower = _TOWER.search(folded)
    if strange or tower:
        characters = strange or tower.group()[:3]  # type: ignore[union-attr]
        raise UnprintableText(characters, field=field, label=label or field)
    return folded
