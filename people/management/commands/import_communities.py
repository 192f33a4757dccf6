"""Take in the official register of communities."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.errors import DomainError
from people.communities.register import date_in_name, read_register
from people.communities.services import ImportReport, import_register
from people.communities.sources import shortened

_MOST_NAMES = 20


class Command(BaseCommand):
    """Reads the file whole, then changes the communities in one transaction."""

    help = "Take in the official register of Ukraine's communities (КАТОТТГ): CSV or XLSX, gzipped or not."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file and the options."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--date",
            type=_date,
            metavar="YYYY-MM-DD",
            help="the day of the register; needed if the name of the file does not say it",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would change, and change nothing"
        )
        parser.add_argument(
            "--force",
            action="store_true",
            help="take in an older register, or one that lacks many communities",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and say what has changed."""
        file: Path = options["file"]
        register_date = options["date"] or date_in_name(file.name)
        if register_date is None:
            raise CommandError(
                _("The name of the file does not say of which day the register is: add --date YYYY-MM-DD.")
            )
        if register_date > timezone.localdate():
            raise CommandError(
                _("The register cannot be of a day to come: %(date)s.") % {"date": register_date.isoformat()}
            )
        try:
            entries = read_register(file)
            report = import_register(
                entries=entries,
                register_date=register_date,
                dry_run=options["dry_run"],
                force=options["force"],
            )
        except DomainError as error:
            raise CommandError(str(error)) from error
        hidden = sum(entry.is_hidden for entry in entries)
        self._say(report, register_date, offered=len(entries) - hidden, hidden=hidden)
        if options["dry_run"]:
            self.stdout.write(_("Nothing was changed: this was a dry run."))

    def _say(self, report: ImportReport, register_date: date, *, offered: int, hidden: int) -> None:
        self.stdout.write(
            _("Register of %(date)s: %(offered)d communities to choose from, %(hidden)d not offered.")
            % {"date": register_date.isoformat(), "offered": offered, "hidden": hidden}
        )
        changed, gone = len(report.changed), len(report.gone)
        for line in (
            ngettext("%(count)d community added", "%(count)d communities added", report.added)
            % {"count": report.added},
            ngettext("%(count)d community changed", "%(count)d communities changed", changed)
            % {"count": changed},
            *_names(report.changed),
            ngettext("%(count)d community unchanged", "%(count)d communities unchanged", report.unchanged)
            % {"count": report.unchanged},
            ngettext(
                "%(count)d community no longer in the register (kept, not offered)",
                "%(count)d communities no longer in the register (kept, not offered)",
                gone,
            )
            % {"count": gone},
            *_names(report.gone),
        ):
            self.stdout.write(line)


def _date(text: str) -> date:
    return date.fromisoformat(text)


def _names(names: list[str]) -> list[str]:
    return [f"  {line}" for line in shortened(names, _MOST_NAMES)]
