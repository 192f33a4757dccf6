"""Say in plain words what is missing or unsafe."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people import health
from people.health import Finding, Level


class Command(BaseCommand):
    """Runs every check; ends with 0 if nothing must be put right, with 1 otherwise."""

    help = "Say in plain words what is missing or unsafe in this installation. Exit code 1 if something must change."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        """Declare the option."""
        parser.add_argument("--quiet", action="store_true", help="leave out what is fine")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each finding with its mark; errors last, so that they are what one reads."""
        findings = sorted(self._findings(), key=lambda finding: list(Level).index(finding.level))
        marks = {
            Level.FINE: self.style.SUCCESS(_("fine")),
            Level.NOTE: self.style.WARNING(_("note")),
            Level.ERROR: self.style.ERROR(_("WRONG")),
        }
        for finding in findings:
            if finding.level != Level.FINE or not options["quiet"]:
                self.stdout.write(f"{marks[finding.level]:<6} {finding.text}")
        wrong = sum(finding.level == Level.ERROR for finding in findings)
        if wrong:
            text = ngettext(
                "%(count)d thing must be put right.", "%(count)d things must be put right.", wrong
            )
            self.stderr.write(text % {"count": wrong})
            raise SystemExit(1)
        self.stdout.write(_("Nothing must be put right."))

    def _findings(self) -> Iterator[Finding]:
        """All findings; what only matters in use is a note in a trial; a check that breaks is an error."""
        is_trial = getattr(settings, "DEMO", False)
        for check in health.all_checks():
            try:
                for finding in check():
                    if finding.only_in_use and is_trial:
                        yield health.note(_("Only for a trial: %(finding)s") % {"finding": finding.text})
                    else:
                        yield finding
            except Exception as reason:  # noqa: BLE001 — the doctor goes on and says what broke
                words = {"check": check.__name__, "reason": f"{type(reason).__name__}: {reason}"}
                yield health.error(_("“%(check)s” could not be looked at: %(reason)s") % words)
