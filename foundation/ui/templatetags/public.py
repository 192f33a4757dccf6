"""Template tags of the public pages: words in the language that they are really in, addresses, the page's head."""

from html import unescape
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template.context import Context
from django.utils.html import escape, format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from foundation.ui.addresses import absolute
from foundation.words.titles import LONGEST_TITLE, shortened
from foundation.words.translated import marked, said

register = template.Library()
# As Open Graph names them.
LOCALES = {"uk": "uk_UA", "en": "en_GB", "pl": "pl_PL"}


@register.simple_tag
def say(row: Any, name: str) -> str | SafeString:
    """A translated field of a row; marked with `lang` where the reader's language has no words for it."""
    words = said(row, name)
    return marked(words.text, words.foreign_lang)


@register.simple_tag
def say_prose(row: Any, name: str) -> SafeString:
    """A translated field of several lines as paragraphs; marked with `lang` like `say`. Nothing for no words."""
    words = said(row, name)
    if not words.text:
        return SafeString("")
    paragraphs = SafeString(linebreaks(words.text, autoescape=True))
    return (
        format_html('<div lang="{}">{}</div>', words.foreign_lang, paragraphs)
        if words.foreign_lang
        else paragraphs
    )


@register.simple_tag
def say_lines(row: Any, name: str) -> SafeString:
    """A translated field with one thing on each line as a list; a single line as a paragraph."""
    words = said(row, name)
    lines = [line.strip(" •–-\t") for line in words.text.splitlines() if line.strip()]
    if len(lines) < 2:
        return say_prose(row, name)
    items = format_html_join("", "<li>{}</li>", ((line,) for line in lines))
    lang = format_html(' lang="{}"', words.foreign_lang) if words.foreign_lang else ""
    return format_html("<ul{}>{}</ul>", lang, items)


@register.inclusion_tag("layouts/head.html", takes_context=True)
def public_head(context: Context, kind: str = "website") -> dict[str, Any]:
    """Canonical address, the same page in other languages, and what a shared link shows.

    The title comes from `meta_title`, the description from `meta_description` in the page's context; both hold
    nothing that strangers may not read.
    """
    request: HttpRequest = context["request"]
    own = LOCALES[get_language() or settings.LANGUAGE_CODE]
    return {
        "kind": kind,
        "url": absolute(request.path),
        "alternates": _alternates(request.path),
        "title": context.get("meta_title", ""),
        "description": context.get("meta_description", ""),
        "locale": own,
        "other_locales": [locale for locale in LOCALES.values() if locale != own],
    }


def _alternates(path: str) -> list[tuple[str, str]]:
    codes = [code for code, _name in settings.LANGUAGES]
    first, _slash, rest = path.removeprefix("/").partition("/")
    if first not in codes:
        return []
    # Without a language it leads to the reader's own.
    return [*((code, absolute(f"/{code}/{rest}")) for code in codes), ("x-default", absolute(f"/{rest}"))]


@register.filter
def short_title(title: str) -> SafeString:
    """The title of a page as a list of results shows it whole with the site's name: cut at a word."""
    return SafeString(escape(shortened(unescape(title).strip(), LONGEST_TITLE)))


@register.simple_tag
def crumbs(*parts: str) -> list[tuple[str, str]]:
    """The way to a page as the `breadcrumbs` component takes it: label, address, label, address, label of the page."""
    pairs = [*parts, ""]
    return list(zip(pairs[::2], pairs[1::2], strict=True))
