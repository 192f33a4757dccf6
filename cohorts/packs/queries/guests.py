"""Papers for those who receive people: who may pass a gate, who sleeps in a hotel, what is told of a site."""

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import groupby

from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from cohorts.dossier import Dossier
from cohorts.facts import PartyLines
from cohorts.lodging.models import Hotel, Night
from cohorts.lodging.queries import RoomOnList, rooming_list
from cohorts.logistics.door_lists import Bus
from cohorts.logistics.models import Visit, VisitSite
from cohorts.logistics.papers import address_of
from cohorts.logistics.queries import listed_at, number_of_list, sites_of
from cohorts.needs import catering
from cohorts.timetable.dossiers import Line, dossier_of, emergency_lines, entry_lines, shelter_figures
from foundation.words.order import order_key
from foundation.words.translated import said
from residencies.models import Venue

from ..pdf.facts import Block, Column, Facts, Heading, Paper, Prose, Table, shown
from .people import visits_in
from .scope import Scope, long_date, page_words


# ---------------------------------------------------------------- passes
def pass_lists(scope: Scope) -> list[Paper]:
    """For the gate of each visit: names, vehicles with their drivers; five queries a visit."""
    return [_passes(scope, visit) for visit in visits_in(scope)]


def _passes(scope: Scope, visit: Visit) -> Paper:
    session, listed, number = visit.session, listed_at(visit.session), number_of_list(visit)
    blocks: list[Block] = []
    if listed.buses:
        columns = (
            Column(_("Bus"), 20),
            Column(_("Vehicle"), 32),
            Column(_("Number plate"), 22, "strong"),
            Column(_("Driver"), 26),
        )
        blocks += [Heading(pgettext("pass list", "Vehicles")), Table(columns, tuple(map(_bus, listed.buses)))]
    count = ngettext("%(number)s person", "%(number)s people", len(listed.people)) % {
        "number": len(listed.people)
    }
    people = (Column(_("No."), 7), Column(_("Name"), 48, "strong"), Column(_("Where from"), 45))
    rows = tuple(
        (str(position), shown(each.name), shown(each.where))
        for position, each in enumerate(listed.people, start=1)
    )
    blocks += [Heading(count), Table(people, rows)]
    named = _("List No. %(number)s.") if number else _("The list may still change.")
    holds = _("Check that it is still in force:")
    warning = _("For the door of the site only. Destroy it after the visit.")
    return Paper(
        title=_("Pass list"),
        lines=(
            shown(said(session, "title")),
            f"{long_date(session.day.date)}, {session.hours_in_words}",
            ", ".join(shown(said(site.venue, "name")) for site in sites_of(visit)),
        ),
        blocks=tuple(blocks),
        foot=f"{named % {'number': number}} {scope.as_of} {holds} {address_of(visit, number)} {warning}",
        page=page_words(),
    )


def _bus(bus: Bus) -> tuple[str, ...]:
    vehicle = ", ".join(filter(None, (bus.vehicle, bus.colour_name)))
    return capfirst(bus.name), shown(vehicle), shown(bus.plate), shown(bus.driver) or "—"


# ---------------------------------------------------------------- rooms
def hotels_in(scope: Scope) -> list[Hotel]:
    """Hotels where people of the cohort have nights; one query."""
    nights = Night.objects.filter(cohort=scope.cohort)
    return list(Hotel.objects.filter(room_types__nights__in=nights).distinct())


def rooming_lists(scope: Scope) -> list[Paper]:
    """For the reception of each hotel: by room, and by name; two queries a hotel. It is of all nights."""
    papers = [(hotel, rooming_list(scope.cohort, hotel)) for hotel in hotels_in(scope)]
    return [_rooming(scope, hotel, rooms) for hotel, rooms in papers if rooms]


def _rooming(scope: Scope, hotel: Hotel, rooms: list[RoomOnList]) -> Paper:
    by_room = [(_room(each), guest.name, guest.nights) for each in rooms for guest in each.guests.values()]
    by_name = sorted(by_room, key=lambda row: order_key(row[1]))
    room, name, nights = (
        Column(pgettext("hotel", "Room"), 36),
        Column(_("Name"), 34, "strong"),
        Column(_("Nights"), 30),
    )
    blocks: list[Block] = [
        Heading(_("By rooms")),
        Table((room, name, nights), tuple(tuple(map(shown, row)) for row in by_room)),
        Heading(_("By names")),
        Table(
            (name, room, nights), tuple(tuple(map(shown, (who, where, when))) for where, who, when in by_name)
        ),
    ]
    warning = _("For the hotel’s reception only. Destroy it after the last night.")
    return Paper(
        title=_("Rooming list"),
        lines=tuple(filter(None, (shown(said(hotel, "name")), shown(said(hotel, "address")), scope.event))),
        blocks=tuple(blocks),
        foot=f"{scope.as_of} {scope.number_of(f'hotel:{hotel.pk}')} {warning}",
        page=page_words(),
    )


def _room(listed: RoomOnList) -> str:
    room = (listed.room.title,) if listed.room else (_("Without a room"), str(said(listed.kind, "name")))
    accessible = _("accessible room") if listed.kind.accessible else ""
    return ", ".join(filter(None, (*room, accessible)))


# ---------------------------------------------------------------- meals
def meal_sheets(scope: Scope) -> list[Paper]:
    """For each who gives meals: how many eat what, as on their list; of all days. Six queries, and one for each.

    What people wrote beside is on the sheet that a manager prints from the meals themselves.
    """
    return [_meals(scope, each) for each in catering.lists_of(scope.cohort)]


def _meals(scope: Scope, listed: PartyLines) -> Paper:
    food, number = listed.columns[-2:]
    columns = (Column(food, 80), Column(number, 20, "strong"))
    blocks: list[Block] = []
    for meal, lines in groupby(listed.lines.values(), key=lambda cells: cells[:-2]):
        rows = tuple((shown(line[-2]), line[-1]) for line in lines)
        blocks += [Heading(shown(", ".join(filter(None, meal)))), Table(columns, rows, is_whole=True)]
    return Paper(
        title=shown(listed.title),
        lines=(scope.event, scope.when_and_where),
        blocks=tuple(blocks),
        foot=f"{scope.as_of} {scope.number_of(listed.key)}",
        page=page_words(),
        scales=(1.3, 1.15, 1.0),
    )


# ---------------------------------------------------------------- sites
def dossiers(scope: Scope) -> list[Paper]:
    """What those who come are told of the main venue, and of each site that visits come to on a day; three queries."""
    found: dict[tuple[dt.date, int], list[VisitSite]] = {}
    for visit in visits_in(scope):
        for site in sites_of(visit):
            found.setdefault((visit.session.day.date, site.venue_id), []).append(site)
    papers = [_of_sites(scope, date, sites) for (date, _venue), sites in found.items()]
    venue = scope.cohort.venue
    if venue is not None and venue.pk not in {pk for _date, pk in found}:
        papers.insert(0, _dossier(scope, venue, (scope.when_and_where,)))
    return papers


def _of_sites(scope: Scope, date: dt.date, sites: Sequence[VisitSite]) -> Paper:
    visits = [f"{site.hours_in_words} {said(site.visit.session, 'title')}" for site in sites]
    rules = ". ".join(dict.fromkeys(site.rules.rstrip(".") for site in sites if site.rules))
    return _dossier(scope, sites[0].venue, (long_date(date), *map(shown, visits)), rules=rules)


def _dossier(scope: Scope, venue: Venue, lines: tuple[str, ...], rules: str = "") -> Paper:
    dossier = dossier_of(venue)
    shelter = f"{said(venue, 'shelter')}".rstrip(".")
    rows = [
        (_("Address"), ", ".join(filter(None, (str(said(venue, "town")), str(said(venue, "address")))))),
        (_("Contact"), venue.contact),
        (_("Rules of entry"), str(said(venue, "entry_rules"))),
        (_("Rules of this visit"), rules),
        *((line.term, _plain(line, dossier)) for line in entry_lines(dossier)),
        (_("Shelter"), ". ".join(filter(None, (shelter, capfirst(shelter_figures(dossier)))))),
        *((line.term, _plain(line, dossier)) for line in emergency_lines(dossier)),
    ]
    blocks: list[Block] = [Facts(tuple((label, shown(text)) for label, text in rows if text))]
    briefing = str(said(venue, "safety_briefing"))
    if briefing:
        blocks += [Heading(_("Safety briefing")), Prose("\n".join(_paragraphs(briefing)))]
    return Paper(
        title=shown(said(venue, "name")),
        lines=(*lines, scope.event),
        blocks=tuple(blocks),
        foot=scope.as_of,
        page=page_words(),
    )


def _plain(line: Line, dossier: Dossier) -> str:
    """A fact in words; of a map the coordinates, which can be typed."""
    return f"{dossier.latitude}, {dossier.longitude}" if line.url else line.in_(get_language() or "uk")


def _paragraphs(text: str) -> Iterable[str]:
    return (shown(each) for each in text.splitlines() if each.strip())
