"""Say in plain words what is missing or unsafe."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.health.findings import DOCTOR, DOCTOR_FILES, looked_at, say


class Command(BaseCommand):
    """Runs every check; ends with 0 if nothing must be put right, with 1 otherwise."""

    help = "Say in plain words what is missing or unsafe in this installation. Exit code 1 if something must change."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--quiet", action="store_true", help="leave out what is fine")
        parser.add_argument(
            "--files",
            action="store_true",
            help="read every file too, and compare it with its row: takes long",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each finding with its mark; errors last, so that they are what one reads."""
        tags = [DOCTOR, DOCTOR_FILES] if options["files"] else [DOCTOR]
        wrong = say(self, looked_at(*tags), quiet=options["quiet"])
        if wrong:
            text = ngettext(
                "%(count)d thing must be put right.", "%(count)d things must be put right.", wrong
            )
            self.stderr.write(text % {"count": wrong})
            raise SystemExit(1)
        self.stdout.write(_("Nothing must be put right."))
