"""Put a backup back."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.errors import DomainError
from foundation.health.findings import DOCTOR, DOCTOR_FILES, looked_at, say
from people.backup import archive
from people.backup.files import restore_was_broken_off, said_plainly
from people.backup.services import PutBack, put_back
from people.management import passphrases


class Command(BaseCommand):
    """Puts everything back, then says what the doctor and a comparison of every file find."""

    help = "Make this site what an archive holds. Stop web, worker and scheduler first."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file, the leave to replace a site, and where the passphrase is."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--replace", action="store_true", help="put the archive in place of everything that is here"
        )
        parser.add_argument(
            "--unencrypted",
            action="store_true",
            help="take an archive that is not encrypted despite a passphrase",
        )
        passphrases.add_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, and look. Exit code 1 if nothing was restored, or if what came back is not whole."""
        if restore_was_broken_off():
            self.stdout.write(_("A restore was broken off here; this one begins from the start."))
        try:
            passphrase = self._passphrase(options["file"], options["passphrase_file"])
            choices = {name: options[name] for name in ("replace", "unencrypted")}
            self._say(put_back(options["file"], passphrase=passphrase, **choices))
        except DomainError as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(
                _("The database does not answer: %(reason)s.") % {"reason": type(error).__name__}
            ) from error
        self._look()

    def _say(self, done: PutBack) -> None:
        write = self.stdout.write
        words = {"site": done.about.site, "date": done.about.made_at}
        write(_("Restored: %(site)s as of %(date)s.") % words)
        write(
            ngettext("%(count)d private file", "%(count)d private files", done.files) % {"count": done.files}
        )
        write(ngettext("%(count)d signing key", "%(count)d signing keys", done.keys) % {"count": done.keys})
        if done.removed:
            text = ngettext(
                "%(count)d file of the former site removed",
                "%(count)d files of the former site removed",
                done.removed,
            )
            write(text % {"count": done.removed})
        write(_("Everybody is signed out and signs in again."))
        if not done.forgot_pages:
            write(
                _("The cache is away: clear it before the site starts, or it shows pages of the former site.")
            )
        write(_("Next: “manage.py wagtail_update_image_renditions” draws the pictures of pages again."))

    def _look(self) -> None:
        """What the doctor says, then what decides: whether what came back is whole."""
        ContentType.objects.clear_cache()
        say(self, looked_at(DOCTOR), quiet=True)
        wrong = say(self, looked_at(DOCTOR_FILES))
        if wrong:
            text = ngettext(
                "%(count)d thing that came back is not whole.",
                "%(count)d things that came back are not whole.",
                wrong,
            )
            raise CommandError(text % {"count": wrong})
        self.stdout.write(self.style.SUCCESS(_("What came back is whole.")))

    def _passphrase(self, archive_file: Path, passphrase_file: Path | None) -> str:
        """As given; asked for at a terminal where the archive needs one."""
        passphrase = passphrases.given(passphrase_file)
        with said_plainly(archive_file):
            is_sealed = archive.is_sealed(archive_file)
        if is_sealed:
            return passphrase or passphrases.asked()
        self.stdout.write(
            self.style.WARNING(
                _("The archive is not encrypted: nothing shows whether somebody changed it on purpose.")
            )
        )
        return passphrase
