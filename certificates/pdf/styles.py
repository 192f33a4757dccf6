"""What every part of the layout is set with: the facts, the words of their language, fonts, colour, scale."""

from collections.abc import Mapping
from dataclasses import dataclass

from certificates.pdf.facts import CertificateFacts
from certificates.pdf.ornament import TEXT_LEFT, TEXT_RIGHT
from certificates.pdf.wording import Wording
from foundation.print.colours import INK, RGB
from foundation.print.fonts import SheetFont
from foundation.print.typeset import Style

MEASURE = TEXT_RIGHT - TEXT_LEFT


@dataclass(frozen=True)
class Setting:
    """One attempt at laying out a sheet: `scale` is that of all type, `list_scale` that of the lists."""

    facts: CertificateFacts
    words: Wording
    fonts: Mapping[str, SheetFont]
    colour: RGB
    scale: float
    list_scale: float

    def style(self, weight: str, size: float, colour: RGB = INK, *, kerned: bool = False) -> Style:
        """A style at this attempt's scale; `size` in points at full scale."""
        return Style(self.fonts[weight], size * self.scale, colour, kerned=kerned)
