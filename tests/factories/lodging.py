"""Hotels, nights and beds."""

import datetime as dt
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from cohorts import places
from cohorts.lodging.models import Hotel, Named, Night, Room, RoomType, Stay, WantedNight, Wish
from cohorts.models import Cohort, Participant

from .cohorts import CohortFactory, PoolFactory
from .residencies import ProgrammeFactory


class HotelFactory(DjangoModelFactory[Hotel]):
    """A hotel on file."""

    class Meta:
        model = Hotel

    programme = factory.SubFactory(ProgrammeFactory)
    name_uk = factory.Sequence(lambda n: f"Готель {n} (зразок)")
    address_uk = "вул. Зразкова, 1"
    phone = "+380 32 000 00 00"


class RoomTypeFactory(DjangoModelFactory[RoomType]):
    """A kind of room, with two beds unless said otherwise."""

    class Meta:
        model = RoomType

    hotel = factory.SubFactory(HotelFactory)
    name_uk = "двомісний"
    beds = 2


class NightFactory(DjangoModelFactory[Night]):
    """Rooms ordered for a night: `NightFactory(cohort=…, date=…, rooms=3, room_type__beds=1)`."""

    class Meta:
        model = Night
        skip_postgeneration_save = True

    cohort = factory.SubFactory(CohortFactory)
    room_type = factory.SubFactory(
        RoomTypeFactory, hotel__programme=factory.SelfAttribute("...cohort.residency.programme")
    )
    date = factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(days=29))
    rooms = 2
    pool = factory.SubFactory(
        PoolFactory,
        cohort=factory.SelfAttribute("..cohort"),
        capacity=0,
        deadline=None,
    )

    @factory.post_generation
    def beds(self: Night, create: bool, extracted: None, **kwargs: object) -> None:
        """As many places as beds, and the rows of its rooms."""
        self.pool.capacity = self.rooms * self.room_type.beds
        self.pool.save(update_fields=["capacity"])
        for number in range(1, self.rooms + 1):
            Room.objects.get_or_create(cohort=self.cohort, room_type=self.room_type, number=number)


def nights_from(cohort: Cohort, *dates: dt.date, **more: Any) -> list[Night]:
    """The same rooms ordered for several nights."""
    first = NightFactory(cohort=cohort, date=dates[0], **more)
    rest = {"rooms": first.rooms, "room_type": first.room_type}
    return [first, *(NightFactory(cohort=cohort, date=date, **rest) for date in dates[1:])]


def bed(who: Participant, night: Night, room: int | None = None, number: int = 1) -> Stay:
    """A bed that somebody has on a night, in a room if one is named."""
    place = places.take(pool_id=night.pool_id, participant=who)
    found = (
        Room.objects.get(cohort=night.cohort, room_type=night.room_type, number=room)
        if room is not None
        else None
    )
    return Stay.objects.create(
        participant=who, date=night.date, place=place, room=found, bed=number if found else None
    )


def wish_of(who: Participant, sharing: str = "any", *dates: dt.date, **more: Any) -> Wish:
    """What somebody wished: `unwanted=[…]`, `wanted=[…]`, `carer=[…]` are participants whom a manager has matched."""
    names = {what: more.pop(what, ()) for what in Named.What.values}
    wish = Wish.objects.create(participant=who, sharing=sharing, **more)
    WantedNight.objects.bulk_create(WantedNight(wish=wish, date=date) for date in dates)
    for what, people in names.items():
        for each in people:
            Named.objects.create(wish=wish, what=what, typed=str(each), person=each, is_settled=True)
    return wish
