"""Who sleeps in which room: by hand, and as a proposal that somebody has looked at."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cohorts import places
from cohorts.models import Cohort
from foundation.clocks.dates import short_date_in_words
from foundation.errors import Conflict, DomainError
from foundation.stale import require_seen
from people.models import User

from ..models import Night, Room, RoomType, Stay
from ..proposals import read
from ..staying import today_of

_CHANGED = _("Beds or wishes have changed since this was worked out. Look at the new proposal.")


def _lock_nights(cohort: Cohort, room_type: RoomType) -> None:
    """Hold the nights of a kind of room: whoever puts somebody into a room comes through here."""
    rows = Night.objects.filter(cohort=cohort, room_type=room_type)
    places.lock_all(rows.values_list("pool_id", flat=True))


@transaction.atomic
def put(*, actor: User, stay: Stay, room: Room | None, all_nights: bool = False) -> None:
    """Put somebody into a room for a night, or for all nights to come in that kind of room; None takes them out.

    What is put by hand stays in every proposal. Who would share with whom is looked at by whoever does it. Raises
    `DomainError` for a room of another kind, one that is not there on a night, and one without a free bed. Side effect:
    an audit line.
    """
    night = stay.place.pool.night
    cohort, kind = night.cohort, night.room_type
    if room is not None and (room.cohort_id, room.room_type_id) != (cohort.pk, kind.pk):
        raise DomainError(_("The bed is in another kind of room. Change the nights of this person first."))
    _lock_nights(cohort, kind)
    rows = Stay.objects.filter(participant=stay.participant_id, place__pool__night__room_type=kind)
    chosen = {"date__gte": min(stay.date, today_of(cohort))} if all_nights else {"pk": stay.pk}
    rows = rows.filter(**chosen)
    for each in rows.select_related("place__pool__night").order_by("date"):
        each.room, each.bed = room, _free_bed(room, each) if room is not None else None
        each.is_fixed = room is not None
        each.save(update_fields=["room", "bed", "is_fixed"])
    data = {"participant": stay.participant_id, "room": room.pk if room else None, "night": str(stay.date)}
    log(cohort, "lodging.put", user=actor, data=data)


def _free_bed(room: Room, stay: Stay) -> int:
    named = {"room": room, "night": short_date_in_words(stay.date)}
    if room.number > stay.place.pool.night.rooms:
        raise DomainError(_("This room is not ordered for the night of %(night)s: %(room)s.") % named)
    others = Stay.objects.filter(room=room, date=stay.date).exclude(pk=stay.pk)
    taken = set(others.values_list("bed", flat=True))
    free = next((bed for bed in range(1, room.room_type.beds + 1) if bed not in taken), None)
    if free is None:
        raise DomainError(_("This room has no free bed on the night of %(night)s: %(room)s.") % named)
    return free


@transaction.atomic
def loosen(*, actor: User, stay: Stay) -> None:
    """Let proposals move somebody who was put into a room by hand, on that night. Side effect: an audit line."""
    night = stay.place.pool.night
    _lock_nights(night.cohort, night.room_type)
    Stay.objects.filter(pk=stay.pk).update(is_fixed=False)
    log(night.cohort, "lodging.loosen", user=actor, data={"participant": stay.participant_id})


@transaction.atomic
def name_room(*, actor: User, room: Room, label: str) -> Room:
    """Write down which room of the hotel it is. Raises `DomainError` for a number that another room of the hotel has.

    Side effect: an audit line.
    """
    Cohort.objects.select_for_update().get(pk=room.cohort_id)
    same = Room.objects.filter(cohort=room.cohort, room_type__hotel=room.room_type.hotel, label=label)
    if label and same.exclude(pk=room.pk).exists():
        raise DomainError(_("Another room of this hotel has that number."), field="label")
    room.label = label
    room.save(update_fields=["label"])
    log(room.cohort, "lodging.name_room", user=actor, data={"room": room.pk})
    return room


@transaction.atomic
def carry_out(*, actor: User, cohort: Cohort, room_type: RoomType, seen: str | None) -> int:
    """Write the proposal that was seen for a kind of room; how many beds are in a room after it.

    Beds that it finds no room for are taken out of theirs. Raises `Conflict` if it is another one by now. Side effect:
    an audit line.
    """
    _lock_nights(cohort, room_type)
    found = read(cohort, room_type)
    require_seen(found.mark, seen, Conflict(_CHANGED))
    rows = Stay.objects.filter(place__pool__night__cohort=cohort, place__pool__night__room_type=room_type)
    open_rows = list(rows.filter(is_fixed=False, date__gte=today_of(cohort)))
    Stay.objects.filter(pk__in=[stay.pk for stay in open_rows]).update(room=None, bed=None)
    rooms = {room.number: room for room in Room.objects.filter(cohort=cohort, room_type=room_type)}
    _write(open_rows, found.proposal.rooms, rooms, list(rows.exclude(room=None)))
    number = len(found.proposal.rooms)
    log(cohort, "lodging.carry_out", user=actor, data={"type": room_type.pk, "number": number})
    return number


def _write(
    stays: Sequence[Stay],
    proposed: Mapping[tuple[int, dt.date], int],
    rooms: Mapping[int, Room],
    staying: Sequence[Stay],
) -> None:
    taken: dict[tuple[int, dt.date], set[int | None]] = {}
    for stay in staying:
        taken.setdefault((stay.room_id or 0, stay.date), set()).add(stay.bed)
    for stay in stays:
        number = proposed.get((stay.participant_id, stay.date))
        stay.room = rooms[number] if number else None
        stay.bed = None
        if stay.room is not None:
            beds = taken.setdefault((stay.room.pk, stay.date), set())
            stay.bed = next(bed for bed in range(1, len(beds) + 2) if bed not in beds)
            beds.add(stay.bed)
    Stay.objects.bulk_update(stays, ["room", "bed"])
