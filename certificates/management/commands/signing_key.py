"""`manage.py signing_key ORGANISATION [--file KEY.p12]`: the key that signs an organisation's certificates."""

import getpass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from certificates.models import Design
from certificates.services import keys
from foundation.errors import DomainError
from people.models import Organisation


class Command(BaseCommand):
    """Take in an organisation's own key, or make one for trying out."""

    help = "Add the key that signs an organisation's certificates: its own (PKCS#12) or one for trying out."

    def add_arguments(self, parser: CommandParser) -> None:
        """The organisation's number or name, and the file."""
        parser.add_argument("organisation", help="number of the organisation, or its full name")
        parser.add_argument("--file", type=Path, help="PKCS#12 file; without it a trial key is made")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find the organisation, add the key, say what its id is."""
        organisation = self._organisation(options["organisation"])
        try:
            if options["file"]:
                passphrase = getpass.getpass("Passphrase of the file: ")
                key = keys.add_key(organisation, options["file"].read_bytes(), passphrase)
            else:
                key = keys.make_trial_key(organisation)
        except (DomainError, OSError) as error:
            raise CommandError(str(error)) from error
        kind = "trial key" if key.is_trial else "key"
        self.stdout.write(f"{organisation}: {kind} {key.key_id}")
        for design in Design.objects.filter(issuer=organisation).select_related("programme"):
            self.stdout.write(f"signs certificates of {design.programme} (design “{design}”)")

    def _organisation(self, wanted: str) -> Organisation:
        rows = Organisation.objects.all()
        found = rows.filter(pk=int(wanted)) if wanted.isdecimal() else rows.filter(name=wanted)
        organisation = found.first()
        if organisation is None:
            raise CommandError(f"No organisation “{wanted}”.")
        return organisation
