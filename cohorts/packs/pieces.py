"""The pieces of a pack: what each is, which right it asks for, and who gathers its facts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from cohorts.needs.models import Question
from cohorts.needs.rights import RIGHT_OF
from people.rights import may

from .pdf.facts import Piece as Printed
from .queries import guests, journeys, people, programme
from .queries.scope import Scope

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from cohorts.models import Cohort


@dataclass(frozen=True)
class Piece:
    """One kind of paper. `name` stands in rows and names files: it never changes."""

    name: str
    title: "_StrPromise"
    about: "_StrPromise"
    right: str  # beside `packs.make`
    gather: Callable[[Scope], Sequence[Printed]]
    # How keys of partners’ lists begin whose number stands on it; empty if none does.
    party: str = ""


PIECES = (
    Piece(
        "programme",
        _("Programme in three languages"),
        _("From the release that people see; one page a language where it fits."),
        "packs.make",
        programme.programmes,
    ),
    Piece(
        "badges",
        _("Badges"),
        _("A6, four on a sheet with marks to cut by; with a code for checking in."),
        "packs.make",
        people.badges,
    ),
    Piece("plates", _("Name plates"), _("A4, to be folded in the middle."), "packs.make", people.plates),
    Piece("signs", _("Door signs"), _("For each room and day, with hours."), "packs.make", programme.signs),
    Piece(
        "day-sheets",
        _("Attendance sheets of the days"),
        _("To be signed; with the donor’s line, and empty rows at the end."),
        "packs.make",
        people.day_sheets,
    ),
    Piece(
        "visit-sheets",
        _("Attendance sheets of field visits"),
        _("The same for each visit, with who attends it."),
        "packs.make",
        people.visit_sheets,
    ),
    Piece(
        "passengers",
        _("Lists of passengers"),
        _("For the captain of each bus: names by stop, telephones of who agreed."),
        "runs.change",
        journeys.passenger_lists,
        party="carrier",
    ),
    Piece(
        "drivers",
        _("Drivers’ sheets"),
        _("Stops, hours and numbers; no names of passengers."),
        "runs.change",
        journeys.driver_sheets,
        party="carrier",
    ),
    Piece(
        "heads",
        _("Strips for counting heads"),
        _("By bus: stops, how many should be aboard, room for the count."),
        "runs.change",
        journeys.strips,
    ),
    Piece(
        "passes",
        _("Pass lists of visits"),
        _("For the gate of each site: names, vehicles, drivers."),
        "visits.change",
        guests.pass_lists,
    ),
    Piece(
        "rooms",
        _("Rooming lists"),
        _("For the reception of each hotel: by room and by name, all nights."),
        "lodging.change",
        guests.rooming_lists,
        party="hotel",
    ),
    Piece(
        "meals",
        _("Sheets for those who cook"),
        _("For each who gives meals: how many eat what, and nobody’s name."),
        RIGHT_OF[Question.DIET],
        guests.meal_sheets,
        party="caterer",
    ),
    Piece(
        "sites",
        _("Site dossiers"),
        _("What visitors are told: entry, shelter, briefing."),
        "packs.make",
        guests.dossiers,
    ),
)
BY_NAME = {piece.name: piece for piece in PIECES}


def pieces_for(actor: Any, cohort: "Cohort") -> list[Piece]:
    """Those that this person may have made of a cohort, in their order."""
    return [each for each in PIECES if may(actor, "packs.make", cohort) and may(actor, each.right, cohort)]
