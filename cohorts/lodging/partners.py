"""What a hotel works from: who sleeps there, on which nights, in which kind of room and which room."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cohorts.facts import PartyLines
from cohorts.models import Cohort
from foundation.clocks.dates import short_date_in_words
from people.models import by_name

from .models import Hotel, Night, Room, Stay
from .nights import ONE
from .queries import name_of

# How keys of these lists begin.
KIND = "hotel"


def lists_of(cohort: Cohort) -> list[PartyLines]:
    """A list for each hotel with rooms ordered; two queries for any number of people.

    A hotel where nobody has a bed is on it too: its rooms are kept all the same.
    """
    nights: dict[Hotel, list[Night]] = {}
    ordered = Night.objects.filter(cohort=cohort).select_related("room_type__hotel")
    for night in ordered.order_by("room_type__hotel", "date", "pk"):
        nights.setdefault(night.room_type.hotel, []).append(night)
    rows = Stay.objects.filter(place__pool__night__cohort=cohort).select_related(
        "participant__user", "place__pool__night__room_type", "room"
    )
    stays: dict[int, list[Stay]] = {}
    for stay in rows.order_by(*by_name("participant__user__"), "participant", "date"):
        stays.setdefault(stay.place.pool.night.room_type.hotel_id, []).append(stay)
    return [_list(hotel, own, stays.get(hotel.pk, ())) for hotel, own in nights.items()]


def key_of(hotel: Hotel) -> str:
    """What the list of a hotel is called among those of a cohort."""
    return f"{KIND}:{hotel.pk}"


def person_of(line: str) -> int:
    """The participant whose line this is, by its key."""
    return int(line.partition(":")[0])


def _list(hotel: Hotel, nights: Sequence[Night], stays: Sequence[Stay]) -> PartyLines:
    together: dict[str, list[Stay]] = {}
    for stay in stays:
        key = f"{stay.participant_id}:{stay.place.pool.night.room_type_id}"
        together.setdefault(key, []).append(stay)
    dates = sorted({night.date for night in nights})
    words = _("beds, night of %(night)s")
    return PartyLines(
        key=key_of(hotel),
        title=_("Rooms: %(hotel)s") % {"hotel": hotel.name},
        email=hotel.email,
        ends_on=dates[-1] + ONE,
        columns=(
            _("Name"),
            _("Nights of"),
            _("Kind of room"),
            pgettext("hotel", "Room"),
            _("The hotel must know"),
        ),
        lines={key: _line(own) for key, own in together.items()},
        totals=tuple(
            (words % {"night": short_date_in_words(date)}, sum(stay.date == date for stay in stays))
            for date in dates
        ),
    )


def _line(stays: Sequence[Stay]) -> tuple[str, ...]:
    """One person in one kind of room."""
    kind = stays[0].place.pool.night.room_type
    return (
        name_of(stays[0].participant),
        _dates(stays),
        kind.name,
        _rooms(stays),
        _("accessible room") if kind.accessible else "",
    )


def _rooms(stays: Sequence[Stay]) -> str:
    """The room as it is planned; each with its nights where they are several."""
    nights: dict[str, list[Stay]] = {}
    for stay in stays:
        nights.setdefault(_cell(stay.room), []).append(stay)
    if len(nights) == 1:
        return next(iter(nights))
    return "; ".join(f"{room or '—'}: {_dates(own)}" for room, own in nights.items())


def _cell(room: Room | None) -> str:
    """The number on the door, or the planned one without the kind, which has a column of its own.

    Numbered lists hold it: worded otherwise, every list that went out would count as changed.
    """
    return "" if room is None else room.label or str(room.number)


def _dates(stays: Sequence[Stay]) -> str:
    return ", ".join(short_date_in_words(stay.date) for stay in stays)
