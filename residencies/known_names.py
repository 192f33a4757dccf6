"""What somebody typed in one language, found again among the rows on file, which are in three."""

from collections.abc import Mapping

from django.db.models import Q
from django.utils.translation import get_language

from foundation.words.translated import LANGUAGES, Words, words

from .models import Partner, Residency, Venue


def known_names(residency: Residency) -> dict[str, Words]:
    """Names of the organiser, of partners, venues and their hosts, by each language's in small letters. Two queries.

    Of two rows of one name the one that stands nearer to the organiser counts.
    """
    programme = residency.programme
    of_residency = Q(residency=residency) | Q(residency__isnull=True)
    partners = Partner.objects.filter(of_residency, programme=programme).select_related("organisation")
    venues = list(Venue.objects.filter(programme=programme).select_related("host"))
    rows = [
        programme.organiser,
        *(partner.organisation for partner in partners),
        *venues,
        *(venue.host for venue in venues),
    ]
    names = [words(row, "name") for row in rows]
    return {text.casefold(): each for each in reversed(names) for text in each.by_language.values()}


def in_readers_language(typed: str, known: Mapping[str, Words]) -> str:
    """The name in the reader's language where it is known, and as it was typed where it is not."""
    found = known.get(typed.casefold())
    return found.in_(get_language() or LANGUAGES[0]).text if found is not None else typed
