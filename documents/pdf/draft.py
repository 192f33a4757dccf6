"""What is other on a draft: it says so across each page, and nothing on it leads anywhere: it is not genuine yet."""

from foundation.print.drawing import Drawing
from foundation.print.typeset import Mark


class DraftDrawing(Drawing):
    """A drawing with an empty frame for the QR code, and without links."""

    def mark(self, mark: Mark) -> None:
        """Draw a mark of the layout, if a draft has it."""
        if mark.kind == "qr":
            super().mark(mark._replace(kind="frame"))
        elif mark.kind != "link":
            super().mark(mark)


def say_across(drawing: Drawing, word: str) -> None:
    """Say it slantwise over the present page."""
    drawing.across(word, size=120, angle=52)
