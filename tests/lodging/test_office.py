"""Lodging in the back office: nights, people, rooms by hand, proposals, lists; and who sees what of wishes."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cohorts.lodging import partners
from cohorts.lodging.models import Hotel, Named, Night, Room, RoomType, Stay
from cohorts.lodging.services import rooms as rooming
from cohorts.models import Participant
from foundation.errors import DomainError
from people.models import User
from residencies.models import Membership
from tests.factories.cohorts import ParticipantFactory
from tests.factories.lodging import NightFactory, RoomTypeFactory, bed, nights_from, wish_of
from tests.factories.residencies import works_in_office
from tests.school import browser_of

from .conftest import Trip

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(trip: Trip) -> Client:
    return browser_of(trip.manager)


def url(name: str, trip: Trip, *more: object) -> str:
    return reverse(f"lodging_{name}", args=[trip.cohort.pk, *more])


def text(answer: Any) -> str:
    return str(answer.content.decode())


def assistant(trip: Trip, **more: Any) -> User:
    return works_in_office(trip.cohort.residency.programme, role=Membership.Role.ASSISTANT, **more)


# ---------------------------------------------------------------- hotels and nights
def test_a_hotel_and_its_rooms_are_put_on_file_and_ordered(trip: Trip, office: Client) -> None:
    programme = trip.cohort.residency.programme
    names = {f"{field}_{code}": "" for field in ("address", "entrance") for code in ("uk", "en", "pl")}
    hotel = {"programme": programme.pk, "name_uk": "Готель (зразок)", "name_en": "", "name_pl": "", **names}
    office.post(reverse("hotel:add"), {**hotel, "phone": "", "email": "", "contact": ""})
    made = Hotel.objects.get()
    kind = {"hotel": made.pk, "name_uk": "двомісний", "name_en": "", "name_pl": "", "beds": "2"}
    office.post(reverse("roomtype:add"), kind)
    form = {
        "order": "1",
        "room_type": RoomType.objects.get().pk,
        "dates": [str(date) for date in trip.dates],
        "rooms": "5",
    }
    office.post(url("overview", trip), form)
    assert [night.pool.capacity for night in Night.objects.all()] == [10, 10, 10]
    page = text(office.get(url("overview", trip)))
    assert "0 of 10" in page and "Rooming list" in page


def test_an_order_that_cannot_be_says_why_and_keeps_what_was_typed(trip: Trip, office: Client) -> None:
    night = NightFactory(cohort=trip.cohort, date=trip.eve)
    for _number in range(3):
        bed(trip.person(), night)
    form = {"order": "1", "room_type": night.room_type.pk, "dates": [str(trip.eve)], "rooms": "1"}
    answer = office.post(url("overview", trip), form)
    assert answer.status_code == 422
    assert ": 3. There cannot be fewer beds" in text(answer) and 'value="1"' in text(answer)


@pytest.mark.parametrize("bad", ["-1", "99999999999999999999", "abc", ""])
def test_bad_numbers_are_refused_at_their_field(trip: Trip, office: Client, bad: str) -> None:
    night = NightFactory(cohort=trip.cohort, date=trip.eve)
    form = {"order": "1", "room_type": night.room_type.pk, "dates": ["2020-13-45"], "rooms": bad}
    assert office.post(url("overview", trip), form).status_code == 422


def test_beds_are_given_to_all_who_asked_and_who_is_left_is_named(trip: Trip, office: Client) -> None:
    NightFactory(cohort=trip.cohort, date=trip.eve, rooms=1)
    people = [trip.person() for _number in range(3)]
    for who in people:
        wish_of(who, "any", trip.eve)
    answer = office.post(url("overview", trip), {"give": "1"}, follow=True)
    assert "2 people were given beds." in text(answer)
    assert people[2].user.official_name in text(answer)
    listed = text(office.get(url("people", trip) + "?show=lacking"))
    assert people[2].user.official_name in listed and people[0].user.official_name not in listed
    assert "asked, none given" in listed


def test_a_carer_who_is_named_in_two_spellings_gets_one_bed(trip: Trip, office: Client) -> None:
    NightFactory(cohort=trip.cohort, date=trip.eve)
    who = trip.person()
    carer = ParticipantFactory(cohort=trip.cohort, kind=Participant.Kind.COMPANION)
    named = {"what": Named.What.CARER, "person": carer, "is_settled": True}
    wish = wish_of(who, "any", trip.eve)
    for typed in ("Ірина Коваль", "Коваль Ірина"):
        Named.objects.create(wish=wish, typed=typed, **named)
    answer = office.post(url("overview", trip), {"give": "1"}, follow=True)
    assert answer.status_code == 200
    assert list(Stay.objects.values_list("participant", flat=True).order_by("pk")) == [who.pk, carer.pk]


# ---------------------------------------------------------------- one person
def sent(page: str, **changes: str) -> dict[str, str]:
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found
    return {"seen": found.group(1), **changes}


def test_a_persons_nights_are_chosen_on_one_page(trip: Trip, office: Client) -> None:
    ordered, who = nights_from(trip.cohort, *trip.dates), trip.person()
    kind, address = str(ordered[0].room_type_id), url("person", trip, who.public_id)
    form = sent(text(office.get(address)), **{str(trip.eve): kind, str(trip.between): kind})
    assert office.post(address, form).status_code == 302
    assert list(Stay.objects.values_list("date", flat=True)) == [trip.eve, trip.between]
    again = office.post(address, form)  # from a page that is out of date
    assert again.status_code == 409 and "Somebody changed" in text(again)
    form = sent(text(office.get(address)), **{str(trip.eve): "", str(trip.between): kind})
    office.post(address, form)
    assert list(Stay.objects.values_list("date", flat=True)) == [trip.between]


def test_whom_a_wish_means_is_said_by_the_manager(trip: Trip, office: Client) -> None:
    who, other = trip.person(), trip.person()
    wish = wish_of(who)
    named = Named.objects.create(wish=wish, what="unwanted", typed=other.user.family_name)
    address = url("person", trip, who.public_id)
    page = text(office.get(address))
    assert f'value="{other.pk}"' in page
    office.post(address, {"named": named.pk, "person": other.pk})
    named.refresh_from_db()
    assert (named.person, named.is_settled) == (other, True)
    refused = office.post(address, {"named": named.pk, "person": who.pk})
    assert refused.status_code == 422 and "another person" in text(refused)


def test_names_and_people_of_another_cohort_are_not_found(trip: Trip, office: Client) -> None:
    who, stranger = trip.person(), ParticipantFactory()
    foreign = Named.objects.create(wish=wish_of(stranger), what="wanted", typed="Хтось")
    own = Named.objects.create(wish=wish_of(who), what="wanted", typed="Хтось")
    address = url("person", trip, who.public_id)
    assert office.post(address, {"named": foreign.pk, "person": ""}).status_code == 404
    assert office.post(address, {"named": own.pk, "person": stranger.pk}).status_code == 404
    assert office.post(address, {"named": "9" * 40, "person": ""}).status_code == 404
    assert office.get(url("person", trip, stranger.public_id)).status_code == 404


# ---------------------------------------------------------------- rooms by hand
def test_somebody_is_put_into_a_room_for_all_nights_moved_and_taken_out(trip: Trip, office: Client) -> None:
    ordered, who = nights_from(trip.cohort, *trip.dates[:2]), trip.person()
    first, _second = (bed(who, night) for night in ordered)
    rooms = list(Room.objects.filter(cohort=trip.cohort))
    address = url("night", trip, trip.eve)
    page = text(office.get(f"{address}?stay={first.pk}"))
    assert "free beds: 2" in page
    put = {"action": "put", "stay": first.pk, "room": rooms[1].pk}
    office.post(address, {**put, "all_nights": "on"})
    assert set(Stay.objects.values_list("room", "bed", "is_fixed")) == {(rooms[1].pk, 1, True)}
    office.post(address, {**put, "room": ""})
    assert list(Stay.objects.order_by("date").values_list("room", "is_fixed")) == [
        (None, False),
        (rooms[1].pk, True),
    ]


def test_a_room_without_a_free_bed_of_another_kind_or_cohort_takes_nobody(trip: Trip, office: Client) -> None:
    night = NightFactory(cohort=trip.cohort, date=trip.eve, room_type__beds=1)
    other = NightFactory(cohort=trip.cohort, date=trip.eve)
    foreign = NightFactory(date=trip.eve)
    bed(trip.person(), night, room=1)
    stay = bed(trip.person(), night)
    address = url("night", trip, trip.eve)

    def put(room: Room) -> Any:
        return office.post(address, {"action": "put", "stay": stay.pk, "room": room.pk})

    full = put(Room.objects.get(room_type=night.room_type, number=1))
    assert full.status_code == 422
    assert "This room has no free bed" in text(full) and ": двомісний 1." in text(full)
    unordered = Room.objects.create(cohort=trip.cohort, room_type=night.room_type, number=9)
    with pytest.raises(DomainError, match=r"This room is not ordered .*: двомісний 9"):
        rooming.put(actor=trip.manager, stay=stay, room=unordered)
    assert put(Room.objects.get(room_type=other.room_type, number=1)).status_code == 422
    assert put(Room.objects.get(room_type=foreign.room_type, number=1)).status_code == 404
    strange = bed(ParticipantFactory(cohort=foreign.cohort), foreign)
    assert office.post(address, {"action": "put", "stay": strange.pk, "room": ""}).status_code == 404


def test_by_hand_anybody_is_put_anywhere_and_the_page_says_who_does_not_share(
    trip: Trip, office: Client
) -> None:
    night = NightFactory(cohort=trip.cohort, date=trip.eve)
    one, other = trip.person(), trip.person()
    wish_of(one, "women")
    wish_of(other, "men")
    bed(one, night, room=1)
    bed(other, night, room=1, number=2)
    words = f"{one.user.official_name} and {other.user.official_name} do not share a room"
    back = f"{other.user.official_name} and {one.user.official_name} do not share a room"
    page = text(office.get(url("night", trip, trip.eve)))
    assert words in page or back in page
    page = text(browser_of(assistant(trip)).get(url("night", trip, trip.eve)))
    assert "do not share" not in page


def test_the_number_on_the_door_is_written_once_in_a_hotel(trip: Trip, office: Client) -> None:
    NightFactory(cohort=trip.cohort, date=trip.eve)
    first, second = Room.objects.filter(cohort=trip.cohort)
    address = url("night", trip, trip.eve)
    office.post(address, {"action": "name", "room": first.pk, "label": "214"})
    first.refresh_from_db()
    assert str(first) == "214"
    refused = office.post(address, {"action": "name", "room": second.pk, "label": "214"})
    assert refused.status_code == 422 and "Another room" in text(refused)


def test_rooms_of_two_kinds_in_one_hotel_are_told_apart_everywhere(trip: Trip, office: Client) -> None:
    twin = NightFactory(cohort=trip.cohort, date=trip.eve, room_type__name_en="twin")
    single = NightFactory(
        cohort=trip.cohort,
        date=trip.eve,
        room_type=RoomTypeFactory(hotel=twin.room_type.hotel, name_en="single"),
    )
    people = {"twin 1": trip.person(), "single 1": trip.person()}
    for who, night in zip(people.values(), (twin, single), strict=True):
        bed(who, night, room=1)
    night_page = text(office.get(url("night", trip, trip.eve)))
    paper = text(office.post(url("list", trip, twin.room_type.hotel_id)))
    assert all(words in page for words in ("Twin 1", "Single 1") for page in (night_page, paper))
    overview_page = text(office.get(url("people", trip)))
    export = office.post(
        reverse("office_export", args=["beds", trip.cohort.pk]), {"columns": ["room"], "ending": "csv"}
    )
    [listed] = partners.lists_of(trip.cohort)
    assert {cells[2:4] for cells in listed.lines.values()} == {("twin", "1"), ("single", "1")}
    assert sorted(b"".join(export).decode("utf-8-sig").split()[1:]) == ["1", "1", "single", "twin"]
    assert all(words in overview_page for words in people)
    Room.objects.filter(room_type=twin.room_type, number=1).update(label="214")
    assert "Room 214, twin" in text(office.get(url("night", trip, trip.eve)))


@pytest.mark.parametrize("date", ["2027-13-45", "x", "2020-01-01"])
def test_a_night_that_there_is_not_is_not_found(trip: Trip, office: Client, date: str) -> None:
    assert office.get(url("night", trip, date)).status_code == 404


# ---------------------------------------------------------------- proposals
def propose(trip: Trip, office: Client, night: Night) -> tuple[str, dict[str, str]]:
    page = text(office.get(url("proposal", trip, night.room_type_id)))
    return page, sent(page)


def test_a_proposal_is_read_before_it_is_written_and_says_who_has_no_room_and_why(
    trip: Trip, office: Client
) -> None:
    night = NightFactory(cohort=trip.cohort, date=trip.eve)
    women, silent = [trip.person(), trip.person()], trip.person()
    for who in women:
        wish_of(who, "women")
    for who in (*women, silent):
        bed(who, night)
    page, form = propose(trip, office, night)
    assert silent.user.official_name in page and "has not said with whom" in page
    assert not Stay.objects.exclude(room=None).exists()
    office.post(url("proposal", trip, night.room_type_id), form)
    rooms = dict(Stay.objects.values_list("participant", "room__number"))
    assert rooms == {women[0].pk: 1, women[1].pk: 1, silent.pk: None}
    written, _form = propose(trip, office, night)
    assert "in these rooms already" in written and "Put people into these rooms" not in written


def test_a_proposal_that_is_out_of_date_is_not_written(trip: Trip, office: Client) -> None:
    night = NightFactory(cohort=trip.cohort, date=trip.eve)
    one, other = trip.person(), trip.person()
    wish = wish_of(one, "any")
    wish_of(other, "any")
    bed(one, night)
    bed(other, night)
    _page, form = propose(trip, office, night)
    wish.sharing = "alone"
    wish.save()
    answer = office.post(url("proposal", trip, night.room_type_id), form)
    assert answer.status_code == 409 and "Look at the new proposal" in text(answer)
    assert not Stay.objects.exclude(room=None).exists()


def test_what_was_put_by_hand_stays_in_a_proposal_until_it_is_let_go(trip: Trip, office: Client) -> None:
    night = NightFactory(cohort=trip.cohort, date=trip.eve)
    who = trip.person()
    wish_of(who, "any")
    stay = bed(who, night, room=2)
    Stay.objects.update(is_fixed=True)
    _page, form = propose(trip, office, night)
    office.post(url("proposal", trip, night.room_type_id), form)
    stay.refresh_from_db()
    assert stay.room.number == 2
    office.post(url("night", trip, trip.eve), {"action": "loosen", "stay": stay.pk})
    stay.refresh_from_db()
    assert not stay.is_fixed


# ---------------------------------------------------------------- as it was, and lists
def test_who_slept_there_is_written_down_the_morning_after(trip: Trip, office: Client) -> None:
    night = NightFactory(cohort=trip.cohort, date=trip.eve)
    stay = bed(trip.person(), night)
    early = office.post(url("night", trip, trip.eve), {"action": "slept", f"slept-{stay.pk}": "yes"})
    assert early.status_code == 422 and "morning after" in text(early)
    trip.has_ended(1)
    past = timezone.localdate() - dt.timedelta(days=3)
    Night.objects.update(date=past)
    Stay.objects.update(date=past)
    address = url("night", trip, past)
    assert "Who slept there" in text(office.get(address))
    office.post(address, {"action": "slept", f"slept-{stay.pk}": "no"})
    assert "slept: 0, did not come: 1, not known: 0" in text(office.get(url("overview", trip)))


def test_the_list_for_a_hotel_has_names_rooms_and_nights_and_nothing_of_wishes(
    trip: Trip, office: Client
) -> None:
    ordered = nights_from(trip.cohort, *trip.dates[:2], room_type__accessible=True)
    who = trip.person()
    wish_of(who, "women", note="Таємна примітка", accessible=True)
    for night in ordered:
        bed(who, night, room=1)
    address = url("list", trip, ordered[0].room_type.hotel_id)
    assert who.user.official_name not in text(office.get(address))
    assert not ModelLogEntry.objects.filter(action="lodging.print").exists()
    answer = office.post(address)
    page = text(answer)
    assert ModelLogEntry.objects.get(action="lodging.print").user == trip.manager
    assert who.user.official_name in page and "Двомісний 1" in page and "accessible room" in page
    assert page.count(who.user.official_name) == 1
    for secret in ("Таємна", "with women", who.user.email):
        assert secret not in page
    foreign = NightFactory().room_type.hotel_id
    assert office.get(url("list", trip, foreign)).status_code == 404


def test_the_export_is_a_line_for_each_bed_and_says_nothing_of_wishes(trip: Trip, office: Client) -> None:
    ordered, who = nights_from(trip.cohort, *trip.dates), trip.person()
    wish_of(who, "women", note="Таємна примітка")
    for night in ordered:
        bed(who, night, room=1)
    form = {"columns": ["night", "hotel", "room", "name", "accessible"], "ending": "csv"}
    answer = office.post(reverse("office_export", args=["beds", trip.cohort.pk]), form)
    lines = b"".join(answer).decode("utf-8-sig").splitlines()
    assert len(lines) == 4 and all(who.user.official_name in line for line in lines[1:])
    assert "Таємна" not in "".join(lines) and "women" not in "".join(lines)


# ---------------------------------------------------------------- who sees what
@pytest.mark.parametrize(
    ("who", "sees"), [("manager", True), ("ticked assistant", True), ("assistant", False)]
)
def test_wishes_are_shown_to_managers_and_ticked_assistants_alone(trip: Trip, who: str, sees: bool) -> None:
    night, person = NightFactory(cohort=trip.cohort, date=trip.eve), trip.person()
    wish_of(person, "women", trip.eve, note="Таємна примітка")
    bed(person, night)
    user = trip.manager if who == "manager" else assistant(trip, sees_needs=who.startswith("ticked"))
    office = browser_of(user)
    page = text(office.get(url("person", trip, person.public_id)))
    assert ("Таємна примітка" in page) is sees
    assert ("with women" in page) is sees
    status = office.get(url("proposal", trip, night.room_type_id)).status_code
    assert status == (200 if sees else 404)
    named = Named.objects.create(wish=person.lodging_wish, what="wanted", typed="Хтось")
    answer = office.post(url("person", trip, person.public_id), {"named": named.pk, "person": ""})
    assert answer.status_code == (302 if sees else 404)


def test_a_viewer_reads_numbers_and_no_name(trip: Trip) -> None:
    who = trip.person()
    bed(who, NightFactory(cohort=trip.cohort, date=trip.eve))
    viewer = works_in_office(trip.cohort.residency.programme, role=Membership.Role.VIEWER)
    office = browser_of(viewer)
    page = text(office.get(url("overview", trip)))
    assert "1 of 4" in page and who.user.official_name not in page
    assert office.get(url("people", trip)).status_code == 404


# ---------------------------------------------------------------- constant numbers of queries
@pytest.mark.parametrize("number", [1, 12])
def test_pages_ask_as_much_for_many_as_for_one(
    trip: Trip, office: Client, number: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    ordered = nights_from(trip.cohort, *trip.dates, rooms=12)
    people = [trip.person() for _number in range(number)]
    for place, who in enumerate(people, start=1):
        wish_of(who, "any", *trip.dates, unwanted=[people[0]] if place > 1 else [])
        for night in ordered[:2]:
            bed(who, night, room=place)
    kind = ordered[0].room_type
    pages = {
        url("overview", trip): OVERVIEW,
        url("people", trip): PEOPLE,
        url("person", trip, people[0].public_id): PERSON,
        url("night", trip, trip.eve): NIGHT,
        url("proposal", trip, kind.pk): PROPOSAL,
    }
    for address, queries in pages.items():
        office.get(address)
        with django_assert_num_queries(queries):
            assert office.get(address).status_code == 200
    with django_assert_num_queries(LIST):
        assert office.post(url("list", trip, kind.hotel_id)).status_code == 200


OVERVIEW, PEOPLE, PERSON, NIGHT, PROPOSAL, LIST = 15, 17, 20, 17, 17, 14


def test_the_panel_of_the_cohort_and_what_waits_lead_here(trip: Trip, office: Client) -> None:
    who: Participant = trip.person()
    NightFactory(cohort=trip.cohort, date=trip.eve)
    wish_of(who, "any", trip.eve)
    page = text(office.get(reverse("cohort_overview", args=[trip.cohort.pk])))
    assert "0 of 4 beds" in page and url("overview", trip) in page
    home = text(office.get(reverse("wagtailadmin_home")))
    assert "1 person asked for a bed and has none" in home and url("people", trip) in home
