"""Lists for those outside, asked of the rooms above: what they say now, and which number of one a paper has."""

from collections.abc import Collection

from .facts import PartyLines
from .models import Cohort
from .wing import wings


def lists_of(cohort: Cohort) -> dict[str, PartyLines]:
    """All that somebody outside works from, by its key."""
    return {each.key: each for wing in wings() for each in wing.lists(cohort)}


def numbers_of(cohort: Cohort, keys: Collection[str]) -> dict[str, str]:
    """Which number of these lists a paper printed now has, in a sentence for each list that somebody numbers."""
    return {key: said for wing in wings() for key, said in wing.numbers_of_lists(cohort, keys).items()}
