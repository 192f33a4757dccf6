"""Kerning pairs read from a font's GPOS table.

ReportLab sets type without kerning. In text sizes nobody sees it; in a name set large, «Та» or "AV" falls
apart. This reads pair adjustments (lookup type 2, also inside extensions, type 9) of the `kern` feature, as
the OpenType specification describes them, and nothing else of the table.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from struct import unpack_from

_X_ADVANCE = 0x0004


def kerning_pairs(path: Path, glyphs: Mapping[int, int], letters: Iterable[str]) -> dict[str, int]:
    """Pairs of the letters that the font moves, with the shift of the second in font units.

    `glyphs` maps code points to glyph numbers, as the font's character map does.
    """
    data = path.read_bytes()
    numbers = {letter: glyphs[ord(letter)] for letter in letters if ord(letter) in glyphs}
    pairs: dict[str, int] = {}
    for subtables in _kern_lookups(data, _table(data, b"GPOS")):
        for first, left in numbers.items():
            for second, right in numbers.items():
                shift = next(
                    (
                        s
                        for s in (sub.shift(left, right) for sub in subtables if left in sub.first)
                        if s is not None
                    ),
                    0,
                )
                if shift:
                    pairs[first + second] = pairs.get(first + second, 0) + shift
    return pairs


def _table(data: bytes, tag: bytes) -> int:
    """Where a table of the font begins."""
    for index in range(unpack_from(">H", data, 4)[0]):
        name, _, offset, _ = unpack_from(">4sLLL", data, 12 + 16 * index)
        if name == tag:
            return int(offset)
    raise ValueError(f"the font has no table {tag!r}")


def _kern_lookups(data: bytes, table: int) -> list[list["_Pairs"]]:
    """The subtables of each lookup that the kern feature names; a font may name one several times."""
    _, _, _, features, lookups = unpack_from(">HHHHH", data, table)
    features, lookups = table + features, table + lookups
    wanted: set[int] = set()
    for index in range(unpack_from(">H", data, features)[0]):
        tag, offset = unpack_from(">4sH", data, features + 2 + 6 * index)
        if tag == b"kern":
            count = unpack_from(">H", data, features + offset + 2)[0]
            wanted.update(unpack_from(f">{count}H", data, features + offset + 4))
    found = []
    for index in sorted(wanted):
        lookup = lookups + unpack_from(">H", data, lookups + 2 + 2 * index)[0]
        kind, _, count = unpack_from(">HHH", data, lookup)
        offsets = [lookup + offset for offset in unpack_from(f">{count}H", data, lookup + 6)]
        if kind == 9:
            offsets = [
                at + unpack_from(">L", data, at + 4)[0]
                for at in offsets
                if unpack_from(">H", data, at + 2)[0] == 2
            ]
        if kind in (2, 9):
            found.append([_Pairs(data, at) for at in offsets])
    return found


class _Pairs:
    """One subtable of pairs: format 1 lists pairs of glyphs, format 2 pairs of classes."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data, self.at = data, at
        self.format, coverage, first, second = unpack_from(">HHHH", data, at)
        self.first = _coverage(data, at + coverage)
        # A value record has two bytes for each bit of its format; the bits below XAdvance come before it.
        self.size = 2 * first.bit_count()
        self.record = self.size + 2 * second.bit_count()
        self.advance = 2 * (first & (_X_ADVANCE - 1)).bit_count() if first & _X_ADVANCE else None
        if self.format == 2:
            left, right, _, self.columns = unpack_from(">HHHH", data, at + 8)
            self.left, self.right = (
                _classes(data, at + left),
                _classes(data, at + right),
            )
        else:
            self.sets: dict[int, dict[int, int]] = {}

    def shift(self, left: int, right: int) -> int | None:
        """The shift of a pair whose first glyph is covered; None when the next subtable is to be asked."""
        if self.advance is None:
            return None
        if self.format == 2:
            index = self.left.get(left, 0) * self.columns + self.right.get(right, 0)
            return int(unpack_from(">h", self.data, self.at + 16 + index * self.record + self.advance)[0])
        if left not in self.sets:
            self.sets[left] = self._pair_set(left)
        return self.sets[left].get(right)

    def _pair_set(self, left: int) -> dict[int, int]:
        start = self.at + unpack_from(">H", self.data, self.at + 10 + 2 * self.first[left])[0]
        step = 2 + self.record
        pairs = {}
        for index in range(unpack_from(">H", self.data, start)[0]):
            at = start + 2 + index * step
            pairs[unpack_from(">H", self.data, at)[0]] = unpack_from(
                ">h", self.data, at + 2 + (self.advance or 0)
            )[0]
        return pairs


def _coverage(data: bytes, at: int) -> dict[int, int]:
    """Glyphs that a subtable covers, with their index."""
    kind, count = unpack_from(">HH", data, at)
    if kind == 1:
        return {glyph: index for index, glyph in enumerate(unpack_from(f">{count}H", data, at + 4))}
    covered = {}
    for number in range(count):
        first, last, index = unpack_from(">HHH", data, at + 4 + 6 * number)
        covered.update({glyph: index + glyph - first for glyph in range(first, last + 1)})
    return covered


def _classes(data: bytes, at: int) -> dict[int, int]:
    """The class of each glyph that has one; the others are of class 0."""
    if unpack_from(">H", data, at)[0] == 1:
        start, count = unpack_from(">HH", data, at + 2)
        return dict(
            zip(
                range(start, start + count),
                unpack_from(f">{count}H", data, at + 6),
                strict=True,
            )
        )
    classes = {}
    for number in range(unpack_from(">H", data, at + 2)[0]):
        first, last, kind = unpack_from(">HHH", data, at + 4 + 6 * number)
        classes.update(dict.fromkeys(range(first, last + 1), kind))
    return classes
