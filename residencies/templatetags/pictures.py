"""Template tags of pictures and of plain writing that a row holds."""

from typing import Any

from django import template
from django.conf import settings

from foundation.words.translated import said
from residencies.models import Picture

register = template.Library()


@register.inclusion_tag("residencies/parts/picture.html")
def own_picture(picture: Picture | None, shape: str) -> dict[str, Any]:
    """A picture with its words and its author: as a `cover`, between paragraphs (`text`) or `small`; none for None.

    Its renditions weigh 60 KB at most. Queries only where the picture was not fetched by `with_pictures`.
    """
    if picture is None:
        return {"picture": None}
    words = said(picture, "alt")
    return {
        "picture": picture,
        "shape": shape,
        "alt": "" if picture.is_decorative else words.text,
        "lang": "" if picture.is_decorative else words.foreign_lang,
        "drawn": picture.drawn,
    }


@register.inclusion_tag("residencies/parts/share_picture.html")
def share_picture(picture: Picture | None = None) -> dict[str, Any]:
    """What a shared link shows of the page: its cover cut to the shape that networks show, or else the house's own."""
    if not picture or picture.drawn:
        return {"picture": None, "site": settings.SITE_URL}
    alt = "" if picture.is_decorative else said(picture, "alt").text
    return {"picture": picture, "site": settings.SITE_URL, "alt": alt}
