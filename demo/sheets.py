"""Signed sheets of the demo: drawn, and plainly no real ones."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from cohorts.attendance.services.sheets import keep_sheet, take_in_sheet

from . import clock
from .timetables import Run

_SIZE, _LINES = (1000, 1414), 14


def keep_sheets(run: Run) -> None:
    """Keep the sheet of each day that the story has seen, photographed the evening after.

    Side effects: those of the service.
    """
    for day in run.days[: run.story.days_marked]:
        with clock.at(run.evening_of(day)):
            photograph = SimpleUploadedFile("sheet.jpg", _drawn())
            sheet = take_in_sheet(actor=run.rows.manager, day=day, session=None, files=[photograph])
            keep_sheet(actor=run.rows.manager, sheet=sheet, seen=sheet.version)


def _drawn() -> bytes:
    """A ruled sheet with scribbles where signatures would be."""
    picture = Image.new("RGB", _SIZE, "#f4f1ea")
    pen = ImageDraw.Draw(picture)
    pen.text((90, 60), "SAMPLE / DEMO", fill="#333", font_size=48)
    for line in range(_LINES):
        top = 180 + line * 80
        pen.line([(90, top + 60), (910, top + 60)], fill="#888", width=2)
        points = [(620 + step * 14, top + 34 + (step * (line + 3) * 7) % 26 - 13) for step in range(18)]
        pen.line(points, fill="#1f3a8a", width=3, joint="curve")
    out = BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()
