"""How long sheets with signatures are kept."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from cohorts.keeping import over_for_longer_than
from cohorts.models import Cohort
from foundation.files.storage import private_storage

from ..models import SignedSheet


def kept_until(cohort: Cohort) -> dt.date | None:
    """Until which date a cohort's sheets are kept: that of its funding project's papers; None where nobody set one."""
    return cohort.project.keep_until if cohort.project is not None else None


def forget_originals() -> int:
    """Delete sheets with signatures, earlier ones too, once the donor asks for them no more; marks stay.

    That is the day after the one until which the funding project's papers are kept, of a cohort that is over. Without
    that date a sheet stays: presence rests on it. Returns how many; harmless twice. Side effect: files go after commit.
    """
    over = over_for_longer_than(dt.timedelta()).filter(project__keep_until__lt=timezone.localdate())
    rows = SignedSheet.objects.filter(day__cohort__in=over.values("pk"), kept_at__isnull=False)
    gone = list(rows.values_list("pk", flat=True))
    for pk in gone:
        with transaction.atomic():
            _forget(pk)
    return len(gone)


def _forget(pk: int) -> None:
    sheet = SignedSheet.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if sheet is None:
        return
    store, name = private_storage(), str(sheet.file.name)
    transaction.on_commit(lambda: store.delete(name), robust=True)
    sheet.delete()
