"""Draws a trainer's sheet: a heading, lines to think about, a foot that says it is a sample."""

from collections.abc import Sequence
from io import BytesIO
from textwrap import wrap

FONT = "DemoHandout"
LINE_LENGTH = 68  # letters that fit a line of an A4 page at this size
FOOT = "Світлиця · зразок для показу"


def draw(title: str, lines: Sequence[str]) -> bytes:
    """The sheet as PDF, A4, the same bytes for the same words."""
    # Heavy, and needed once: no other command should carry it.
    import fontpkg
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    # A weight that certificates do not use: ReportLab keeps one font for a typeface, and theirs is of their own kind.
    pdfmetrics.registerFont(TTFont(FONT, str(fontpkg.path("Fira Sans", 500))))
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setTitle(title)
    text = canvas.beginText(72, A4[1] - 96)
    text.setFont(FONT, 20, 28)
    for line in wrap(title, 44):
        text.textLine(line)
    for number, line in enumerate(lines, start=1):
        text.setFont(FONT, 13, 20)
        text.textLine("")
        for part in wrap(f"{number}. {line}", LINE_LENGTH):
            text.textLine(part)
    canvas.drawText(text)
    canvas.setFont(FONT, 9)
    canvas.drawString(72, 48, FOOT)
    canvas.save()
    return out.getvalue()
