"""The last bed of a night, one person given two beds at once, the last bed of a room. On PostgreSQL, with controls."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError

from cohorts.lodging.models import Room, Stay
from cohorts.lodging.services import rooms, stays
from cohorts.models import Place
from foundation.errors import DomainError
from tests.factories.cohorts import DayFactory
from tests.factories.lodging import NightFactory, bed
from tests.factories.residencies import manager_of
from tests.school import accepted

from .conftest import at_once, errors

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS, CLIENTS = 5, 8


def test_the_last_bed_of_a_night_is_given_once(is_locked: bool, wide_window: Callable[..., None]) -> None:
    # Without the lock all meet; a slow machine may take its time for that.
    wide_window(CLIENTS, seconds=0.2 if is_locked else 5)
    most = []
    for _round in range(ROUNDS if is_locked else 1):
        day = DayFactory()
        manager = manager_of(day.cohort.residency.programme)
        night = NightFactory(cohort=day.cohort, date=day.date, rooms=1, room_type__beds=1)
        people = [accepted(day) for _client in range(CLIENTS)]
        kind = night.room_type

        def give(
            number: int,
            people: list = people,
            kind: object = kind,
            manager: object = manager,
            date: object = night.date,
        ) -> object:
            who = people[number]
            return stays.set_nights(actor=manager, participant=who, nights={date: kind})

        wrong = [each for each in errors(at_once(give, range(CLIENTS))) if not isinstance(each, DomainError)]
        assert wrong == []
        held = Place.objects.filter(pool=night.pool_id).count()
        assert held == Stay.objects.filter(place__pool=night.pool_id).count()
        most.append(held)
    assert (max(most) == 1) == is_locked, "" if is_locked else "the control shows no fault"


def test_who_is_given_two_beds_at_once_has_one(wide_window: Callable[..., None]) -> None:
    """Two kinds of rooms are two pools; the constraint on person and date holds even where nobody holds the person."""
    day = DayFactory()
    manager = manager_of(day.cohort.residency.programme)
    nights = [NightFactory(cohort=day.cohort, date=day.date) for _number in range(2)]
    who = accepted(day)
    wide_window(2, seconds=0.2)

    def give(number: int) -> object:
        kind = nights[number].room_type
        return stays.set_nights(actor=manager, participant=who, nights={day.date: kind})

    found = errors(at_once(give, range(2)))
    assert found == []
    assert Stay.objects.filter(participant=who).count() == 1
    assert Place.objects.filter(participant=who, pool__night__isnull=False).count() == 1


def test_the_last_bed_of_a_room_takes_one(is_locked: bool, wide_window: Callable[..., None]) -> None:
    day = DayFactory()
    manager = manager_of(day.cohort.residency.programme)
    night = NightFactory(cohort=day.cohort, date=day.date, rooms=4, room_type__beds=1)
    people = [bed(accepted(day), night) for _number in range(4)]
    room = Room.objects.get(cohort=day.cohort, number=1)
    wide_window(4, Stay, seconds=0.2 if is_locked else 5)

    def put(stay: Stay) -> None:
        fresh = Stay.objects.select_related("place__pool__night__room_type", "participant__cohort").get(
            pk=stay.pk
        )
        rooms.put(actor=manager, stay=fresh, room=Room.objects.get(pk=room.pk))

    found = errors(at_once(put, people))
    assert Stay.objects.filter(room=room).count() == 1
    kinds = {type(each) for each in found}
    # Without the lock all choose the same bed, and the constraint behind it refuses the others.
    assert kinds == ({DomainError} if is_locked else {IntegrityError}), found
