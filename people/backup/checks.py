"""Whether rows and private files fit each other, and whether a restore came to its end: read by the doctor."""

from collections.abc import Iterator

from django.apps import apps
from django.core.checks import CheckMessage
from django.core.files.storage import storages
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.health.findings import DOCTOR_FILES, doctor_check, error, fine, note

from . import files

MOST_NAMES = 20


@doctor_check()
def restore_is_finished() -> Iterator[CheckMessage]:
    """Whether a restore was broken off in the middle."""
    if files.restore_was_broken_off():
        yield error(
            "people.E002",
            _(
                "A restore was broken off: files and rows may be of two states. Run “manage.py restore” again."
            ),
        )


@doctor_check(DOCTOR_FILES)
def files_and_rows() -> Iterator[CheckMessage]:
    """Whether each row has its file, and each private file its row."""
    rows, stored = set(_names_in_rows()), set(files.names(files.private()))
    missing, without_row = sorted(rows - stored), sorted(stored - rows)
    if missing:
        text = ngettext(
            "%(count)d file is missing: %(names)s", "%(count)d files are missing: %(names)s", len(missing)
        )
        yield error("people.E003", text % _counted(missing))
    if without_row:
        text = ngettext(
            "%(count)d private file belongs to no row: %(names)s",
            "%(count)d private files belong to no row: %(names)s",
            len(without_row),
        )
        yield note("people.W002", text % _counted(without_row))
    if not missing:
        text = ngettext(
            "%(count)d private file is there.", "All %(count)d private files are there.", len(rows)
        )
        yield fine("people.I002", text % {"count": len(rows)})


def _names_in_rows() -> Iterator[str]:
    """The names of files in all rows, renditions of pictures left out: those are drawn anew."""
    public = storages["pictures"].__class__
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.FileField) and field.storage.__class__ is not public:
                yield from (
                    model._base_manager.exclude(**{field.attname: ""})
                    .exclude(**{f"{field.attname}__isnull": True})
                    .values_list(field.attname, flat=True)
                    .iterator()
                )


def _counted(names: list[str]) -> dict[str, object]:
    shown = names[:MOST_NAMES] + (["…"] if len(names) > MOST_NAMES else [])
    return {"count": len(names), "names": ", ".join(shown)}
