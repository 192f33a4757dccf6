"""Colours of print: ink that stays readable on a black-and-white printer, and the lamp's."""

RGB = tuple[float, float, float]


def rgb(code: str) -> RGB:
    """The colour of six hexadecimal digits, as PDF operators take it."""
    red, green, blue = (int(code[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


INK = rgb("0f2b30")
INK_SOFT = rgb("36494c")
LAMP = rgb("e59a12")
