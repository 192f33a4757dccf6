"""Papers of buses: lists of passengers, sheets for drivers, strips to count heads on."""

import datetime as dt
from functools import partial

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.lists.queries import last_edition
from cohorts.logistics.manifests import Line, Manifest, Stop, manifest_of
from cohorts.logistics.models import Run
from cohorts.logistics.papers import address_of
from cohorts.models import Day
from foundation.clocks.dates import hour_in_words

from ..pdf.facts import Block, Column, Facts, Heading, Paper, Prose, Table, shown
from .scope import Scope, long_date, page_words

_COUNT_HEIGHT = 26.0
# In large type where all of it stays on one page: read while something moves, by who holds something else.
_READ_IN_A_BUS = (1.4, 1.25, 1.1, 1.0)


def runs_in(scope: Scope) -> list[Run]:
    """The runs that serve these days and take place, by time."""
    days = Day.objects.filter(pk__in=[day.pk for day in scope.days])
    rows = Run.objects.taking_place().filter(cohort=scope.cohort).of_days(days)
    return sorted(rows.select_related("vehicle__operator", "cohort"), key=lambda run: run.in_time)


def _title(run: Run) -> str:
    return capfirst(str(run))


def _number(run: Run) -> str:
    return _("List of this bus: No. %(number)s.") % {"number": run.list_number}


def _foot(scope: Scope, run: Run) -> str:
    """The number of the bus's own list, by which one asks whether it holds; that of the carrier's, who has several."""
    holds = _("Check that it is still in force:")
    last = last_edition(scope.cohort, f"carrier:{run.vehicle.operator_id}")
    same = _("The carrier has it in its list of all its buses, No. %(number)s.")
    carriers = same % {"number": last.number} if last is not None else ""
    return f"{_number(run)} {scope.as_of} {holds} {address_of(run, run.list_number)} {carriers}".rstrip()


def _vehicle(run: Run) -> str:
    vehicle = run.vehicle
    colour = vehicle.get_colour_display() if vehicle.colour else ""
    return shown(", ".join(filter(None, (vehicle.name, vehicle.plate, colour))))


def _call(stop: Stop) -> str:
    return f"{hour_in_words(stop.hour.time())} {shown(stop.call)}"


# ---------------------------------------------------------------- passengers
def passenger_lists(scope: Scope) -> list[Paper]:
    """For the captain of each bus: who gets on and off where. Ten queries a bus."""
    return [_passengers(scope, manifest_of(run)) for run in runs_in(scope)]


def _passengers(scope: Scope, manifest: Manifest) -> Paper:
    run = manifest.run
    blocks: list[Block] = [Facts(((_("Vehicle"), _vehicle(run)), (_("Driver"), _driver(run))))]
    chairs = [line for line in manifest.wheelchairs if line.is_expected]
    if chairs:
        names = ", ".join(
            f"{shown(each.name)} ({shown(each.from_stop)} → {shown(each.to_stop)})" for each in chairs
        )
        must_know = _("The driver must know: in a wheelchair")
        blocks.append(Prose(f"{must_know} {names}", is_strong=True))
    for stop in manifest.stops:
        blocks += _at_stop(stop, is_last=stop is manifest.stops[-1])
    warning = _("For captain and driver only. Destroy it after the way.")
    return Paper(
        title=_("List of passengers"),
        lines=(f"{_title(run)}. {long_date(manifest.leaves)}", scope.event),
        blocks=tuple(blocks),
        foot=f"{_foot(scope, run)} {warning}",
        page=page_words(),
    )


def _at_stop(stop: Stop, *, is_last: bool) -> list[Block]:
    blocks: list[Block] = [Heading(_call(stop))]
    if stop.call.meeting_point:
        blocks.append(Prose(shown(stop.call.meeting_point)))
    if stop.on:
        columns = (
            Column(_("Aboard"), 13, "write"),
            Column(_("Gets on"), 39, "strong"),
            Column(_("Gets off"), 26),
            Column(_("Telephone"), 22),
        )
        blocks.append(Table(columns, tuple(map(_passenger, stop.on)), height=19.0))
    if stop.off:
        count = ngettext("%(number)s person gets off", "%(number)s people get off", len(stop.off))
        names = ", ".join(shown(line.name) for line in stop.off)
        blocks.append(Prose(f"{count % {'number': len(stop.off)}}: {names}"))
    if not is_last:
        expected = _("Should be aboard then: %(number)s") % {"number": stop.expected_after}
        counted = _("Counted:")
        blocks.append(Prose(f"{expected}. {counted} ________", is_strong=True))
    return blocks


def _passenger(line: Line) -> tuple[str, ...]:
    return "", shown(line.name), shown(line.to_stop), shown(line.phone)


def _driver(run: Run) -> str:
    return shown(", ".join(filter(None, (run.driver_name, run.driver_phone)))) or "—"


# ---------------------------------------------------------------- drivers
def driver_sheets(scope: Scope) -> list[Paper]:
    """For each driver: stops, hours, how many; no name of a passenger. Ten queries a bus."""
    return [_for_driver(scope, manifest_of(run)) for run in runs_in(scope)]


def _for_driver(scope: Scope, manifest: Manifest) -> Paper:
    run, programme = manifest.run, scope.cohort.residency.programme
    captains = "; ".join(", ".join(filter(None, (each.name, each.phone))) for each in manifest.captains)
    facts = (
        (_("Vehicle"), _vehicle(run)),
        (_("Driver"), _driver(run)),
        (_("Captain of the bus"), shown(captains) or "—"),
        (_("Organiser"), shown(programme.contact_phone) or "—"),
        (_("Dispatcher"), shown(f"{run.vehicle.operator} {run.vehicle.operator.phone}")),
    )
    chairs = any(line.is_expected for line in manifest.wheelchairs)
    columns = [
        Column(_("Hours"), 18, "strong"),
        Column(_("Stop"), 40),
        Column(_("Get on"), 13),
        Column(_("Get off"), 13),
        Column(_("Aboard then"), 13),
    ]
    if chairs:
        columns.append(Column(_("In a wheelchair: get on"), 15))
    rows = tuple(_stop_row(stop, chairs=chairs) for stop in manifest.stops)
    return Paper(
        title=_("Driver’s sheet"),
        lines=(f"{_title(run)}. {long_date(manifest.leaves)}", scope.event),
        blocks=(Facts(facts), Table(tuple(columns), rows, height=24.0)),
        foot=_foot(scope, run),
        page=page_words(),
        scales=_READ_IN_A_BUS,
    )


def _stop_row(stop: Stop, *, chairs: bool) -> tuple[str, ...]:
    where = ". ".join(filter(None, (shown(stop.call), shown(stop.call.meeting_point))))
    row = [_hours(stop.stay.arrives, stop.stay.leaves), where, str(len(stop.on)), str(len(stop.off))]
    row.append(str(stop.expected_after))
    return (*row, str(sum(line.wheelchair for line in stop.on))) if chairs else tuple(row)


def _hours(arrives: dt.datetime, leaves: dt.datetime) -> str:
    first, last = hour_in_words(arrives.time()), hour_in_words(leaves.time())
    return first if first == last else f"{first}–{last}"


# ---------------------------------------------------------------- strips
def strips(scope: Scope) -> list[Paper]:
    """A strip for each bus with its stops, how many should be aboard, and room for the count; eight queries a bus."""
    blocks: list[Block] = []
    for run in runs_in(scope):
        blocks += _strip(manifest_of(run))
    if not blocks:
        return []
    return [
        Paper(
            title=_("Counting heads"),
            lines=(scope.event, scope.when_and_where),
            blocks=tuple(blocks),
            foot=scope.as_of,
            page=page_words(),
            scales=_READ_IN_A_BUS,
        )
    ]


def _strip(manifest: Manifest) -> list[Block]:
    run = manifest.run
    column = partial(Column, kind="text")
    columns = (
        column(_("Hours"), 11),
        Column(_("Stop"), 33, "strong"),
        column(_("Get on"), 13),
        column(_("Get off"), 13),
        Column(_("Should be aboard"), 14, "strong"),
        Column(_("Counted"), 16, "write"),
    )
    rows = tuple(
        (
            hour_in_words(stop.hour.time()),
            shown(stop.call),
            str(len(stop.on)),
            str(len(stop.off)),
            str(stop.expected_after),
            "",
        )
        for stop in manifest.stops
    )
    heading = f"{_title(run)}. {long_date(manifest.leaves)}. {run.vehicle.plate}. {_number(run)}"
    return [Heading(shown(heading)), Table(columns, rows, height=_COUNT_HEIGHT, is_whole=True)]
