"""Take a backup of the whole site while it works."""

import signal
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.errors import DomainError
from people.backup.services import Taken, take
from people.management import passphrases

MIB = 1024**2


class Command(BaseCommand):
    """Writes one file, and says what is in it and what is not."""

    help = "Write database, private files and signing keys to one new file, encrypted where there is a passphrase."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file and where the passphrase is."""
        parser.add_argument("file", type=Path, metavar="FILE")
        passphrases.add_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Take it; exit code 1 with one sentence if there is none."""
        began = time.monotonic()
        try:
            passphrase = passphrases.given(options["passphrase_file"])
            with _told_to_stop():
                taken = take(options["file"], passphrase=passphrase)
        except DomainError as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(
                _("The database does not answer: %(reason)s.") % {"reason": type(error).__name__}
            ) from error
        self._say(taken, options["file"], time.monotonic() - began, is_sealed=bool(passphrase))

    def _say(self, taken: Taken, file: Path, seconds: float, *, is_sealed: bool) -> None:
        write = self.stdout.write
        for name in taken.gone:
            write(_("Taken away while the backup was made: %(file)s") % {"file": name})
        write(
            ngettext("%(count)d private file", "%(count)d private files", taken.files)
            % {"count": taken.files}
        )
        write(ngettext("%(count)d signing key", "%(count)d signing keys", taken.keys) % {"count": taken.keys})
        words = {"file": file, "size": f"{taken.size / MIB:.1f}", "seconds": f"{seconds:.0f}"}
        write(_("%(file)s: the database with them, %(size)s MiB, in %(seconds)s s.") % words)
        if not is_sealed:
            write(
                self.style.WARNING(
                    _("Not encrypted: whoever has the file reads all of it. Set BACKUP_PASSPHRASE.")
                )
            )
        write(
            _(
                "Not in it: the settings (.env with SECRET_KEY and SIGNING_PASSPHRASE) and the passphrase of the"
                " archive. Keep them elsewhere."
            )
        )


@contextmanager
def _told_to_stop() -> Iterator[None]:
    """End by an exception on SIGTERM, so that nothing unfinished stays."""
    before = signal.signal(signal.SIGTERM, lambda *_args: sys.exit(143))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
