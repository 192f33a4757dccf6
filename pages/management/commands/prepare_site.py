"""Makes what every site stands on: languages, page tree, themes, session formats, communities."""

from typing import Any

from django.core.management.base import BaseCommand

from cohorts.timetable.formats import make_formats
from pages.tree import prepare_tree
from people.communities.services import load_shipped_communities


class Command(BaseCommand):
    """`manage.py prepare_site`: may run again at any time; it leaves what people wrote."""

    help = "Make languages, pages, themes, session formats and communities. Running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing."""
        prepare_tree()
        make_formats()
        load_shipped_communities()
        self.stdout.write("The site’s pages, themes, session formats and communities are there.")
