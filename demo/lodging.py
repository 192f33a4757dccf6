"""Where the people of the demo sleep: a hotel on file, nights ordered, wishes, beds and rooms; what was slept."""

import datetime as dt

from django.utils import timezone

from cohorts.lodging.models import Hotel, Named, Night, RoomType, Stay
from cohorts.lodging.queries import meant_by
from cohorts.lodging.services import nights, rooms, slept, stays, wishes
from cohorts.models import Participant

from . import clock
from .content import wow_hotel
from .content.story_shapes import Lodged
from .timetables import Run as Told

# Days after the release.
ORDERED = 4


def make_lodging(told: Told) -> None:
    """Make the nights of a story that tells of any. Side effects: those of the services."""
    lodged = told.story.lodged
    if lodged is None:
        return
    dates = [told.first_date - dt.timedelta(days=1), told.first_date]
    kinds = _kinds(told)
    with clock.at(told.when(told.story.released + ORDERED)):
        for name, number in lodged.rooms:
            nights.order(
                actor=told.rows.manager, cohort=told.cohort, room_type=kinds[name], dates=dates, rooms=number
            )
    with clock.at(told.when(lodged.answered)):
        _wish(told, lodged, dates)
    with clock.at(told.when(lodged.answered, hour=15)):
        _settle(told)
        if lodged.moved_in:
            _move_in(told, kinds)
    for date in dates:
        morning = dt.datetime.combine(date + dt.timedelta(days=1), dt.time(10), told.cohort.zone)
        if lodged.moved_in and morning <= timezone.now():
            with clock.at(morning):
                _write_down(told, date)


def _kinds(told: Told) -> dict[str, RoomType]:
    """The kinds of rooms of the hotel, put on file with the first cohort that sleeps there."""
    actor, programme = told.rows.manager, told.rows.programme
    hotel = Hotel.objects.filter(programme=programme).first() or nights.save_hotel(
        actor=actor,
        hotel=Hotel(
            programme=programme,
            phone=wow_hotel.PHONE,
            email=wow_hotel.EMAIL,
            **wow_hotel.HOTEL.columns("name"),
            **wow_hotel.ADDRESS.columns("address"),
            **wow_hotel.ENTRANCE.columns("entrance"),
        ),
    )
    found = {}
    for key, (name, beds, accessible) in wow_hotel.KINDS.items():
        there = RoomType.objects.filter(hotel=hotel, beds=beds, accessible=accessible).first()
        found[key] = there or nights.save_room_type(
            actor=actor,
            room_type=RoomType(hotel=hotel, beds=beds, accessible=accessible, **name.columns("name")),
        )
    return found


def _wish(told: Told, lodged: Lodged, dates: list[dt.date]) -> None:
    people = {
        who.user.email.partition("@")[0]: who
        for who in Participant.objects.filter(cohort=told.cohort).select_related("user", "cohort")
    }
    for name, sharing, wanted, unwanted in lodged.wishes:
        who = people[name]
        wishes.say(
            actor=who.user,
            participant=who,
            said=wishes.Said(
                nights=dates,
                sharing=sharing,
                wanted=[wanted] if wanted else [],
                unwanted=[unwanted] if unwanted else [],
            ),
        )


def _settle(told: Told) -> None:
    rows = Named.objects.filter(wish__participant__cohort=told.cohort)
    for named in rows.select_related("wish__participant__cohort"):
        found = meant_by(told.cohort, named.typed)
        wishes.settle(actor=told.rows.manager, named=named, person=found[0] if len(found) == 1 else None)


def _move_in(told: Told, kinds: dict[str, RoomType]) -> None:
    stays.give_all(actor=told.rows.manager, cohort=told.cohort)
    for kind in kinds.values():
        rooms.carry_out(actor=told.rows.manager, cohort=told.cohort, room_type=kind, seen=None)


def _write_down(told: Told, date: dt.date) -> None:
    """Everybody slept there but the last of the list."""
    held = list(
        Stay.objects.filter(place__pool__night__in=Night.objects.filter(cohort=told.cohort, date=date))
    )
    written = {stay.pk: Stay.Slept.YES for stay in held[:-1]} | {stay.pk: Stay.Slept.NO for stay in held[-1:]}
    slept.write_down(actor=told.rows.manager, cohort=told.cohort, date=date, slept=written)
