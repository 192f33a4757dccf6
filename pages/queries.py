"""Reads of the public pages."""

from residencies.models import Residency
from residencies.plain_writing.markup import Part, as_text

from .models import ResidencyPage


def body_of(page: ResidencyPage) -> list[Part]:
    """The parts of a page's body as they are stored."""
    return list(page.body.raw_data)


def text_of(page: ResidencyPage) -> str:
    """A page's own body as plain writing; nothing for one that shows another language's words."""
    return "" if page.alias_of_id else as_text(body_of(page))


def page_texts(residency: Residency) -> dict[str, str]:
    """What the residency's public page says in each language that has words of its own; one query."""
    if residency._state.adding:
        return {}
    pages = residency.pages.select_related("locale")
    return {page.locale.language_code: text_of(page) for page in pages}
