"""Reads of lodging: nights and their numbers, who has a bed where, who has none yet, and the list for a hotel."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import (
    Count,
    DateField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
)

from cohorts.models import Cohort, Day, Participant
from foundation.clocks.dates import short_date_in_words
from people.models import User, by_name, named

from .models import Hotel, Named, Night, Room, RoomType, Stay, WantedNight, Wish
from .nights import ONE
from .proposals import sleeper
from .sharing import may_share
from .staying import today_of, who_comes


# ---------------------------------------------------------------- nights and numbers
@dataclass(frozen=True)
class NightLine:
    """A kind of room for a night: ordered beds, how many have one, how many of them no room, who slept there."""

    night: Night
    held: int
    roomless: int
    slept: int
    absent: int

    @property
    def beds(self) -> int:
        """How many beds are ordered."""
        return self.night.rooms * self.night.room_type.beds

    @property
    def free(self) -> int:
        """How many beds are nobody's."""
        return max(0, self.beds - self.held)

    @property
    def unknown(self) -> int:
        """Of how many it is not written down whether they slept there."""
        return max(0, self.held - self.slept - self.absent)


def nights_in(cohort: Cohort) -> list[NightLine]:
    """All nights of a cohort, by date, hotel and kind of room; one query."""
    stay = "pool__places__stay"
    rows = Night.objects.filter(cohort=cohort).select_related("room_type__hotel", "pool")
    counted = rows.annotate(
        held=Count(stay),
        roomless=Count(stay, filter=Q(**{f"{stay}__room": None})),
        slept=Count(stay, filter=Q(**{f"{stay}__slept": Stay.Slept.YES})),
        absent=Count(stay, filter=Q(**{f"{stay}__slept": Stay.Slept.NO})),
    )
    return [
        NightLine(
            row,
            row.held if row.held_then is None else row.held_then,
            row.roomless,
            row.slept if row.slept_then is None else row.slept_then,
            row.absent,
        )
        for row in counted.order_by("date", "room_type__hotel", "room_type__beds", "room_type")
    ]


def lacking(cohorts: Collection[Cohort]) -> list[tuple[int, int, dt.date]]:
    """Who asked for a bed on a night to come and has none: cohort, participant, night; one query."""
    today = {cohort.pk: today_of(cohort) for cohort in cohorts}
    rows = lacked(cohorts).order_by("date", "pk")
    found = rows.values_list("wish__participant__cohort", "wish__participant", "date")
    return [each for each in found if each[2] >= today[each[0]]]


def lacked(cohorts: Collection[Cohort]) -> QuerySet[WantedNight]:
    """Nights, past ones too, for which somebody who comes asked for a bed and has none.

    A night that goes with no day any more, for the day was moved, is asked for by nobody.
    """
    has_bed = Stay.objects.filter(participant=OuterRef("wish__participant"), date=OuterRef("date"))
    days = Day.objects.filter(cohort=OuterRef("wish__participant__cohort"), called_off_at=None)
    morning = ExpressionWrapper(OuterRef("date") + ONE, DateField())
    goes_with_days = Exists(days.filter(date__gte=OuterRef("date"))), Exists(days.filter(date__lte=morning))
    coming = who_comes([cohort.pk for cohort in cohorts])
    return WantedNight.objects.filter(~Exists(has_bed), *goes_with_days, wish__participant__in=coming)


# ---------------------------------------------------------------- people
def name_of(participant: Participant) -> str:
    """By which lists know somebody, who comes with the account."""
    return participant.user.listed_name or str(participant)


@dataclass(frozen=True)
class PersonLine:
    """Somebody with what they have on each night, in words; what was asked for and not given is marked."""

    participant: Participant
    has_answered: bool
    cells: Sequence[tuple[str, str, bool]]

    @property
    def name(self) -> str:
        """By which lists know the person."""
        return name_of(self.participant)


def people_of(cohort: Cohort, *, find: str = "", only_lacking: bool = False) -> QuerySet[Participant]:
    """Who comes, and who has a bed, by name; those alone who lack one, or who have such a name."""
    has_stay = Exists(Stay.objects.filter(participant=OuterRef("pk")))
    rows = Participant.objects.filter(Q(pk__in=who_comes([cohort.pk])) | has_stay, cohort=cohort)
    if only_lacking:
        rows = rows.filter(pk__in={pk for _cohort, pk, _date in lacking([cohort])})
    if find:
        rows = rows.filter(named(find, "user__"))
    return rows.select_related("user").order_by(*by_name("user__"), "pk")


def lines_of(people: Sequence[Participant], dates: Sequence[dt.date]) -> list[PersonLine]:
    """These people with what they have on these nights; three queries."""
    stays = Stay.objects.filter(participant__in=people)
    rows = stays.select_related("place__pool__night__room_type__hotel", "room__room_type")
    held = {(stay.participant_id, stay.date): in_words(stay) for stay in rows}
    wishes = Wish.objects.filter(participant__in=people).prefetch_related("nights")
    asked = {wish.participant_id: {night.date for night in wish.nights.all()} for wish in wishes}
    # Nights without an answer to the question were taken over from a colleague.
    answered = {wish.participant_id for wish in wishes if wish.sharing or not asked[wish.participant_id]}
    return [
        PersonLine(
            participant=each,
            has_answered=each.pk in answered,
            cells=[
                (
                    short_date_in_words(date),
                    held.get((each.pk, date), ""),
                    date in asked.get(each.pk, ()) and (each.pk, date) not in held,
                )
                for date in dates
            ],
        )
        for each in people
    ]


def in_words(stay: Stay) -> str:
    """The hotel, the kind of room and the room of a stay."""
    kind, room = stay.place.pool.night.room_type, stay.room
    if room is not None and not room.label:
        return f"{kind.hotel}, {room}"
    return f"{kind}, {room}" if room is not None else str(kind)


# ---------------------------------------------------------------- rooms on one night
@dataclass(frozen=True)
class RoomLine:
    """A room on a night with who sleeps in it; `clashes` says who of them may not share, to who may see wishes."""

    room: Room
    stays: Sequence[Stay]
    clashes: Sequence[tuple[Stay, Stay]] = ()

    @property
    def free(self) -> int:
        """How many of its beds are nobody's."""
        return self.room.room_type.beds - len(self.stays)


@dataclass(frozen=True)
class KindOnNight:
    """A kind of room on a night: its rooms, and who has a bed of it and no room."""

    night: Night
    rooms: Sequence[RoomLine]
    roomless: Sequence[Stay]


def rooms_on(cohort: Cohort, date: dt.date, *, with_wishes: bool) -> list[KindOnNight]:
    """Every kind of room of a night with its rooms and people; four queries, six with what they wish."""
    nights = Night.objects.filter(cohort=cohort, date=date).select_related("room_type__hotel", "pool")
    stays = (
        Stay.objects.filter(date=date, participant__cohort=cohort)
        .select_related("participant__user", "place__pool__night", "room")
        .order_by(*by_name("participant__user__"), "pk")
    )
    inside: dict[int | None, list[Stay]] = {}
    of_night: dict[int, list[Stay]] = {}
    for stay in stays:
        inside.setdefault(stay.room_id, []).append(stay)
        of_night.setdefault(stay.place.pool.night.pk, []).append(stay)
    rooms: dict[int, list[Room]] = {}
    for room in Room.objects.filter(cohort=cohort).select_related("room_type"):
        rooms.setdefault(room.room_type_id, []).append(room)
    clashing = _clashing([stay for stay in stays if stay.room_id]) if with_wishes else {}
    return [
        KindOnNight(
            night=night,
            rooms=[
                RoomLine(room, inside.get(room.pk, []), clashing.get(room.pk, ()))
                for room in rooms.get(night.room_type_id, [])
                if room.number <= night.rooms
            ],
            roomless=[stay for stay in of_night.get(night.pk, []) if stay.room_id is None],
        )
        for night in nights.order_by("room_type__hotel", "room_type__beds", "room_type")
    ]


def _clashing(stays: Sequence[Stay]) -> Mapping[int, list[tuple[Stay, Stay]]]:
    """Who may not share by what they wish; who is erased wishes nothing, and what they wished is not known."""
    stays = [stay for stay in stays if stay.participant.user.erased_at is None]
    people = {stay.participant_id for stay in stays}
    wishes = {
        wish.participant_id: wish
        for wish in Wish.objects.filter(participant__in=people).prefetch_related("named")
    }
    said = {pk: sleeper(pk, frozenset(), wishes.get(pk)) for pk in people}
    inside: dict[int, list[Stay]] = {}
    for stay in stays:
        inside.setdefault(stay.room_id or 0, []).append(stay)
    return {
        room: [
            (one, other)
            for number, one in enumerate(here)
            for other in here[number + 1 :]
            if not may_share(said[one.participant_id], said[other.participant_id])
        ]
        for room, here in inside.items()
    }


# ---------------------------------------------------------------- the list for a hotel
@dataclass
class Guest:
    """Somebody on the list of a hotel with the nights in one room."""

    name: str
    dates: list[dt.date] = field(default_factory=list)

    @property
    def nights(self) -> str:
        """The nights in words."""
        return ", ".join(short_date_in_words(date) for date in self.dates)


@dataclass
class RoomOnList:
    """A room of the list, or those of a kind of room who have none yet (`room` is None)."""

    kind: RoomType
    room: Room | None
    guests: dict[int, Guest] = field(default_factory=dict)


def rooming_list(cohort: Cohort, hotel: Hotel) -> list[RoomOnList]:
    """Who sleeps in which room of a hotel on which nights, room by room; one query."""
    rows = (
        Stay.objects.filter(place__pool__night__cohort=cohort, place__pool__night__room_type__hotel=hotel)
        .select_related("participant__user", "place__pool__night__room_type", "room__room_type")
        .order_by(
            "place__pool__night__room_type__beds",
            "place__pool__night__room_type",
            "room__number",
            *by_name("participant__user__"),
            "date",
        )
    )
    found: dict[tuple[int, int | None], RoomOnList] = {}
    for stay in rows:
        kind = stay.place.pool.night.room_type
        listed = found.setdefault((kind.pk, stay.room_id), RoomOnList(kind, stay.room))
        who = stay.participant
        guest = listed.guests.setdefault(who.pk, Guest(name_of(who)))
        guest.dates.append(stay.date)
    return sorted(found.values(), key=lambda each: (each.kind.beds, each.kind.pk, each.room is None))


# ---------------------------------------------------------------- one's own
def own_stays(user: User) -> QuerySet[Stay]:
    """One's own beds, by night; one query."""
    rows = Stay.objects.filter(participant__user=user)
    return rows.select_related(
        "participant__cohort__residency", "place__pool__night__room_type__hotel"
    ).order_by("date")


def wish_of(participant: Participant) -> Wish | None:
    """What somebody wished, with nights and names; three queries."""
    with_people = Prefetch("named", queryset=_named_with_people())
    return Wish.objects.filter(participant=participant).prefetch_related("nights", with_people).first()


def _named_with_people() -> QuerySet[Any]:
    return Named.objects.select_related("person__user")


MOST_MEANT = 20


def meant_by(cohort: Cohort, typed: str) -> list[Participant]:
    """Who of a cohort may be meant by a name that was typed: by all its words, or else by any of them; two queries."""
    rows = Participant.objects.filter(cohort=cohort).select_related("user").order_by(*by_name("user__"), "pk")
    found = list(rows.filter(named(typed, "user__"))[:MOST_MEANT])
    if found:
        return found
    any_word = Q(pk__in=())
    for word in typed.split()[:5]:
        any_word |= named(word, "user__")
    return list(rows.filter(any_word)[:MOST_MEANT])
