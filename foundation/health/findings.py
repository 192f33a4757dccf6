"""How commands print what checks have found."""

from collections.abc import Iterable

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from .checks import Finding, Level


def say(command: BaseCommand, findings: Iterable[Finding], *, quiet: bool = False) -> int:
    """Print each finding with its mark, without those that are fine if `quiet`; gives how many are wrong."""
    marks = {
        Level.FINE: command.style.SUCCESS(_("fine")),
        Level.NOTE: command.style.WARNING(_("note")),
        Level.ERROR: command.style.ERROR(_("WRONG")),
    }
    wrong = 0
    for finding in findings:
        wrong += finding.level == Level.ERROR
        if finding.level != Level.FINE or not quiet:
            command.stdout.write(f"{marks[finding.level]:<6} {finding.text}")
    return wrong
