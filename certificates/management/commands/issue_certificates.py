"""`manage.py issue_certificates COHORT`: issue, draw and sign here and now, without the worker."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from certificates import queries
from certificates.services import batches, issuing
from cohorts.models import Cohort
from foundation.errors import DomainError
from foundation.words.addresses import email_address
from people.models import User


class Command(BaseCommand):
    """Issue certificates to all of a cohort who qualify."""

    help = "Issue certificates to all of a cohort who qualify, and sign them here and now."

    def add_arguments(self, parser: CommandParser) -> None:
        """The cohort's address, and who answers for it."""
        parser.add_argument("cohort", help="the cohort's address (slug)")
        parser.add_argument("--as", dest="actor", required=True, help="e-mail of the manager who issues")

    def handle(self, *args: Any, **options: Any) -> None:
        """Start the batch as that manager and run it."""
        actor = User.objects.filter(email=email_address(options["actor"])).first()
        if actor is None:
            raise CommandError(f"No account with the e-mail {options['actor']}.")
        cohort = Cohort.objects.visible_to(actor, "certificates.issue").filter(slug=options["cohort"]).first()
        if cohort is None:
            raise CommandError(f"No cohort “{options['cohort']}” that this account manages.")
        try:
            batch = issuing.start_batch(actor=actor, cohort=cohort)
        except DomainError as error:
            raise CommandError(str(error)) from error
        batches.run_batch(batch.pk)
        done = queries.progress(batch)
        self.stdout.write(f"{done.signed} of {done.total} signed, {done.problems} cannot be printed.")
