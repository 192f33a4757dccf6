"""Hotels and their kinds of rooms as lists and forms."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from cohorts.lodging.models import Hotel, RoomType
from cohorts.lodging.services import nights
from office.forms import LanguagesPanel, section
from office.scope import Link
from office.viewsets import ScopedViewSet


class HotelViewSet(ScopedViewSet):
    """Hotels on file."""

    model = Hotel
    url_prefix = "hotels"
    icon = "home"
    menu_order = 214
    service = staticmethod(nights.save_hotel)
    service_argument = "hotel"
    parent_field = "programme"
    related = ("programme",)
    list_display = ("name", "address", "phone", "programme")
    panels = (
        section(gettext_lazy("Hotel"), "programme", LanguagesPanel("name"), LanguagesPanel("address")),
        section(gettext_lazy("Reception"), "contact", ("phone", "email")),
        section(gettext_lazy("Access"), LanguagesPanel("entrance")),
    )

    def links(self, row: Hotel) -> list[Link]:
        """Its kinds of rooms."""
        url = f"{reverse('roomtype:index')}?hotel={row.pk}"
        return [(gettext_lazy("Kinds of rooms"), url, "list-ul")]


class RoomTypeViewSet(ScopedViewSet):
    """Kinds of rooms on file."""

    model = RoomType
    url_prefix = "room-types"
    icon = "list-ul"
    menu_order = 215
    service = staticmethod(nights.save_room_type)
    service_argument = "room_type"
    parent_field = "hotel"
    related = ("hotel__programme",)
    list_display = ("name", "hotel", "beds", "accessible")
    list_filter: Sequence[str] = ("hotel",)
    panels = (section(gettext_lazy("Kind of room"), "hotel", LanguagesPanel("name"), "beds", "accessible"),)


VIEWSETS: tuple[Any, ...] = (HotelViewSet(), RoomTypeViewSet())
