"""Nights and beds: rooms ordered, beds given, shortened, lengthened, cancelled; what goes with days goes with them."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cohorts import cancelling, places, services, wing
from cohorts.admission.models import DayRequest
from cohorts.admission.services import changes
from cohorts.counting import numbers_of
from cohorts.lodging.models import Night, Room, Stay
from cohorts.lodging.queries import lacking, nights_in
from cohorts.lodging.services import nights, stays
from cohorts.lodging.services import rooms as rooming
from cohorts.lodging.staying import who_comes
from cohorts.models import Cohort, Participant, Place
from foundation.errors import DomainError
from tests.factories.cohorts import ParticipantFactory
from tests.factories.lodging import HotelFactory, NightFactory, RoomTypeFactory, bed, nights_from, wish_of

from .conftest import Trip

pytestmark = pytest.mark.django_db


def beds_of(who: Participant) -> list[dt.date]:
    return list(Stay.objects.filter(participant=who).values_list("date", flat=True))


# ---------------------------------------------------------------- ordering
def test_rooms_are_ordered_for_several_nights_at_once_and_each_is_a_pool_of_their_beds(trip: Trip) -> None:
    kind = RoomTypeFactory(hotel__programme=trip.cohort.residency.programme, beds=3)
    found = nights.order(
        actor=trip.manager, cohort=trip.cohort, room_type=kind, dates=trip.dates[:2], rooms=4
    )
    assert [(night.date, night.pool.capacity) for night in found] == [(trip.eve, 12), (trip.between, 12)]
    assert Room.objects.filter(cohort=trip.cohort, room_type=kind).count() == 4


def test_rooms_are_raised_and_lowered_as_far_as_nobody_has_them(trip: Trip) -> None:
    night = NightFactory(cohort=trip.cohort, date=trip.eve, rooms=3)

    def order(number: int) -> None:
        nights.order(
            actor=trip.manager, cohort=trip.cohort, room_type=night.room_type, dates=[trip.eve], rooms=number
        )

    order(4)
    for _number in range(3):
        bed(trip.person(), night)
    with pytest.raises(DomainError, match=r"night of .*: 3"):
        order(1)
    bed(trip.person(), night, room=4)
    with pytest.raises(DomainError, match="sleep in this room: двомісний 4"):
        order(3)
    Stay.objects.filter(room__isnull=False).update(room=None, bed=None)
    order(2)
    night.refresh_from_db()
    assert (night.rooms, numbers_of(night.pool).free) == (2, 0)


def test_a_night_is_taken_out_of_the_plans_while_nobody_has_a_bed(trip: Trip) -> None:
    night = NightFactory(cohort=trip.cohort, date=trip.eve)
    order = {"actor": trip.manager, "cohort": trip.cohort, "room_type": night.room_type, "rooms": 0}
    who = trip.person()
    bed(who, night)
    with pytest.raises(DomainError):
        nights.order(dates=[trip.eve], **order)
    stays.set_nights(actor=trip.manager, participant=who, nights={trip.eve: None})
    nights.order(dates=[trip.eve], **order)
    assert not Night.objects.exists()


def test_what_goes_with_no_day_or_belongs_to_another_programme_is_refused(trip: Trip) -> None:
    own = RoomTypeFactory(hotel__programme=trip.cohort.residency.programme)
    with pytest.raises(DomainError) as far:
        nights.order(
            actor=trip.manager,
            cohort=trip.cohort,
            room_type=own,
            dates=[trip.after + dt.timedelta(days=1)],
            rooms=1,
        )
    with pytest.raises(DomainError) as foreign:
        nights.order(
            actor=trip.manager, cohort=trip.cohort, room_type=RoomTypeFactory(), dates=[trip.eve], rooms=1
        )
    assert (far.value.field, foreign.value.field) == ("dates", "room_type")


def test_the_beds_of_a_kind_of_room_stay_once_nights_are_ordered_and_a_hotel_is_on_file_once(
    trip: Trip,
) -> None:
    kind = NightFactory(cohort=trip.cohort, date=trip.eve).room_type
    kind.beds = 3
    with pytest.raises(DomainError) as beds:
        nights.save_room_type(actor=trip.manager, room_type=kind)
    twin = HotelFactory.build(programme=kind.hotel.programme, name_uk=kind.hotel.name_uk)
    with pytest.raises(DomainError) as name:
        nights.save_hotel(actor=trip.manager, hotel=twin)
    assert (beds.value.field, name.value.field) == ("beds", "name_uk")


# ---------------------------------------------------------------- a person's nights
def test_nights_are_given_lengthened_shortened_and_cancelled_each_by_itself(trip: Trip) -> None:
    ordered = nights_from(trip.cohort, *trip.dates)
    kind, who = ordered[0].room_type, trip.person()

    def set_nights(**which: object) -> list[dt.date]:
        chosen = {getattr(trip, name): (kind if wants else None) for name, wants in which.items()}
        stays.set_nights(actor=trip.manager, participant=who, nights=chosen)
        return beds_of(who)

    assert set_nights(between=True) == [trip.between]
    assert set_nights(eve=True, after=True) == [*trip.dates]
    assert set_nights(eve=False) == [trip.between, trip.after]
    assert set_nights(between=False, after=False) == []
    assert Place.objects.filter(participant=who, pool__night__isnull=False).count() == 0


def test_the_same_again_changes_nothing_and_another_kind_takes_one_out_of_the_room(trip: Trip) -> None:
    first, second = (
        NightFactory(cohort=trip.cohort, date=trip.eve),
        NightFactory(cohort=trip.cohort, date=trip.eve),
    )
    who = trip.person()
    stay = bed(who, first, room=1)
    stays.set_nights(actor=trip.manager, participant=who, nights={trip.eve: first.room_type})
    assert Stay.objects.get() == stay
    stays.set_nights(actor=trip.manager, participant=who, nights={trip.eve: second.room_type})
    moved = Stay.objects.get()
    assert (moved.place.pool_id, moved.room) == (second.pool_id, None)


def test_a_full_night_gives_no_bed_and_nothing_of_the_wish_is_done(trip: Trip) -> None:
    ordered = nights_from(trip.cohort, *trip.dates, rooms=1, room_type__beds=1)
    bed(trip.person(), ordered[1])
    who = trip.person()
    with pytest.raises(DomainError, match="No bed is free"):
        stays.set_nights(
            actor=trip.manager,
            participant=who,
            nights=dict.fromkeys(trip.dates, ordered[0].room_type),
        )
    assert beds_of(who) == []


def test_a_bed_is_for_nights_that_go_with_ones_days(trip: Trip) -> None:
    ordered = nights_from(trip.cohort, *trip.dates)
    who = trip.person(trip.days[1])
    with pytest.raises(DomainError, match="goes with no day"):
        stays.set_nights(actor=trip.manager, participant=who, nights={trip.eve: ordered[0].room_type})
    at_work = ParticipantFactory(cohort=trip.cohort, kind=Participant.Kind.TRAINER)
    stays.set_nights(actor=trip.manager, participant=at_work, nights={trip.eve: ordered[0].room_type})
    assert beds_of(at_work) == [trip.eve]


def test_a_night_that_is_over_stays_as_it_was(trip: Trip) -> None:
    who = trip.person()
    trip.has_ended(1)
    past = timezone.localdate() - dt.timedelta(days=2)
    bed(who, NightFactory(cohort=trip.cohort, date=past))
    with pytest.raises(DomainError, match="over"):
        stays.set_nights(actor=trip.manager, participant=who, nights={past: None})


def test_the_database_itself_gives_nobody_two_beds_a_night(trip: Trip) -> None:
    who = trip.person()
    bed(who, NightFactory(cohort=trip.cohort, date=trip.eve))
    with pytest.raises(IntegrityError), transaction.atomic():
        bed(who, NightFactory(cohort=trip.cohort, date=trip.eve))


def test_the_database_itself_puts_nobody_into_a_bed_that_is_taken(trip: Trip) -> None:
    night = NightFactory(cohort=trip.cohort, date=trip.eve)
    bed(trip.person(), night, room=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        bed(trip.person(), night, room=1)


# ---------------------------------------------------------------- to all who asked
def test_beds_are_given_to_all_who_asked_in_the_order_of_their_answers(trip: Trip) -> None:
    ordered = nights_from(trip.cohort, *trip.dates[:2], rooms=1)
    early, later, last = trip.person(), trip.person(), trip.person()
    for who in (early, later, last):
        wish_of(who, "any", *trip.dates[:2])
    given = stays.give_all(actor=trip.manager, cohort=trip.cohort)
    assert (given.people, given.left) == (2, [last])
    assert beds_of(early) == beds_of(later) == [*trip.dates[:2]]
    assert numbers_of(ordered[0].pool).free == 0
    assert lacking([trip.cohort]) == [(trip.cohort.pk, last.pk, date) for date in trip.dates[:2]]
    assert stays.give_all(actor=trip.manager, cohort=trip.cohort).people == 0


def test_a_wheelchair_a_room_of_ones_own_and_a_carer_decide_the_kind_of_room(trip: Trip) -> None:
    twin = NightFactory(cohort=trip.cohort, date=trip.eve)
    single = NightFactory(cohort=trip.cohort, date=trip.eve, room_type__beds=1)
    wide = NightFactory(cohort=trip.cohort, date=trip.eve, room_type__accessible=True)
    shares, alone, rolls = trip.person(), trip.person(), trip.person()
    carer = ParticipantFactory(cohort=trip.cohort, kind=Participant.Kind.COMPANION)
    wish_of(shares, "women", trip.eve)
    wish_of(alone, "alone", trip.eve)
    wish_of(rolls, "alone", trip.eve, accessible=True, carer=[carer])
    assert stays.give_all(actor=trip.manager, cohort=trip.cohort).left == []
    pools = dict(Stay.objects.values_list("participant", "place__pool"))
    assert pools == {
        shares.pk: twin.pool_id,
        alone.pk: single.pool_id,
        rolls.pk: wide.pool_id,
        carer.pk: wide.pool_id,
    }


# ---------------------------------------------------------------- what goes with days
def test_whoever_loses_a_day_gives_back_the_nights_that_went_with_it_alone(trip: Trip) -> None:
    ordered = nights_from(trip.cohort, *trip.dates)
    who = trip.person()
    DayRequest.objects.create(application=who.application, day=trip.days[1], state=DayRequest.State.ACCEPTED)
    for night in ordered:
        bed(who, night)
    wish_of(who, "any", *trip.dates)
    with transaction.atomic():
        places.lock_all(wing.go_along([trip.days[1].pool_id]))
        places.give_back(pool_id=trip.days[1].pool_id, participant=who)
        wing.left(trip.days[1].pool_id, who, None)
    assert beds_of(who) == [trip.eve, trip.between]
    assert [night.date for night in who.lodging_wish.nights.all()] == [trip.eve, trip.between]


def test_withdrawing_gives_the_beds_back_by_the_way_of_the_days(trip: Trip) -> None:
    who = trip.person()
    for day in trip.days:
        DayRequest.objects.create(application=who.application, day=day, state=DayRequest.State.ACCEPTED)
    bed(who, NightFactory(cohort=trip.cohort, date=trip.eve))
    changes.withdraw_application(actor=who.user, application=who.application)
    assert beds_of(who) == []


def test_cancelling_the_cohort_gives_all_beds_back_and_names_the_hotel_to_call(trip: Trip) -> None:
    night = NightFactory(cohort=trip.cohort, date=trip.eve)
    bed(trip.person(), night)
    event = cancelling.work_out(trip.cohort, timezone.now(), "Зразкова причина")
    unreached = [name for each in wing.wings() for name in each.unreached(event)]
    assert f"{night.room_type.hotel.name} {night.room_type.hotel.phone}" in unreached
    services.cancel_cohort(actor=trip.manager, cohort=trip.cohort, reason="Зразкова причина", seen=event.mark)
    assert Stay.objects.count() == 0


def test_nobody_lacks_a_bed_in_a_cohort_that_is_called_off(trip: Trip) -> None:
    staff = ParticipantFactory(cohort=trip.cohort, kind=Participant.Kind.STAFF)
    bed(staff, NightFactory(cohort=trip.cohort, date=trip.eve))
    wish_of(staff, "any", trip.eve)
    services.cancel_cohort(actor=trip.manager, cohort=trip.cohort, reason="Зразкова причина")
    cohort = Cohort.objects.get(pk=trip.cohort.pk)
    assert Stay.objects.count() == 0 and lacking([cohort]) == []
    assert not who_comes([cohort.pk]).exists()


def test_a_night_that_went_with_a_day_of_before_lacks_no_bed_once_the_day_was_moved(trip: Trip) -> None:
    who = trip.person()
    wish_of(who, "any", *trip.dates)
    assert [date for _cohort, _who, date in lacking([trip.cohort])] == list(trip.dates)
    for day in trip.days:
        day.date += dt.timedelta(days=2)
        day.save()
    assert [date for _cohort, _who, date in lacking([trip.cohort])] == [trip.eve]


def test_a_day_stays_on_its_date_while_beds_hang_on_it(trip: Trip) -> None:
    who = ParticipantFactory(cohort=trip.cohort, kind=Participant.Kind.TRAINER)
    bed(who, NightFactory(cohort=trip.cohort, date=trip.eve))
    with pytest.raises(DomainError, match="Take their beds away"):
        services.delete_day(actor=trip.manager, day=trip.days[0])


def test_nobody_is_offered_a_freed_bed_by_itself(trip: Trip) -> None:
    night = NightFactory(cohort=trip.cohort, date=trip.eve)
    assert wing.why_rests(night.pool, timezone.now())
    assert set(wing.names([night.pool_id])) == {night.pool_id}


# ---------------------------------------------------------------- any order
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3)), max_size=25))
def test_in_any_order_nobody_has_two_beds_and_no_night_more_people_than_beds(
    trip: Trip, steps: list[tuple[int, int, int]]
) -> None:
    with transaction.atomic():
        first = nights_from(trip.cohort, *trip.dates, rooms=1)
        second = nights_from(trip.cohort, *trip.dates, rooms=1, room_type__beds=1)
        kinds = [None, first[0].room_type, second[0].room_type]
        people = [trip.person() for _number in range(4)]
        for who, night, what in steps:
            try:
                _do(trip, people[who], night, what, kinds)
            except DomainError:
                continue
        for line in nights_in(trip.cohort):
            assert line.held <= line.beds
        for stay in Stay.objects.select_related("place__pool__night", "room"):
            assert stay.date == stay.place.pool.night.date
            assert stay.place.participant_id == stay.participant_id
            assert stay.room is None or stay.room.number <= stay.place.pool.night.rooms
        held = list(
            Place.objects.filter(pool__night__isnull=False).values_list("participant", "pool__night__date")
        )
        assert len(held) == len(set(held)) == Stay.objects.count()
        transaction.set_rollback(True)


def _do(trip: Trip, who: Participant, night: int, what: int, kinds: list[object]) -> None:
    if night == 3 and what:
        rooming.carry_out(actor=trip.manager, cohort=trip.cohort, room_type=kinds[1], seen=None)
    elif what == 3:
        stay = Stay.objects.filter(participant=who, date=trip.dates[night % 3]).first()
        room = Room.objects.filter(cohort=trip.cohort).first()
        if stay is not None:
            rooming.put(actor=trip.manager, stay=stay, room=room, all_nights=bool(night))
    else:
        with transaction.atomic():
            stays.set_nights(actor=trip.manager, participant=who, nights={trip.dates[night % 3]: kinds[what]})
