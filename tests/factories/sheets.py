"""Photographs of signed sheets."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Picture


def photograph(
    name: str = "page.jpg", kind: str = "JPEG", size: tuple[int, int] = (300, 400)
) -> SimpleUploadedFile:
    """A picture whose upper left quarter is black and whose rest is white, so that one sees how it lies."""
    picture = Picture.new("RGB", size, "white")
    picture.paste("black", (0, 0, size[0] // 2, size[1] // 2))
    out = io.BytesIO()
    picture.save(out, kind)
    return SimpleUploadedFile(name, out.getvalue())


def scan(pages: int = 2) -> SimpleUploadedFile:
    """A PDF as a scanner makes it."""
    import pikepdf

    out = io.BytesIO()
    with pikepdf.new() as pdf:
        for _number in range(pages):
            pdf.add_blank_page()
        pdf.save(out)
    return SimpleUploadedFile("scan.pdf", out.getvalue())
