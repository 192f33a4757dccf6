"""Lodging in the back office: addresses, and words of the audit."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from office.exports import EXPORTS

from .exports import Beds
from .screens import overview, people, rooms, rows

hooks.register(EXPORTS, Beds)

ACTIONS = {
    "lodging.save_hotel": (_("Save a hotel"), _("Saved the hotel")),
    "lodging.save_room_type": (_("Save a kind of room"), _("Saved the kind of room")),
    "lodging.order": (_("Order nights"), _("Ordered rooms for nights")),
    "lodging.set_nights": (_("Change a person’s nights"), _("Changed the person’s nights")),
    "lodging.give_all": (_("Give beds to all who asked"), _("Gave beds to all who asked")),
    "lodging.put": (_("Put somebody into a room"), _("Put somebody into a room")),
    "lodging.loosen": (_("Let a proposal move somebody"), _("Let proposals move somebody")),
    "lodging.name_room": (_("Write a room’s number"), _("Wrote a room’s number")),
    "lodging.carry_out": (_("Carry out a proposal of rooms"), _("Carried out a proposal of rooms")),
    "lodging.settle": (_("Say whom a wish means"), _("Said whom a wish means")),
    "lodging.print": (_("Print a rooming list"), _("Printed a rooming list")),
    "lodging.slept": (_("Write down who slept there"), _("Wrote down who slept there")),
}


@hooks.register("register_admin_viewset")
def viewsets() -> list[Any]:
    return list(rows.VIEWSETS)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    """A cohort's nights, its people and their beds, the rooms of a night, a proposal, the list for a hotel."""
    return [
        path("cohorts/<int:pk>/lodging/", overview.overview, name="lodging_overview"),
        path("cohorts/<int:pk>/lodging/people/", people.people, name="lodging_people"),
        path("cohorts/<int:pk>/lodging/people/<uuid:public_id>/", people.person, name="lodging_person"),
        path("cohorts/<int:pk>/lodging/nights/<slug:date>/", rooms.night, name="lodging_night"),
        path("cohorts/<int:pk>/lodging/rooms/<int:kind_pk>/", rooms.proposal, name="lodging_proposal"),
        path("cohorts/<int:pk>/lodging/lists/<int:hotel_pk>/", overview.print_list, name="lodging_list"),
    ]


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """Words of the audit."""
    for action, (label, message) in ACTIONS.items():
        actions.register_action(action, label, message)
