"""The pictures of programmes: a collection that managers fill, look through and describe."""

from typing import Any

from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column

from office.forms import LanguagesPanel, section
from office.listing import columns
from office.viewsets import ScopedViewSet
from office.wagtail_private import get_rendition_or_not_found
from people.models import User
from residencies.models import Picture, drawn_images
from residencies.picture_forms import PictureFormOfOffice
from residencies.services.pictures import delete_picture, save_picture


def _thumbnail(row: Picture) -> SafeString:
    """The picture itself, small; its name stands beside it."""
    small = get_rendition_or_not_found(row.image, "max-165x165")
    return format_html('<img src="{}" width="{}" height="{}" alt="">', small.url, small.width, small.height)


class PictureViewSet(ScopedViewSet):
    model = Picture
    url_prefix = "pictures"
    icon = "image"
    menu_order = 210
    form_base = PictureFormOfOffice
    service = staticmethod(save_picture)
    service_argument = "picture"
    parent_field = "programme"
    related = ("programme",)
    ordering = ("-pk",)
    title_label = gettext_lazy("Number, and what it shows")
    list_display = (
        "__str__",
        Column("image", label=gettext_lazy("Picture"), accessor=_thumbnail),
        "credit",
        "programme",
    )
    list_filter = ("programme",)
    search_fields = (*columns("alt"), "credit")
    panels = (
        section(
            gettext_lazy("Picture"),
            "programme",
            FieldPanel("file"),
            LanguagesPanel("alt"),
            "is_decorative",
            ("credit", "focus"),
        ),
    )

    def listed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """With what the thumbnails need."""
        return super().listed(rows).prefetch_related(drawn_images("image"))

    def delete(self, row: Picture, actor: User) -> None:
        """Delete a picture that stands nowhere."""
        delete_picture(actor=actor, picture=row)


pictures = PictureViewSet()

VIEWSETS = (pictures,)
