"""The QR code of the address where a certificate is checked, as PDF operators."""

import segno

# Any mask gives a code that every reader reads: its number stands in the code. Looking for the prettiest of
# the eight is four fifths of what making a code costs.
_MASK = 4
_QUIET = 4  # modules of white around the code, by the standard (ISO/IEC 18004)


def qr_operators(text: str, x: float, y: float, side: float) -> str:
    """Operators that fill the code's dark modules in a square of `side` points at (x, y), quiet zone
    included.

    Neighbouring modules of a row are one rectangle: no hairlines between them, and a third of the operators.
    """
    code = segno.make_qr(text, error="m", mask=_MASK)
    matrix = code.matrix
    module = side / (len(matrix) + 2 * _QUIET)
    top = len(matrix) - 1 + _QUIET
    parts = [f"q 0 0 0 rg {module:.5f} 0 0 {module:.5f} {x:.3f} {y:.3f} cm"]
    for row, modules in enumerate(matrix):
        start = 0
        line = modules + b"\x00"
        while (start := line.find(1, start)) >= 0:
            end = line.index(0, start)
            parts.append(f"{start + _QUIET} {top - row} {end - start} 1 re")
            start = end
    parts.append("f Q")
    return "\n".join(parts)
