"""Buses to field visits: planned with their stops, seats given, a way back, a captain; those that have gone, closed."""

import uuid

from django.utils import timezone

from cohorts.logistics.models import Call, Operator, Run, Vehicle
from cohorts.logistics.services import boarding, captains, runs, seats
from cohorts.models import Participant
from cohorts.timetable.models import Session

from . import clock
from .content.shapes import time
from .content.story_shapes import Bus
from .timetables import Run as Told

CARRIER = "Зразкові автобуси (зразок)"
# Days after the release.
PLANNED = 3


def make_buses(told: Told) -> None:
    """Make the buses of a story that tells of any. Side effects: those of the services."""
    for number, bus in enumerate(told.story.buses, start=1):
        with clock.at(told.when(told.story.released + PLANNED)):
            there = _plan(told, bus, number)
            back = runs.make_way_back(actor=told.rows.manager, run=there, starts=time(bus.back))
            _make_captain(told, there, back)
        for run in (there, back):
            if run.date < told.loaded_on:
                _travel(told, bus, run)


def _plan(told: Told, bus: Bus, number: int) -> Run:
    actor = told.rows.manager
    operator = Operator.objects.filter(programme=told.rows.programme, name=CARRIER).first()
    if operator is None:
        operator = runs.save_operator(
            actor=actor,
            operator=Operator(programme=told.rows.programme, name=CARRIER, phone="+380 32 000 00 00"),
        )
    vehicle = _vehicle(told, bus, operator)
    sessions = list(
        Session.objects.select_related("day").filter(day__cohort=told.cohort, title_uk__in=bus.visits)  # type: ignore[misc]  # a column of modeltranslation
    )
    run = runs.save_run(
        actor=actor,
        run=Run(
            cohort=told.cohort,
            number=number,
            date=sessions[0].day.date,
            starts=time(bus.starts),
            vehicle=vehicle,
            driver_name=bus.driver,
            driver_phone="+380 00 000 00 00",
        ),
        serves=sessions,
    )
    for position, (stop, minutes) in enumerate(bus.stops):
        found = {} if position else bus.meeting.columns("meeting_point")
        runs.save_call(actor=actor, call=Call(run=run, minutes=minutes, **stop.columns("stop"), **found))
    seats.seat_visitors(actor=actor, run=run)
    return Run.objects.get(pk=run.pk)


def _vehicle(told: Told, bus: Bus, operator: Operator) -> Vehicle:
    """The bus's vehicle, put on file with the first run that goes by it."""
    name, plate, colour, places, wheelchairs = bus.vehicle
    on_file = Vehicle.objects.filter(operator=operator, plate=plate).first()
    return on_file or runs.save_vehicle(
        actor=told.rows.manager,
        vehicle=Vehicle(
            operator=operator,
            name=name,
            plate=plate,
            colour=colour,
            seats=places,
            accessible_seats=wheelchairs,
        ),
    )


def _riders(run: Run) -> list[Participant]:
    rows = Participant.objects.filter(places__pool=run.pool_id).select_related("user")
    return list(rows.order_by("pk"))


def _make_captain(told: Told, *both: Run) -> None:
    for run in both:
        riders = _riders(run)
        if riders:
            seats.save_passenger(
                actor=riders[0].user, participant=riders[0], shares_phone=True, wheelchair=False
            )
            captains.make_captain(actor=told.rows.manager, run=run, participant=riders[0])


def _travel(told: Told, bus: Bus, run: Run) -> None:
    """A run that has gone: everybody explained, counted, closed."""
    actor, riders = told.rows.manager, _riders(run)
    came = riders[: len(riders) - bus.missed]
    with clock.at(run.starts_at):
        taps = [(each, "boarded", "") for each in came]
        taps += [(each, "no_show", "Доїде сама (зразок)") for each in riders[len(came) :]]
        boarding.record(
            actor=actor,
            run=run,
            taps=[
                boarding.Sent(uuid.uuid4(), timezone.now(), each.public_id, what, 0, reason)
                for each, what, reason in taps
            ],
        )
        boarding.depart(actor=actor, run=run)
        boarding.count_heads(actor=actor, run=run, call=0, heads=len(came))
        boarding.close(actor=actor, run=run)
