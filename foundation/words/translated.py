"""Words of a row in three languages: the one value for them, and how a reader gets them.

A translated field is three columns (`name_uk`, `name_en`, `name_pl`). A reader gets the words in their own language, or
in the first that has them, with the language that the words are really in, so that a page can mark it with `lang`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

# All languages of the site, in the order in which one stands in for another: every row is written in Ukrainian.
LANGUAGES = ("uk", "en", "pl")


@dataclass(frozen=True)
class Said:
    """A text with the language that it is really in."""

    text: str
    lang: str

    def __str__(self) -> str:
        return self.text

    @property
    def foreign_lang(self) -> str:
        """The language where it is not the reader's, for a `lang` attribute; empty where it is."""
        return "" if self.lang == get_language() else self.lang


@dataclass(frozen=True)
class Words:
    """The same words in the languages that somebody wrote them in."""

    by_language: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return any(self.by_language.values())

    def in_(self, language: str) -> Said:
        """The words in this language, or in the first that has them: Ukrainian, English, Polish."""
        for code in (language, *LANGUAGES):
            if text := self.by_language.get(code):
                return Said(text, code)
        return Said("", language)


NO_WORDS = Words()


def words(row: Any, name: str) -> Words:
    """A translated field of a row in all its languages; nothing for no row."""
    if row is None:
        return NO_WORDS
    found = {code: getattr(row, f"{name}_{code}") or "" for code in LANGUAGES}
    return Words({code: text for code, text in found.items() if text})


def said(row: Any, name: str) -> Said:
    """A translated field in the reader's language, or in the first that has it."""
    return words(row, name).in_(get_language() or LANGUAGES[0])


def in_ukrainian(row: Any, name: str) -> str:
    """A translated field in Ukrainian, the language in which every row is written."""
    return str(getattr(row, f"{name}_uk") or "")


def marked(text: str, foreign_lang: str) -> str | SafeString:
    """Text escaped for HTML, marked with its language where that is not the reader's."""
    return format_html('<span lang="{}">{}</span>', foreign_lang, text) if foreign_lang else text
