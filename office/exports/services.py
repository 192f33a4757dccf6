"""Taking a list out: noted down, streamed at once or written by the worker, forgotten in time."""

import datetime as dt
import tempfile
from collections.abc import Sequence

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from foundation import work
from foundation.errors import DomainError
from foundation.work import WorkState
from office.models import ColumnChoice, ExportFile, SavedFilter
from people.models import User

from .described import Column, NoSuchList, export_named

TASK = "office.write_export"
# How long a workbook can be fetched, and how long its writing may take before another worker tries.
KEPT_FOR = dt.timedelta(hours=24)
LEASE = dt.timedelta(minutes=15)


@transaction.atomic
def begin_export(
    *, actor: User, export: str, subject: int, query: str, columns: Sequence[str], ending: str, language: str
) -> ExportFile:
    """Note down that somebody takes a list out, and which columns; their choice is remembered.

    Raises `DomainError` without columns, `NoSuchList` for a list or a column that is not theirs. Side effects: an audit
    line; for a workbook, after commit, a message to the worker.
    """
    kind = export_named(export)
    allowed = [each.name for each in kind.columns_for(actor, kind.subject_for(actor, subject))]
    wanted = [name for name in allowed if name in columns]
    if not wanted:
        raise DomainError(_("Choose at least one column."), field="columns")
    ColumnChoice.objects.update_or_create(user=actor, export=export, defaults={"columns": wanted})
    is_csv = ending == ExportFile.Format.CSV
    row = ExportFile.objects.create(
        user=actor,
        export=export,
        subject=subject,
        query=query[:1000],
        columns=wanted,
        language=language,
        format=ending,
        state=WorkState.DONE if is_csv else WorkState.QUEUED,
        finished_at=timezone.now() if is_csv else None,
    )
    log(row, "office.export", user=actor, data={"list": export, "subject": subject, "columns": wanted})
    if not is_csv:
        work.send_after_commit(TASK, row.pk)
    return row


def columns_of(row: ExportFile) -> list[Column]:
    """The chosen columns that the person may see by now; raises `NoSuchList` if the list is not theirs any more."""
    kind = export_named(row.export)
    allowed = kind.columns_for(row.user, kind.subject_for(row.user, row.subject))
    return [column for column in allowed if column.name in row.columns]


def write_export(export_id: int) -> None:
    """Write a workbook, in the worker; twice or late is harmless. Rights are asked anew.

    What is not the person's any more is set aside without a file.
    """
    from .workbook import write_xlsx

    row = work.claim(ExportFile, export_id, lease=LEASE)
    if row is None:
        return
    try:
        kind, columns = export_named(row.export), columns_of(row)
        rows = kind.rows(kind.subject_for(row.user, row.subject), row.user, row.query)
        with tempfile.TemporaryFile() as file:
            write_xlsx(file, columns, rows, row.language)
            file.seek(0)
            row.file.save(f"{row.public_id}.xlsx", File(file), save=False)
    except NoSuchList:
        work.finish(row, expires_at=timezone.now())
    except Exception as error:
        work.put_off(row, error)
        raise
    else:
        if not work.finish(row, file=row.file.name, expires_at=timezone.now() + KEPT_FOR):
            row.file.delete(save=False)  # another worker's counts, or nobody's: the row is gone


def forget_exports(moment: dt.datetime) -> int:
    """Delete the files whose time is over; that they were taken stays. Returns how many. Called by the clock."""
    rows = ExportFile.objects.exclude(file="").filter(expires_at__lt=moment)
    count = 0
    for row in rows:
        row.file.delete(save=False)
        ExportFile.objects.filter(pk=row.pk).update(file="")
        count += 1
    return count


def save_filter(*, actor: User, address: str, name: str, query: str) -> SavedFilter:
    """Keep a list as it is filtered now under a name; the same name is written over. Raises `DomainError`."""
    words = " ".join(name.split())
    if not words or len(words) > 80:
        raise DomainError(_("Give the filter a name of at most 80 characters."), field="name")
    if len(query) > 1000 or len(address) > 200:
        raise DomainError(_("This filter is too long to be kept."))
    row, _new = SavedFilter.objects.update_or_create(
        user=actor, address=address, name=words, defaults={"query": query}
    )
    return row


def forget_filter(*, actor: User, pk: int) -> None:
    """Drop a saved filter of one's own; another's is not found and stays."""
    SavedFilter.objects.filter(user=actor, pk=pk).delete()
