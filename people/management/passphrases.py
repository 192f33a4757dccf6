"""Where the commands for backups get a passphrase from: never from the command line, which every process can read."""

import getpass
import sys
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from foundation.errors import DomainError


def add_argument(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help="its first line is the passphrase; otherwise BACKUP_PASSPHRASE in the environment is",
    )


def given(file: Path | None) -> str:
    """The passphrase of the file named, or else of the environment; empty where there is none."""
    if file is None:
        return str(settings.BACKUP_PASSPHRASE)
    try:
        first = file.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeError) as error:
        raise DomainError(_("The passphrase cannot be read from %(file)s.") % {"file": file}) from error
    if not first:
        raise DomainError(_("The passphrase cannot be read from %(file)s.") % {"file": file})
    return first


def asked() -> str:
    """What a person at a terminal types; empty where there is none."""
    return getpass.getpass(_("Passphrase of the archive: ")) if sys.stdin.isatty() else ""
