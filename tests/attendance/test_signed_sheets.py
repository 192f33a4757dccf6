"""Signed sheets come back: photographed, put upright and in order, kept as the original of record."""

import datetime as dt
import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image as Picture
from wagtail.models import ModelLogEntry

from cohorts.attendance import scans
from cohorts.attendance.models import SheetPage, SignedSheet
from cohorts.attendance.services import sheets as services
from cohorts.models import Day
from foundation.errors import Conflict, DomainError
from people.models import User
from residencies.models import Membership
from tests.factories.cohorts import DayFactory
from tests.factories.logistics import VisitFactory
from tests.factories.residencies import ProgrammeFactory, manager_of, works_in_office
from tests.factories.sheets import photograph, scan
from tests.factories.timetable import SessionFactory
from tests.school import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def day() -> Day:
    return DayFactory(date=timezone.localdate() - dt.timedelta(days=2))


@pytest.fixture
def manager(day: Day) -> User:
    return manager_of(day.cohort.residency.programme)


@pytest.fixture
def office(manager: User) -> Client:
    return browser_of(manager)


def of(day: Day) -> str:
    return f"/admin/cohorts/{day.cohort_id}/presence/sheets/"


def send(office: Client, day: Day, *files: SimpleUploadedFile, of_what: str = "") -> Any:
    return office.post(of(day), {"of": of_what or f"day-{day.pk}", "file": list(files)})


def address(sheet: SignedSheet, part: str) -> str:
    return f"/admin/signed-sheets/{sheet.public_id}/{part}/"


def press(office: Client, sheet: SignedSheet, press: str, seen: int | None = None) -> Any:
    sheet.refresh_from_db()
    form = {"press": press, "seen": sheet.version if seen is None else seen}
    return office.post(address(sheet, "pages"), form)


def stored(sheet: SignedSheet) -> list[str]:
    folder = Path(settings.PRIVATE_MEDIA_ROOT) / "sheets" / str(sheet.public_id)
    return sorted(path.suffix for path in folder.iterdir()) if folder.exists() else []


def downloaded(office: Client, sheet: SignedSheet) -> pikepdf.Pdf:
    answer = office.post(address(sheet, "file"))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff" and "no-store" in answer["Cache-Control"]
    return pikepdf.open(io.BytesIO(b"".join(answer.streaming_content)))


# ---------------------------------------------------------------- from the paper to the original
def test_photographs_are_turned_and_put_in_order_and_kept_as_one_pdf(
    office: Client, day: Day, django_capture_on_commit_callbacks: Any
) -> None:
    answer = send(office, day, photograph(), photograph("second.png", "PNG", (500, 200)))
    sheet = SignedSheet.objects.get()
    assert answer.status_code == 302 and answer["Location"] == address(sheet, "pages")
    first, second = sheet.photographs.all()
    assert press(office, sheet, f"right:{first.pk}").status_code == 302
    assert press(office, sheet, f"left:{second.pk}").status_code == 302
    assert press(office, sheet, f"earlier:{second.pk}").status_code == 302
    with django_capture_on_commit_callbacks(execute=True):
        assert press(office, sheet, "keep").status_code == 302
    sheet.refresh_from_db()
    assert (sheet.number_of_pages, sheet.kept_at is not None, sheet.superseded_at) == (2, True, None)
    with downloaded(office, sheet) as pdf:
        assert [int(page.Rotate) for page in pdf.pages] == [270, 90]
        assert [page.mediabox[2] > page.mediabox[3] for page in pdf.pages] == [True, False]
    assert stored(sheet) == [".pdf"]
    actions = ModelLogEntry.objects.values_list("action", flat=True)
    assert {"attendance.take_in_sheet", "attendance.keep_sheet"} <= set(actions)
    page = office.get(f"/admin/cohorts/{day.cohort_id}/presence/").text
    assert "Original of record" in page and "2 pages" in page


def test_a_later_sheet_supersedes_the_earlier_one_which_stays(office: Client, day: Day) -> None:
    send(office, day, scan(1))
    send(office, day, scan(2))
    first, second = SignedSheet.objects.all()
    assert (first.superseded_at, second.superseded_at) == (second.kept_at, None)
    page = office.get(of(day)).text
    assert "Superseded" in page and "2 pages" in page
    for sheet, pages in ((first, 1), (second, 2)):
        with downloaded(office, sheet) as pdf:
            assert len(pdf.pages) == pages


def test_more_pictures_than_are_taken_at_once_are_refused_at_their_field_and_nothing_is_kept(
    office: Client, day: Day
) -> None:
    answer = send(office, day, *(photograph(f"{number}.jpg") for number in range(11)))
    assert answer.status_code == 422
    assert "You have chosen 11 pictures. Choose up to 10 at a time" in answer.text
    assert not SignedSheet.objects.exists()
    assert send(office, day, *(photograph(f"{number}.jpg") for number in range(10))).status_code == 302
    sheet = SignedSheet.objects.get()
    more = {"add": "1", "file": [photograph(f"{number}.jpg") for number in range(12)]}
    answer = office.post(address(sheet, "pages"), more)
    assert answer.status_code == 422 and "You have chosen 12 pictures" in answer.text
    assert sheet.photographs.count() == 10


def test_more_files_than_any_form_takes_are_refused_in_words(office: Client, day: Day, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 10
    answer = send(office, day, *(photograph(f"{number}.jpg") for number in range(11)))
    assert answer.status_code == 413 and "fewer files" in answer.text


def test_opening_a_sheet_is_in_the_audit_log(office: Client, day: Day, manager: User) -> None:
    send(office, day, scan())
    sheet = SignedSheet.objects.get()
    opened = ModelLogEntry.objects.filter(action="attendance.open_sheet")
    asked = office.get(address(sheet, "file"))
    assert asked.status_code == 200 and "is written down" in asked.text
    assert not opened.exists()
    downloaded(office, sheet)
    assert (opened.get().user, opened.get().object_id) == (manager, str(sheet.pk))


def test_a_field_visit_has_a_sheet_of_its_own(office: Client, day: Day) -> None:
    visit = VisitFactory(session=SessionFactory(day=day)).session
    send(office, day, scan())
    send(office, day, scan(), of_what=f"visit-{visit.pk}")
    assert SignedSheet.objects.filter(superseded_at=None).count() == 2
    assert visit.title in office.get(of(day)).text


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_what_telephones_make_is_taken_by_its_content_whatever_it_is_called(
    office: Client, day: Day, kind: str
) -> None:
    assert send(office, day, photograph("photo.bin", kind)).status_code == 302
    page = SheetPage.objects.get()
    shown = office.get(f"{address(page.sheet, 'pages')}{page.pk}/")
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    with Picture.open(io.BytesIO(shown.content)) as picture:
        assert picture.format == "JPEG" and (picture.width, picture.height) == (300, 400)


def test_a_page_is_shown_as_it_was_turned(office: Client, day: Day) -> None:
    send(office, day, photograph())
    page = SheetPage.objects.get()
    press(office, page.sheet, f"right:{page.pk}")
    with Picture.open(io.BytesIO(office.get(f"{address(page.sheet, 'pages')}{page.pk}/").content)) as picture:
        assert picture.size == (400, 300)
        # What was in the upper left is in the upper right.
        assert picture.convert("L").getpixel((350, 50)) < 60 < picture.convert("L").getpixel((50, 50))


def test_where_a_picture_was_taken_is_not_kept_and_it_lies_as_the_camera_was_held(day: Day) -> None:
    out = io.BytesIO()
    exif = Picture.Exif()
    exif[0x0112] = 6  # held on its side
    exif[0x010E] = "Таємний опис"
    exif.get_ifd(0x8825)[1] = "N"
    Picture.new("RGB", (400, 300), "white").save(out, "JPEG", exif=exif)
    page = scans.read_page(out)
    assert (page.width, page.height) == (300, 400)
    with Picture.open(io.BytesIO(page.content)) as picture:
        assert not picture.getexif()


def test_pages_are_added_and_taken_out_and_their_files_go(
    office: Client, day: Day, django_capture_on_commit_callbacks: Any
) -> None:
    send(office, day, photograph())
    sheet = SignedSheet.objects.get()
    added = office.post(address(sheet, "pages"), {"add": "1", "file": [photograph(), photograph()]})
    assert added.status_code == 302 and stored(sheet) == [".jpg"] * 3
    with django_capture_on_commit_callbacks(execute=True):
        press(office, sheet, f"out:{sheet.photographs.all()[1].pk}")
    assert stored(sheet) == [".jpg"] * 2
    with django_capture_on_commit_callbacks(execute=True):
        assert office.post(address(sheet, "discard")).status_code == 302
    assert stored(sheet) == [] and not SignedSheet.objects.exists()


def test_pages_that_nobody_kept_are_forgotten_and_originals_stay(
    office: Client, day: Day, django_capture_on_commit_callbacks: Any
) -> None:
    send(office, day, photograph())
    send(office, day, scan())
    with time_machine.travel(timezone.now() + dt.timedelta(days=15), tick=False):
        with django_capture_on_commit_callbacks(execute=True):
            assert services.forget_unkept() == 1
        assert SignedSheet.objects.get().kept_at is not None
    assert not SheetPage.objects.exists()


# ---------------------------------------------------------------- what is refused
def large(side: int) -> SimpleUploadedFile:
    """A small file that says it is a picture of so many pixels a side."""
    content = bytearray(photograph("large.png", "PNG").read())
    content[16:24] = struct.pack(">II", side, side)
    content[29:33] = struct.pack(">I", zlib.crc32(content[12:29]))
    return SimpleUploadedFile("large.png", bytes(content))


def locked() -> SimpleUploadedFile:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out, encryption=pikepdf.Encryption(user="x", owner="y"))
    return SimpleUploadedFile("locked.pdf", out.getvalue())


BAD = {
    "page of the web": (lambda: SimpleUploadedFile("a.jpg", b"<html><script>"), "cannot be read"),
    "drawing": (lambda: SimpleUploadedFile("a.pdf", b"<svg xmlns='x'/>"), "cannot be read"),
    "end that is missing": (
        lambda: SimpleUploadedFile("a.jpg", photograph(size=(2000, 2000)).read()[:3000]),
        "cannot",
    ),
    "broken PDF": (lambda: SimpleUploadedFile("a.pdf", b"%PDF-1.7 and nothing"), "cannot be read"),
    "locked PDF": (locked, "locked by a password"),
    "long PDF": (lambda: scan(61), "from 1 to 60 pages"),
    "30,000 px a side": (lambda: large(30_000), "million pixels"),
    "too many pixels": (lambda: large(7_100), "million pixels"),
    "nothing": (lambda: SimpleUploadedFile("a.jpg", b""), "empty"),
    "GIF": (lambda: photograph("a.gif", "GIF"), "cannot be read"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_file_that_is_no_page_is_refused_at_its_field_and_nothing_is_kept(
    office: Client, day: Day, what: str
) -> None:
    make, words = BAD[what]
    answer = send(office, day, photograph(), make()) if "PDF" not in what else send(office, day, make())
    assert answer.status_code == 422 and words in str(answer.context["form"].errors["file"])
    assert not SignedSheet.objects.exists() and not SheetPage.objects.exists()


def test_a_file_of_more_than_20_mb_is_refused(office: Client, day: Day, monkeypatch: Any) -> None:
    monkeypatch.setattr(scans, "MAX_FILE", 100)
    assert send(office, day, photograph()).status_code == 422
    assert not SignedSheet.objects.exists()


def test_a_pdf_comes_alone(office: Client, day: Day) -> None:
    assert "alone" in str(send(office, day, scan(), photograph()).context["form"].errors["file"])
    send(office, day, photograph())
    sheet = SignedSheet.objects.get()
    answer = office.post(address(sheet, "pages"), {"add": "1", "file": [scan()]})
    assert answer.status_code == 422 and "alone" in answer.text


@pytest.mark.parametrize("form", [{}, {"of": "day-0"}, {"of": "x" * 999}])
def test_a_form_without_day_or_file_says_so(office: Client, day: Day, form: dict[str, str]) -> None:
    DayFactory(cohort=day.cohort, date=day.date + dt.timedelta(days=1))
    answer = office.post(of(day), form)
    assert answer.status_code == 422 and {"of", "file"} <= set(answer.context["form"].errors)


def test_no_sheet_is_signed_before_the_day(manager: User, day: Day) -> None:
    later = DayFactory(cohort=day.cohort, date=timezone.localdate() + dt.timedelta(days=9))
    assert send(browser_of(manager), later, scan()).status_code == 422
    with pytest.raises(DomainError, match="day that has come"):
        services.take_in_sheet(actor=manager, day=later, session=None, files=[scan()])
    session = SessionFactory(day=later)
    with pytest.raises(DomainError, match="of this cohort"):
        services.take_in_sheet(actor=manager, day=day, session=session, files=[scan()])


def test_who_presses_on_an_old_page_is_shown_the_present_one(office: Client, day: Day) -> None:
    send(office, day, photograph())
    sheet, page = SignedSheet.objects.get(), SheetPage.objects.get()
    press(office, sheet, f"right:{page.pk}", seen=1)
    for action in (f"right:{page.pk}", "keep", f"out:{page.pk}"):
        answer = press(office, sheet, action, seen=1)
        assert answer.status_code == 409 and "have changed since" in answer.text
    page.refresh_from_db()
    assert page.turns == 1
    assert press(office, sheet, "sing").status_code == 422
    assert press(office, sheet, "right:99999999999999999").status_code == 409


def test_what_is_kept_is_kept(office: Client, manager: User, day: Day) -> None:
    send(office, day, photograph())
    sheet = SignedSheet.objects.get()
    press(office, sheet, "keep")
    sheet.refresh_from_db()
    with pytest.raises(Conflict):
        services.discard_sheet(actor=manager, sheet=sheet)
    with pytest.raises(Conflict):
        services.add_pages(actor=manager, sheet=sheet, files=[photograph()])
    assert office.get(address(sheet, "pages")).status_code == 302
    assert office.post(address(sheet, "discard")).status_code == 409
    assert stored(sheet).count(".pdf") == 1


def test_a_day_has_one_original_whoever_writes_the_row(office: Client, day: Day) -> None:
    send(office, day, scan())
    sheet = SignedSheet.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        SignedSheet.objects.create(
            day=day, file="x.pdf", kept_at=timezone.now(), added_by=sheet.added_by, kept_by=sheet.added_by
        )


# ---------------------------------------------------------------- who
def test_a_viewer_reads_that_a_sheet_is_there_and_cannot_open_it_and_strangers_find_none(
    office: Client, day: Day
) -> None:
    send(office, day, scan())
    sheet = SignedSheet.objects.get()
    viewer = browser_of(works_in_office(day.cohort.residency.programme, role=Membership.Role.VIEWER))
    page = viewer.get(f"/admin/cohorts/{day.cohort_id}/presence/").text
    assert "Original of record" in page and address(sheet, "file") not in page
    assert viewer.get(address(sheet, "file")).status_code == 404
    stranger = browser_of(manager_of(ProgrammeFactory()))
    for part in ("file", "pages", "discard"):
        assert stranger.get(address(sheet, part)).status_code == 404
    assert send(stranger, day, scan()).status_code == 404


def test_the_sheets_ask_as_much_for_many_as_for_few(office: Client, day: Day) -> None:
    send(office, day, scan())
    office.get(of(day))
    with CaptureQueriesContext(connection) as few:
        office.get(of(day))
    for number in range(4):
        DayFactory(cohort=day.cohort, date=day.date - dt.timedelta(days=number + 1))
        send(office, day, scan())
        send(office, day, photograph())
    with CaptureQueriesContext(connection) as many:
        office.get(of(day))
    assert len(many) == len(few)


def test_a_sheet_that_is_kept_while_old_pages_are_forgotten_stays(
    office: Client, day: Day, manager: User, monkeypatch: Any
) -> None:
    for _number in range(2):
        send(office, day, photograph())
    first, second = SignedSheet.objects.order_by("pk")
    forget = services._forget

    def kept_meanwhile(sheet: SignedSheet) -> None:
        if not SignedSheet.objects.filter(kept_at__isnull=False).exists():
            services.keep_sheet(actor=manager, sheet=second, seen=second.version)
        forget(sheet)

    monkeypatch.setattr(services, "_forget", kept_meanwhile)
    with time_machine.travel(timezone.now() + dt.timedelta(days=15), tick=False):
        assert services.forget_unkept() == 1
    assert SignedSheet.objects.get().pk == second.pk
    assert not SignedSheet.objects.filter(pk=first.pk).exists()


def test_a_page_that_somebody_takes_out_while_the_sheet_is_kept_is_said(
    office: Client, day: Day, manager: User
) -> None:
    send(office, day, photograph())
    sheet = SignedSheet.objects.get()
    page = SheetPage.objects.get()
    page.file.storage.delete(page.file.name)
    with pytest.raises(Conflict, match="changed"):
        services.keep_sheet(actor=manager, sheet=sheet, seen=sheet.version)
    assert SignedSheet.objects.get().kept_at is None
