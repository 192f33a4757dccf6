"""Lists and forms of venues, their rooms, and the ways between them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel

from office.choices import NO_PARENT, ChoicePanel
from office.forms import LanguagesPanel, section
from office.listing import YesNoColumn, columns
from office.scope import Link
from office.viewsets import ScopedViewSet
from people.models import User
from residencies.models import Room, Venue, Way
from residencies.picture_forms import BringsPicture, picture_panels
from residencies.services.programmes import save_plain, save_venue, save_way


class VenueViewSet(ScopedViewSet):
    """Venues and host sites."""

    model = Venue
    url_prefix = "venues"
    # With what was written of earlier visits, which the room of visits knows.
    edit_template_name = "residencies/office/venue.html"
    icon = "home"
    menu_order = 200
    form_base = BringsPicture
    parent_field = "programme"
    related = ("programme", "host")
    list_display = (
        "name",
        "town",
        "programme",
        YesNoColumn("is_host_site", label=gettext_lazy("Visited site")),
    )
    list_filter = ("programme", "is_host_site")
    search_fields = (*columns("name"), *columns("town"))
    panels = (
        section(
            gettext_lazy("What everybody may know"),
            "programme",
            LanguagesPanel("name"),
            LanguagesPanel("town"),
            ChoicePanel("host", add="organisation:add", right="organisations.change", under=NO_PARENT),
            "is_host_site",
        ),
        *picture_panels("picture"),
        section(
            gettext_lazy("How to find it and get in"),
            LanguagesPanel("address"),
            ("latitude", "longitude"),
            FieldPanel("contact", help_text=gettext_lazy("Whom those who come may ask, and how.")),
            LanguagesPanel("document"),
            LanguagesPanel("clothing"),
            LanguagesPanel("gear"),
            ("photographs", "step_free"),
            LanguagesPanel("entry_rules"),
            help_text=gettext_lazy(
                "For accepted people. Strangers see the town and the name only, unless a cohort’s exact address is"
                " public."
            ),
        ),
        section(
            gettext_lazy("Safety"),
            FieldPanel(
                "emergency",
                help_text=gettext_lazy("Who is called there if something happens, and at which number."),
            ),
            LanguagesPanel("shelter"),
            ("shelter_capacity", "shelter_step_free"),
            LanguagesPanel(
                "safety_briefing",
                help_text=gettext_lazy(
                    "People read it before a visit and confirm that they did. A changed text is confirmed again."
                ),
            ),
            help_text=gettext_lazy("For accepted people."),
        ),
        section(
            gettext_lazy("For the organisers"),
            ("capacity", "open_hours"),
            ("contact_name", "contact_phone"),
            FieldPanel(
                "contact_email",
                help_text=gettext_lazy(
                    "Questions about visits, and codes that open lists of names, go there."
                ),
            ),
            help_text=gettext_lazy("Nobody else reads this."),
        ),
    )

    def save(self, form: Any, actor: User) -> Venue:
        """Save the venue with the picture that the form brings."""
        return save_venue(actor=actor, venue=form.save(commit=False), new_picture=form.new_picture)

    def links(self, row: Any) -> list[Link]:
        """To its rooms, and to how long it takes from there."""
        return [
            (_("Rooms"), rooms.list_under(row), "grid"),
            (_("Ways to other venues"), ways.list_under(row), "arrow-right"),
        ]


class RoomViewSet(ScopedViewSet):
    model = Room
    url_prefix = "rooms"
    icon = "grid"
    menu_hook = None
    service = staticmethod(save_plain)
    parent_field = "venue"
    related = ("venue",)
    list_display = ("name", "venue", "capacity")
    list_filter = ("venue",)
    search_fields = columns("name")
    panels = (section(gettext_lazy("Room"), "venue", LanguagesPanel("name"), "capacity"),)

    def breadcrumbs_above(self, parent: Any) -> list[dict[str, Any]]:
        """Over the venues."""
        return [{"url": reverse("venue:index"), "label": venues.menu_label}]

    def url_after(self, row: Any) -> str:
        """The rooms of the same venue."""
        return self.list_under(row.venue)


class WayViewSet(ScopedViewSet):
    """Minutes between venues: who chooses sessions gets from one to the other in time."""

    model = Way
    url_prefix = "ways"
    icon = "arrow-right"
    menu_hook = None
    service = staticmethod(save_way)
    service_argument = "way"
    parent_field = "from_venue"
    related = ("from_venue", "to_venue")
    list_display = ("from_venue", "to_venue", "minutes")
    list_filter = ("from_venue", "to_venue")
    search_fields = (
        *(f"from_venue__{name}" for name in columns("name")),
        *(f"to_venue__{name}" for name in columns("name")),
    )
    panels = (
        section(
            gettext_lazy("Way"),
            ("from_venue", "to_venue"),
            "minutes",
            help_text=gettext_lazy(
                "It counts for the way back too, unless that has a line of its own. Where there is no line, nobody is"
                " refused a session because of the way."
            ),
        ),
    )

    def breadcrumbs_above(self, parent: Any) -> list[dict[str, Any]]:
        """Over the venues."""
        return [{"url": reverse("venue:index"), "label": venues.menu_label}]

    def url_after(self, row: Any) -> str:
        """The ways from the same venue."""
        return self.list_under(row.from_venue)


venues = VenueViewSet()
rooms = RoomViewSet()
ways = WayViewSet()

VIEWSETS = (venues, rooms, ways)
