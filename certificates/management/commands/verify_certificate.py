"""`manage.py verify_certificate FILE.pdf [--trust CERT]`: whether the signed content is whole, without a network.

Exit codes: 0 whole and signed by a trusted certificate; 1 changed, appended to, or not signed by it; 2 no such file;
3 whole, but nothing to trust was given. The file alone cannot say whether the register still holds it valid: the
status is *unknown* until it is asked online.
"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from certificates.signing.check import SignatureReport, check_signed_content
from certificates.signing.keys import UnusableKey, load_certificate

WHOLE, CHANGED, NO_FILE, UNTRUSTED = 0, 1, 2, 3


class Command(BaseCommand):
    """Check the signature of a certificate's file offline."""

    help = "Check without a network whether the signed content of a certificate is whole."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The file and whom to trust."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--trust", type=Path, action="append", default=[], help="certificate of the issuer, PEM or DER"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was found; the exit code says it to scripts."""
        try:
            content = options["file"].read_bytes()
            trusted = [load_certificate(path.read_bytes()) for path in options["trust"]]
        except (OSError, UnusableKey) as error:
            raise CommandError(str(error), returncode=NO_FILE) from error
        report = check_signed_content(content, trusted=trusted)
        code = self._code(report, bool(trusted))
        self.stdout.write(f"signed: {_word(report.signed)}")
        self.stdout.write(f"content whole: {_word(report.intact)}")
        self.stdout.write(f"nothing appended: {_appended(report)}")
        self.stdout.write(f"signed by a trusted certificate: {_word(report.trusted)}")
        self.stdout.write(f"key: {report.key_id or '—'}")
        self.stdout.write("status in the register: unknown (ask the check page)")
        if code:
            raise CommandError(", ".join(report.problems) or "not trusted", returncode=code)

    @staticmethod
    def _code(report: SignatureReport, has_trust: bool) -> int:
        if not (report.signed and report.intact and report.nothing_appended):
            return CHANGED
        if not has_trust:
            return UNTRUSTED
        return WHOLE if report.trusted else CHANGED


def _appended(report: SignatureReport) -> str:
    """Whether anything follows what was signed. What it is, only the check page says: it knows the file delivered."""
    if report.intact and not report.nothing_appended:
        return "no, something was appended after the signature (upload the file on the check page)"
    return _word(report.nothing_appended)


def _word(value: bool) -> str:
    return "yes" if value else "no"
