"""Visits and buses in the back office: addresses, and words of the audit."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from office.exports import EXPORTS

from .exports import Seats
from .screens import buses, rows, runs, site_steps, visits

hooks.register(EXPORTS, Seats)

ACTIONS = {
    "logistics.plan": (_("Plan a visit"), _("Planned the visit")),
    "logistics.change": (_("Change a visit"), _("Changed the visit")),
    "logistics.drop": (_("Take a visit out of the plans"), _("Took the visit out of the plans")),
    "logistics.add_site": (_("Add a site to a visit"), _("Added a site")),
    "logistics.change_site": (_("Change a site of a visit"), _("Changed the site")),
    "logistics.remove_site": (_("Take a site off a visit"), _("Took the site off")),
    "logistics.ask": (_("Ask a host"), _("Asked the host by letter")),
    "logistics.link": (_("Make a host’s link"), _("Made a link for the host")),
    "logistics.tell_off": (_("Tell a host that a visit is off"), _("Told the host that the visit is off")),
    "logistics.accept_time": (_("Agree to a proposed time"), _("Agreed to the proposed time")),
    "logistics.take_text": (_("Take a host’s words over"), _("Took the host’s words over")),
    "logistics.confirm": (_("Confirm as a host"), _("The host confirmed")),
    "logistics.propose": (_("Propose a time as a host"), _("The host proposed another time")),
    "logistics.decline": (_("Decline as a host"), _("The host declined")),
    "logistics.describe": (_("Describe as a host"), _("The host wrote what applies on the visit")),
    "logistics.count_in": (_("Count on arrival"), _("The host counted on arrival")),
    "logistics.count_out": (_("Count on leaving"), _("The host counted on leaving")),
    "logistics.note": (_("Leave a note as a host"), _("The host left a note")),
    "logistics.send_code": (_("Send a code for names"), _("A code for names was sent")),
    "logistics.open_names": (_("Open names by a link"), _("Names were opened by a link")),
    "logistics.print_names": (_("Print names"), _("Printed the names")),
    "logistics.acknowledge": (_("Confirm a safety briefing"), _("Confirmed having read the briefing")),
    "logistics.save_operator": (_("Save a carrier"), _("Saved the carrier")),
    "logistics.save_vehicle": (_("Save a vehicle"), _("Saved the vehicle")),
    "logistics.add_run": (_("Add a run"), _("Added the run")),
    "logistics.change_run": (_("Change a run"), _("Changed the run")),
    "logistics.save_call": (_("Save a stop"), _("Saved a stop")),
    "logistics.remove_call": (_("Take a stop away"), _("Took a stop away")),
    "logistics.seat": (_("Give a seat"), _("Gave a seat")),
    "logistics.unseat": (_("Give a seat back"), _("Gave a seat back")),
    "logistics.seat_visitors": (_("Give visitors their seats"), _("Gave visitors their seats")),
    "logistics.swap": (_("Replace a bus"), _("Replaced the bus")),
    "logistics.captain": (_("Make a captain’s link"), _("Made a link for a captain")),
    "logistics.claim": (_("Claim a captain’s link"), _("A captain claimed the link")),
    "logistics.release": (_("Release a captain’s link"), _("Released the captain’s link")),
    "logistics.end_captain": (_("End a captain’s link"), _("Ended the captain’s link")),
    "logistics.depart": (_("Depart"), _("The bus departed")),
    "logistics.close_run": (_("Close a run"), _("Closed the run")),
    "logistics.strip": (_("Type in counts from paper"), _("Typed in counts from paper")),
}


@hooks.register("register_admin_viewset")
def viewsets() -> list[Any]:
    return [*rows.VIEWSETS, *buses.VIEWSETS]


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    """A cohort's visits and buses, a page of each, names on paper, steps of a site, another vehicle."""
    return [
        path("cohorts/<int:pk>/visits/", visits.overview, name="logistics_visits"),
        path("cohorts/<int:pk>/visits/plan/", visits.plan, name="logistics_plan"),
        path("visits/<int:pk>/", visits.visit, name="logistics_visit"),
        path("visits/<int:pk>/names/", visits.print_names, name="logistics_names"),
        path("visit-sites/<int:pk>/step/<slug:name>/", site_steps.step, name="logistics_step"),
        path("cohorts/<int:pk>/runs/", runs.overview, name="logistics_runs"),
        path("runs/<int:pk>/", runs.run_page, name="logistics_run"),
        path("runs/<int:pk>/list/", runs.print_list, name="logistics_list"),
        path("runs/<int:pk>/swap/", runs.swap, name="logistics_swap"),
    ]


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """Words of the audit."""
    for action, (label, message) in ACTIONS.items():
        actions.register_action(action, label, message)
