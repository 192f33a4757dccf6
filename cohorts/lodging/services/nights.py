"""Hotels on file, and the nights ordered there for a cohort: each is a pool with as many places as there are beds."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cohorts import places
from cohorts.models import Cohort, Place, Pool
from foundation.clocks.dates import short_date_in_words
from foundation.errors import DomainError
from people.models import User

from ..models import MOST_ROOMS, Hotel, Night, Room, RoomType, Stay
from ..nights import nights_of


@transaction.atomic
def save_hotel(*, actor: User, hotel: Hotel) -> Hotel:
    """Save a hotel. Raises `DomainError` for a name that is on file already. Side effect: an audit line."""
    same = Hotel.objects.filter(programme=hotel.programme, name_uk=hotel.name_uk)  # type: ignore[misc,attr-defined]  # a column of modeltranslation
    if same.exclude(pk=hotel.pk).exists():
        raise DomainError(_("This hotel is on file already."), field="name_uk")
    hotel.save()
    log(hotel, "lodging.save_hotel", user=actor)
    return hotel


@transaction.atomic
def save_room_type(*, actor: User, room_type: RoomType) -> RoomType:
    """Save a kind of room. Raises `DomainError` for another number of beds once nights are ordered: pools count them.

    Side effect: an audit line.
    """
    before = RoomType.objects.select_for_update().filter(pk=room_type.pk).first()
    if before is not None and before.beds != room_type.beds and before.nights.exists():
        words = _(
            "Nights are ordered in these rooms, so their beds stay. Add the other rooms as a kind of their own."
        )
        raise DomainError(words, field="beds")
    room_type.save()
    log(room_type, "lodging.save_room_type", user=actor)
    return room_type


@transaction.atomic
def order(
    *, actor: User, cohort: Cohort, room_type: RoomType, dates: Collection[dt.date], rooms: int
) -> list[Night]:
    """Order so many rooms of a kind for each of these nights, or change how many; none takes the night out.

    Raises `DomainError` for a hotel of another programme, a night that goes with no day of the cohort, and fewer rooms
    or beds than are somebody's. Side effects: pools, rows of rooms, an audit line.
    """
    if room_type.hotel.programme_id != cohort.residency.programme_id:
        raise DomainError(_("Choose a room of a hotel of this programme."), field="room_type")
    if not 0 <= rooms <= MOST_ROOMS:
        raise DomainError(_("Write a number from 0 to %(most)s.") % {"most": MOST_ROOMS}, field="rooms")
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    allowed = nights_of(cohort.days.values_list("date", flat=True))
    if not dates or not set(dates) <= set(allowed):
        raise DomainError(_("Choose nights from the eve of the first day to the last day."), field="dates")
    known = {
        night.date: night
        for night in Night.objects.filter(cohort=cohort, room_type=room_type, date__in=dates)
    }
    places.lock_all(night.pool_id for night in known.values())
    found = [_set(cohort, room_type, date, known.get(date), rooms) for date in sorted(dates)]
    numbers = Room.objects.filter(cohort=cohort, room_type=room_type).values_list("number", flat=True)
    Room.objects.bulk_create(
        Room(cohort=cohort, room_type=room_type, number=number)
        for number in range(1, rooms + 1)
        if number not in set(numbers)
    )
    data = {"type": room_type.pk, "rooms": rooms, "nights": [str(date) for date in sorted(dates)]}
    log(cohort, "lodging.order", user=actor, data=data)
    return [night for night in found if night is not None]


def note_printing(*, actor: User, cohort: Cohort, hotel: Hotel) -> None:
    """Note that somebody prints a rooming list: it says who sleeps where. Side effect: an audit line."""
    log(cohort, "lodging.print", user=actor, data={"hotel": hotel.pk})


def _set(cohort: Cohort, kind: RoomType, date: dt.date, night: Night | None, rooms: int) -> Night | None:
    if night is None:
        if not rooms:
            return None
        pool = Pool.objects.create(cohort=cohort, capacity=rooms * kind.beds)
        return Night.objects.create(cohort=cohort, room_type=kind, date=date, rooms=rooms, pool=pool)
    _refuse_too_few(night, rooms, kind)
    if not rooms:
        pool = night.pool
        night.delete()
        pool.delete()
        return None
    places.set_capacity(pool_id=night.pool_id, capacity=rooms * kind.beds)
    night.rooms = rooms
    night.save(update_fields=["rooms"])
    return night


def _refuse_too_few(night: Night, rooms: int, kind: RoomType) -> None:
    """Raise `DomainError` if beds or rooms that would be gone are somebody's. The caller holds the pool."""
    named = {"night": short_date_in_words(night.date)}
    held = Place.objects.filter(pool=night.pool_id).count()
    if rooms * kind.beds < held:
        words = _("Beds given for the night of %(night)s: %(held)s. There cannot be fewer beds than that.")
        raise DomainError(words % {**named, "held": held}, field="rooms")
    used = (
        Stay.objects.filter(place__pool=night.pool_id, room__number__gt=rooms)
        .select_related("room__room_type")
        .first()
    )
    if used is not None:
        words = _(
            "On the night of %(night)s people sleep in this room: %(room)s. Move them to another one first."
        )
        raise DomainError(words % {**named, "room": used.room}, field="rooms")
