"""Having packs made: begun by a press, drawn by the worker piece by piece, forgotten after some hours."""

import contextlib
import datetime as dt
import logging
import tempfile
import zipfile
from collections.abc import Collection
from typing import IO

from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cohorts.lists import services as lists
from cohorts.lists.queries import gone_out
from cohorts.logistics.services import names
from cohorts.models import Cohort
from foundation import work
from foundation.errors import Conflict, DomainError
from foundation.work import WorkState
from people.models import User

from .models import Pack
from .pieces import BY_NAME, Piece, pieces_for
from .queries.people import visits_in
from .queries.scope import Scope

logger = logging.getLogger(__name__)

MAKE = "packs.make"
# How long a pack can be fetched: names on paper are printed before the days, and anew when something has changed.
KEPT_FOR = dt.timedelta(hours=12)
LEASE = dt.timedelta(minutes=5)


def begin(*, actor: User, cohort: Cohort, pieces: Collection[str], date: dt.date | None) -> Pack:
    """Have the worker make these pieces, of one of the days or of all.

    Raises `DomainError` without a piece that is theirs, or for a date that is no day of the cohort; `Conflict` while
    another pack of theirs is being made. Side effects: a row, an audit line; after commit, a message to the worker.
    """
    wanted = [each.name for each in pieces_for(actor, cohort) if each.name in pieces]
    if not wanted:
        raise DomainError(_("Choose at least one thing to print."), field="pieces")
    if date is not None and not cohort.days.filter(date=date, called_off_at__isnull=True).exists():
        raise DomainError(_("Choose a day of this cohort."), field="date")
    try:
        with transaction.atomic():
            pack = Pack.objects.create(cohort=cohort, made_by=actor, pieces=wanted, date=date)
            log(pack, "packs.make", user=actor, data={"pieces": wanted, "date": str(date or "")})
            work.send_after_commit(MAKE, pack.pk)
    except IntegrityError as error:
        raise Conflict(
            _("A day pack of yours for this cohort is being made. Wait until it is there.")
        ) from error
    return pack


def make(pack_id: int) -> bool:
    """Make a pack, in the worker; twice or late is harmless. Rights are asked anew. True if this worker finished it.

    Nothing is drawn inside a transaction; one PDF at a time is in memory.
    """
    pack = work.claim(Pack, pack_id, lease=LEASE)
    if pack is None:
        return False
    try:
        with tempfile.TemporaryFile() as file, translation.override(pack.cohort.working_language):
            if not _write(pack, file):
                return work.finish(pack, empty=pack.empty, expires_at=timezone.now() + KEPT_FOR)
            pack.file.save(f"{pack.public_id}{pack.ending}", File(file), save=False)
    except Exception as error:  # noqa: BLE001 — whatever breaks, the work waits and is tried again
        # Only the kind: the text of an error may hold a name.
        logger.error("%s stopped: %s", pack, type(error).__name__)  # noqa: TRY400
        work.put_off(pack, error)
        return False
    done = work.finish(
        pack,
        file=pack.file.name,
        empty=pack.empty,
        expires_at=timezone.now() + KEPT_FOR,
    )
    if not done:
        pack.file.delete(save=False)
    return done


def _write(pack: Pack, file: IO[bytes]) -> int:
    """Write the archive, or the PDF itself of a single piece; returns how many pieces had anything to print."""
    allowed = {each.name for each in pieces_for(pack.made_by, pack.cohort)}
    wanted = [BY_NAME[name] for name in pack.pieces if name in allowed]
    scope = Scope(pack.cohort, pack.date, timezone.now())
    pack.empty, count = [], 0
    with contextlib.ExitStack() as stack:
        archive = (
            stack.enter_context(zipfile.ZipFile(file, "w", zipfile.ZIP_STORED)) if pack.is_archive else None
        )
        for number, piece in enumerate(wanted, start=1):
            content = printed(piece, scope, actor=pack.made_by)
            if not content:
                pack.empty.append(piece.name)
            elif archive is None:
                file.write(content)
            else:
                archive.writestr(f"{number:02}-{piece.name}.pdf", content)
            count += bool(content)
            work.keep(pack, lease=LEASE, done=number, empty=pack.empty)
    file.seek(0)
    return count


def printed(piece: Piece, scope: Scope, *, actor: User) -> bytes:
    """One piece as a PDF in the active language; nothing where there is nothing to print.

    Side effects: what changed of a visit's or a partner's fixed list gets its number before the list is printed, and
    an audit line says so, as on its own page.
    """
    from .pdf.printer import print_piece

    if piece.name == "passes":
        for visit in visits_in(scope):
            names.print_names(actor=actor, visit=visit)
    if piece.party:
        for row in gone_out(scope.cohort, piece.party):
            lists.print_list(actor=actor, party_list=row)
    return print_piece(
        piece.gather(scope),
        title=str(piece.title),
        event=scope.event,
        language=translation.get_language() or "uk",
        made_on=timezone.localdate(scope.moment, scope.cohort.zone),
    )


def forget(moment: dt.datetime) -> int:
    """Delete packs whose time is over, with their files; that they were made stays in the log. Called by the clock."""
    over = Pack.objects.filter(expires_at__lt=moment)
    aside = Pack.objects.filter(state=WorkState.FAILED, finished_at__lt=moment - KEPT_FOR)
    count = 0
    for pack in over | aside:
        pack.file.delete(save=False)
        pack.delete()
        count += 1
    return count
