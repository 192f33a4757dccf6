"""Texts that somebody wrote, with what can be called or written to as links."""

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .phones import called_in

_MAIL = re.compile(r"([\w.+-]+@[\w-]+(?:\.[\w-]+)+)")


def tappable(text: str) -> SafeString:
    """The text as HTML: each telephone number and e-mail address in it is a link, everything else is escaped."""
    pieces: list[tuple[str, str]] = []
    for piece, address in called_in(text):
        if address:
            pieces.append((piece, address))
        else:
            parts = enumerate(_MAIL.split(piece))
            pieces += [(part, f"mailto:{part}" if number % 2 else "") for number, part in parts]
    linked = (format_html('<a href="{}">{}</a>', url, said) if url else said for said, url in pieces)
    return format_html_join("", "{}", ((each,) for each in linked))
