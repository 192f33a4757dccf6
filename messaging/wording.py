"""A letter is given its words: by its kind, from its facts, in the language of who reads it."""

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from people.greeting import greeting_name

from .kinds import kinds
from .models import Letter


class CannotBeWorded(Exception):
    """Nobody knows this kind of letter any more, or the rows that it tells of are gone."""


def word(letter: Letter) -> Letter:
    """Give a letter its words, in its own language; saves nothing, and leaves one alone that has them.

    Plain text is not escaped, HTML is. Raises `CannotBeWorded`.
    """
    if letter.facts is None:
        return letter
    kind = kinds().get(letter.kind)
    if kind is None:
        raise CannotBeWorded(letter.kind)
    facts, language = letter.facts, letter.language
    with translation.override(language):
        try:
            said = kind.context(facts, language)
            context = {**said, **_said_in_every_letter(letter)}
            context["greeting_name"] = context["greeting_name"] or said.get("called", "")
        except ObjectDoesNotExist as error:
            raise CannotBeWorded(letter.kind) from error
        templates = f"emails/{kind.templates(facts)}"
        letter.subject = " ".join(render_to_string(f"{templates}.subject.txt", context).split())[:250]
        letter.text = render_to_string(f"{templates}.txt", context).strip() + "\n"
        letter.html = render_to_string(f"{templates}.html", context)
        letter.calendar, letter.calendar_method = kind.calendar(facts, language) or ("", "")
    letter.facts = None
    return letter


def _said_in_every_letter(letter: Letter) -> dict[str, Any]:
    return {
        "greeting_name": greeting_name(letter.recipient, letter.address),
        "contact_email": letter.programme.contact_email if letter.programme else "",
        "site_url": settings.SITE_URL,
        "site_name": _("Svitlytsia"),  # in letters that the reader can read
        "language": letter.language,
    }


def words_of(letter: Letter) -> dict[str, Any]:
    """The columns that `word` fills in or empties."""
    return {name: getattr(letter, name) for name in Letter.NOTHING_SAID}


# A key as links have it: 160 bits in hexadecimal figures.
KEY = "[0-9a-f]{40}"
HIDDEN = "…"


def hide_keys(letter: Letter) -> Letter:
    """Take the keys out of a letter that has its words; saves nothing, and leaves one alone that holds none."""
    if letter.holds_key:
        letter.text, letter.html = (re.sub(KEY, HIDDEN, words) for words in (letter.text, letter.html))
    return letter


def words_to_keep(letter: Letter) -> dict[str, Any]:
    """The columns as they are to stay once the letter has left, or was set aside for good."""
    return dict(Letter.NOTHING_SAID) if letter.is_private else words_of(hide_keys(letter))
