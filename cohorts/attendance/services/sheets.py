"""Signed sheets as they come back: pages are taken in, put in order, and kept as the original of record."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO, cast

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cohorts.models import Cohort, Day
from cohorts.timetable.models import Session
from foundation.errors import Conflict, DomainError
from foundation.files.storage import private_storage
from foundation.stale import require_seen
from people.models import User

from .. import scans
from ..models import SheetPage, SignedSheet

# Pages that nobody kept are forgotten so long after they came.
DRAFTS_LAST = dt.timedelta(days=14)


def take_in_sheet(
    *, actor: User, day: Day, session: Session | None, files: Sequence[UploadedFile]
) -> SignedSheet:
    """Take photographed pages in, to be put in order; a PDF is kept at once, as it is, as the original of record.

    Files are read and stored first, outside of the transaction; without their rows they go. Raises `DomainError` for
    a day that has not come or is called off, a session of another day, and for files that cannot be kept. Side
    effects: the files, an audit line; of a PDF, as `keep_sheet`.
    """
    _refuse_early(day, session)
    sheet = SignedSheet(day=day, session=session, added_by=actor)
    if any(scans.is_pdf(_opened(file)) for file in files):
        if len(files) > 1:
            raise DomainError(_("Give a PDF alone: it is kept as it is."), field="file")
        content = _within_size(files[0]).read()
        return _keep(actor, sheet, content, scans.pages_of(content))
    pages = _stored(sheet, files)
    with _without_leftovers(pages), transaction.atomic():
        sheet.save()
        _append(sheet, pages)
        log(sheet, "attendance.take_in_sheet", user=actor, data={"pages": len(pages)})
    return sheet


def add_pages(*, actor: User, sheet: SignedSheet, files: Sequence[UploadedFile]) -> None:
    """Add photographed pages at the end. Raises `DomainError` for a PDF, and as `take_in_sheet`; `Conflict` if the
    sheet is kept already. Side effect: the files.
    """
    if any(scans.is_pdf(_opened(file)) for file in files):
        raise DomainError(_("Give a PDF alone: it is kept as it is."), field="file")
    pages = _stored(sheet, files)
    with _without_leftovers(pages), transaction.atomic():
        _append(_open_sheet(sheet, None), pages)


@transaction.atomic
def turn_page(*, actor: User, sheet: SignedSheet, page: int, quarters: int, seen: int) -> None:
    """Turn a page to the right by so many quarters. Raises `Conflict` if pages are others than those that were seen."""
    row = _page(_open_sheet(sheet, seen), page)
    row.turns = (row.turns + quarters) % 4
    row.save(update_fields=["turns"])


@transaction.atomic
def move_page(*, actor: User, sheet: SignedSheet, page: int, seen: int) -> None:
    """Put a page before the one before it; the first stays. Raises `Conflict` as `turn_page`."""
    held = _open_sheet(sheet, seen)
    row = _page(held, page)
    before = held.photographs.filter(position__lt=row.position).last()
    if before is not None:
        row.position, before.position = before.position, row.position
        SheetPage.objects.bulk_update([row, before], ["position"])


@transaction.atomic
def take_page_out(*, actor: User, sheet: SignedSheet, page: int, seen: int) -> None:
    """Take a page out. Raises `Conflict` as `turn_page`. Side effect: its file goes."""
    row = _page(_open_sheet(sheet, seen), page)
    _forget_files([str(row.file.name)])
    row.delete()


def keep_sheet(*, actor: User, sheet: SignedSheet, seen: int) -> SignedSheet:
    """Keep the pages as one PDF, the original of record; the one before is superseded, and stays.

    The PDF is made and stored outside of the transaction: pictures go in as they are, which takes no time. Raises
    `DomainError` for a sheet without pages, `Conflict` as `turn_page`. Side effects: the files of the pages go, an
    audit line.
    """
    require_seen(sheet.version, seen, _pages_changed())
    rows = list(sheet.photographs.all())
    if not rows:
        raise DomainError(_("Photograph a page at least."))
    try:
        pages = [(_read(row), row.turns) for row in rows]
    except FileNotFoundError as error:  # somebody took a page out while the others were read
        raise _pages_changed() from error
    return _keep(actor, sheet, scans.as_pdf(pages, f"{sheet} {sheet.day.date}"), len(pages))


def _read(row: SheetPage) -> scans.Page:
    with row.file.open("rb") as file:
        return scans.Page(file.read(), row.width, row.height)


def note_opening(*, actor: User, sheet: SignedSheet) -> None:
    """Note that somebody opens a sheet: it has names and signatures of everybody. Side effect: an audit line."""
    log(sheet, "attendance.open_sheet", user=actor)


@transaction.atomic
def discard_sheet(*, actor: User, sheet: SignedSheet) -> None:
    """Throw pages away that are not kept. Raises `Conflict` for a sheet that is kept: an original stays.

    Side effects: the files go, an audit line.
    """
    held = _open_sheet(sheet, None)
    log(held.day.cohort, "attendance.discard_sheet", user=actor, data={"sheet": held.pk})
    _forget(held)


def forget_unkept() -> int:
    """Forget pages that nobody kept; originals stay, also one that is kept at this moment. Returns how many sheets."""
    old = SignedSheet.objects.filter(kept_at=None, added_at__lt=timezone.now() - DRAFTS_LAST)
    count = 0
    for pk in list(old.values_list("pk", flat=True)):
        with transaction.atomic():
            held = old.select_for_update(of=("self",)).filter(pk=pk).first()
            if held is not None:
                _forget(held)
                count += 1
    return count


def _forget(sheet: SignedSheet) -> None:
    _forget_files(list(sheet.photographs.values_list("file", flat=True)))
    sheet.delete()


def _forget_files(names: Iterable[str]) -> None:
    store, gone = private_storage(), list(names)
    transaction.on_commit(lambda: _delete(store, gone), robust=True)


def _delete(store: Storage, names: Iterable[str]) -> None:
    for name in names:
        store.delete(name)


def _refuse_early(day: Day, session: Session | None) -> None:
    if day.called_off_at is not None or not day.has_come_at(timezone.now()):
        raise DomainError(
            _("A sheet is signed on the day itself: choose a day that has come and was not called off."),
            field="of",
        )
    if session is not None and session.day_id != day.pk:
        raise DomainError(_("Choose a day or a field visit of this cohort."), field="of")


def _opened(file: UploadedFile) -> BinaryIO:
    """An upload reads and seeks as a file does, whatever it lies in."""
    return cast(BinaryIO, file)


def _within_size(file: UploadedFile) -> UploadedFile:
    if not file.size:
        raise DomainError(_("The file is empty."), field="file")
    if file.size > scans.MAX_FILE:
        words = _("The file is larger than %(limit)s MB.")
        raise DomainError(words % {"limit": scans.MAX_FILE // 1024**2}, field="file")
    return file


def _stored(sheet: SignedSheet, files: Sequence[UploadedFile]) -> list[SheetPage]:
    """The pages of these photographs, their files stored and their rows not; all of them or none."""
    found = [scans.read_page(_opened(_within_size(file))) for file in files]
    pages = [SheetPage(sheet=sheet, width=page.width, height=page.height) for page in found]
    with _without_leftovers(pages):
        for row, page in zip(pages, found, strict=True):
            row.file.save("", ContentFile(page.content), save=False)
    return pages


@contextmanager
def _without_leftovers(rows: Iterable[SheetPage | SignedSheet]) -> Iterator[None]:
    """Delete files that were stored if their rows are not written."""
    try:
        yield
    except Exception:
        _delete(private_storage(), [str(row.file.name) for row in rows if row.file])
        raise


def _append(sheet: SignedSheet, pages: Sequence[SheetPage]) -> None:
    last = sheet.photographs.last()
    first = last.position + 1 if last else 1
    if sheet.photographs.count() + len(pages) > scans.MAX_PAGES:
        words = _("A sheet has from 1 to %(limit)s pages.")
        raise DomainError(words % {"limit": scans.MAX_PAGES}, field="file")
    for number, page in enumerate(pages, first):
        page.sheet, page.position = sheet, number
    SheetPage.objects.bulk_create(pages)


def _open_sheet(sheet: SignedSheet, seen: int | None) -> SignedSheet:
    """The sheet, held until the transaction ends, with another version. Raises `Conflict` if it is kept or changed."""
    rows = SignedSheet.objects.select_for_update(of=("self",)).select_related("day__cohort")
    held = rows.filter(pk=sheet.pk, kept_at=None).first()
    if held is None:
        raise Conflict(_("This sheet is kept already, or was thrown away."))
    require_seen(held.version, seen, _pages_changed())
    held.version += 1
    held.save(update_fields=["version"])
    return held


def _pages_changed() -> Conflict:
    return Conflict(_("The pages have changed since you saw them. Look at them, then press once more."))


def _page(sheet: SignedSheet, page: int) -> SheetPage:
    row = sheet.photographs.filter(pk=page).first()
    if row is None:
        raise _pages_changed()
    return row


def _keep(actor: User, sheet: SignedSheet, content: bytes, number_of_pages: int) -> SignedSheet:
    """Store the PDF, then make it the original of record in one transaction."""
    kept = SignedSheet(
        pk=sheet.pk,
        public_id=sheet.public_id,
        day=sheet.day,
        session=sheet.session,
        version=sheet.version + 1,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        number_of_pages=number_of_pages,
        added_by=sheet.added_by,
        added_at=sheet.added_at,
        kept_at=timezone.now(),
        kept_by=actor,
    )
    kept.file.save("", ContentFile(content), save=False)
    with _without_leftovers([kept]), transaction.atomic():
        Cohort.objects.select_for_update().get(pk=sheet.day.cohort_id)
        if sheet.pk is not None:
            _open_sheet(sheet, sheet.version)
            _forget_files(list(sheet.photographs.values_list("file", flat=True)))
            sheet.photographs.all().delete()
        of_same = SignedSheet.objects.filter(day=sheet.day, session=sheet.session, kept_at__isnull=False)
        superseded = of_same.filter(superseded_at=None).update(superseded_at=kept.kept_at)
        kept.save()
        log(kept, "attendance.keep_sheet", user=actor, data={"supersedes": bool(superseded)})
    return kept
