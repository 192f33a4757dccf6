"""Loads the demo programme."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from demo.accounts import PASSWORD
from demo.content.people import STAFF, email_of
from demo.load import has_other_programmes, is_loaded, load
from people.models import User


@contextmanager
def _quietly() -> Iterator[None]:
    """Without the hundreds of lines that making pages writes to the log."""
    before = logging.root.manager.disable
    logging.disable(logging.INFO)
    try:
        yield
    finally:
        logging.disable(before)


class Command(BaseCommand):
    """`manage.py demo`: three programmes with their cohorts and people; running it again changes nothing."""

    help = "Load the demo programme. Everybody knows its passwords: for a trial only. Running it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """One switch, for a site whose settings are not those of a trial."""
        parser.add_argument(
            "--on-empty-site",
            action="store_true",
            help="load it although DEMO is off; only where there are no programmes and no accounts yet",
        )

    def handle(self, *args: Any, on_empty_site: bool = False, verbosity: int = 1, **options: Any) -> None:
        """Check that this is a place for it, then load."""
        if not settings.DEMO and not is_loaded():
            if not on_empty_site:
                raise CommandError("The settings say DEMO = False: this is not a site for trying out.")
            if User.objects.exists():
                raise CommandError("There are accounts already: the demo's passwords would open this site.")
        if not is_loaded() and has_other_programmes():
            raise CommandError("There are programmes of your own here: the demo is for an empty site.")
        with _quietly():
            is_new = load()
        if verbosity:
            self.stdout.write(
                "The demo programme is loaded." if is_new else "The demo programme was there already."
            )
            accounts = ", ".join(email_of(key) for key in (*STAFF, "participant"))
            self.stdout.write(f"Accounts, password {PASSWORD}: {accounts}")
