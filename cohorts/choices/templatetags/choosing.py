"""Template filters of choosing."""

from django import template

from cohorts.timetable.shown_timetable import Shown, say
from foundation.words.translated import Words

register = template.Library()


@register.filter
def shown(words: Words) -> Shown:
    """Words in the reader's language, or in another one and marked so."""
    return say(words)
