"""Plain writing that stands in a column of a row, ready to be shown."""

from dataclasses import dataclass, field
from typing import Any

from wagtail.rich_text import RichText

from foundation.words.translated import said
from residencies.models import Picture, drawn_images

from .markup import PICTURE, UnknownPart, as_parts, pictures_in


@dataclass
class Written:
    """A text by parts: each its type and its value, a picture as the row. `lang`: where it is not the reader's."""

    lang: str = ""
    parts: list[tuple[str, Any]] = field(default_factory=list)


def written(row: Any, name: str) -> Written:
    """A translated column of plain writing; nothing for one that cannot be shown. Queries only for its pictures."""
    words = said(row, name)
    try:
        parts = as_parts(words.text, ())
    except UnknownPart:
        return Written()
    own = pictures_of(row.owning_programme_id, pictures_in(words.text))
    shown: list[tuple[str, Any]] = []
    for part in parts:
        kind, value = part["type"], part["value"]
        if kind == PICTURE:
            value = own.get(value)
        elif kind == "text":
            value = RichText(value)
        if value:
            shown.append((kind, value))
    return Written(words.foreign_lang, shown)


def pictures_of(programme_id: int, numbers: list[int]) -> dict[int, Picture]:
    """Pictures of the programme by number, ready to be shown; three queries, none for none."""
    if not numbers:
        return {}
    rows = Picture.objects.filter(programme_id=programme_id, pk__in=numbers)
    return {row.pk: row for row in rows.prefetch_related(drawn_images("image"))}
